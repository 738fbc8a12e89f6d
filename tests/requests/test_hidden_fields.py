"""What a browser would never send: altered hidden fields and fields that aren't asked. Never 500, nothing changed."""

import uuid
from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from requests import sop
from requests.models import AccessRequest
from requests.states import State
from tests.attack import WHOLE
from tests.by_http import form, signed_in
from tests.cast import PASSWORD, Cast, fresh
from tests.tables import rows_of_all_tables

pytestmark = pytest.mark.any_database

BEFORE = {act: act.sources[0] for act in sop.TRANSITIONS}


def page_of(client: Client, access_request: AccessRequest, act: sop.Transition) -> tuple[str, dict[str, Any]]:
    """The address of an act and its form, filled in rightly."""
    pages = {sop.SUBMIT: "ubah/periksa/", sop.RESUBMIT: "ubah/periksa/", sop.CONFIRM_RECEIPT: "kredensial/"}
    root = f"/permohonan/{access_request.pk}/"
    if act is sop.CONFIRM_RECEIPT:
        client.post(f"{root}kredensial/", {"password": PASSWORD})
    action = f"{root}{act.slug}/"
    return action, form(client.get(root + pages.get(act, "")), action)


def ready(cast: Cast, act: sop.Transition) -> tuple[Client, AccessRequest, str, dict[str, Any]]:
    access_request = cast.request_in(BEFORE[act])
    client = signed_in(cast.actor_of(act, access_request))
    action, hidden = page_of(client, access_request, act)
    return client, access_request, action, hidden | cast.sent_for(act) | {"consent": "on"}


GARBAGE = [
    ("version", "abc"),
    ("version", ""),
    ("version", "-1"),
    ("version", "9" * 30),
    ("version", "1e3"),
    ("letter", "bukan hash"),
    ("letter", "\0"),
    ("key", "abc"),
    ("key", ""),
    ("key", "\0"),
    ("capacity", "abc"),
    ("capacity", ""),
    ("capacity", str(uuid.uuid4())),
    ("terms", "abc"),
    ("terms", str(uuid.uuid4())),
    ("assignee", "\0"),
    ("server", "'; DROP TABLE requests_accessrequest; --"),
    ("valid_until", "0000-00-00"),
    ("valid_until", "99999-12-31"),
    ("username", "dinkes ratna"),
    ("access_level", "root"),
    ("instructions", "hapus"),
    ("urgency", "x" * 100),
    ("note", "x" * 1001),
    ("faults_surat", "state"),
    ("faults_berkas", "letter_number"),
    ("decision", "abc"),
    ("decision", ""),
    ("decision", str(uuid.uuid4())),
]


@pytest.mark.bar(3)
@pytest.mark.parametrize("act", sop.TRANSITIONS, ids=str)
def test_act_with_an_altered_field_is_refused(cast: Cast, act: sop.Transition) -> None:
    client, access_request, action, right = ready(cast, act)
    before = rows_of_all_tables()
    for name, value in GARBAGE if WHOLE else GARBAGE[::3]:
        if name in right:
            answer = client.post(action, right | {name: value})
            assert answer.status_code == (409 if value in ("-1", "9" * 30, "bukan hash") else 200), (name, value)
            assert rows_of_all_tables() == before, (name, value)
    for name in ("version", "key", "capacity", "terms"):
        if name in right:
            answer = client.post(action, {field: value for field, value in right.items() if field != name})
            assert (answer.status_code, name) == (200, name)
            assert rows_of_all_tables() == before, name
    client.post(action, right)
    assert fresh(access_request).state == (act.target or access_request.state)
    assert fresh(access_request).version == access_request.version + 1


@pytest.mark.parametrize("act", [sop.DISPOSE, sop.APPROVE, sop.ASSIGN, sop.ACTIVATE], ids=str)
def test_act_in_the_capacity_of_someone_else_is_refused(cast: Cast, act: sop.Transition) -> None:
    client, access_request, action, right = ready(cast, act)
    actor = cast.actor_of(act, access_request)
    before = rows_of_all_tables()
    for other in (cast.head, cast.division_head, cast.section_head, cast.staff, cast.other_staff, cast.liaison):
        if other != actor:
            answer = client.post(action, right | {"capacity": str(other.appointments.get().pk)})
            assert answer.status_code == 200
            assert rows_of_all_tables() == before


NOT_ASKED = {
    "state": "delivered",
    "id": "00000000-0000-0000-0000-000000000001",
    "pk": "00000000-0000-0000-0000-000000000001",
    "agenda_number": "99/2026",
    "number": "99",
    "year": "1999",
    "receipt_confirmed_at": "2026-01-01",
    "consented_at": "2026-01-01",
    "agency_confirmed_at": "2026-01-01",
    "is_active": "",
    "is_superuser": "on",
    "office": "head",
    "letter_sha256": "0" * 64,
    "actor_name": "Orang lain",
    "appointment": "00000000-0000-0000-0000-000000000001",
    "seen_version": "1",
    "at": "1999-01-01",
}


def extra(cast: Cast) -> dict[str, str]:
    """Fields that nobody is asked for, pointing at other people and another agency."""
    people = {"applicant": str(cast.stranger.pk), "user": str(cast.stranger.pk), "recipient": str(cast.stranger.pk)}
    return NOT_ASKED | people | {"actor": str(cast.stranger.pk)}


@pytest.mark.parametrize("part", ["surat", "akses", "masa"])
def test_draft_takes_no_field_that_its_page_does_not_ask(cast: Cast, part: str) -> None:
    access_request = cast.draft()
    applicant, address = signed_in(cast.applicant), f"/permohonan/{access_request.pk}/ubah/{part}/"
    filled = form(applicant.get(address), "")
    foreign = {"agency": str(cast.transport.pk), "assignee": str(cast.staff.pk), "version": "40"}
    kept = [field for field in AccessRequest._meta.get_fields() if field.concrete and field.name != "version"]
    before = AccessRequest.objects.values(*(field.name for field in kept)).get()
    answer = applicant.post(address, extra(cast) | foreign | {"letter": str(uuid.uuid4())} | filled)
    assert answer.status_code == 302
    assert AccessRequest.objects.values(*(field.name for field in kept)).get() == before
    assert fresh(access_request).version == access_request.version + 1


def test_new_draft_is_always_of_ones_own_agency(cast: Cast) -> None:
    key = uuid.uuid4()
    data = extra(cast) | {"agency": str(cast.transport.pk), "key": str(key)}
    assert signed_in(cast.applicant).post("/permohonan/baru/", data).status_code == 302
    draft = AccessRequest.objects.get()
    assert (draft.pk, draft.applicant, draft.agency, draft.state) == (key, cast.applicant, cast.health, State.DRAFT)


@pytest.mark.parametrize("key", ["", "abc", "\0", "of a stranger"])
def test_new_draft_under_a_bad_key(cast: Cast, key: str) -> None:
    foreign = cast.draft(cast.stranger)
    applicant = signed_in(cast.applicant)
    before = rows_of_all_tables()
    answer = applicant.post("/permohonan/baru/", {"key": str(foreign.pk) if key == "of a stranger" else key})
    assert (answer.status_code, answer["Location"]) == (302, "/permohonan/baru/")
    assert rows_of_all_tables() == before


@pytest.mark.parametrize(
    "address", ["/verifikasi/%00/", "/verifikasi/x/", "/meja/?sesudah=%00", "/agenda/?sesudah=abc:def", "/dokumen/%00/"]
)
def test_garbage_in_an_address(cast: Cast, address: str) -> None:
    expected = 404 if address.startswith(("/verifikasi", "/dokumen")) else 200
    assert signed_in(cast.head).get(address).status_code == expected


def test_profile_takes_no_field_that_it_does_not_ask(cast: Cast) -> None:
    """And another agency drops the confirmation."""
    stranger = signed_in(cast.stranger)
    filled = form(stranger.get("/akun/data-diri/"), "")
    data = extra(cast) | {"email": "haryo@kominfo.example", "agency_confirmed_by": str(cast.head.pk)} | filled
    assert stranger.post("/akun/data-diri/", data).status_code == 302
    after = User.objects.get(pk=cast.stranger.pk)
    assert (after.email, after.is_active, after.agency_confirmed) == ("joko@dishub.example", True, False)
    applicant = signed_in(cast.applicant)
    moved = form(applicant.get("/akun/data-diri/"), "") | {"agency": str(cast.transport.pk)}
    assert applicant.post("/akun/data-diri/", moved).status_code == 302
    after = User.objects.get(pk=cast.applicant.pk)
    assert (after.agency, after.agency_confirmed) == (cast.transport, False)
