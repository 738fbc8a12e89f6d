"""Bad data in a decision: the form again, the message at its field, nothing typed lost, nothing changed."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils import timezone

from accounts.models import AuditEntry, User
from requests import sop
from requests.forms.acts import form_for
from requests.states import State
from tests.by_http import Fields, error_at, form, signed_in, words
from tests.cast import Cast, fresh
from tests.tables import rows_of_all_tables

pytestmark = pytest.mark.any_database

ADDRESS = "/permohonan/%s/setujui/"


def querydict(filled: Fields) -> QueryDict:
    data = QueryDict(mutable=True)
    for name, values in filled.items():
        data.setlist(name, values)
    return data


def approval(cast: Cast) -> tuple:
    """The division head's page, of an applicant whose agency nobody has confirmed."""
    User.objects.filter(pk=cast.applicant.pk).update(agency_confirmed_at=None, agency_confirmed_by=None)
    access_request = cast.request_in(State.DISPOSED)
    division_head, action = signed_in(cast.division_head), ADDRESS % access_request.pk
    page = division_head.get(f"/permohonan/{access_request.pk}/")
    assert "belum dikonfirmasi" in words(page)
    written: Fields = {"other_instruction": ["Buat akun terbatas"], "note": ["Disetujui sesuai surat."]}
    return access_request, division_head, action, form(page, action) | written


def test_approval_of_an_unconfirmed_applicant_is_refused(cast: Cast) -> None:
    _, division_head, action, filled = approval(cast)
    before = rows_of_all_tables()

    answer = division_head.post(action, filled)

    assert answer.status_code == 200
    message = "Pemohon belum dikonfirmasi. Konfirmasikan di sini bahwa pemohon sesuai surat."
    assert error_at(answer, "approve_applicant_confirmed") == message
    assert form(answer, action) == filled
    assert rows_of_all_tables() == before


def test_approval_with_the_tick_confirms_the_applicant(cast: Cast) -> None:
    access_request, division_head, action, filled = approval(cast)

    assert division_head.post(action, filled | {"applicant_confirmed": "on"}).status_code == 302

    assert fresh(access_request).state == State.APPROVED
    applicant = User.objects.get(pk=cast.applicant.pk)
    assert applicant.agency_confirmed
    assert applicant.agency_confirmed_by == cast.division_head
    entry = AuditEntry.objects.get(action="agency_confirmed")
    assert (entry.actor, entry.capacity) == (cast.division_head, "Kepala Bidang Informatika")
    assert (entry.target_id, entry.data) == (str(cast.applicant.pk), {"agency": "Dinas Kesehatan"})
    assert access_request.dispositions.last().details == {"agency_confirmed": True}
    second = cast.request_in(State.DISPOSED)
    page = division_head.get(f"/permohonan/{second.pk}/")
    assert "applicant_confirmed" not in page.content.decode()


@pytest.mark.parametrize("tick", [{}, {"applicant_confirmed": "on"}])
def test_approval_is_refused_when_the_applicant_moved_to_another_agency(cast: Cast, tick: dict) -> None:
    _, division_head, action, filled = approval(cast)
    applicant = signed_in(cast.applicant)
    moved = form(applicant.get("/akun/data-diri/"), "") | {"agency": str(cast.transport.pk)}
    assert applicant.post("/akun/data-diri/", moved).status_code == 302
    before = rows_of_all_tables()

    answer = division_head.post(action, filled | tick)

    assert answer.status_code == 200
    assert "Pemohon kini berada pada OPD lain. Kembalikan permohonan ini." in words(answer)
    assert form(answer, action)["note"] == ["Disetujui sesuai surat."]
    assert rows_of_all_tables() == before
    assert not User.objects.get(pk=cast.applicant.pk).agency_confirmed


@pytest.mark.parametrize("tick", [{}, {"applicant_confirmed": "on"}])
@pytest.mark.parametrize("changed", [{"name": "Ratna Asli, S.Kom."}, {"nip": "199003052015032009"}])
def test_approval_is_refused_of_someone_who_submitted_under_another_name(
    cast: Cast, tick: dict, changed: dict[str, str]
) -> None:
    """Whoever the liaison confirmed meanwhile, the papers would print the name and NIP of the submission."""
    access_request, division_head, action, filled = approval(cast)
    User.objects.filter(pk=cast.applicant.pk).update(**changed, agency_confirmed_at=timezone.now())
    before = rows_of_all_tables()

    answer = division_head.post(action, filled | tick)

    assert answer.status_code == 200
    assert "Nama atau NIP pemohon tidak lagi sama dengan saat permohonan diajukan." in words(answer)
    assert form(answer, action)["note"] == ["Disetujui sesuai surat."]
    assert rows_of_all_tables() == before
    returned = cast.do(access_request, sop.RETURN)
    again = cast.do(cast.do(returned, sop.RESUBMIT), sop.DISPOSE)
    assert cast.do(again, sop.APPROVE).state == State.APPROVED


def test_confirmation_lost_while_the_page_is_judged_is_said_above_the_form(cast: Cast) -> None:
    """The page had no box to tick, as the applicant was confirmed when the form was made."""
    access_request = cast.request_in(State.DISPOSED)
    division_head = User.objects.get(pk=cast.division_head.pk)
    filled = form(signed_in(division_head).get(f"/permohonan/{access_request.pk}/"), ADDRESS % access_request.pk)
    sent = form_for(sop.APPROVE, querydict(filled), access_request=access_request, user=division_head)
    assert sent.is_valid()
    User.objects.filter(pk=cast.applicant.pk).update(agency_confirmed_at=None)
    with pytest.raises(ValidationError) as refusal:
        sent.perform()
    sent.refuse(refusal.value)
    said = "Pemohon belum dikonfirmasi. Konfirmasikan di sini bahwa pemohon sesuai surat."
    assert sent.non_field_errors() == [said]


@pytest.mark.parametrize(
    ("state", "person", "act"),
    [(State.SUBMITTED, "head", sop.DISPOSE), (State.DISPOSED, "division_head", sop.APPROVE)],
)
def test_decision_without_any_instruction(cast: Cast, state: State, person: str, act: sop.Transition) -> None:
    access_request = cast.request_in(state)
    client, action = signed_in(getattr(cast, person)), f"/permohonan/{access_request.pk}/{act.slug}/"
    filled = form(client.get(f"/permohonan/{access_request.pk}/"), action) | {"note": ["Mohon segera."]}
    del filled["instructions"]
    answer = client.post(action, filled)
    assert (
        error_at(answer, f"{act.name}_instructions") == "Pilih sedikitnya satu instruksi atau tuliskan instruksi lain."
    )
    assert form(answer, action) == filled
    assert fresh(access_request).state == state
    assert client.post(action, filled | {"other_instruction": "Untuk diketahui"}).status_code == 302


@pytest.mark.parametrize("state", [State.DISPOSED, State.APPROVED, State.ASSIGNED])
def test_return_without_a_reason(cast: Cast, state: State) -> None:
    access_request = cast.request_in(state)
    division_head, action = signed_in(cast.division_head), f"/permohonan/{access_request.pk}/kembalikan/"
    filled = form(division_head.get(f"/permohonan/{access_request.pk}/"), action)
    answer = division_head.post(
        action, filled | {"note": "   ", "faults_berkas": ["letter"], "faults_akses": ["purpose"]}
    )
    assert error_at(answer, "return_to_applicant_note") == "Isian ini wajib diisi."
    again = form(answer, action)
    assert (again["faults_berkas"], again["faults_akses"]) == (["letter"], ["purpose"])
    assert fresh(access_request).state == state


TOO_LONG = "Akses disetujui untuk waktu yang lebih singkat. Pilih hari terakhir itu atau yang lebih awal."
TOO_MUCH = "Akses disetujui pada tingkat yang lebih rendah. Pilih tingkat itu atau yang di bawahnya."


@pytest.mark.parametrize(
    ("days_more", "level", "field", "message"),
    [(1, "operator", "valid_until", TOO_LONG), (0, "administrator", "access_level", TOO_MUCH)],
)
def test_activation_beyond_what_was_approved(cast: Cast, days_more: int, level: str, field: str, message: str) -> None:
    access_request = cast.request_in(State.ASSIGNED)
    staff, action = signed_in(cast.staff), f"/permohonan/{access_request.pk}/aktifkan/"
    typed = {
        "server": [str(cast.server.pk)],
        "username": ["dinkes-ratna"],
        "access_level": [level],
        "valid_until": [(access_request.ends_on + timedelta(days_more)).isoformat()],
        "work_done": ["Akun dibuat."],
        "tested_how": ["Masuk lewat SSH."],
    }
    filled = form(staff.get(f"/permohonan/{access_request.pk}/"), action) | typed
    before = rows_of_all_tables()

    answer = staff.post(action, filled)

    assert answer.status_code == 200
    assert error_at(answer, f"activate_{field}") == message
    assert form(answer, action) == filled
    assert rows_of_all_tables() == before
    both = staff.post(action, filled | {"access_level": "administrator", "valid_until": "2099-01-01"})
    assert [error_at(both, "activate_access_level"), error_at(both, "activate_valid_until")] == [TOO_MUCH, TOO_LONG]
    less = {"valid_until": access_request.ends_on.isoformat(), "access_level": "read"}
    assert staff.post(action, filled | less).status_code == 200
    assert fresh(access_request).state == State.ACTIVATED


@pytest.mark.parametrize("act", [sop.ASSIGN, sop.REASSIGN])
@pytest.mark.parametrize("chosen", ["applicant", "former_admin", "head", "nobody"])
def test_assignment_to_someone_who_may_not(cast: Cast, act: sop.Transition, chosen: str) -> None:
    """An Admin may be an applicant too, but not of the request that is given to them."""
    access_request = cast.request_in(act.sources[0], applicant=cast.other_staff)
    former = cast.staff if act is sop.ASSIGN else cast.other_staff
    if chosen == "former_admin":
        former.appointments.update(until=timezone.localdate() - timedelta(days=1))
    person = {"applicant": cast.other_staff, "former_admin": former, "head": cast.head, "nobody": None}[chosen]
    section_head, action = signed_in(cast.section_head), f"/permohonan/{access_request.pk}/{act.slug}/"
    filled = form(section_head.get(f"/permohonan/{access_request.pk}/"), action)
    before = rows_of_all_tables()
    data = filled | {"assignee": str(person.pk) if person else "bukan-siapa-siapa", "note": "Mohon segera."}

    answer = section_head.post(action, data)

    assert answer.status_code == 200
    assert error_at(answer, f"{act.name}_assignee") != ""
    assert form(answer, action)["note"] == ["Mohon segera."]
    assert rows_of_all_tables() == before
