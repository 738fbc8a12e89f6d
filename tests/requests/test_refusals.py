"""Not visible: 404 as if missing. Visible but not theirs: 403, whose turn it is. Moved on: 409, what happened."""

import uuid
from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.offices import Office
from requests import sop
from requests.models import AccessRequest
from requests.states import State
from requests.urls import urlpatterns
from tests.by_http import comparable, form, signed_in, words
from tests.cast import Cast, appoint, fresh
from tests.tables import OF_RECORDS, rows_of_all_tables

pytestmark = pytest.mark.any_database

OF_ONE_REQUEST = sorted(str(p.pattern) for p in urlpatterns if str(p.pattern).startswith("permohonan/<uuid:pk>/"))
GET_ONLY = {"permohonan/<uuid:pk>/", "permohonan/<uuid:pk>/ubah/periksa/"}


def address(pattern: str, pk: uuid.UUID) -> str:
    return "/" + pattern.replace("<uuid:pk>", str(pk)).replace("<slug:part>", "surat").replace("<slug:kind>", "letter")


def test_every_address_of_a_request_is_known() -> None:
    assert len(OF_ONE_REQUEST) == 10 + 13


@pytest.mark.parametrize("state", [State.RETURNED, State.DELIVERED])
def test_request_of_another_agency_is_missing_to_a_liaison(cast: Cast, state: State) -> None:
    """As to everyone else who may not know of it (`tests.attack.test_foreign_is_missing`)."""
    access_request, missing = cast.request_in(state), uuid.uuid4()
    appoint(cast.stranger, Office.LIAISON, agency=cast.transport)
    client, before = signed_in(cast.stranger), rows_of_all_tables()
    for pattern in OF_ONE_REQUEST:
        for send in (client.get, client.post):
            foreign, nobodys = (send(address(pattern, pk)) for pk in (access_request.pk, missing))
            expected = 405 if send == client.post and pattern in GET_ONLY else 404
            assert foreign.status_code == nobodys.status_code == expected
            assert comparable(foreign, access_request.pk) == comparable(nobodys, missing)
    assert rows_of_all_tables() == before


TURNS = {
    "submitted": "Kepala Dinas",
    "disposed": "Kepala Bidang Informatika",
    "approved": "Kepala Seksi TI dan Persandian",
    "returned": "Pemohon",
    "assigned": "Admin (Staff)",
    "activated": "Admin (Staff)",
    "delivered": "Pemohon",
}


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("state", [*TURNS, "withdrawn"])
def test_act_of_someone_else_says_whose_turn_it_is(cast: Cast, state: str, method: str) -> None:
    """The liaison sees the requests of their agency, and acts on none."""
    access_request = cast.request_in(State(state))
    liaison = signed_in(cast.liaison)
    before = rows_of_all_tables(OF_RECORDS)
    turn = f"Permohonan ini sekarang menunggu: {TURNS[state]}." if state in TURNS else "Permohonan ini tidak menunggu"
    for act in sop.TRANSITIONS:
        answer = getattr(liaison, method)(f"/permohonan/{access_request.pk}/{act.slug}/")
        assert answer.status_code == 403
        assert turn in words(answer)
    assert rows_of_all_tables(OF_RECORDS) == before


def test_refusal_by_separation_of_duties_says_why_and_who_can(cast: Cast) -> None:
    own = cast.request_in(State.SUBMITTED, applicant=cast.head)
    answer = signed_in(cast.head).post(f"/permohonan/{own.pk}/disposisi/")
    assert answer.status_code == 403
    assert (
        "Tidak seorang pun bertindak sebagai pejabat atas permohonannya sendiri; pemegang jabatan yang lain yang "
        "melakukannya. Permohonan ini sekarang menunggu: Kepala Dinas."
    ) in words(answer)
    approved = cast.request_in(State.ASSIGNED)
    cast.division_head.appointments.update(until=timezone.localdate() - timedelta(days=1))
    appoint(cast.division_head, Office.ADMIN, since=timezone.localdate())
    AccessRequest.objects.filter(pk=approved.pk).update(assignee=cast.division_head)  # as no assignment would do
    for act in ("aktifkan", "serahkan"):
        answer = signed_in(cast.division_head).post(f"/permohonan/{approved.pk}/{act}/")
        assert answer.status_code == 403
        assert "Yang menyetujui permohonan tidak mengaktifkannya" in words(answer)


@pytest.mark.parametrize(
    "path", ["ubah/surat/", "ubah/periksa/", "unggah/letter/", "formulir/", "hapus/", "kredensial/"]
)
def test_only_the_applicant_edits_and_takes(cast: Cast, path: str) -> None:
    access_request = cast.request_in(State.RETURNED)
    head = signed_in(cast.head)
    before = rows_of_all_tables(OF_RECORDS)
    assert head.post(f"/permohonan/{access_request.pk}/{path}").status_code == (405 if path == "ubah/periksa/" else 403)
    assert rows_of_all_tables(OF_RECORDS) == before


MOVED_ON = [
    # who, their act, the state it has come to, what happened last
    ("applicant", sop.SUBMIT, State.SUBMITTED, "Permohonan telah diajukan dan diregister"),
    ("head", sop.DISPOSE, State.DISPOSED, "Surat telah didisposisikan kepada Kepala Bidang Informatika"),
    ("head", sop.DISPOSE, State.WITHDRAWN, "Permohonan dibatalkan"),
    ("division_head", sop.APPROVE, State.SUBMITTED, "Permohonan telah diajukan dan diregister"),
    ("division_head", sop.APPROVE, State.RETURNED, "Permohonan dikembalikan kepada pemohon"),
    ("division_head", sop.RETURN, State.ACTIVATED, "Akun telah diaktifkan"),
    ("section_head", sop.ASSIGN, State.ASSIGNED, "Admin telah ditugaskan"),
    ("section_head", sop.REASSIGN, State.RETURNED, "Permohonan dikembalikan kepada pemohon"),
    ("staff", sop.ACTIVATE, State.DELIVERED, "Kredensial diserahkan"),
    ("staff", sop.DELIVER, State.ASSIGNED, "Admin telah ditugaskan"),
    ("staff", sop.REISSUE, State.ACTIVATED, "Akun telah diaktifkan"),
    ("applicant", sop.WITHDRAW, State.ASSIGNED, "Admin telah ditugaskan"),
    ("applicant", sop.RESUBMIT, State.DISPOSED, "Surat telah didisposisikan kepada Kepala Bidang Informatika"),
    ("applicant", sop.CONFIRM_RECEIPT, State.ACTIVATED, "Akun telah diaktifkan"),
]


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize(("person", "act", "state", "last"), MOVED_ON, ids=lambda value: str(value))
def test_act_in_the_wrong_state_says_what_happened(
    cast: Cast, person: str, act: sop.Transition, state: State, last: str, method: str
) -> None:
    access_request = cast.request_in(state)
    client = signed_in(getattr(cast, person))
    before = rows_of_all_tables()
    answer = getattr(client, method)(f"/permohonan/{access_request.pk}/{act.slug}/", {"note": "Mohon segera"})
    assert answer.status_code == 409
    assert f"Tindakan terakhir {last}" in words(answer)
    assert rows_of_all_tables() == before


def test_nothing_is_done_after_receipt_was_confirmed(cast: Cast) -> None:
    access_request = cast.do(cast.request_in(State.DELIVERED), sop.CONFIRM_RECEIPT)
    for person, act in (
        (cast.staff, sop.REISSUE),
        (cast.section_head, sop.REASSIGN),
        (cast.applicant, sop.CONFIRM_RECEIPT),
    ):
        client, version = signed_in(person), access_request.version
        data = {"version": version, "letter": access_request.letter_sha256, "key": uuid.uuid4()}
        if act is not sop.CONFIRM_RECEIPT:
            data |= {"capacity": person.appointments.get().pk, "assignee": cast.other_staff.pk}
        answer = client.post(f"/permohonan/{access_request.pk}/{act.slug}/", data)
        assert answer.status_code == 409
        assert fresh(access_request).version == version


def test_stale_tab_does_not_approve_a_letter_nobody_read(cast: Cast) -> None:
    """Returned, mended, submitted and disposed again, the request is in the same state as in the old tab."""
    access_request = cast.request_in(State.DISPOSED)
    division_head, action = signed_in(cast.division_head), f"/permohonan/{access_request.pk}/setujui/"
    old_tab = form(division_head.get(f"/permohonan/{access_request.pk}/"), action)
    for act in (sop.RETURN, sop.RESUBMIT, sop.DISPOSE):
        cast.do(access_request, act)
    before = rows_of_all_tables()

    answer = division_head.post(action, old_tab | {"note": "Disetujui sesuai surat. Tembusan arsip."})

    assert fresh(access_request).state == State.DISPOSED
    assert answer.status_code == 409
    page = words(answer)
    assert "Permohonan sudah berlanjut sementara itu" in page
    assert "Surat telah didisposisikan kepada Kepala Bidang Informatika" in page
    assert "Drs. Haryo Wibisono, M.Si., Kepala Dinas" in page
    assert "Disetujui sesuai surat. Tembusan arsip." in page
    assert rows_of_all_tables() == before


@pytest.mark.parametrize(
    ("state", "person", "act"),
    [
        (State.SUBMITTED, "head", sop.DISPOSE),
        (State.DISPOSED, "division_head", sop.APPROVE),
        (State.APPROVED, "section_head", sop.ASSIGN),
    ],
)
def test_decision_on_another_letter_than_the_one_seen(
    cast: Cast, state: State, person: str, act: sop.Transition
) -> None:
    """Even at the same version: what was read must be what is decided."""
    access_request = cast.request_in(state)
    client, action = signed_in(getattr(cast, person)), f"/permohonan/{access_request.pk}/{act.slug}/"
    filled = form(client.get(f"/permohonan/{access_request.pk}/"), action) | {"assignee": str(cast.staff.pk)}
    assert filled["letter"] == [access_request.letter_sha256]
    before = rows_of_all_tables()
    assert client.post(action, filled | {"letter": "0" * 64}).status_code == 409
    assert client.post(action, filled | {"letter": ""}).status_code == 409
    assert rows_of_all_tables() == before
    assert client.post(action, filled).status_code == 302


def test_submission_of_a_draft_changed_in_another_tab(cast: Cast) -> None:
    access_request = cast.draft()
    applicant, action = signed_in(cast.applicant), f"/permohonan/{access_request.pk}/ajukan/"
    check = f"/permohonan/{access_request.pk}/ubah/periksa/"
    old_tab = form(applicant.get(check), action) | {"consent": "on"}
    other_tab = f"/permohonan/{access_request.pk}/ubah/akses/"
    changed = form(applicant.get(other_tab), "") | {"access_level": "administrator"}
    assert applicant.post(other_tab, changed).status_code == 302
    assert applicant.post(action, old_tab).status_code == 409
    assert fresh(access_request).state == State.DRAFT
    assert applicant.post(action, form(applicant.get(check), action) | {"consent": "on"}).status_code == 302


def test_answers_sent_after_the_submission_are_given_back(cast: Cast) -> None:
    access_request = cast.draft()
    applicant, tab = signed_in(cast.applicant), f"/permohonan/{access_request.pk}/ubah/akses/"
    filled = form(applicant.get(tab), "")
    cast.do(access_request, sop.SUBMIT)
    before = rows_of_all_tables()
    answer = applicant.post(tab, filled | {"purpose": "Memindahkan basis data.", "access_level": "administrator"})
    assert answer.status_code == 409
    assert "Permohonan telah diajukan dan diregister" in words(answer)
    assert "Memindahkan basis data." in words(answer)
    assert rows_of_all_tables() == before


def test_former_official_may_do_nothing_from_one_day_to_the_next(cast: Cast) -> None:
    access_request = cast.request_in(State.SUBMITTED)
    head, action = signed_in(cast.head), f"/permohonan/{access_request.pk}/disposisi/"
    filled = form(head.get(f"/permohonan/{access_request.pk}/"), action)
    cast.head.appointments.update(until=timezone.localdate() - timedelta(days=1))
    assert head.post(action, filled).status_code == 404
    assert head.get("/meja/").status_code == 403
    assert AccessRequest.objects.get().state == State.SUBMITTED
