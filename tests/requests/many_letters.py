"""Many letters at once, and much on one of them, for tests of what a page costs: stored without the acts."""

import uuid
from datetime import timedelta
from typing import Any

from django.utils import timezone

from accounts import audit
from accounts.models import User
from accounts.offices import Office
from requests import answers, search, sop
from requests.models import (
    AccessRequest,
    Attachment,
    AttachmentPage,
    Disposition,
    Document,
    Note,
    Opening,
    RegisterEntry,
    ServerAccount,
)
from tests.cast import Cast, appoint, fresh


def submitted(cast: Cast, number: int) -> None:
    """So many letters in the register, as their submission leaves them."""
    rows = [
        AccessRequest(
            applicant=cast.applicant,
            agency=cast.health,
            state="submitted",
            waiting_since=timezone.now(),
            letter_subject=f"Surat {row}",
            letter_date=timezone.localdate(),
        )
        for row in range(number)
    ]
    for access_request in AccessRequest.objects.bulk_create(rows):
        RegisterEntry.enter(access_request, timezone.now())


def assigned(cast: Cast, number: int) -> None:
    """So many on the desk of one Admin, and as many handed over by them."""
    submitted(cast, 2 * number)
    AccessRequest.objects.update(assignee=cast.staff, state="assigned")
    half = AccessRequest.objects.values("pk")[:number]
    AccessRequest.objects.filter(pk__in=list(half.values_list("pk", flat=True))).update(state="delivered")


def findable(cast: Cast, number: int) -> None:
    """So many letters with their submission, and the texts by which they are found."""
    submitted(cast, number)
    acts = [
        Disposition(
            access_request=access_request,
            transition="submit",
            version=1,
            at=timezone.now(),
            form_key=uuid.uuid4(),
            actor=cast.applicant,
            details={"answers": answers.snapshot(access_request), "sender": answers.sender(access_request)},
        )
        for access_request in AccessRequest.objects.select_related("agency", "applicant")
    ]
    Disposition.objects.bulk_create(acts)
    search.renew([act.access_request_id for act in acts])


def audit_entries(cast: Cast, number: int) -> None:
    """Of a letter, of a person, and of nothing."""
    submitted(cast, 1)
    about = (RegisterEntry.objects.get(), cast.applicant, None)
    for row in range(number):
        audit.record("opened", actor=cast.head, target=about[row % 3])


def decided(cast: Cast, number: int) -> None:
    """As many disposed by the head, of whom the half as their Plh., and returned since."""
    submitted(cast, number)
    held = appoint(cast.division_head, Office.HEAD, "plh", until=timezone.localdate())
    acts = [
        Disposition(
            access_request=access_request,
            transition="dispose",
            version=1,
            at=timezone.now(),
            form_key=uuid.uuid4(),
            actor=(cast.head, cast.division_head)[row % 2],
            appointment=held,
            office="head",
            acting_kind=("definitive", "plh")[row % 2],
        )
        for row, access_request in enumerate(AccessRequest.objects.all())
    ]
    Disposition.objects.bulk_create(acts)
    AccessRequest.objects.update(state="returned")


def overlooked(cast: Cast, number: int) -> None:
    """As many to be assigned, and as many late with staff."""
    submitted(cast, 2 * number)
    long_ago = timezone.now() - timedelta(days=30)
    AccessRequest.objects.update(assignee=cast.staff, state="assigned", waiting_since=long_ago)
    half = AccessRequest.objects.values("pk")[:number]
    AccessRequest.objects.filter(pk__in=list(half.values_list("pk", flat=True))).update(state="approved", assignee=None)


def acted(access_request: AccessRequest, act: sop.Transition, by: User, version: int, **fields: Any) -> Disposition:
    """An act as `workflow.perform` would have left it, not stored."""
    held = by.appointments.first() if act.actor != sop.Actor.APPLICANT else None
    moved = {"transition": act.name, "version": version, "to_state": act.target or access_request.state}
    signed = {"form_key": uuid.uuid4(), "at": timezone.now(), **Disposition.by(by, held)}
    return Disposition(access_request=access_request, **moved, **signed, **fields)


def opened(cast: Cast, number: int) -> None:
    """As many that the head has opened, and may tick."""
    submitted(cast, number)
    openings = [
        Opening(access_request=row, version=0, person=cast.head, audit_entry=audit.record("opened", actor=cast.head))
        for row in AccessRequest.objects.all()
    ]
    Opening.objects.bulk_create(openings)


def accounts(cast: Cast, access_requests: list[AccessRequest]) -> None:
    until = timezone.localdate() + timedelta(days=90)
    said = {"server": cast.server, "access_level": "operator", "valid_until": until, "activated_by": cast.staff}
    rows = [
        ServerAccount(access_request=one, username=f"dinkes-{row}", activated_at=timezone.now(), **said)
        for row, one in enumerate(access_requests)
    ]
    ServerAccount.objects.bulk_create(rows)


def scans(cast: Cast, access_request: AccessRequest, number: int) -> None:
    """Letters that were superseded."""
    kept = {"kind": "letter", "original_name": "surat.pdf", "extension": "pdf", "size": 9, "pages": 1}
    rows = [
        Attachment(access_request=access_request, uploaded_by=cast.applicant, sha256=f"{row:064}", **kept)
        for row in range(number)
    ]
    Attachment.objects.bulk_create(rows)


def notes(cast: Cast, access_request: AccessRequest, number: int) -> None:
    rows = [
        Note(
            access_request=access_request,
            version=access_request.version,
            at=timezone.now(),
            form_key=uuid.uuid4(),
            audit_entry=audit.record("noted", actor=cast.head),
            text=f"Catatan {row}",
            **Note.by(cast.head, cast.head.appointments.get(office="head")),
        )
        for row in range(number)
    ]
    Note.objects.bulk_create(rows)


def page_images(access_request: AccessRequest, number: int) -> None:
    rows = [AttachmentPage(attachment=access_request.letter, number=row + 1, state="done") for row in range(number)]
    AttachmentPage.objects.all().delete()
    AttachmentPage.objects.bulk_create(rows)


def rounds(cast: Cast, access_request: AccessRequest, number: int) -> AccessRequest:
    """Disposed, disposed wrongly, returned and submitted again so often, each time with its sheets."""
    given = {"answers": answers.snapshot(access_request), "sender": answers.sender(access_request), "terms": 1}
    acts, version = [], access_request.version
    for _ in range(number):
        acts += [
            acted(access_request, sop.DISPOSE, cast.head, version + 1, instructions=["process"]),
            acted(access_request, sop.CORRECT, cast.head, version + 2, details={"corrects": version + 1}),
            acted(access_request, sop.RETURN, cast.division_head, version + 3, details={"faults": ["letter"]}),
            acted(access_request, sop.RESUBMIT, cast.applicant, version + 4, details=given),
        ]
        version += 4
    Disposition.objects.bulk_create(acts)
    Document.objects.bulk_create(
        Document(access_request=access_request, disposition=act, sheet="disposition", request_version=act.version)
        for act in acts
    )
    AccessRequest.objects.filter(pk=access_request.pk).update(version=version)
    return fresh(access_request)
