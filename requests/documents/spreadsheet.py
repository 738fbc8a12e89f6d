"""The agenda book as a table, row by row as XLSX or CSV; no cell of either is ever a formula.

Like the papers it is Indonesian, whoever orders it.
"""

import csv
import io
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime
from typing import IO, Any

from django.db.models import QuerySet
from django.utils import translation
from django.utils.timezone import make_naive
from django.utils.translation import gettext_lazy as _
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font

from helpdesk.paging import page_by_key
from helpdesk.text import without_hidden
from requests import selectors, sop
from requests.documents.context import forwarded_to
from requests.models import Disposition, RegisterEntry
from requests.models.register_export import ExportFormat

READ_AT_ONCE = 500
Cell = str | int | date | None  # a datetime is a date; it is local, as people read it
Acts = dict[str, Disposition]


def _at(*acts: sop.Transition) -> Callable[[RegisterEntry, Acts], Cell]:
    """When the last of these was done since the letter was last submitted."""

    def moment(entry: RegisterEntry, done: Acts) -> Cell:
        moments = [done[act.name].at for act in acts if act.name in done]
        return make_naive(max(moments)) if moments else None

    return moment


def _awaited(entry: RegisterEntry, done: Acts) -> Cell:
    awaited = entry.access_request.awaited
    return str(awaited.actor.label) if awaited else ""


# Heading, width in characters, and what stands in the row of a letter.
COLUMNS: tuple[tuple[Any, int, Callable[[RegisterEntry, Acts], Cell]], ...] = (
    (_("Agenda number"), 10, lambda entry, done: entry.number),
    (_("Year"), 8, lambda entry, done: entry.year),
    (_("Received"), 17, lambda entry, done: make_naive(entry.received_at)),
    (_("Letter number"), 28, lambda entry, done: entry.letter_number),
    (_("Letter date"), 13, lambda entry, done: entry.letter_date),
    (_("From"), 36, lambda entry, done: entry.access_request.agency.name),
    (_("Subject"), 50, lambda entry, done: entry.subject),
    (_("Kind of access"), 14, lambda entry, done: str(entry.get_access_kind_display())),
    (_("State"), 22, lambda entry, done: entry.access_request.state_label),
    (_("Forwarded to"), 30, lambda entry, done: forwarded_to(done.get("dispose")) or str(sop.Actor.HEAD.label)),
    (_("Waiting for"), 30, _awaited),
    (_("Applicant"), 28, lambda entry, done: entry.access_request.applicant.name),
    (_("Admin (staff)"), 28, lambda entry, done: getattr(entry.access_request.assignee, "name", "")),
    (_("Disposed"), 17, _at(sop.DISPOSE)),
    (_("Approved"), 17, _at(sop.APPROVE)),
    (_("Returned"), 17, _at(sop.RETURN)),
    (_("Assigned"), 17, _at(sop.ASSIGN, sop.REASSIGN)),
    (_("Account active"), 17, _at(sop.ACTIVATE)),
    (_("Credential handed over"), 17, _at(sop.DELIVER)),
    (_("Receipt confirmed"), 17, _at(sop.CONFIRM_RECEIPT)),
    (_("Withdrawn"), 17, _at(sop.WITHDRAW)),
)


def parts(entries: QuerySet[RegisterEntry]) -> Iterator[list[list[Cell]]]:
    """The rows by agenda number, so many at a time that memory doesn't grow with the register."""
    related = ("access_request__agency", "access_request__applicant", "access_request__assignee")
    entries, key = entries.select_related(*related), ""
    while True:
        page = page_by_key(entries, key, ("year", "number"), READ_AT_ONCE)
        done = _acts_on(page.rows)
        with translation.override("id"):
            part = [[cell(entry, done[entry.pk]) for _heading, _width, cell in COLUMNS] for entry in page.rows]
        yield part
        if not (key := page.next_key):
            return


def _acts_on(entries: Sequence[RegisterEntry]) -> dict[Any, Acts]:
    """By request, the last act of each kind since the letter was last submitted."""
    done: dict[Any, list[Disposition]] = {entry.pk: [] for entry in entries}
    acts = Disposition.objects.filter(access_request__in=list(done)).order_by("version")
    for act in acts.only("access_request_id", "transition", "at"):
        done[act.access_request_id].append(act)
    return {key: _since_submission(acts_on_one) for key, acts_on_one in done.items()}


def _since_submission(acts: list[Disposition]) -> Acts:
    submitted = selectors.submissions(acts)
    return {act.transition: act for act in (acts[acts.index(submitted[-1]) :] if submitted else acts)}


def write(kind: str, rows: Iterable[Sequence[Cell]], file: IO[bytes]) -> None:
    """The headings and `rows` as a file of this `ExportFormat`, which the caller closes."""
    with translation.override("id"):
        headings = [str(heading) for heading, _width, _cell in COLUMNS]
    (_write_xlsx if kind == ExportFormat.XLSX else _write_csv)(headings, rows, file)


def _plain(text: str) -> str:
    """Nothing that a file of XML can't hold; such was never let in by a form."""
    return without_hidden(text).replace("\r\n", "\n").replace("\r", "\n")


def _write_xlsx(headings: list[str], rows: Iterable[Sequence[Cell]], file: IO[bytes]) -> None:
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Buku Agenda")
    sheet.freeze_panes = "A2"
    for number, (_heading, width, _cell) in enumerate(COLUMNS, start=1):
        sheet.column_dimensions[chr(ord("A") + number - 1)].width = width
    sheet.append([_xlsx_cell(sheet, heading, bold=True) for heading in headings])
    try:
        for row in rows:
            sheet.append([_xlsx_cell(sheet, value) for value in row])
    except Exception:
        book.save(io.BytesIO())  # so that openpyxl closes and removes the file into which it writes the rows
        raise
    book.save(file)


def _xlsx_cell(sheet: Any, value: Cell, *, bold: bool = False) -> Any:
    """Text is text, whatever it begins with, and unchanged."""
    cell = WriteOnlyCell(sheet, _plain(value) if isinstance(value, str) else value)
    if isinstance(value, str):
        cell.data_type = "s"
    elif isinstance(value, date):
        cell.number_format = "dd/mm/yyyy hh:mm" if isinstance(value, datetime) else "dd/mm/yyyy"
    if bold:
        cell.font = Font(bold=True)
    return cell


# Also after a semicolon, at which a spreadsheet set to Indonesian cuts a line, quoted or not.
FORMULA = re.compile(r"(^|[;\t\n])(?=\s*[=+\-@＝＋－＠\t\n])")


def _write_csv(headings: list[str], rows: Iterable[Sequence[Cell]], file: IO[bytes]) -> None:
    """RFC 4180, with the mark by which a spreadsheet knows UTF-8."""
    text = io.TextIOWrapper(file, encoding="utf-8-sig", newline="", write_through=True)
    writer = csv.writer(text)
    writer.writerow(headings)
    writer.writerows([_csv_cell(value) for value in row] for row in rows)
    text.flush()
    text.detach()


def _csv_cell(value: Cell) -> str:
    """An apostrophe before whatever a spreadsheet would reckon with (OWASP, "CSV Injection"); days in ISO 8601."""
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M}"
    return FORMULA.sub(r"\1'", _plain(value)) if isinstance(value, str) else "" if value is None else str(value)
