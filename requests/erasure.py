"""Erasing an account (UU 27/2022, Ps. 8 and 43), as far as the archive law leaves anything to erase."""

from collections.abc import Iterator

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from accounts import audit
from accounts.models import Appointment, DataRequest, Notice, Proposal, Session, User
from helpdesk.models import JobState, Message
from requests import services
from requests.models import AccessRequest, Disposition
from requests.states import State


class NotErasable(Exception):
    """Something of the person is part of the government's records; its text says what."""


def obstacles(person: User) -> Iterator[str]:
    """Why the account can't be erased, if so: records of the government are kept as its schedule says (UU 43/2009)."""
    if AccessRequest.objects.filter(applicant=person).exclude(state=State.DRAFT).exists():
        yield _("Requests have been submitted; they and their papers are records of the government.")
    of_offices = (Appointment.objects.filter(user=person), Proposal.objects.filter(person=person))
    if any(rows.exists() for rows in of_offices):
        yield _("An office is or was held or proposed; who held which office when is a record of the government.")
    if Disposition.objects.filter(actor=person).exclude(access_request__applicant=person).exists():
        yield _("Decisions were made on requests; they are records of the government.")


@transaction.atomic
def erase(person: User, *, appointment: Appointment) -> None:
    """Takes everything of the person away but an empty row, on which the audit trail hangs. Raises NotErasable.

    Raises StaleRequest when a draft of theirs is being submitted at this moment. Call it under
    `lock_to_change_address`.
    """
    person = User.objects.get(pk=person.pk)
    if why_not := list(obstacles(person)):
        raise NotErasable(" ".join(why_not))
    for draft in AccessRequest.objects.filter(applicant=person):
        services.delete_draft(draft)
    Message.objects.filter(to=person.email).exclude(state=JobState.PENDING).delete()
    Notice.objects.filter(person=person).delete()
    for held in (EmailAddress, Authenticator, Session):
        held.objects.filter(user_id=person.pk).delete()
    DataRequest.objects.filter(person=person).update(text="", answer="")
    _empty(person)
    audit.record("person_erased", actor=appointment.user, appointment=appointment, target=person)


def _empty(person: User) -> None:
    person.email = f"{person.pk}@erased.invalid"
    person.name, person.job_title, person.phone = _("(erased)"), "–", "–"
    person.nip = person.rank = ""
    person.language = settings.LANGUAGE_CODE
    person.agency_confirmed_at = person.agency_confirmed_by = person.last_login = None
    person.is_active = False
    person.set_unusable_password()
    person.save()
