"""What an export of the register says: read back cell by cell, nowhere a formula."""

import io
import re
from collections.abc import Callable

import openpyxl
import pytest
from django.utils import timezone, translation

from accounts.models import Agency, AuditEntry, User
from requests import sop
from requests.documents import spreadsheet
from requests.models import AccessRequest, Disposition, RegisterEntry, RegisterExport
from requests.states import State
from tests.by_http import signed_in
from tests.cast import Cast, number
from tests.requests.exported import cells, expected, near, send

pytestmark = pytest.mark.any_database

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


def test_an_export_costs_the_same_queries_a_part_whatever_it_holds(cast: Cast, django_assert_num_queries) -> None:
    for _ in range(3):
        cast.request_in(State.ASSIGNED)
    with django_assert_num_queries(2):
        assert [len(part) for part in spreadsheet.parts(RegisterEntry.objects.all())] == [3]
    assert Disposition.objects.count() == 12
    assert AccessRequest.objects.count() == 3
    assert number(3)
