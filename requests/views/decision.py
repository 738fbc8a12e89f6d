"""One request, and the acts of the SOP on it."""

import uuid
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views import View
from django.views.decorators.debug import sensitive_variables

from accounts.models import User
from requests import selectors, services, sop
from requests.desk_selectors import next_waiting
from requests.exceptions import NotTheirTurn, StaleRequest
from requests.forms.act_form import ActForm
from requests.forms.acts import form_for
from requests.models import AccessRequest, Credential, Disposition
from requests.permissions import is_theirs, why_barred
from requests.sheets import Sheet
from requests.states import State
from requests.views.credential import render_credential
from requests.views.pages import get_visible, possible_acts, render_check, render_conflict, render_request


class AccessRequestView(View):
    http_method_names = ["get", "head"]

    def get(self, request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
        return render_request(request, get_visible(request, pk))


class ActView(View):
    """One act of the SOP: GET shows its form, POST performs it through `workflow.perform`."""

    act: sop.Transition = sop.SUBMIT  # each address brings its own
    http_method_names = ["get", "head", "post"]

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        self.access_request = get_visible(request, kwargs["pk"])
        if not is_theirs(self.access_request, self.act, request.user):
            raise NotTheirTurn(self.access_request, why_barred(self.access_request, self.act, request.user))
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
        if self.act not in possible_acts(request, self.access_request):
            return render_conflict(request, self.access_request, [])
        return self._page(request)

    def post(self, request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
        form = form_for(self.act, request.POST, access_request=self.access_request, user=request.user)
        try:
            if "preview" in request.POST:
                return self._preview(request, form)
            disposition = form.perform() if form.is_valid() else form.sent_before()
            if disposition:
                return self._done(request, disposition)
        except StaleRequest as refusal:
            return render_conflict(request, refusal.access_request, form.typed)
        except ValidationError as error:
            form.refuse(error)
        if self.act not in possible_acts(request, self.access_request):
            return render_conflict(request, self.access_request, form.typed)
        return self._page(request, form)

    def _preview(self, request: HttpRequest, form: ActForm) -> HttpResponse:
        """The sheet that the act would make, from what was filled in so far; the act itself is not done."""
        sheet = request.POST["preview"]
        if sheet not in self.act.sheets:
            raise Http404
        if not form.is_valid():
            return self._page(request, form)
        return redirect("paper", pk=services.preview_sheet(form.perform, Sheet(sheet), by=request.user).pk)

    def _page(self, request: HttpRequest, bound: ActForm | None = None) -> HttpResponse:
        if self.act in (sop.SUBMIT, sop.RESUBMIT):
            return render_check(request, self.access_request, bound)
        if self.act is sop.CONFIRM_RECEIPT:
            return render_credential(request, self.access_request, bound=bound)
        return render_request(request, self.access_request, bound, opened=self.act)

    def _done(self, request: HttpRequest, disposition: Disposition) -> HttpResponse:
        after = selectors.visible_to(request.user).filter(pk=self.access_request.pk).first()
        if after and self.act in (sop.ACTIVATE, sop.REISSUE):
            if credential := services.credential_to_set(disposition):
                return self._show_password(request, after, credential)
            messages.warning(
                request, _("The password was shown before. If you have lost it, hand over and then issue a new one.")
            )
        messages.success(request, what_happened(disposition))
        return self._go_on(request, after)

    def _go_on(self, request: HttpRequest, after: AccessRequest | None) -> HttpResponse:
        """To what the person does next: this request again, or what waits behind it, or the page they came from."""
        if after and request.POST.get("from") == "overview":
            return redirect("overview")
        if after and self._has_still_to_do(after, request.user):
            return redirect("access_request", pk=after.pk)
        following = next_waiting(request.user, self.access_request)
        return redirect("access_request", pk=following.pk) if following else redirect("desk")

    def _has_still_to_do(self, after: AccessRequest, user: User) -> bool:
        """An applicant's own, or one that waits for the same person again; or the act moved it nowhere."""
        if not (self.act.actor.office and self.act.target):
            return True
        return bool(after.awaited and is_theirs(after, after.awaited, user))

    @sensitive_variables("password")
    def _show_password(
        self, request: HttpRequest, access_request: AccessRequest, credential: Credential
    ) -> HttpResponse:
        """Where staff see the password, to set it on the server; no redirect, as it is kept nowhere else in clear."""
        context = {
            "access_request": access_request,
            "account": credential.account,
            "password": credential.open(),
            "act": self.act,
        }
        response = render(request, "requests/password_for_staff.html", context)
        response["Cache-Control"] = "no-store"
        return response


def what_happened(disposition: Disposition) -> str:
    """Such as "12/2026: Surat didisposisikan. Sekarang pada: Kepala Bidang Informatika."."""
    done = f"{disposition.access_request}: {disposition.act.done}."
    awaited = sop.AWAITED.get(State(disposition.to_state))
    if awaited is None or disposition.act is sop.CONFIRM_RECEIPT:
        return done
    return f"{done} {_('Now with')}: {awaited.actor.label}."
