"""A person's requests about their own data, and the office's answers: rows, mails both ways, audit entries."""

import uuid

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from accounts import audit
from accounts.models import Appointment, DataRequest, User
from accounts.offices import Office
from accounts.services import write_to


@transaction.atomic
def ask(*, pk: uuid.UUID, person: User, kind: str, text: str) -> DataRequest | None:
    """Starts the office's clock and tells both sides; the same key is the same request, sent twice.

    None when that key belongs to someone else's request.
    """
    given = {"person": person, "kind": kind, "text": text}
    asked, is_new = DataRequest.objects.get_or_create(pk=pk, defaults=given)
    if is_new:
        audit.record("data_request_made", actor=person, target=asked, kind=kind)
        write_to(person, "data_request_received", person=person, asked=asked, path=reverse("own_data"))
        keepers = Appointment.objects.current().filter(office=Office.SECTION_HEAD).exclude(user=person)
        for keeper in User.objects.filter(appointments__in=keepers).distinct():
            path = reverse("data_request", args=[asked.pk])
            write_to(keeper, "data_request_waiting", person=keeper, asked=asked, path=path)
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
    write_to(asked.person, "data_request_answered", person=asked.person, asked=asked, path=reverse("own_data"))
    return True
