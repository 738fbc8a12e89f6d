"""One's own data: to read, to take along, to have corrected or erased; and the list of the office that answers."""

import uuid
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Case, When
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views import View
from django.views.decorators.cache import cache_control

from accounts import audit, data_requests
from accounts.models import Appointment, DataRequest
from accounts.models.data_request import DataRequestKind
from accounts.offices import Office
from accounts.permissions import can_answer, current_appointments, keeps_data_requests
from accounts.reauthentication import ReauthenticationMixin
from accounts.services import lock_to_change_address
from helpdesk.paging import page_by_key
from requests.erasure import NotErasable, erase, obstacles
from requests.exceptions import StaleRequest
from requests.forms.personal_data import AnswerForm, AskForm
from requests.personal_data import as_json, everything_about

SHOWN = 20  # rows of a kind on the page; the file holds all
KINDS = {"perbaikan": DataRequestKind.CORRECTION, "penghapusan": DataRequestKind.ERASURE}

kept_by_nobody = method_decorator(cache_control(private=True, no_store=True), name="dispatch")


@kept_by_nobody
class OwnDataView(View):
    http_method_names = ["get", "head"]

    def get(self, request: HttpRequest) -> HttpResponse:
        sections = everything_about(request.user, at_most=SHOWN)
        asked = request.user.data_requests.all()
        context = {"sections": sections, "asked": asked, "shown": SHOWN, "obstacles": list(obstacles(request.user))}
        return render(request, "requests/own_data.html", context)


@kept_by_nobody
class OwnDataFileView(ReauthenticationMixin, View):
    """All of it in one JSON file, for whoever has just proved to be that person."""

    http_method_names = ["get", "head", "post"]

    def get(self, request: HttpRequest) -> HttpResponse:
        return redirect("own_data")

    def post(self, request: HttpRequest) -> HttpResponse:
        with transaction.atomic():
            audit.record("own_data_exported", actor=request.user)
            content = as_json(everything_about(request.user))
        file = JsonResponse(content, json_dumps_params={"indent": 2, "ensure_ascii": False})
        file.headers["Content-Disposition"] = 'attachment; filename="data-saya.json"'
        return file


class AskView(View):
    http_method_names = ["get", "head", "post"]

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if kwargs["kind"] not in KINDS:
            raise Http404
        self.kind = KINDS[kwargs["kind"]]
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest, kind: str) -> HttpResponse:
        return self.show(AskForm(kind=self.kind))

    def post(self, request: HttpRequest, kind: str) -> HttpResponse:
        form = AskForm(request.POST, kind=self.kind)
        if not form.is_valid():
            return self.show(form)
        key, text = form.cleaned_data["key"], form.cleaned_data["text"]
        if data_requests.ask(pk=key, person=request.user, kind=self.kind, text=text) is None:
            return redirect("ask_about_data", kind=kind)
        messages.success(request, _("Your request has been sent. It is answered within 3 × 24 hours."))
        return redirect("own_data")

    def show(self, form: AskForm) -> HttpResponse:
        why_not = list(obstacles(self.request.user)) if self.kind == DataRequestKind.ERASURE else []
        context = {"form": form, "heading": self.kind.label, "obstacles": why_not}
        return render(self.request, "requests/ask_about_data.html", context)


class KeepersView(View):
    """Only those come in who answer for the office."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not keeps_data_requests(request.user):
            raise PermissionDenied(_("Requests about personal data are answered by the Super Admin."))
        return super().dispatch(request, *args, **kwargs)


class DataRequestsView(KeepersView):
    http_method_names = ["get", "head"]

    def get(self, request: HttpRequest) -> HttpResponse:
        rows = DataRequest.objects.select_related("person__agency")
        rows = rows.annotate(is_answered=Case(When(answered_at=None, then=0), default=1))
        page = page_by_key(rows, request.GET.get("sesudah", ""), ("is_answered", "created_at", "id"))
        return render(request, "requests/data_requests.html", {"page": page})


class DataRequestView(KeepersView):
    """One request: its answer, or the form for it."""

    http_method_names = ["get", "head", "post"]

    def get(self, request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
        asked = self.asked(pk)
        return self.show(asked, AnswerForm(asked=asked))

    def post(self, request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
        asked = self.asked(pk)
        if not can_answer(request.user, asked):
            raise PermissionDenied(_("Nobody answers their own request."))
        form = AnswerForm(request.POST, asked=asked)
        if asked.answered_at is None and not form.is_valid():
            return self.show(asked, form)
        if asked.answered_at is None and self.answer(asked, form):
            messages.success(request, _("The answer has been sent."))
        else:
            messages.warning(request, _("It has been answered, or has changed, in the meantime. Look again."))
        return redirect("data_request", pk=pk)

    @staticmethod
    def asked(pk: uuid.UUID) -> DataRequest:
        return get_object_or_404(DataRequest.objects.select_related("person__agency", "answered_by"), pk=pk)

    def show(self, asked: DataRequest, form: AnswerForm) -> HttpResponse:
        is_open = asked.answered_at is None
        erasure = is_open and asked.kind == DataRequestKind.ERASURE
        context = {
            "asked": asked,
            "form": form if is_open and can_answer(self.request.user, asked) else None,
            "obstacles": list(obstacles(asked.person)) if erasure else [],
        }
        return render(self.request, "requests/data_request.html", context)

    def answer(self, asked: DataRequest, form: AnswerForm) -> bool:
        """The answer and, where it is one to an erasure, the erasure itself: both or neither."""
        granted, note = form.cleaned_data["granted"], form.cleaned_data["answer"]
        appointment, erases = self.capacity(), granted and asked.kind == DataRequestKind.ERASURE
        try:
            with transaction.atomic():
                if erases:
                    lock_to_change_address(asked.person)
                done = data_requests.answer(asked, appointment=appointment, granted=granted, note=note)
                if done and erases:
                    erase(asked.person, appointment=appointment)
        except (NotErasable, StaleRequest):
            return False
        return done

    def capacity(self) -> Appointment:
        keepers = (Office.SECTION_HEAD, Office.HEAD)
        return next(held for held in current_appointments(self.request.user) if held.office in keepers)
