"""The papers of a request, opened from its page and read as text."""

import subprocess
import time
from datetime import date

from playwright.sync_api import Page

MONTHS = (
    *("Januari", "Februari", "Maret", "April", "Mei", "Juni"),
    *("Juli", "Agustus", "September", "Oktober", "November", "Desember"),
)
SECONDS_TO_RENDER = 60


def in_words(day: date) -> str:
    """As papers write it, such as "1 Oktober 2021"."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def read_paper(page: Page, name: str) -> str:
    """The text of the paper with this name on the request's page, in one line."""
    return text_of(download_paper(page, name))


def download_paper(page: Page, name: str) -> bytes:
    """The newest paper of this name on the request's page; the worker may still be at it."""
    papers = page.get_by_role("region", name="Dokumen")
    address = papers.get_by_role("link", name=name, exact=True).get_attribute("href")
    deadline = time.monotonic() + SECONDS_TO_RENDER
    while time.monotonic() < deadline:
        answer = page.context.request.get(address)
        if answer.headers["content-type"] == "application/pdf":
            return answer.body()
        assert answer.ok, f"{name}: {answer.status}"
        time.sleep(0.3)
    raise AssertionError(f"{name} was not made within {SECONDS_TO_RENDER} seconds")


def text_of(pdf: bytes) -> str:
    text = subprocess.run(["pdftotext", "-", "-"], input=pdf, capture_output=True, check=True).stdout.decode()
    return " ".join(text.split())
