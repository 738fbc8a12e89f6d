"""Exports of the register, ordered by HTTP and read back as rows; and the rows that they are to hold."""

import csv
import io
from datetime import date, datetime, timedelta
from typing import Any

import openpyxl
from django.test import Client
from django.utils.timezone import localtime

from requests.models import RegisterEntry
from tests.by_http import form

ORDER = "/agenda/ekspor/"


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
