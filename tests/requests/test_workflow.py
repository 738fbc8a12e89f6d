"""What an act leaves behind: who as what, which number, who is told; all of it, or nothing."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.db.models import Model
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from accounts.models import AuditEntry, User
from accounts.offices import ActingKind, Office
from helpdesk.models import Message
from requests import desk_selectors, rounds, selectors, sop
from requests.exceptions import NotTheirTurn
from requests.models import AttachmentPage, Credential, Disposition, Document, RegisterEntry
from requests.permissions import capacities
from requests.states import State
from tests.by_http import form, signed_in, words
from tests.cast import Cast, appoint, fresh, number
from tests.tables import rows_of_all_tables

pytestmark = pytest.mark.any_database


DAY = timedelta(days=1)


def test_disposition_keeps_the_actor_as_they_were(cast: Cast) -> None:
    access_request = cast.do(cast.request_in(State.SUBMITTED), sop.DISPOSE)
    User.objects.filter(pk=cast.head.pk).update(
        name="Drs. Haryo Wibisono, M.M.", nip="197001011995031999", rank="Pembina, IV/a", job_title="Staf Ahli"
    )
    cast.head.appointments.update(acting_kind=ActingKind.PLT, mandate_number="800/1/2026")
    kept = access_request.dispositions.get(transition="dispose")
    assert (kept.actor_name, kept.actor_nip) == ("Drs. Haryo Wibisono, M.Si.", "197001011995031001")
    assert (kept.actor_rank, kept.actor_job_title) == ("Penata, III/c", "Kepala Dinas")
    assert (kept.capacity, kept.acting_kind) == ("Kepala Dinas", "definitive")
    assert (kept.from_state, kept.to_state) == ("submitted", "disposed")
    assert (kept.instructions, kept.urgency, kept.note) == (["process"], "urgent", "Mohon ditindaklanjuti.")
    assert (kept.version, kept.letter_sha256) == (access_request.version, access_request.letter_sha256)


def test_every_act_has_one_disposition_and_one_audit_entry(cast: Cast) -> None:
    access_request = cast.do(cast.request_in(State.DELIVERED), sop.CONFIRM_RECEIPT)
    way = ["submit", "dispose", "approve", "assign", "activate", "deliver", "confirm_receipt"]
    assert [act.transition for act in access_request.dispositions.all()] == way
    entries = AuditEntry.objects.filter(target_id=str(access_request.pk), action__in=way).order_by("number")
    assert [(entry.action, entry.capacity) for entry in entries] == [
        ("submit", ""),
        ("dispose", "Kepala Dinas"),
        ("approve", "Kepala Bidang Informatika"),
        ("assign", "Kepala Seksi TI dan Persandian"),
        ("activate", "Admin"),
        ("deliver", "Admin"),
        ("confirm_receipt", ""),
    ]
    assert [entry.data["version"] for entry in entries] == [3, 4, 5, 6, 7, 8, 9]


@pytest.mark.parametrize("model", [Disposition, AuditEntry])
def test_written_rows_are_neither_changed_nor_deleted(cast: Cast, model: type) -> None:
    cast.request_in(State.SUBMITTED)
    row = model.objects.first()
    before = rows_of_all_tables()
    for attempt in (
        row.save,
        row.delete,
        model.objects.filter(pk=row.pk).delete,
        lambda: model.objects.filter(pk=row.pk).update(actor=cast.stranger),
        lambda: model.objects.bulk_update([row], ["actor"]),
    ):
        with pytest.raises(TypeError, match="append-only"), transaction.atomic():
            attempt()
    assert rows_of_all_tables() == before


def test_agenda_numbers_are_consecutive_and_never_used_again(cast: Cast) -> None:
    requests = [cast.request_in(State.SUBMITTED) for _ in range(3)]
    assert [one.agenda_number for one in requests] == [number(1), number(2), number(3)]
    cast.do(requests[2], sop.WITHDRAW)
    assert cast.request_in(State.SUBMITTED).agenda_number == number(4)
    assert fresh(requests[2]).agenda_number == number(3)


def test_agenda_number_is_not_spent_by_a_failed_submission(cast: Cast) -> None:
    with pytest.raises(DatabaseError), without_table(Message):
        cast.try_to_do(cast.draft(), sop.SUBMIT)
    assert cast.request_in(State.SUBMITTED).agenda_number == number(1)


def test_agenda_numbers_begin_anew_in_january_in_jakarta(cast: Cast) -> None:
    arrivals = [
        datetime(2026, 12, 31, 16, 30, tzinfo=UTC),  # 23.30 WIB
        datetime(2026, 12, 31, 16, 59, 59, tzinfo=UTC),
        datetime(2026, 12, 31, 17, 0, tzinfo=UTC),  # midnight WIB
        datetime(2026, 12, 31, 17, 30, tzinfo=UTC),
        datetime(2027, 1, 1, 1, 0, tzinfo=UTC),
        datetime(2026, 12, 31, 16, 0, tzinfo=UTC),  # registered late, still of its year
    ]
    entries = [str(RegisterEntry.enter(cast.draft(), arrival)) for arrival in arrivals]
    assert entries == ["1/2026", "2/2026", "1/2027", "2/2027", "3/2027", "3/2026"]


def test_agenda_number_is_unique_in_its_year(cast: Cast) -> None:
    entry = RegisterEntry.objects.get(access_request=cast.request_in(State.SUBMITTED))
    with pytest.raises(IntegrityError), transaction.atomic():
        RegisterEntry.objects.create(
            access_request=cast.draft(), year=entry.year, number=entry.number, received_at=timezone.now()
        )


def test_request_has_one_register_entry(cast: Cast) -> None:
    access_request = cast.request_in(State.SUBMITTED)
    with pytest.raises(IntegrityError), transaction.atomic():
        RegisterEntry.enter(access_request, timezone.now())


@pytest.mark.parametrize("state", [State.DISPOSED, State.APPROVED, State.ASSIGNED])
def test_return_and_resubmission(cast: Cast, state: State) -> None:
    """Same agenda number, history kept, nobody assigned any more, and what changed is shown."""
    access_request = cast.request_in(state)
    entry = access_request.register_entry
    returned = cast.do(access_request, sop.RETURN)
    assert returned.assignee is None
    applicant, edit = signed_in(cast.applicant), f"/permohonan/{returned.pk}/ubah/surat/"
    notice = words(applicant.get(f"/permohonan/{returned.pk}/"))
    assert "Nomor surat belum sesuai." in notice
    assert "Nomor surat, Surat" in notice
    mended = form(applicant.get(edit), "") | {"letter_number": "045/113/DINKES/XI/2026"}
    assert applicant.post(edit, mended).status_code == 302
    unread = words(signed_in(cast.head).get(f"/permohonan/{returned.pk}/"))
    assert "045/112/DINKES/X/2026" in unread
    assert "045/113/DINKES/XI/2026" not in unread

    again = cast.do(returned, sop.RESUBMIT)

    assert (again.state, again.register_entry) == (State.SUBMITTED, entry)
    acts = selectors.history(again)
    assert [act.transition for act in acts][-2:] == ["return_to_applicant", "resubmit"]
    assert acts[-2].details == {"faults": ["letter_number", "letter"]}
    changes = [(change.field, change.before, change.after, change.is_changed) for change in rounds.latest_changes(acts)]
    assert changes == [
        ("letter_number", "045/112/DINKES/X/2026", "045/113/DINKES/XI/2026", True),
        ("letter", "surat.pdf (3 halaman)", "surat.pdf (3 halaman)", False),
    ]
    page = words(signed_in(cast.head).get(f"/permohonan/{again.pk}/"))
    assert "Nomor surat Diminta diperbaiki 045/112/DINKES/X/2026 045/113/DINKES/XI/2026" in page
    assert "Surat Diminta diperbaiki surat.pdf (3 halaman) Tidak diubah" in page
    assert again.agenda_number == number(1)


@pytest.mark.parametrize(
    ("since", "until", "may"),
    [
        (-1 * DAY, 1 * DAY, True),
        (0 * DAY, 0 * DAY, True),
        (1 * DAY, 5 * DAY, False),
        (-5 * DAY, -1 * DAY, False),
    ],
    ids=["within", "one day", "not yet", "over"],
)
def test_acting_official_acts_between_their_dates(cast: Cast, since: timedelta, until: timedelta, may: bool) -> None:
    today = timezone.localdate()
    access_request = cast.request_in(State.SUBMITTED)
    deputy = cast.liaison
    appoint(deputy, Office.HEAD, ActingKind.PLH, since=today + since, until=today + until)
    deputy = User.objects.get(pk=deputy.pk)
    assert [held.title for held in capacities(access_request, sop.DISPOSE, deputy)] == ["Plh. Kepala Dinas"] * may
    if not may:
        with pytest.raises(NotTheirTurn):
            cast.do(access_request, sop.DISPOSE, by=deputy)
        return
    kept = cast.do(access_request, sop.DISPOSE, by=deputy).dispositions.last()
    assert (kept.actor_name, kept.capacity) == ("Endang Lestari, S.KM.", "Plh. Kepala Dinas")
    assert AuditEntry.objects.get(action="dispose").capacity == "Plh. Kepala Dinas"


def test_person_with_two_offices_does_each_step_in_its_own(cast: Cast) -> None:
    """Marked as *merangkap* in the history and on the sheet, from the second step on, until the next submission."""
    appoint(cast.division_head, Office.HEAD, ActingKind.PLH, until=timezone.localdate())
    access_request = cast.request_in(State.SUBMITTED)
    person, acts = signed_in(cast.division_head), (sop.DISPOSE, sop.RETURN)
    written = {"note": "Belum jelas.", "none_at_fault": "on"}
    for act, said in zip(acts, ("Plh. Kepala Dinas", "Kepala Bidang Informatika"), strict=True):
        page, action = person.get(access_request.get_absolute_url()), f"/permohonan/{access_request.pk}/{act.slug}/"
        assert f"Saudara bertindak sebagai: {said}" in words(page)
        assert person.post(action, form(page, action) | written).status_code == 302
    page = words(person.get(access_request.get_absolute_url()))
    assert page.count("Kepala Bidang Informatika merangkap Plh. Kepala Dinas") == 1
    assert page.count("merangkap") == 1
    cast.do(cast.do(access_request, sop.RESUBMIT), sop.DISPOSE)  # by the head
    cast.do(access_request, sop.APPROVE)
    assert [act.beside for act in selectors.history(access_request)] == ["", "", "Plh. Kepala Dinas", "", "", ""]


def test_expired_appointment_gives_no_right(cast: Cast) -> None:
    access_request = cast.request_in(State.SUBMITTED)
    cast.head.appointments.update(since=date(2026, 1, 2), until=timezone.localdate() - DAY)
    head = User.objects.get(pk=cast.head.pk)
    assert not selectors.visible_to(head).exists()
    assert not desk_selectors.inbox(head).exists()
    with pytest.raises(NotTheirTurn):
        cast.do(access_request, sop.DISPOSE, by=head)


def test_inactive_person_has_no_right(cast: Cast) -> None:
    access_request = cast.request_in(State.SUBMITTED)
    User.objects.filter(pk=cast.head.pk).update(is_active=False)
    with pytest.raises(NotTheirTurn):
        cast.do(access_request, sop.DISPOSE, by=cast.head)


RATNA, HARYO, MARYAM = "ratna@dinkes.example", "haryo@kominfo.example", "maryam@kominfo.example"
AGUS, DEWI, FAJAR = "agus@kominfo.example", "dewi@kominfo.example", "fajar@kominfo.example"
MAILS = {
    "submit": {RATNA: "Permohonan {} telah diterima", HARYO: "Permohonan {} menunggu disposisi"},
    "dispose": {MARYAM: "Permohonan {} menunggu persetujuan"},
    "approve": {AGUS: "Permohonan {} menunggu penugasan Admin"},
    "assign": {DEWI: "Penugasan aktivasi akun {}"},
    "reassign": {FAJAR: "Penugasan aktivasi akun {}", DEWI: "Penugasan aktivasi akun {} berakhir"},
    "activate": {},
    "deliver": {RATNA: "Permohonan {}: kredensial siap diambil"},
    "reissue": {RATNA: "Permohonan {}: kredensial siap diambil"},
    "confirm_receipt": {},
    "return_to_applicant": {RATNA: "Permohonan {} dikembalikan untuk diperbaiki"},
    "resubmit": {RATNA: "Permohonan {} telah diterima", HARYO: "Permohonan {} menunggu disposisi"},
    "withdraw": {RATNA: "Permohonan {} dibatalkan"},
    "correct": {},
}


@pytest.mark.parametrize("act", sop.TRANSITIONS, ids=str)
def test_who_is_told_what(cast: Cast, act: sop.Transition) -> None:
    access_request = cast.request_in(act.sources[0])
    Message.objects.all().delete()
    cast.do(access_request, act)
    mails = Message.objects.all()
    assert {mail.to: mail.subject for mail in mails} == {
        to: subject.format(number(1)) for to, subject in MAILS[act.name].items()
    }
    assert len(mails) == len(MAILS[act.name])
    for mail in mails:
        assert mail.body.startswith("Yth. Sdr. " + User.objects.get(email=mail.to).name + ",\n")
        page = "meja" if "berakhir" in mail.subject else f"permohonan/{access_request.pk}"
        assert f"https://testserver/{page}/\n" in mail.body
        for credential in Credential.objects.exclude(sealed_password=None):
            assert credential.open() not in mail.body


@pytest.mark.parametrize(
    ("state", "act", "ends_in", "shown"),
    [(State.ACTIVATED, sop.DELIVER, State.DELIVERED, 0), (State.DELIVERED, sop.REISSUE, State.DELIVERED, 1)],
)
def test_admin_who_leaves_after_activating_hands_their_work_on(
    cast: Cast, state: State, act: sop.Transition, ends_in: State, shown: int
) -> None:
    """The request stays where it is; the next Admin never sees the password that the former one has set."""
    access_request = cast.request_in(state)
    old = Credential.objects.get()
    cast.staff.appointments.update(until=timezone.localdate() - DAY)
    with pytest.raises(NotTheirTurn):
        cast.do(access_request, act)
    Message.objects.all().delete()
    access_request = cast.do(access_request, sop.REASSIGN)
    assert (access_request.state, access_request.assignee) == (state, cast.other_staff)
    assert {mail.to: (mail.subject, "tetap ada pada server" in mail.body) for mail in Message.objects.all()} == {
        FAJAR: (f"Penugasan penyerahan akun {number(1)}", False),
        DEWI: (f"Penugasan penyerahan akun {number(1)} berakhir", True),
    }
    next_admin = signed_in(cast.other_staff)
    page = f"/permohonan/{access_request.pk}/"
    filled = form(next_admin.get(page), f"{page}{act.slug}/")
    answer = next_admin.post(f"{page}{act.slug}/", filled, follow=True)
    assert fresh(access_request).state == ends_in
    issued = Credential.objects.exclude(pk=old.pk)
    assert [one.open() in answer.content.decode() for one in issued] == [True] * shown
    assert AuditEntry.objects.filter(action="credential_shown_to_staff").count() == shown
    assert cast.do(access_request, sop.CONFIRM_RECEIPT).is_complete


def test_applicant_who_holds_the_office_too_is_not_asked_to_decide(cast: Cast) -> None:
    appoint(cast.applicant, Office.HEAD, ActingKind.PLH, until=timezone.localdate())
    cast.request_in(State.SUBMITTED)
    assert {mail.to for mail in Message.objects.filter(subject__contains="menunggu disposisi")} == {HARYO}


@contextmanager
def without_table(model: type[Model]) -> Iterator[None]:
    """For a while, no row of the model can be read or written: its table has another name."""
    table, away = (connection.ops.quote_name(name) for name in (model._meta.db_table, "away"))
    with connection.cursor() as cursor:
        cursor.execute(f"ALTER TABLE {table} RENAME TO {away}")
        try:
            yield
        finally:
            cursor.execute(f"ALTER TABLE {away} RENAME TO {table}")


@pytest.mark.parametrize("unwritable", [AuditEntry, Document, Message])
@pytest.mark.parametrize("act", sop.TRANSITIONS, ids=str)
def test_act_that_can_not_be_written_down_leaves_nothing(
    cast: Cast, act: sop.Transition, unwritable: type[Model]
) -> None:
    """No state, row, mail, sheet or wake-up, whichever of them can't be written."""
    if unwritable is Document and not act.sheets:
        pytest.skip("an act without sheets")
    if unwritable is Message and not MAILS[act.name]:
        pytest.skip("an act without mails")
    access_request = cast.request_in(act.sources[0])
    if act is sop.CONFIRM_RECEIPT:
        Credential.objects.get().take("the applicant's session")
    before = rows_of_all_tables()
    with pytest.raises(DatabaseError), without_table(unwritable):
        cast.try_to_do(access_request, act)
    assert rows_of_all_tables() == before


def test_mails_and_sheets_are_ordered_in_the_transaction_of_the_act(cast: Cast) -> None:
    """Each row has its wake-up."""
    cast.request_in(State.DISPOSED)
    woken = {str(result.args_kwargs["args"][0]) for result in DBTaskResult.objects.all()}
    rows = {
        str(pk) for model in (Message, Document, AttachmentPage) for pk in model.objects.values_list("pk", flat=True)
    }
    assert woken == rows
    assert len(rows) == 8 + 3
