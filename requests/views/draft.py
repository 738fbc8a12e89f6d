"""The access form in short pages: each saves the draft, the last one checks the answers."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views import View

from requests import answers, rounds, selectors, services, tasks
from requests.exceptions import NotTheirTurn, StaleRequest
from requests.forms.parts import PART_FORMS, UploadForm, mark_faults, typed_in
from requests.models import AccessRequest
from requests.models.attachment import AttachmentKind
from requests.permissions import is_applicant
from requests.states import State
from requests.views.pages import get_visible, render_check, render_conflict


class NewRequestView(View):
    """GET says what to have ready; POST starts the draft under the key that the page brought."""

    http_method_names = ["get", "head", "post"]

    def get(self, request: HttpRequest) -> HttpResponse:
        return render(request, "requests/new_request.html", {"key": uuid.uuid4()})

    def post(self, request: HttpRequest) -> HttpResponse:
        try:
            key = uuid.UUID(request.POST.get("key", ""))
        except ValueError:
            return redirect("new_request")
        draft = services.start_draft(pk=key, applicant=request.user)
        if draft is None:
            return redirect("new_request")
        return redirect("edit_part", pk=draft.pk, part=answers.PARTS[0].slug)


class EditingView(View):
    """Only the applicant edits, and only a draft or a returned request."""

    access_request: AccessRequest

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if str(request.method).lower() not in self.http_method_names:
            return self.http_method_not_allowed(request, *args, **kwargs)
        self.access_request = get_visible(request, kwargs["pk"])
        if not is_applicant(self.access_request, request.user):
            raise NotTheirTurn(self.access_request)
        if not self.access_request.is_editable:
            return render_conflict(request, self.access_request, self.typed())
        try:
            return super().dispatch(request, *args, **kwargs)
        except StaleRequest as refusal:
            return render_conflict(request, refusal.access_request, self.typed())

    def typed(self) -> list[tuple[str, str]]:
        """What the person wrote, so that a refusal can give it back."""
        return []


class EditPartView(EditingView):
    """One page of the form. "Save draft" keeps what is there; "Continue" asks for all of it."""

    http_method_names = ["get", "head", "post"]

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        part = answers.BY_SLUG.get(kwargs["part"])
        if part is None:
            raise Http404
        self.part = part
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest, pk: uuid.UUID, part: str) -> HttpResponse:
        if part not in PART_FORMS:
            return render_scans(request, self.access_request)
        return self._page(request, PART_FORMS[part](instance=self.access_request))

    def post(self, request: HttpRequest, pk: uuid.UUID, part: str) -> HttpResponse:
        if part not in PART_FORMS:
            return redirect(self._next(request))
        draft = "save" in request.POST
        form = PART_FORMS[part](request.POST, instance=self.access_request, draft=draft)
        if not form.is_valid():
            return self._page(request, form)
        services.save_answers(self.access_request, **form.cleaned_data)
        if draft:
            messages.success(request, _("The draft has been saved."))
            return redirect("access_request", pk=pk)
        return redirect(self._next(request))

    def typed(self) -> list[tuple[str, str]]:
        form = PART_FORMS.get(self.part.slug)
        return typed_in(form(self.request.POST)) if form and self.request.POST else []

    def _page(self, request: HttpRequest, form: Any) -> HttpResponse:
        context = part_context(request, self.access_request, self.part)
        mark_faults(form, context["faults"])
        return render(request, "requests/edit_part.html", context | {"form": form})

    def _next(self, request: HttpRequest) -> str:
        context = part_context(request, self.access_request, self.part)
        return str(context["next"])


def part_context(request: HttpRequest, access_request: AccessRequest, part: answers.Part) -> dict[str, Any]:
    """Where this page stands on the way that the person goes, and what of it was returned as at fault.

    The way goes through all pages; from the check to one page and back (`?periksa`); or through those at fault and
    then to the check (`?perbaiki`).
    """
    returned = rounds.last_return(selectors.history(access_request))
    faults = rounds.faults_of(returned)
    to_mend = rounds.parts_to_mend(faults) if "perbaiki" in request.GET else []
    is_mending, checking = part in to_mend, "periksa" in request.GET
    pages = to_mend if is_mending else answers.PARTS
    query = "?perbaiki" if is_mending else "?periksa" if checking else ""
    place = pages.index(part)
    following = [] if checking else pages[place + 1 :]
    its_pages = [reverse("edit_part", args=[access_request.pk, page.slug]) + query for page in pages]
    return {
        "access_request": access_request,
        "part": part,
        "pages": pages,
        "number": place + 1,
        "checking": checking,
        "query": query,
        "previous": its_pages[place - 1] if place else None,
        "next": its_pages[place + 1] if following else reverse("check_answers", args=[access_request.pk]),
        "last_return": returned,
        "faults": faults,
    }


SCANS = answers.BY_SLUG["berkas"]


def render_scans(
    request: HttpRequest, access_request: AccessRequest, refused: tuple[AttachmentKind, UploadForm] | None = None
) -> HttpResponse:
    """The page of the scans: what is kept of each kind, and its upload."""
    context = part_context(request, access_request, SCANS)
    bound = dict([refused]) if refused else {}
    first = next((name for name in context["faults"] if name in SCANS.fields), None)
    rows = [
        (
            kind,
            getattr(access_request, kind.value),
            bound.get(kind) or _empty_upload(kind, opened=not bound and kind.value == first),
            kind.value in answers.required_fields(),
        )
        for kind in AttachmentKind
    ]
    context |= {"rows": rows, "form": refused[1] if refused else None}
    return render(request, "requests/scans.html", context)


def _empty_upload(kind: AttachmentKind, *, opened: bool) -> UploadForm:
    form = UploadForm(auto_id=f"{kind.value}_%s")
    if opened:
        form.fields["file"].widget.attrs["autofocus"] = True
    return form


class UploadView(EditingView):
    """An upload is its own POST and kept as soon as it is valid, since browsers can't refill a file field."""

    http_method_names = ["get", "head", "post"]

    def get(self, request: HttpRequest, pk: uuid.UUID, kind: str) -> HttpResponse:
        """Whoever comes back to this address, by another language or after signing in anew, meets the form."""
        return redirect("edit_part", pk=pk, part=SCANS.slug)

    def post(self, request: HttpRequest, pk: uuid.UUID, kind: str) -> HttpResponse:
        if kind not in AttachmentKind.values:
            raise Http404
        chosen = AttachmentKind(kind)
        form = UploadForm(request.POST, request.FILES, auto_id=f"{kind}_%s")
        if not form.is_valid():
            return render_scans(request, self.access_request, (chosen, form))
        file = form.cleaned_data["file"]
        services.attach(self.access_request, kind=chosen, file=file, scan=form.scan, by=request.user)
        messages.success(request, _("The file has been kept."))
        query = part_context(request, self.access_request, SCANS)["query"]
        return redirect(reverse("edit_part", args=[pk, SCANS.slug]) + query)


class CheckAnswersView(EditingView):
    http_method_names = ["get", "head"]

    def get(self, request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
        return render_check(request, self.access_request)


class DraftFormView(EditingView):
    """Orders the filled form, marked DRAF, to be printed, signed and scanned."""

    http_method_names = ["get", "head", "post"]

    def get(self, request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
        return redirect("check_answers", pk=pk)

    def post(self, request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
        return redirect("paper", pk=tasks.order_draft_form(self.access_request).pk)


class DeleteDraftView(View):
    """Deletes a draft; sent twice, the second finds nothing: 404, as for any request that is missing."""

    http_method_names = ["get", "head", "post"]

    def get(self, request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
        return redirect("access_request", pk=get_visible(request, pk).pk)

    def post(self, request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
        access_request = get_visible(request, pk)
        if not is_applicant(access_request, request.user):
            raise NotTheirTurn(access_request)
        if access_request.state != State.DRAFT:
            return render_conflict(request, access_request, [])
        try:
            services.delete_draft(access_request)
        except StaleRequest as refusal:
            return render_conflict(request, refusal.access_request, [])
        messages.success(request, _("The draft has been deleted."))
        return redirect("my_requests")
