"""A person's own data, the liaison's confirmation of their agency's people, and the second person's decisions."""

from collections.abc import Callable
from datetime import UTC, datetime
from functools import wraps
from pathlib import Path
from time import monotonic, sleep
from typing import Any
from uuid import UUID

from allauth.account import views as allauth_views
from allauth.account.decorators import reauthentication_required
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Case, QuerySet, When
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse_lazy
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views import View
from django.views.generic import UpdateView
from django.views.i18n import set_language

from accounts import audit, proposals
from accounts.appointment_rules import LONG, exceeds
from accounts.forms import PersonForm
from accounts.models import Proposal, User
from accounts.models.proposal import Outcome
from accounts.notifications import Event, announce
from accounts.permissions import (
    agencies_spoken_for,
    can_confirm_agency_of,
    capacity_as_second,
    current_appointments,
    holds_office,
    why_not_second,
)
from accounts.services import LANGUAGE_JUST_CHOSEN, confirm_agency, end_sessions, write_in
from accounts.sessions import open_sessions, row_key
from helpdesk.foreign_bytes import hand_out
from helpdesk.paging import page_by_key


def in_even_time(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Answers a form after whole `EVEN_TIME_SECONDS`: a password hashed or not would show in the time."""

    @wraps(view)
    def wait(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        began = monotonic()
        response = view(request, *args, **kwargs)
        if request.method == "POST":
            sleep((began - monotonic()) % settings.EVEN_TIME_SECONDS)
        return response

    return wait


@login_not_required
def choose_language(request: HttpRequest) -> HttpResponseBase:
    """Django's own switch of the page's language; whoever is signed in, or is about to, gets their mails in it too."""
    response, language = set_language(request), request.POST.get("language", "")
    if request.method == "POST" and language in dict(settings.LANGUAGES):
        if request.user.is_authenticated:
            write_in(language, request.user)
        else:
            # Beside Django's own cookie, which tells for a year what may have been changed elsewhere since.
            secure = settings.SESSION_COOKIE_SECURE
            response.set_cookie(
                LANGUAGE_JUST_CHOSEN, language, max_age=600, secure=secure, httponly=True, samesite="Lax"
            )
    return response


class ProfileView(UpdateView[User, PersonForm]):
    form_class = PersonForm
    template_name = "accounts/profile.html"
    context_object_name = "person"  # `user` is the one signed in, for the header
    success_url = reverse_lazy("profile")

    def get_object(self, queryset: QuerySet[User] | None = None) -> User:
        # A fresh row: a refused form must not leave its values on the signed-in person. Locked, so that
        # what others decide of the person meanwhile isn't written over.
        people = User.objects.select_for_update(no_key=True) if self.request.method == "POST" else User.objects
        return people.get(pk=self.request.user.pk)

    @transaction.atomic
    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return super().post(request, *args, **kwargs)

    def form_valid(self, form: PersonForm) -> HttpResponse:
        messages.success(self.request, _("Your details have been saved."))
        response = super().form_valid(form)
        person, changed = self.object, set(form.changed_data)
        if person.nip == form.initial["nip"]:  # however it was grouped
            changed.discard("nip")
        if changed:
            audit.record("user_changed", actor=person, target=person, fields=sorted(changed))
        if form.is_new_claim:
            announce(Event.AGENCY_CLAIMED, self.object)
        return response


class SessionsView(View):
    """Where the person is signed in; a POST signs them out everywhere else."""

    http_method_names = ["get", "head", "post"]

    def get(self, request: HttpRequest) -> HttpResponse:
        held = [
            session
            | {"is_this": session["row_key"] == row_key(str(request.session.session_key))}
            | {name: datetime.fromtimestamp(session[name], UTC) for name in ("signed_in_at", "seen_at")}
            for session in open_sessions(request.user)
        ]
        return render(request, "accounts/sessions.html", {"sessions": held})

    @transaction.atomic
    def post(self, request: HttpRequest) -> HttpResponse:
        end_sessions(request.user)
        audit.record("sessions_ended", actor=request.user, target=request.user)
        update_session_auth_hash(request, request.user)
        messages.success(request, _("You are signed out everywhere else."))
        return redirect("sessions")


def own_email(request: HttpRequest) -> HttpResponse:
    """An office holder's address changes with a second person, everyone else's once they confirm the new one."""
    if holds_office(request.user):
        return redirect("propose_own_email")
    return allauth_views.email(request)


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


class ProposalsView(View):
    """What waits for this person as the second one, and what they proposed themselves, the newest first."""

    http_method_names = ["get", "head"]

    def get(self, request: HttpRequest) -> HttpResponse:
        own = proposals.visible_to(request.user).filter(made_by=request.user)
        context = {
            "waiting": proposals.waiting_for(request.user),
            "page": page_by_key(own, request.GET.get("sesudah", ""), ("-made_at", "id")),
        }
        return render(request, "accounts/proposals.html", context)


class ProposalView(View):
    """One proposal, and the decision on it."""

    http_method_names = ["get", "head", "post"]

    def get(self, request: HttpRequest, pk: UUID) -> HttpResponse:
        return self.show(request, get_object_or_404(proposals.visible_to(request.user), pk=pk))

    @method_decorator(reauthentication_required)
    def post(self, request: HttpRequest, pk: UUID) -> HttpResponse:
        proposal = get_object_or_404(proposals.visible_to(request.user), pk=pk)
        try:
            outcome = Outcome(request.POST.get("outcome", ""))
            if not proposals.decide(proposal, outcome, by=request.user):
                messages.warning(request, _("This has been decided before; nothing more was done."))
        except ValidationError as error:
            return self.show(request, proposal, " ".join(error.messages))
        except ValueError:
            return self.show(request, proposal, _("Choose what to decide."))
        return redirect("proposal", pk=pk)

    def show(self, request: HttpRequest, proposal: Proposal, refusal: str = "") -> HttpResponse:
        appointment = proposal.appointment
        context = {
            "proposal": proposal,
            "appointment": appointment,
            "is_long": appointment and exceeds(appointment, LONG),
            "may_decide": not why_not_second(request.user, proposal),
            "refusal": refusal,
        }
        return render(request, "accounts/proposal.html", context)


class MandateView(View):
    """The scan as it came in, to be kept, never to be opened by the browser here."""

    http_method_names = ["get", "head"]

    def get(self, request: HttpRequest, pk: UUID) -> FileResponse:
        proposal = get_object_or_404(proposals.visible_to(request.user).exclude(mandate=""), pk=pk)
        if request.method == "GET":
            sha256 = proposal.mandate_sha256
            held = capacity_as_second(request.user) or proposal.made_in
            capacity = held if held.user_id == request.user.pk else None
            told = {"kind": "mandate", "sha256": sha256}
            audit.record("original_taken", actor=request.user, appointment=capacity, target=proposal, **told)
        name = f"surat-perintah{Path(str(proposal.mandate.name)).suffix}"
        return hand_out(proposal.mandate, as_attachment=True, filename=name)
