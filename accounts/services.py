"""Writes about people that touch several rows."""

from allauth.account.models import EmailAddress
from django.conf import settings
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from accounts import audit
from accounts.models import Agency, Appointment, User
from helpdesk import mail


@transaction.atomic
def confirm_agency(*, applicant: User, agency: Agency, appointment: Appointment) -> bool:
    """Confirms, in the capacity of `appointment`, that a person belongs to an agency; False when it was before.

    Nothing is confirmed when the person has claimed another agency in the meantime.
    """
    unconfirmed = User.objects.filter(pk=applicant.pk, agency=agency, agency_confirmed_at=None)
    if not unconfirmed.update(agency_confirmed_at=timezone.now(), agency_confirmed_by=appointment.user):
        return False
    audit.record(
        "agency_confirmed", actor=appointment.user, appointment=appointment, target=applicant, agency=agency.name
    )
    return True


@transaction.atomic
def add_person(person: User) -> None:
    """Stores a person entered by somebody else and tells them by mail to set a password of their own.

    Their address counts as verified: without a password, nobody but the reader of its mail gets in.
    """
    person.set_unusable_password()
    person.save(force_insert=True)
    EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
    context = {"person": person, "site": settings.SITE_URL, "path": reverse("account_reset_password")}
    subject, _, body = render_to_string("accounts/email/added.txt", context).strip().partition("\n")
    mail.post(to=person.email, subject=subject, body=body.strip() + "\n")
