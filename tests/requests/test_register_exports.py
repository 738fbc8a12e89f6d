"""Exports of the register: read back cell by cell, handed out to whom they belong, made once."""

import csv
import io
import re
import uuid
from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.utils import timezone, translation
from django.utils.timezone import localtime

from accounts.models import Agency, AuditEntry, User
from helpdesk.models import Message
from requests import exports, sop
from requests.documents import spreadsheet
from requests.models import AccessRequest, Disposition, RegisterEntry, RegisterExport
from requests.register_selectors import exports_of
from requests.states import State
from tests.by_http import form, signed_in, words
from tests.cast import Cast, number

ORDER = "/agenda/ekspor/"
HEADINGS = [
    *("Nomor agenda", "Tahun", "Diterima", "Nomor surat", "Tanggal surat", "Dari", "Perihal", "Jenis akses"),
    *("Status", "Diteruskan kepada", "Menunggu", "Pemohon", "Admin (Staff)", "Didisposisikan", "Disetujui"),
    *("Dikembalikan", "Ditugaskan", "Akun aktif", "Kredensial diserahkan"),
    *("Penerimaan telah dikonfirmasi", "Dibatalkan"),
]
# Bar 13: what a spreadsheet may take for a formula, at the start or after where it may cut the line.
BEGINNINGS = [
    *("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠", " =", "\t=", "\r=", "\n+"),
    *('"=', "'=", "a;=", "a\t=", "a\n@"),
]
FORMULAS = ["1+1", "cmd|'/c calc'!A0", 'HYPERLINK("http://x.example","x")', "SUM(A1:A9)*2", 'DDE("cmd";"x")']
HOSTILE = [beginning + formula for beginning in BEGINNINGS for formula in FORMULAS]


def send(client: Client, kind: str, query: str = "", **fields: Any) -> Any:
    page = client.get(f"/agenda/{query}")
    return client.post(f"{ORDER}{query}", form(page, f"{ORDER}{query}") | {"format": kind} | fields)


def cells(content: bytes, kind: str) -> list[list[Any]]:
    if kind == "csv":
        assert content.startswith(b"\xef\xbb\xbf")
        assert content.count(b"\r\n") >= 1
        return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))
    book = openpyxl.load_workbook(io.BytesIO(content))
    return [[cell.value for cell in row] for row in book.active.iter_rows()]


def expected(entry: RegisterEntry, kind: str) -> list[Any]:
    """The row of a letter, put together anew from the rows of the database."""
    access_request = entry.access_request
    acts = list(access_request.dispositions.all())
    latest = max(index for index, act in enumerate(acts) if act.transition in ("submit", "resubmit"))
    at = {act.transition: moment(act.at) for act in acts[latest:]}
    assigned = max(filter(None, (at.get("assign"), at.get("reassign"))), default=None)
    row = [entry.number, entry.year, moment(entry.received_at), entry.letter_number, entry.letter_date]
    row += [access_request.agency.name, entry.subject, "SSH", *STANDS[access_request.state]]
    if access_request.receipt_confirmed_at:
        row[8], row[10] = "Selesai", None
    row += [access_request.applicant.name, access_request.assignee.name if access_request.assignee else None]
    row += [at.get("dispose"), at.get("approve"), at.get("return_to_applicant"), assigned]
    row += [at.get("activate"), at.get("deliver"), at.get("confirm_receipt"), at.get("withdraw")]
    return [as_text(value) if kind == "csv" else as_day(value) for value in row]


# State, forwarded to, waiting for
STANDS = {
    "submitted": ("Diajukan", "Kepala Dinas", "Kepala Dinas"),
    "disposed": ("Didisposisikan", "Kepala Bidang Informatika", "Kepala Bidang Informatika"),
    "returned": ("Dikembalikan", "Kepala Bidang Informatika", "Pemohon"),
    "assigned": ("Ditugaskan", "Kepala Bidang Informatika", "Admin (Staff)"),
    "delivered": ("Kredensial diserahkan", "Kepala Bidang Informatika", "Pemohon"),
    "withdrawn": ("Dibatalkan", "Kepala Dinas", None),
}


def moment(at: datetime) -> datetime:
    """As people in Kudus read it, to the microsecond."""
    return localtime(at).replace(tzinfo=None)


def as_day(value: Any) -> Any:
    """A day comes back from XLSX as its midnight."""
    is_day = isinstance(value, date) and not isinstance(value, datetime)
    return datetime(value.year, value.month, value.day) if is_day else value


def near(row: list[Any], told: list[Any]) -> list[Any]:
    """The row as read, with the moment told in place of one that is a millisecond off: XLSX keeps parts of a day."""
    return [
        moment if isinstance(moment, datetime) and abs(cell - moment) <= timedelta(milliseconds=1) else cell
        for cell, moment in zip(row, told, strict=True)
    ]


def as_text(value: Any) -> str:
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M}"
    return "" if value is None else str(value)


@pytest.fixture
def letters(cast: Cast) -> list[RegisterEntry]:
    """One in every state that the register knows, one completed, one that was mended."""
    for state in (State.SUBMITTED, State.DISPOSED, State.RETURNED, State.ASSIGNED, State.DELIVERED, State.WITHDRAWN):
        cast.request_in(state)
    cast.do(cast.request_in(State.DELIVERED), sop.CONFIRM_RECEIPT)
    cast.do(cast.request_in(State.RETURNED), sop.RESUBMIT)
    just_before = timezone.now().replace(microsecond=999_700)  # read back as the second after it
    RegisterEntry.objects.filter(number=1).update(received_at=just_before)
    return list(RegisterEntry.objects.order_by("year", "number"))


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_every_cell_is_that_of_its_row(cast: Cast, letters: list[RegisterEntry], kind: str) -> None:
    with translation.override("en"):  # whoever orders it, it is Indonesian
        answer = send(signed_in(cast.head), kind)
    assert answer["Content-Disposition"] == f'attachment; filename="buku-agenda-{timezone.localdate()}.{kind}"'
    headings, *rows = cells(answer.content, kind)
    assert headings == HEADINGS
    assert len(rows) == len(letters)
    for row, entry in zip(rows, letters, strict=True):
        assert near(row, expected(entry, kind)) == expected(entry, kind)


@pytest.mark.bar(13)
@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_no_cell_is_a_formula(cast: Cast, kind: str, counted: Callable[[int, str], None]) -> None:
    """Every text of the book begins as one in turn; in XLSX it is the same text, in CSV behind an apostrophe."""
    rows = [[text] * len(HEADINGS) for text in HOSTILE]
    file = io.BytesIO()
    spreadsheet.write(kind, rows, file)
    counted(len(HOSTILE), "formulas")
    assert len(HOSTILE) == 100
    if kind == "xlsx":
        book = openpyxl.load_workbook(io.BytesIO(file.getvalue()))
        found = [cell for row in book.active.iter_rows(min_row=2) for cell in row]
        assert {cell.data_type for cell in found} == {"s"}
        assert [cell.value for cell in found[:: len(HEADINGS)]] == [one_kind_of_break(text) for text in HOSTILE]
        return
    _headings, *lines = cells(file.getvalue(), "csv")
    for text, line in zip(HOSTILE, lines, strict=True):
        assert len(set(line)) == 1
        assert line[0].replace("'", "") == one_kind_of_break(text).replace("'", "")
        # However a spreadsheet cuts it, and whatever it takes off the front, no piece is reckoned with.
        assert not [piece for piece in re.split(r"[;\t\n]", line[0]) if re.match(r"\s*[=+\-@＝＋－＠]", piece)]


def one_kind_of_break(text: str) -> str:
    return text.replace("\r", "\n")


@pytest.mark.bar(13)
def test_what_people_wrote_comes_out_as_they_wrote_it(cast: Cast) -> None:
    """By the site's own ways in: the form of the letter, the names of agency and person."""
    Agency.objects.filter(pk=cast.health.pk).update(name="=Dinas+Kesehatan")
    User.objects.filter(pk=cast.applicant.pk).update(name='@Ratna, "S.Kom"')
    wrote = {"letter_number": "-1+1", "letter_subject": '=HYPERLINK("http://x.example";"klik")'}
    cast.do(cast.draft(User.objects.get(pk=cast.applicant.pk), **wrote), sop.SUBMIT)
    told = [3, 5, 6, 11]
    texts = ["-1+1", "=Dinas+Kesehatan", '=HYPERLINK("http://x.example";"klik")', '@Ratna, "S.Kom"']
    xlsx, csv_ = (cells(send(signed_in(cast.head), kind).content, kind)[1] for kind in ("xlsx", "csv"))
    assert [xlsx[column] for column in told] == texts
    assert [csv_[column] for column in told] == [f"'{text}" for text in texts]


def test_days_are_days_and_numbers_are_numbers(cast: Cast) -> None:
    cast.request_in(State.DISPOSED)
    book = openpyxl.load_workbook(io.BytesIO(send(signed_in(cast.head), "xlsx").content))
    row = list(book.active.iter_rows())[1]
    assert [row[column].is_date for column in (2, 4, 13)] == [True, True, True]
    assert [row[column].number_format for column in (2, 4)] == ["dd/mm/yyyy hh:mm", "dd/mm/yyyy"]
    assert [row[column].data_type for column in (0, 1, 3)] == ["n", "n", "s"]


def test_an_export_holds_what_is_sought(cast: Cast, letters: list[RegisterEntry]) -> None:
    rows = cells(send(signed_in(cast.head), "csv", "?q=puskesmas&state=disposed").content, "csv")
    assert [row[0] for row in rows[1:]] == ["2"]
    entry = AuditEntry.objects.get(action="register_exported")
    assert entry.data == {"format": "csv", "rows": 1, "sought": {"q": "puskesmas", "state": "disposed"}}
    assert (entry.actor, entry.target_id) == (cast.head, str(RegisterExport.objects.get().pk))


def test_a_form_sent_twice_is_one_export(cast: Cast) -> None:
    cast.request_in(State.SUBMITTED)
    head, key = signed_in(cast.head), uuid.uuid4()
    for kind in ("csv", "csv", "xlsx"):
        assert send(head, kind, key=key).status_code == 200
    assert sorted(AuditEntry.objects.filter(action="register_exported").values_list("data__format", flat=True)) == [
        "csv",
        "xlsx",
    ]
    assert send(signed_in(cast.section_head), "csv", key=key).status_code == 200  # another's key is another export
    assert RegisterExport.objects.count() == 3


def test_every_taking_of_a_short_export_is_recorded(cast: Cast) -> None:
    """The same form gives the register as it is by then."""
    head, key = signed_in(cast.head), uuid.uuid4()
    for count in (1, 2):
        cast.request_in(State.SUBMITTED)
        assert len(cells(send(head, "csv", key=key).content, "csv")) == 1 + count
        taken = AuditEntry.objects.filter(action="export_taken", target_id=str(RegisterExport.objects.get().pk))
        assert list(taken.values_list("actor", flat=True)) == [cast.head.pk] * count


@pytest.mark.parametrize("fields", [{"format": "pdf"}, {"format": ""}, {"key": "x"}, {"key": ""}])
def test_a_bad_order_gets_the_page_back(cast: Cast, fields: dict[str, str]) -> None:
    cast.request_in(State.SUBMITTED)
    answer = send(signed_in(cast.head), "csv", "?q=puskesmas", **fields)
    assert "Pilih XLSX atau CSV." in words(answer)
    assert 'value="puskesmas"' in answer.content.decode()
    assert not RegisterExport.objects.exists()


def test_only_who_reads_every_letter_exports(cast: Cast) -> None:
    cast.request_in(State.ASSIGNED)
    staff = signed_in(cast.staff)
    assert ORDER not in staff.get("/agenda/").content.decode()
    for answer in (staff.post(ORDER, {"format": "csv", "key": uuid.uuid4()}), staff.get(ORDER)):
        assert answer.status_code == 403
    assert not RegisterExport.objects.exists()


@pytest.fixture
def ordered(cast: Cast, settings, monkeypatch: pytest.MonkeyPatch) -> RegisterExport:
    """An export of five letters where two are many, ordered by the head; the worker reads two at a time."""
    settings.EXPORT_AT_ONCE_ROWS = 2
    monkeypatch.setattr(spreadsheet, "READ_AT_ONCE", 2)
    for _ in range(5):
        cast.request_in(State.DISPOSED)
    answer = send(signed_in(cast.head), "xlsx")
    export = RegisterExport.objects.get()
    assert answer["Location"] == f"/agenda/ekspor/{export.pk}/"
    return export


def fresh(export: RegisterExport) -> RegisterExport:
    return RegisterExport.objects.get(pk=export.pk)


def status_of(user: User, address: str) -> int:
    answer = signed_in(user).get(address)
    b"".join(answer)  # a file is closed by being read to its end
    return answer.status_code


def files() -> list[str]:
    return default_storage.listdir("exports")[1] if default_storage.exists("exports") else []


@pytest.fixture(autouse=True)
def no_files_before() -> None:
    for name in files():
        default_storage.delete(f"exports/{name}")


def test_a_long_export_is_made_by_the_worker(cast: Cast, ordered: RegisterExport) -> None:
    head, address = signed_in(cast.head), f"/agenda/ekspor/{ordered.pk}/"
    waiting = head.get(address)
    assert waiting.status_code == 202
    assert "0 dari 5 surat" in words(waiting)
    assert '<progress id="progress" value="0" max="5">' in waiting.content.decode()
    assert '<meta http-equiv="refresh" content="2">' in waiting.content.decode()
    assert head.get(f"{address}berkas/").status_code == 404
    exports.make_export.call(str(ordered.pk))
    ready = head.get(address)
    assert ready.status_code == 200
    assert "Berkas sudah siap" in words(ready)
    content = head.get(f"{address}berkas/").getvalue()
    _headings, *rows = cells(content, "xlsx")
    told = [expected(entry, "xlsx") for entry in RegisterEntry.objects.order_by("year", "number")]
    assert [near(*pair) for pair in zip(rows, told, strict=True)] == told
    assert AuditEntry.objects.filter(action="export_taken", target_id=str(ordered.pk)).count() == 1
    mail = Message.objects.get(to=cast.head.email, subject="Ekspor Buku Agenda siap diunduh")
    assert f"https://testserver{address}" in mail.text


def test_the_page_tells_how_far_it_is(cast: Cast, ordered: RegisterExport) -> None:
    head, export, seen = signed_in(cast.head), RegisterExport.claim(ordered.pk), []
    assert export is not None
    for _row in exports._counted(export):
        seen += re.findall(r"\d dari 5 surat", words(head.get(f"/agenda/ekspor/{export.pk}/")))
    assert [told[0] for told in seen] == ["0", "0", "2", "2", "4"]


def test_a_page_that_looks_again_by_itself_keeps_no_session_alive(cast: Cast, ordered: RegisterExport) -> None:
    head = signed_in(cast.head)
    session = head.session
    session["seen_at"] -= 20 * 60
    session.save()
    before = head.session["seen_at"]
    assert head.get(f"/agenda/ekspor/{ordered.pk}/").status_code == 202
    assert head.session["seen_at"] == before


def test_a_worker_killed_on_the_way_leaves_one_file_and_one_mail(ordered: RegisterExport) -> None:
    killed = RegisterExport.claim(ordered.pk)
    assert killed is not None
    exports._make_file(killed)  # written, but the row never said that it is done
    exports.make_export.call(str(ordered.pk))  # too early: the lease is still held
    assert fresh(ordered).state == "pending"
    RegisterExport.objects.update(leased_until=timezone.now() - timedelta(seconds=1), next_attempt_at=timezone.now())
    assert exports.wake_due_exports() == 1
    exports.make_export.call(str(ordered.pk))
    exports.make_export.call(str(ordered.pk))
    assert (fresh(ordered).rows, fresh(ordered).rows_done) == (5, 5)
    assert files() == [Path(fresh(ordered).file.name).name] == [f"{ordered.pk}-2.xlsx"]
    assert Message.objects.filter(subject__startswith="Ekspor").count() == 1


@pytest.mark.parametrize("field", ["rows_done", "file"], ids=["on the way", "at its end"])
def test_a_worker_thought_dead_gives_way(ordered: RegisterExport, field: str) -> None:
    """Its lease ran out while it worked; another has taken over, and made the file meanwhile."""
    overtaken = []

    def overtake(execute: Callable[..., Any], sql: str, params: Any, *others: Any) -> Any:
        if sql.startswith("UPDATE") and f'"{field}" =' in sql and not overtaken:
            overtaken.append(sql)
            RegisterExport.objects.update(leased_until=timezone.now() - timedelta(seconds=1))
            exports.make_export.call(str(ordered.pk))
        return execute(sql, params, *others)

    with connection.execute_wrapper(overtake):
        exports.make_export.call(str(ordered.pk))
    assert overtaken
    assert fresh(ordered).state == "done"
    assert files() == [f"{ordered.pk}-2.xlsx"]
    assert Message.objects.filter(subject__startswith="Ekspor").count() == 1


def test_a_failure_is_told_and_tried_again(cast: Cast, ordered: RegisterExport, settings, tmp_path: Path) -> None:
    (tmp_path / "exports").touch()  # where the folder should be
    settings.MEDIA_ROOT = tmp_path
    address = f"/agenda/ekspor/{ordered.pk}/"
    exports.make_export.call(str(ordered.pk))
    assert "Percobaan ke-1 dari 3 gagal" in words(signed_in(cast.head).get(address))
    for _ in range(2):
        RegisterExport.objects.update(leased_until=None)
        exports.make_export.call(str(ordered.pk))
    assert "Berkas tidak dapat disiapkan" in words(signed_in(cast.head).get(address))
    assert (fresh(ordered).state, list(tmp_path.iterdir())) == ("failed", [tmp_path / "exports"])


def test_one_that_can_not_be_told_of_is_tried_again(ordered: RegisterExport, settings) -> None:
    settings.SITE_URL, address = None, settings.SITE_URL  # no link can be made of it
    exports.make_export.call(str(ordered.pk))
    assert (fresh(ordered).state, fresh(ordered).file.name, files()) == ("pending", "", [])
    assert "TypeError" in fresh(ordered).error
    settings.SITE_URL = address
    RegisterExport.objects.update(leased_until=None)
    exports.make_export.call(str(ordered.pk))
    assert (fresh(ordered).state, files()) == ("done", [f"{ordered.pk}-2.xlsx"])
    assert Message.objects.filter(subject__startswith="Ekspor").count() == 1


def test_an_export_is_its_orderers_alone_and_only_while_they_read_every_letter(
    cast: Cast, ordered: RegisterExport
) -> None:
    exports.make_export.call(str(ordered.pk))
    address, missing = f"/agenda/ekspor/{ordered.pk}/", f"/agenda/ekspor/{uuid.uuid4()}/"
    for user, status in ((cast.head, 200), (cast.division_head, 404), (cast.staff, 404), (cast.applicant, 404)):
        asked = [f"{page}{file}" for page in (address, missing) for file in ("", "berkas/")]
        assert [status_of(user, address) for address in asked] == [status, status, 404, 404]
    cast.head.appointments.update(until=timezone.localdate() - timedelta(days=1))
    assert status_of(cast.head, f"{address}berkas/") == 404
    assert not exports_of(User.objects.get(pk=cast.head.pk)).exists()


def test_what_was_ordered_in_an_office_since_lost_is_not_made(cast: Cast, ordered: RegisterExport) -> None:
    cast.head.appointments.update(until=timezone.localdate() - timedelta(days=1))
    exports.make_export.call(str(ordered.pk))
    stands = fresh(ordered)
    assert (stands.state, stands.attempts, files()) == ("failed", 1, [])
    assert stands.error == "Whoever ordered it no longer reads every letter."
    assert exports.wake_due_exports() == 0


def test_exports_go_after_a_day(cast: Cast, ordered: RegisterExport, django_capture_on_commit_callbacks) -> None:
    exports.make_export.call(str(ordered.pk))
    leading_there = cast.head.notices.filter(path=f"/agenda/ekspor/{ordered.pk}/")
    assert leading_there.count() == 1
    RegisterExport.objects.update(created_at=timezone.now() - timedelta(hours=23))
    assert exports.remove_old_exports() == 0
    assert [export.pk for export in exports_of(cast.head)] == [ordered.pk]
    RegisterExport.objects.update(created_at=timezone.now() - timedelta(hours=24))
    with django_capture_on_commit_callbacks(execute=True):
        call_command("housekeeping")
    assert not RegisterExport.objects.exists()
    assert not leading_there.exists()
    assert files() == []


def test_an_export_costs_the_same_queries_a_part_whatever_it_holds(cast: Cast, django_assert_num_queries) -> None:
    for _ in range(3):
        cast.request_in(State.ASSIGNED)
    with django_assert_num_queries(2):
        assert [len(part) for part in spreadsheet.parts(RegisterEntry.objects.all())] == [3]
    assert Disposition.objects.count() == 12
    assert AccessRequest.objects.count() == 3
    assert number(3)
