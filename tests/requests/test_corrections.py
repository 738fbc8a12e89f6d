"""A correcting note to one's own decision: it stands right after the decision, and moves nothing else."""

import uuid
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.html import escape

from accounts.models import User
from accounts.offices import ActingKind, Office
from helpdesk.models import Message
from requests import desk_selectors, documents, rounds, selectors, sop
from requests.exceptions import NotTheirTurn
from requests.models import AccessRequest, Document, Opening
from requests.sheets import Sheet
from requests.states import State
from requests.tasks import order_agenda_book, order_bundle
from tests.by_http import error_at, form, signed_in, words
from tests.cast import Cast, appoint, decisions_on, fresh
from tests.tables import OF_RECORDS, rows_of_all_tables

pytestmark = pytest.mark.any_database

TEXT = "Yang dimaksud ialah server aplikasi-02."


def address(access_request: AccessRequest) -> str:
    return f"/permohonan/{access_request.pk}/pembetulan/"


def newest_sheet(access_request: AccessRequest) -> Document:
    return access_request.documents.filter(sheet=Sheet.DISPOSITION).order_by("-request_version")[0]


def test_it_is_printed_and_told_right_after_its_decision(cast: Cast) -> None:
    """On the sheet made anew and on the page, for whoever sees the decision; the decision's own row stays as it is."""
    access_request = cast.request_in(State.APPROVED)
    decision = decisions_on(access_request).get(transition="dispose")
    mails, kept = Message.objects.count(), [*access_request.dispositions.values()]
    head, page = signed_in(cast.head), f"/permohonan/{access_request.pk}/"

    answer = head.post(address(access_request), form(head.get(page), address(access_request)) | {"note": TEXT})

    assert (answer.status_code, answer["Location"]) == (302, page)
    after = fresh(access_request)
    assert (after.state, after.version) == (State.APPROVED, access_request.version + 1)
    assert after.waiting_since == access_request.waiting_since
    assert [*access_request.dispositions.values()][:-1] == kept
    correction = access_request.dispositions.latest("version")
    assert (correction.transition, correction.details) == ("correct", {"corrects": decision.version})
    assert (correction.actor, correction.capacity, correction.note) == (cast.head, "Kepala Dinas", TEXT)
    assert (correction.working_minutes, correction.audit_entry.action) == (None, "correct")
    assert Message.objects.count() == mails
    sheet = newest_sheet(access_request)
    assert (sheet.disposition, sheet.request_version) == (correction, after.version)
    assert is_after(documents.page_of(sheet), "Surat telah didisposisikan", TEXT, "Permohonan disetujui")
    for reader in (cast.applicant, cast.liaison, cast.head, cast.section_head):
        assert is_after(
            words(signed_in(reader).get(page)), "Riwayat", "Mohon ditindaklanjuti.", TEXT, "Disetujui sesuai"
        )


def is_after(text: str, *said: str) -> bool:
    """These stand in the text one behind the other."""
    place = 0
    for words_of_it in said:
        place = text.find(words_of_it, place) + 1
        if not place:
            return False
    return True


def test_an_older_sheet_stays_without_it(cast: Cast) -> None:
    access_request = cast.request_in(State.DISPOSED)
    older = newest_sheet(access_request)
    cast.do(access_request, sop.CORRECT, note=TEXT)
    assert TEXT not in documents.page_of(older)
    assert TEXT in documents.page_of(newest_sheet(access_request))
    assert "Versi 3, dibuat atas: Catatan pembetulan ditambahkan" in documents.page_of(newest_sheet(access_request))


def test_the_request_file_is_made_anew_and_the_agenda_book_counts_it(cast: Cast) -> None:
    access_request = cast.request_in(State.DISPOSED)
    before = order_bundle(access_request)
    month, size = timezone.localdate(), "a4-landscape"
    book = order_agenda_book(month, size)
    cast.do(access_request, sop.CORRECT)
    assert order_bundle(access_request).request_version == before.request_version + 1
    assert order_agenda_book(month, size).acts == book.acts + 1


def test_whoever_decides_next_must_have_seen_it(cast: Cast) -> None:
    access_request = cast.request_in(State.DISPOSED)
    division_head, action = signed_in(cast.division_head), f"/permohonan/{access_request.pk}/setujui/"
    stale = form(division_head.get(f"/permohonan/{access_request.pk}/"), action)
    cast.do(access_request, sop.CORRECT, note=TEXT)
    answer = division_head.post(action, stale)
    assert answer.status_code == 409
    assert is_after(words(answer), "Catatan pembetulan ditambahkan", "Kepala Dinas", TEXT)
    seen = form(division_head.get(f"/permohonan/{access_request.pk}/"), action)
    assert division_head.post(action, seen).status_code == 302


def test_it_is_refused_from_a_stale_page(cast: Cast) -> None:
    access_request = cast.request_in(State.DISPOSED)
    head, action = signed_in(cast.head), address(access_request)
    stale = form(head.get(f"/permohonan/{access_request.pk}/"), action) | {"note": TEXT}
    cast.do(access_request, sop.APPROVE)
    answer = head.post(action, stale)
    assert answer.status_code == 409
    assert TEXT in words(answer)
    assert not access_request.dispositions.filter(transition="correct").exists()


@pytest.mark.parametrize(("over", "status"), [("withdrawn", 409), ("completed", 409), ("not yet completed", 302)])
def test_how_long_it_may_be_added(cast: Cast, over: str, status: int) -> None:
    """As long as the request is under way."""
    if over == "withdrawn":
        access_request = cast.do(cast.request_in(State.DISPOSED), sop.WITHDRAW)
    else:
        access_request = cast.request_in(State.DELIVERED)
    if over == "completed":
        access_request = cast.do(access_request, sop.CONFIRM_RECEIPT)
    decision = decisions_on(access_request).get(transition="dispose")
    sent = {"version": access_request.version, "letter": access_request.letter_sha256, "key": uuid.uuid4()}
    answer = signed_in(cast.head).post(address(access_request), sent | {"decision": decision.pk, "note": TEXT})
    assert answer.status_code == status


def test_only_ones_own_decision_is_corrected(cast: Cast) -> None:
    access_request = cast.request_in(State.APPROVED)
    head, action = signed_in(cast.head), address(access_request)
    filled = form(head.get(f"/permohonan/{access_request.pk}/"), action) | {"note": TEXT}
    before = rows_of_all_tables()
    others = [decisions_on(access_request).get(transition="approve"), access_request.dispositions.first()]
    elsewhere = decisions_on(cast.request_in(State.DISPOSED)).get()
    before = rows_of_all_tables()
    for foreign in (*others, elsewhere):
        answer = head.post(action, filled | {"decision": foreign.pk})
        assert error_at(answer, "correct_decision").startswith("Masukkan pilihan yang valid."), foreign
        assert form(answer, action)["note"] == [TEXT]
        with pytest.raises(ValidationError):
            cast.do(access_request, sop.CORRECT, by=cast.head, decision=foreign)
    assert rows_of_all_tables() == before
    answer = signed_in(cast.section_head).post(action, filled)
    assert answer.status_code == 403
    assert "Keputusan dibetulkan oleh pejabat yang membuatnya" in words(answer)


def test_nobody_corrects_in_an_office_that_ended(cast: Cast) -> None:
    access_request = cast.request_in(State.SUBMITTED)
    appoint(cast.division_head, Office.HEAD, ActingKind.PLH, until=timezone.localdate())
    person = User.objects.get(pk=cast.division_head.pk)
    access_request = cast.do(access_request, sop.DISPOSE, by=person)
    access_request = cast.do(access_request, sop.CORRECT, by=person, appointment=person.appointments.get(office="head"))
    assert access_request.dispositions.latest("version").capacity == "Plh. Kepala Dinas"
    person.appointments.filter(office="head").update(
        since=timezone.localdate() - timedelta(days=2), until=timezone.localdate() - timedelta(days=1)
    )
    person = User.objects.get(pk=person.pk)
    assert address(access_request) not in signed_in(person).get(f"/permohonan/{access_request.pk}/").text
    assert signed_in(person).get(address(access_request)).status_code == 403
    with pytest.raises(NotTheirTurn):  # in her own office she decided nothing
        cast.do(access_request, sop.CORRECT, by=person)


def test_each_decision_is_corrected_in_the_office_it_was_made_in(cast: Cast) -> None:
    appoint(cast.division_head, Office.HEAD, ActingKind.PLH, until=timezone.localdate())
    person = User.objects.get(pk=cast.division_head.pk)
    access_request = cast.do(cast.request_in(State.SUBMITTED), sop.DISPOSE, by=person)
    access_request = cast.do(
        access_request, sop.APPROVE, by=person, appointment=person.appointments.get(office="division_head")
    )
    client, action = signed_in(person), address(access_request)
    for transition, capacity in (("dispose", "Plh. Kepala Dinas"), ("approve", "Kepala Bidang Informatika")):
        filled = form(client.get(f"/permohonan/{access_request.pk}/"), action) | {"note": TEXT}
        decision = decisions_on(access_request).get(transition=transition)
        assert client.post(action, filled | {"decision": decision.pk}).status_code == 302
        assert access_request.dispositions.latest("version").capacity == capacity
    with pytest.raises(ValidationError):
        wrong = decisions_on(access_request).get(transition="dispose")
        held = person.appointments.get(office="division_head")
        cast.do(access_request, sop.CORRECT, by=person, decision=wrong, appointment=held)
    assert [act.beside for act in selectors.history(access_request)] == ["", "", "Plh. Kepala Dinas", "", ""]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (" ", "Isian ini wajib diisi."),
        ("\u200b\u202e", "Isian ini wajib diisi."),
        ("x" * 1001, "Pastikan nilai ini mengandung paling banyak 1000 karakter (sekarang 1001 karakter)."),
    ],
)
def test_a_bad_one_comes_back(cast: Cast, text: str, message: str) -> None:
    access_request = cast.request_in(State.DISPOSED)
    head, action = signed_in(cast.head), address(access_request)
    filled = form(head.get(f"/permohonan/{access_request.pk}/"), action)
    before = rows_of_all_tables(OF_RECORDS)
    assert error_at(head.post(action, filled | {"note": text}), "correct_note") == message
    assert rows_of_all_tables(OF_RECORDS) == before


def test_a_return_with_a_correcting_note_is_still_the_one_to_answer(cast: Cast) -> None:
    access_request = cast.do(cast.request_in(State.RETURNED), sop.CORRECT, note=TEXT)
    acts = selectors.history(access_request)
    answered = rounds.last_return(acts)
    assert answered and [one.note for one in answered.corrections] == [TEXT]
    applicant = signed_in(cast.applicant)
    for page in ("", "ubah/surat/", "ubah/periksa/"):
        assert is_after(
            words(applicant.get(f"/permohonan/{access_request.pk}/{page}")), "Nomor surat belum sesuai.", TEXT
        )
    stale = form(
        applicant.get(f"/permohonan/{access_request.pk}/ubah/periksa/"),
        f"/permohonan/{access_request.pk}/ajukan-kembali/",
    )
    cast.do(access_request, sop.CORRECT, note="Satu lagi.")
    answer = applicant.post(f"/permohonan/{access_request.pk}/ajukan-kembali/", stale | {"consent": "on"})
    assert (answer.status_code, "Satu lagi." in words(answer)) == (409, True)
    again = cast.do(access_request, sop.RESUBMIT)
    assert rounds.last_return(selectors.history(again)) is None
    assert cast.do(again, sop.CORRECT, by=cast.division_head).state == State.SUBMITTED


def test_it_begins_no_waiting_and_no_step_anew(cast: Cast) -> None:
    """The division head opened it before the head of the service corrected; the working time goes on from there."""
    access_request = cast.request_in(State.DISPOSED)
    signed_in(cast.division_head).get(f"/permohonan/{access_request.pk}/")
    opened = Opening.objects.filter(access_request=access_request).latest("version")
    cast.do(access_request, sop.CORRECT)
    signed_in(cast.division_head).get(f"/permohonan/{access_request.pk}/")
    cast.do(access_request, sop.APPROVE)
    approval = access_request.dispositions.get(transition="approve")
    assert opened.version < approval.version - 1
    assert (approval.waiting_minutes, approval.target_minutes) == (0, 10)
    steps = selectors.progress(fresh(access_request), selectors.history(access_request))
    assert [row.act.transition if row.act else "" for row in steps] == ["submit", "dispose", "approve", "", "", ""]


def test_on_the_desk_the_decision_itself_stays_what_was_decided(cast: Cast) -> None:
    access_request = cast.do(cast.request_in(State.DISPOSED), sop.CORRECT)
    assert [act.transition for act in desk_selectors.decided(cast.head)] == ["dispose"]
    assert list(desk_selectors.inbox(cast.division_head)) == [access_request]


@pytest.mark.parametrize("note", ["<b>tebal</b> & {{ 7|add:7 }}", "kata " * 190, "x" * 1000])
def test_any_words_fit_on_the_sheet(cast: Cast, note: str) -> None:
    access_request = cast.do(cast.request_in(State.DISPOSED), sop.CORRECT, note=note)
    assert escape(note) in documents.page_of(newest_sheet(access_request))
