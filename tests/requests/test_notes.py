"""Notes between officials: who writes and reads them, and who never does."""

import json
import uuid
from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import AuditEntry, User
from accounts.offices import Office
from helpdesk.models import Message
from requests import documents, selectors, sop
from requests.models import Note
from requests.sheets import Sheet
from requests.states import State
from tests.by_http import error_at, form, just_proven, signed_in, words
from tests.cast import Cast, appoint, fresh
from tests.tables import rows_of_all_tables

pytestmark = pytest.mark.any_database

TEXT = "Alamat sumber sudah dicek dengan bidang jaringan."


def write(cast: Cast, person: User, access_request, **data):
    page = f"/permohonan/{access_request.pk}/"
    filled = form(signed_in(person).get(page), f"{page}catatan/")
    return signed_in(person).post(f"{page}catatan/", filled | {"text": TEXT} | data)


def reads_it(person: User, access_request) -> bool:
    return TEXT in words(signed_in(person).get(f"/permohonan/{access_request.pk}/"))


def test_a_note_is_kept_with_its_writer_as_they_were(cast: Cast) -> None:
    access_request = cast.request_in(State.DISPOSED)
    mails, before = Message.objects.count(), fresh(access_request)

    answer = write(cast, cast.division_head, access_request)

    assert (answer.status_code, answer["Location"]) == (302, f"/permohonan/{access_request.pk}/")
    note = Note.objects.get()
    assert (note.access_request, note.text, note.version) == (access_request, TEXT, before.version)
    assert (note.actor_name, note.capacity) == ("Siti Maryam, S.T., M.Kom.", "Kepala Bidang Informatika")
    entry = AuditEntry.objects.get(action="note_written")
    assert (note.audit_entry, entry.actor, entry.target_id) == (entry, cast.division_head, str(access_request.pk))
    assert entry.capacity == "Kepala Bidang Informatika"
    after = fresh(access_request)
    assert (after.state, after.version, after.waiting_since) == (before.state, before.version, before.waiting_since)
    assert Message.objects.count() == mails
    User.objects.filter(pk=cast.division_head.pk).update(name="Nama Baru")
    page = words(signed_in(cast.head).get(f"/permohonan/{access_request.pk}/"))
    assert "Catatan antarpejabat" in page
    assert "Siti Maryam, S.T., M.Kom., Kepala Bidang Informatika bukan untuk pemohon " + TEXT in page


@pytest.mark.any_database
@pytest.mark.parametrize("state", ["draft", "submitted", "returned", "withdrawn", "assigned", "completed"])
def test_who_reads_and_writes_in_which_state(cast: Cast, state: str) -> None:
    access_request = cast.request_in(State.DELIVERED if state == "completed" else State(state))
    if state == "completed":
        access_request = cast.do(access_request, sop.CONFIRM_RECEIPT)
    heads, everyone = ("head", "division_head", "section_head"), ("applicant", "stranger", "liaison", "other_staff")
    assigned = state in ("assigned", "activated", "delivered", "completed")
    may = () if state == "draft" else (*heads, "staff") if assigned else heads
    for role in (*heads, *everyone, "staff"):
        sent = {"key": str(uuid.uuid4()), "text": TEXT}
        answer = signed_in(getattr(cast, role)).post(f"/permohonan/{access_request.pk}/catatan/", sent)
        assert (answer.status_code == 302) == (role in may), role
    assert Note.objects.count() == len(may)
    for role in may:
        assert reads_it(getattr(cast, role), access_request)
    for role in ("applicant", "liaison") if may else ():
        page = signed_in(getattr(cast, role)).get(f"/permohonan/{access_request.pk}/").text
        assert TEXT not in page and "/catatan/" not in page


def test_an_admin_who_was_replaced_still_reads_and_writes(cast: Cast) -> None:
    access_request = cast.do(cast.request_in(State.ACTIVATED), sop.REASSIGN)
    assert write(cast, cast.staff, access_request).status_code == 302
    assert reads_it(cast.other_staff, access_request)


def test_an_admin_who_sees_the_request_as_the_liaison_alone_reads_none(cast: Cast) -> None:
    access_request = cast.request_in(State.ASSIGNED)
    write(cast, cast.staff, access_request)
    appoint(cast.other_staff, Office.LIAISON, agency=cast.health)
    assert not reads_it(cast.other_staff, access_request)
    sent = {"key": str(uuid.uuid4()), "text": TEXT}
    answer = signed_in(cast.other_staff).post(f"/permohonan/{access_request.pk}/catatan/", sent)
    assert answer.status_code == 403
    assert "Catatan ditulis oleh pejabat dan staf yang menangani permohonan." in words(answer)


def test_nobody_reads_what_others_note_on_their_own_request(cast: Cast) -> None:
    access_request = cast.request_in(State.SUBMITTED, applicant=cast.division_head)
    write(cast, cast.head, access_request)
    assert not reads_it(cast.division_head, access_request)
    answer = signed_in(cast.division_head).post(f"/permohonan/{access_request.pk}/catatan/", {"text": TEXT})
    assert answer.status_code == 403


def test_an_office_that_ended_reads_no_more(cast: Cast) -> None:
    access_request = cast.request_in(State.APPROVED)
    write(cast, cast.division_head, access_request)
    cast.division_head.appointments.update(until=timezone.localdate() - timedelta(days=1))
    person = User.objects.get(pk=cast.division_head.pk)
    assert signed_in(person).post(f"/permohonan/{access_request.pk}/catatan/", {"text": TEXT}).status_code == 404


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "Isian ini wajib diisi."),
        (" \n\t ", "Isian ini wajib diisi."),
        ("\u200b\u202e\x00", "Isian ini wajib diisi."),
        ("x" * 1001, "Pastikan nilai ini mengandung paling banyak 1000 karakter (sekarang 1001 karakter)."),
    ],
)
def test_a_bad_note_comes_back(cast: Cast, text: str, message: str) -> None:
    access_request = cast.request_in(State.SUBMITTED)
    head, action = signed_in(cast.head), f"/permohonan/{access_request.pk}/catatan/"
    filled = form(head.get(f"/permohonan/{access_request.pk}/"), action)
    before = rows_of_all_tables()
    answer = head.post(action, filled | {"text": text})
    assert answer.status_code == 200
    assert error_at(answer, "note_text") == message
    assert answer.text.count("<title>Galat:") == 1
    if len(text) > 1000:
        assert form(answer, action)["text"] == [text]
    assert rows_of_all_tables() == before


def test_hidden_marks_are_dropped_and_markup_is_shown(cast: Cast) -> None:
    access_request = cast.request_in(State.SUBMITTED)
    write(cast, cast.head, access_request, text="a\u202eb\u200b <script>alert(1)</script>\nbaris kedua")
    assert Note.objects.get().text == "ab <script>alert(1)</script>\nbaris kedua"
    page = signed_in(cast.head).get(f"/permohonan/{access_request.pk}/").text
    assert "ab &lt;script&gt;alert(1)&lt;/script&gt;<br>baris kedua" in page


@pytest.mark.parametrize("key", ["", "abc", "\0"])
def test_a_note_without_a_key_is_refused(cast: Cast, key: str) -> None:
    access_request = cast.request_in(State.SUBMITTED)
    answer = write(cast, cast.head, access_request, key=key)
    assert (answer.status_code, Note.objects.count()) == (200, 0)
    assert form(answer, f"/permohonan/{access_request.pk}/catatan/")["text"] == [TEXT]


def test_sent_twice_it_is_one(cast: Cast) -> None:
    access_request, key = cast.request_in(State.SUBMITTED), str(uuid.uuid4())
    places = {write(cast, cast.head, access_request, key=key)["Location"] for _ in range(2)}
    assert (len(places), Note.objects.count()) == (1, 1)
    assert AuditEntry.objects.filter(action="note_written").count() == 1
    # The key is the writer's own, and of one request.
    assert write(cast, cast.division_head, access_request, key=key).status_code == 302
    other = cast.request_in(State.SUBMITTED)
    refused = write(cast, cast.head, other, key=key)
    assert refused.status_code == 409
    assert TEXT in words(refused)
    changed = write(cast, cast.head, access_request, key=key, text="Bukan itu.")
    assert changed.status_code == 409
    assert "Bukan itu." in words(changed)
    assert Note.objects.count() == 2


def test_opened_by_its_address_it_leads_to_the_request(cast: Cast) -> None:
    access_request = cast.request_in(State.SUBMITTED)
    for role, status in (("head", 302), ("applicant", 403), ("liaison", 403), ("stranger", 404)):
        answer = signed_in(getattr(cast, role)).get(f"/permohonan/{access_request.pk}/catatan/")
        assert answer.status_code == status


def test_the_history_tells_notes_and_decisions_as_they_came(cast: Cast) -> None:
    access_request = cast.request_in(State.SUBMITTED)
    write(cast, cast.head, access_request, text="Pertama.")
    access_request = cast.do(access_request, sop.DISPOSE)
    write(cast, cast.head, access_request, text="Kedua.")
    write(cast, cast.division_head, access_request, text="Ketiga.")
    cast.do(access_request, sop.APPROVE)
    told = selectors.timeline(selectors.history(access_request), list(access_request.notes.all()))
    assert [getattr(entry, "text", getattr(entry, "transition", "")) for entry in told] == [
        *("submit", "Pertama.", "dispose", "Kedua.", "Ketiga.", "approve")
    ]


def test_a_note_can_not_be_changed(cast: Cast) -> None:
    access_request = cast.request_in(State.SUBMITTED)
    write(cast, cast.head, access_request)
    with pytest.raises(TypeError, match="append-only"):
        Note.objects.update(text="lain")
    with pytest.raises(TypeError, match="append-only"):
        Note.objects.get().delete()


def test_no_paper_and_no_export_of_the_applicant_holds_a_note(cast: Cast) -> None:
    access_request = cast.request_in(State.SUBMITTED)
    write(cast, cast.head, access_request)
    for act in (sop.DISPOSE, sop.APPROVE, sop.ASSIGN, sop.ACTIVATE, sop.DELIVER, sop.CONFIRM_RECEIPT):
        access_request = cast.do(access_request, act)
    assert {sheet.sheet for sheet in access_request.documents.all()} == set(Sheet) - {
        *(Sheet.BUNDLE, Sheet.AGENDA, Sheet.MONTHLY_REPORT, Sheet.REVOCATION)
    }
    for document in access_request.documents.all():
        assert TEXT not in documents.page_of(document)
    own = just_proven(cast.applicant).post("/akun/data-saya/unduh/")
    assert TEXT not in json.dumps(json.loads(b"".join(own)), ensure_ascii=False)
    assert not [mail for mail in Message.objects.all() if TEXT in mail.body]
    written = json.loads(b"".join(just_proven(cast.head).post("/akun/data-saya/unduh/")))
    assert [row["note"] for row in written["notes"]] == [TEXT]
