"""A person's requests about their own data, and the office's answers: rows, mails both ways, audit entries."""

import uuid

from django.db import transaction
from django.utils import timezone

from accounts import audit
from accounts.models import Appointment, DataRequest, User
from accounts.notifications import Event, announce


@transaction.atomic
def ask(*, pk: uuid.UUID, person: User, kind: str, text: str) -> DataRequest | None:
    """Starts the office's clock and tells both sides; the same key is the same request, sent twice.

    None when that key belongs to someone else's request.
    """
    given = {"person": person, "kind": kind, "text": text}
    asked, is_new = DataRequest.objects.get_or_create(pk=pk, defaults=given)
    if is_new:
        audit.record("data_request_made", actor=person, target=asked, kind=kind)
        announce(Event.DATA_REQUEST_MADE, asked)
    return asked if asked.person_id == person.pk else None


@transaction.atomic
def answer(asked: DataRequest, *, appointment: Appointment, granted: bool, note: str) -> bool:
    """Answers it in the capacity of `appointment` and tells the person; False when it was answered before."""
    open_still = DataRequest.objects.filter(pk=asked.pk, answered_at=None)
    given = {"answered_at": timezone.now(), "answered_by": appointment.user, "granted": granted, "answer": note}
    if not open_still.update(**given):
        return False
    asked.refresh_from_db()
    audit.record(
        "data_request_answered", actor=appointment.user, appointment=appointment, target=asked, granted=granted
    )
    announce(Event.DATA_REQUEST_ANSWERED, asked)
    return True
