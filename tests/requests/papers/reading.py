"""Reading a paper as its holder does: words, pages, sizes."""

import re
import subprocess
from pathlib import Path

from django.utils import timezone

from requests import sop
from requests.documents import render
from requests.models import AccessRequest, Document
from requests.sheets import Sheet
from requests.states import State
from tests.cast import Cast

MONTHS = ("Januari", "Februari", "Maret", "April", "Mei", "Juni", "Juli", "Agustus", "September", "Oktober", "November")
MONTHS += ("Desember",)


def newest(access_request: AccessRequest, sheet: Sheet) -> Document:
    return Document.objects.filter(access_request=access_request, sheet=sheet).latest("request_version")


def run(*command: str, pdf: bytes) -> str:
    return subprocess.run(command, input=pdf, capture_output=True, check=True).stdout.decode()


def text_of(pdf: bytes) -> str:
    """All words in reading order, each run of white space one space."""
    return " ".join(run("pdftotext", "-raw", "-", "-", pdf=pdf).split())


def running_text(pdf: bytes) -> str:
    """The text without any white space: a word broken over two lines counts as whole."""
    return "".join(run("pdftotext", "-raw", "-", "-", pdf=pdf).split())


def without_space(text: str) -> str:
    return "".join(text.split())


def stored_bytes(document: Document) -> bytes:
    return Path(document.file.path).read_bytes()


def pages_of(pdf: bytes) -> list[str]:
    return [" ".join(page.split()) for page in run("pdftotext", "-raw", "-", "-", pdf=pdf).split("\f")[:-1]]


def size_in_mm(pdf: bytes) -> tuple[int, int]:
    width, height = re.search(r"Page size: +([\d.]+) x ([\d.]+) pts", run("pdfinfo", "-", pdf=pdf)).groups()
    return round(float(width) / 72 * 25.4), round(float(height) / 72 * 25.4)


def paper(access_request: AccessRequest, sheet: Sheet) -> bytes:
    return render(newest(access_request, sheet))


def indonesian(moment) -> str:
    local = timezone.localtime(moment) if hasattr(moment, "hour") else moment
    return f"{local.day} {MONTHS[local.month - 1]} {local.year}"


def confirmed(cast: Cast) -> AccessRequest:
    return cast.do(cast.request_in(State.DELIVERED), sop.CONFIRM_RECEIPT)
