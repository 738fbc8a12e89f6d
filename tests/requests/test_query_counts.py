"""What a page costs in queries, whatever stands on it: the same for 1, 3 and 50 rows."""

import uuid
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts import audit
from accounts.models import DataRequest, User
from accounts.offices import Office
from requests import answers, search, sop
from requests.models import AccessRequest, AttachmentPage, Disposition, RegisterEntry
from requests.states import State
from tests.by_http import signed_in
from tests.cast import Cast, appoint, fresh

SIZES = (1, 3, 50)


def queries(client: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        answer = client.get(address)
    assert answer.status_code == 200
    return len(captured)


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


def applicants(cast: Cast, number: int) -> None:
    User.objects.bulk_create(
        User(email=f"{row}@dinkes.example", name=f"Pemohon {row}", agency=cast.health) for row in range(number)
    )


def requests_about_data(cast: Cast, number: int) -> None:
    DataRequest.objects.bulk_create(DataRequest(person=cast.applicant, kind="correction") for _ in range(number))


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


# page: (person, address, how its rows are made, queries)
LISTS = {
    "desk of the head": ("head", "/meja/", submitted, 17),
    "desk of an Admin": ("staff", "/meja/", assigned, 14),
    "what the head has decided": ("head", "/meja/diputuskan/", decided, 13),
    "what was decided today": ("head", "/meja/hari-ini/", decided, 13),
    "what is with the applicant": ("head", "/meja/dikembalikan/", decided, 13),
    "what was done in the head's name": ("head", "/meja/atas-nama/", decided, 13),
    "what is late": ("staff", "/meja/terlambat/", overlooked, 12),
    "overview": ("section_head", "/meja/ikhtisar/", overlooked, 11),
    "counts": ("head", "/meja/jumlah/", submitted, 12),
    "register, searched": ("section_head", "/agenda/?q=surat+puspita&state=submitted", findable, 12),
    "register, late ones": ("section_head", "/agenda/?late=on&office=head", findable, 13),
    "register": ("section_head", "/agenda/", submitted, 10),
    "register of an Admin": ("staff", "/agenda/", assigned, 10),
    "my requests": ("applicant", "/permohonan/", submitted, 4),
    "applicants of the agency": ("liaison", "/akun/pemohon/", applicants, 5),
    "own data": ("applicant", "/akun/data-saya/", submitted, 22),
    "requests about data": ("section_head", "/kelola/permintaan-data/", requests_about_data, 5),
    "audit trail": ("section_head", "/kelola/audit/", audit_entries, 7),
}


@pytest.mark.parametrize("rows", SIZES)
@pytest.mark.parametrize(("person", "address", "make", "expected"), LISTS.values(), ids=LISTS)
def test_list(cast: Cast, person: str, address: str, make, expected: int, rows: int) -> None:
    make(cast, rows)
    assert queries(signed_in(getattr(cast, person)), address) == expected


@pytest.mark.parametrize("times", (1, 3, 12))
@pytest.mark.parametrize(("person", "expected"), [("applicant", 9), ("liaison", 10), ("division_head", 18)])
def test_request_with_a_long_history(cast: Cast, person: str, expected: int, times: int) -> None:
    """Returned and resubmitted again and again: history, papers and changes grow, the queries don't."""
    access_request = cast.request_in(State.DISPOSED)
    for _ in range(times):
        for act in (sop.RETURN, sop.RESUBMIT, sop.DISPOSE):
            access_request = cast.do(access_request, act)
    client, address = signed_in(getattr(cast, person)), f"/permohonan/{access_request.pk}/"
    client.get(address)
    assert queries(client, address) == expected


@pytest.mark.parametrize("times", (1, 3, 12))
def test_check_of_a_paper_with_many_versions(cast: Cast, times: int) -> None:
    access_request = cast.request_in(State.DISPOSED)
    for _ in range(times):
        for act in (sop.RETURN, sop.RESUBMIT, sop.DISPOSE):
            access_request = cast.do(access_request, act)
    assert queries(Client(), f"/verifikasi/{access_request.documents.all()[0].code}/") == 2


@pytest.mark.parametrize("pages", SIZES)
def test_request_with_a_long_letter(cast: Cast, pages: int) -> None:
    access_request = cast.request_in(State.DISPOSED)
    AttachmentPage.objects.all().delete()
    images = [
        AttachmentPage(attachment=access_request.letter, number=number + 1, state="done") for number in range(pages)
    ]
    AttachmentPage.objects.bulk_create(images)
    division_head, address = signed_in(cast.division_head), f"/permohonan/{access_request.pk}/"
    assert queries(division_head, address) == 24  # the first time, which is recorded
    assert queries(division_head, address) == 16


@pytest.mark.parametrize("staff", SIZES)
def test_request_to_be_assigned(cast: Cast, staff: int) -> None:
    """The load of each Admin comes with the list of them."""
    access_request = cast.request_in(State.APPROVED)
    for row in range(staff):
        admin = User.objects.create(email=f"{row}@kominfo.example", name=f"Admin {row}", agency=cast.kominfo)
        admin.appointments.create(office="admin", since=timezone.localdate() - timedelta(days=1))
    section_head, address = signed_in(cast.section_head), f"/permohonan/{fresh(access_request).pk}/"
    section_head.get(address)
    assert queries(section_head, address) == 18
