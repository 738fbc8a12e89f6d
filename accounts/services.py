"""Writes about people that touch several rows."""

from datetime import date, timedelta

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from accounts import audit
from accounts.appointment_rules import left_alone
from accounts.models import Agency, Appointment, AuditHead, User
from accounts.notifications import Event, announce

LANGUAGE_JUST_CHOSEN = "language_just_chosen"  # the cookie of who pressed the switch before signing in


@transaction.atomic
def confirm_agency(*, applicant: User, agency: Agency, appointment: Appointment) -> bool:
    """Confirms, in the capacity of `appointment`, that a person belongs to an agency; False when it was before.

    Nothing is confirmed when the person has claimed another agency, name or NIP in the meantime: `applicant`
    is as the one who confirms has seen them.
    """
    as_seen = User.objects.filter(pk=applicant.pk, agency=agency, name=applicant.name, nip=applicant.nip)
    unconfirmed = as_seen.filter(agency_confirmed_at=None)
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
    announce(Event.ADDED, person)


def write_in(language: str, user: User) -> None:
    """From now on the person's mails come in this language, if it is one of the site's."""
    if language in dict(settings.LANGUAGES):
        User.objects.filter(pk=user.pk).update(language=language)


def end_sessions(user: User) -> None:
    """Ends every session of the person at its next request, together with what the caller's transaction does.

    To keep the session at hand, call `update_session_auth_hash(request, user)` after it.
    """
    User.objects.filter(pk=user.pk).update(session_epoch=F("session_epoch") + 1)
    user.refresh_from_db(fields=["session_epoch"])


def lock_to_change_address(person: User) -> None:
    """Call it, in a transaction, before the person gets another address.

    An address is a key: while it changes, nobody can refer to the row. Whoever has just written an audit entry that
    does holds the head of the trail, so both are taken first, in the order in which everyone takes them.
    """
    User.objects.select_for_update(no_key=True).get(pk=person.pk)
    AuditHead.locked()


@transaction.atomic
def reset_second_factor(person: User, *, actor: User | None, appointment: Appointment | None = None) -> bool:
    """Removes every second factor of a person who has lost it, ends their sessions and tells them by mail.

    They add a new one at the next sign-in. False, and nothing is done, when they have none. Who may do this, and
    the second person, are for the caller to see to; `actor` None is the console.
    """
    deleted, _ = Authenticator.objects.filter(user=person).delete()
    if not deleted:
        return False
    end_sessions(person)
    audit.record("second_factor_reset", actor=actor, appointment=appointment, target=person)
    announce(Event.SECOND_FACTOR_RESET, person)
    return True


@transaction.atomic
def end_appointment(appointment: Appointment, last_day: date, *, actor: User) -> None:
    """Takes the office away after this day and tells its holder, unless they do it themselves."""
    _end(appointment, last_day)
    if actor.pk != appointment.user_id:
        AuditHead.locked()  # before the notice, which refers to the person: see `lock_to_change_address`
        announce(Event.APPOINTMENT_ENDED, appointment)


def _end(appointment: Appointment, last_day: date) -> None:
    """The person's sessions end with it (`accounts.sessions`)."""
    appointment.until = last_day
    appointment.save(update_fields=["until"])


def _end_today(held: Appointment, actor: User, appointment: Appointment) -> None:
    """Yesterday was the last day; what would begin later has none."""
    _end(held, max(timezone.localdate(), held.since) - timedelta(days=1))
    audit.record("appointment_changed", actor=actor, appointment=appointment, target=held, fields=["until"])


@transaction.atomic
def deactivate(person: User, *, actor: User, appointment: Appointment) -> None:
    """Shuts a person out at once, ends their offices, so that activating them again gives none back, and tells them.

    Whoever stood in for them ends too, and is told: a post without a holder takes a Plt. (SE BKN 1/SE/I/2021).
    """
    for held in Appointment.objects.between(timezone.localdate(), None).filter(user=person):
        _end_today(held, actor, appointment)
        while substitute := left_alone(held):
            _end_today(substitute, actor, appointment)
            announce(Event.SUBSTITUTION_ENDED, substitute)
    person.is_active = False
    person.save(update_fields=["is_active", "active_from", "active_until"])
    announce(Event.DEACTIVATED, person)
