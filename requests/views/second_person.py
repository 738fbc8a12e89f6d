"""Proposing to a second person: an appointment, a substitute for one's own absence, an act on an account."""

import uuid
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View

from accounts.models import Proposal, User
from accounts.permissions import current_appointments, holds_office, posts_of
from accounts.proposals import visible_to
from accounts.reauthentication import ReauthenticationMixin
from requests.forms.reference_data import ReferenceForm
from requests.forms.second_person import ACCOUNT_FORMS, AppointmentForm, OwnEmailForm, SubstituteForm
from requests.views.reference_data import SuperAdminView

Text = str | Promise


class ProposeView(ReauthenticationMixin, View):
    """One form of a proposal; sent twice it leads to the proposal of the first time."""

    heading: Text = ""
    back = "reference_data"
    http_method_names = ["get", "head", "post"]

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        return self.show(self.form())

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        try:
            return self.propose(request)
        except IntegrityError:  # sent twice at once: look again
            return self.propose(request)

    def propose(self, request: HttpRequest) -> HttpResponse:
        """In no transaction but that of the proposal's own rows: a scan may take a minute to be judged."""
        form = self.form(request.POST, request.FILES)
        valid = form.is_valid()
        if earlier := self.earlier(request):
            return redirect("proposal", pk=earlier.pk)
        if not valid:
            return self.show(form)
        proposal = form.save()
        messages.success(request, _("Proposed to a second person: %(proposal)s") % {"proposal": proposal})
        return redirect("proposal", pk=proposal.pk)

    def earlier(self, request: HttpRequest) -> Proposal | None:
        """What this form has proposed already."""
        try:
            return visible_to(request.user).filter(pk=uuid.UUID(request.POST.get("key", ""))).first()
        except ValueError:
            return None

    def show(self, form: ReferenceForm) -> HttpResponse:
        context = {"form": form, "heading": self.heading, "back": self.back}
        return render(self.request, "requests/propose.html", context)

    def form(self, *data: Any) -> ReferenceForm:
        raise NotImplementedError


class ProposeAppointmentView(SuperAdminView, ProposeView):
    heading = gettext_lazy("Appoint a person")

    def form(self, *data: Any) -> AppointmentForm:
        initial = {"email": self.request.GET.get("email", "")}
        return AppointmentForm(*data, actor=self.request.user, initial=initial)


class ProposeSubstituteView(ProposeView):
    """Only for those who hold a head's post of their own."""

    heading = gettext_lazy("A substitute for my absence")
    back = "desk"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not posts_of(request.user):
            raise PermissionDenied(_("Only whoever holds a head's post of their own proposes a Plh. for it."))
        return super().dispatch(request, *args, **kwargs)

    def form(self, *data: Any) -> SubstituteForm:
        return SubstituteForm(*data, actor=self.request.user)


class ProposeOwnEmailView(ProposeView):
    """Only for office holders; everyone else changes their address alone."""

    heading = gettext_lazy("Another e-mail address for my account")
    back = "profile"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not holds_office(request.user):
            return redirect("account_email")
        if not current_appointments(request.user):
            raise PermissionDenied(_("Your office begins later. The Super Admin proposes your new address."))
        return super().dispatch(request, *args, **kwargs)

    def form(self, *data: Any) -> OwnEmailForm:
        return OwnEmailForm(*data, actor=self.request.user, person=self.request.user)


class ProposeForAccountView(SuperAdminView, ProposeView):
    def form(self, *data: Any) -> ReferenceForm:
        """Http404 for an act or a person that isn't there."""
        form_class = ACCOUNT_FORMS.get(self.kwargs["act"])
        person = get_object_or_404(User, pk=self.kwargs["pk"])
        if form_class is None:
            raise Http404
        self.heading = f"{form_class.kind.label}: {person}"
        return form_class(*data, actor=self.request.user, person=person)
