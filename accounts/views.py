"""A person's own data, and the liaison's confirmation of the people of their agency."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Case, QuerySet, When
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse_lazy
from django.utils.translation import gettext as _
from django.views import View
from django.views.generic import UpdateView

from accounts.forms import PersonForm
from accounts.models import User
from accounts.permissions import agencies_spoken_for, can_confirm_agency_of, current_appointments
from accounts.services import confirm_agency, end_sessions, tell_liaisons
from accounts.sessions import open_sessions
from helpdesk.paging import page_by_key


class ProfileView(UpdateView[User, PersonForm]):
    form_class = PersonForm
    template_name = "accounts/profile.html"
    context_object_name = "person"  # `user` is the one signed in, for the header
    success_url = reverse_lazy("profile")

    def get_object(self, queryset: QuerySet[User] | None = None) -> User:
        # A fresh row: a refused form must not leave its values on the signed-in person. Locked, so that
        # what others decide of the person meanwhile isn't written over.
        people = User.objects.select_for_update() if self.request.method == "POST" else User.objects
        return people.get(pk=self.request.user.pk)

    @transaction.atomic
    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return super().post(request, *args, **kwargs)

    def form_valid(self, form: PersonForm) -> HttpResponse:
        messages.success(self.request, _("Your details have been saved."))
        response = super().form_valid(form)
        if form.is_new_claim:
            tell_liaisons(self.object)
        return response


class SessionsView(View):
    """Where the person is signed in; a POST signs them out everywhere else."""

    http_method_names = ["get", "head", "post"]

    def get(self, request: HttpRequest) -> HttpResponse:
        held = [
            session
            | {"is_this": session["key"] == request.session.session_key}
            | {name: datetime.fromtimestamp(session[name], UTC) for name in ("signed_in_at", "seen_at")}
            for session in open_sessions(request.user)
        ]
        return render(request, "accounts/sessions.html", {"sessions": held})

    @transaction.atomic
    def post(self, request: HttpRequest) -> HttpResponse:
        end_sessions(request.user)
        update_session_auth_hash(request, request.user)
        messages.success(request, _("You are signed out everywhere else."))
        return redirect("sessions")


class ApplicantsOfAgencyView(View):
    """The people who say they belong to the liaison's agency, the unconfirmed first."""

    http_method_names = ["get", "head"]

    def get(self, request: HttpRequest) -> HttpResponse:
        agencies = agencies_spoken_for(request.user)
        if not agencies:
            raise PermissionDenied(_("This list belongs to the liaisons of the agencies."))
        people = User.objects.filter(agency__in=agencies, is_active=True).exclude(pk=request.user.pk)
        people = people.select_related("agency").annotate(
            confirmed=Case(When(agency_confirmed_at=None, then=0), default=1)
        )
        page = page_by_key(people, request.GET.get("sesudah", ""), ("confirmed", "name", "id"))
        return render(request, "accounts/applicants_of_agency.html", {"page": page})


class ConfirmAgencyView(View):
    http_method_names = ["get", "head", "post"]

    def get(self, request: HttpRequest, pk: UUID) -> HttpResponseRedirect:
        return redirect("applicants_of_agency")

    def post(self, request: HttpRequest, pk: UUID) -> HttpResponseRedirect:
        people = User.objects.filter(agency__in=agencies_spoken_for(request.user))
        applicant = get_object_or_404(people, pk=pk)
        if not can_confirm_agency_of(request.user, applicant):
            raise PermissionDenied(_("Nobody confirms their own agency."))
        held = current_appointments(request.user)
        appointment = next(liaison for liaison in held if liaison.agency_id == applicant.agency_id)
        words = {"name": applicant.name, "agency": applicant.agency.name}
        if (request.POST.get("name"), request.POST.get("nip")) != (applicant.name, applicant.nip):
            changed = _("%(name)s has changed their details in the meantime. Nobody was confirmed; look again.")
            messages.warning(request, changed % words)
            return redirect("applicants_of_agency")
        confirm_agency(applicant=applicant, agency=applicant.agency, appointment=appointment)
        messages.success(request, _("%(name)s is confirmed as belonging to %(agency)s.") % words)
        return redirect("applicants_of_agency")
