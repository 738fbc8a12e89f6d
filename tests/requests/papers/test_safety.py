"""What people wrote is printed as it is, and nothing is fetched for it."""

import re
import socket
import subprocess
import sys
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
from django.conf import settings
from django.utils import timezone

from accounts.models import User
from helpdesk.models import JobState
from requests import sop, tasks
from requests.documents import render
from requests.models import AccessRequest, AttachmentPage, Letterhead
from requests.sheets import PaperSize, Sheet
from requests.states import State
from tests.attack import WHOLE
from tests.cast import Cast
from tests.requests.papers.hostile import HOSTILE
from tests.requests.papers.reading import (
    newest,
    paper,
    run,
    running_text,
    text_of,
    without_space,
)

pytestmark = [pytest.mark.papers, pytest.mark.django_db]


@pytest.fixture
def server() -> Iterator[socket.socket]:
    """Listens; nobody must come."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        listening.setblocking(False)
        yield listening
        with pytest.raises(BlockingIOError):
            listening.accept()


def test_there_are_sixty_hostile_words() -> None:
    assert len(set(HOSTILE)) == 60


# How often the words stand on each sheet, at least.
TIMES = {Sheet.ACCESS_FORM: 16, Sheet.REGISTER: 9, Sheet.DISPOSITION: 42, Sheet.ACCOUNT: 15, Sheet.RECEIPT: 15}


def said_everywhere(cast: Cast, words: str) -> AccessRequest:
    """A request that went all the way, with these words in every field of everyone and everything."""
    everyone = {"name": words, "rank": words, "job_title": words, "phone": words[:25]}
    User.objects.update(**everyone)
    for row in (cast.applicant, cast.staff, cast.other_staff):
        row.refresh_from_db()
    cast.health.name = cast.health.address = words
    cast.health.save()
    cast.server.name = cast.server.address = words
    cast.server.save()
    fields = ("government", "office", "address", "telephone", "website")
    Letterhead.objects.create(number=2, email="a@b.example", **dict.fromkeys(fields, words))
    given = ("letter_number", "letter_subject", "letter_signatory", "target", "other_kind", "purpose", "developer_name")
    answers = dict.fromkeys((*given, "developer_company", "developer_contract", "source_addresses"), words)
    access_request = cast.do(cast.draft(access_kind="other", **answers), sop.SUBMIT)
    for act in (sop.DISPOSE, sop.RETURN, sop.RESUBMIT, sop.DISPOSE, sop.APPROVE, sop.ASSIGN, sop.ACTIVATE, sop.DELIVER):
        data = {"note": words, "other_instruction": words} if act is not sop.RESUBMIT else {}
        if act is sop.ACTIVATE:
            data |= {"username": words, "work_done": words, "tested_how": words}
        access_request = cast.do(access_request, act, **data)
    access_request = cast.do(access_request, sop.CORRECT, note=words)
    return cast.do(access_request, sop.CONFIRM_RECEIPT)


@pytest.mark.bar(12)
@pytest.mark.parametrize("words", HOSTILE if WHOLE else HOSTILE[::20])
def test_hostile_words_in_every_field_are_printed_as_they_are(cast: Cast, server: socket.socket, words: str) -> None:
    """Rendering would fail if anything but the pictures handed to it were asked for; and nobody is asked."""
    words = words.replace("@/", f"127.0.0.1:{server.getsockname()[1]}/")
    access_request = said_everywhere(cast, words)
    for sheet, times in TIMES.items():
        pdf = paper(access_request, sheet)
        found = running_text(pdf).count(without_space(words))
        assert found >= times, (sheet, found)
        assert b"EmbeddedFile" not in pdf
        assert "/Annots" not in str(pikepdf.open(BytesIO(pdf)).pages[0].obj)
        assert all("Liberation-Sans" in font for font in run("pdffonts", "-", pdf=pdf).splitlines()[2:])


@pytest.mark.bar(12)
@pytest.mark.parametrize("words", HOSTILE if WHOLE else HOSTILE[2::60])
def test_hostile_words_are_so_in_file_and_book_too(cast: Cast, server: socket.socket, words: str) -> None:
    """The same sheets bound together, and the register of the month."""
    words = words.replace("@/", f"127.0.0.1:{server.getsockname()[1]}/")
    access_request = said_everywhere(cast, words)
    AttachmentPage.objects.update(state=JobState.FAILED)  # no words stand on the images of the letter's pages
    book = tasks.order_agenda_book(timezone.localdate(), PaperSize.A4_LANDSCAPE)
    for made, times in ((tasks.order_bundle(access_request), sum(TIMES.values())), (book, 6)):
        found = running_text(render(made)).count(without_space(words))
        assert found >= times, (made, found)


def test_what_the_font_lacks_is_printed_by_its_number(cast: Cast) -> None:
    """An emoji, a letter of another script, a mark of the private area; and what is decomposed is composed."""
    subject = "Rapat \U0001f600, \u0627, kata\u200b \ue000sandi, cafe\u0301"
    text = text_of(paper(cast.do(cast.draft(letter_subject=subject), sop.SUBMIT), Sheet.REGISTER))
    assert "Rapat [U+1F600], [U+0627], kata sandi, café" in text


def test_direction_marks_turn_nothing_around(cast: Cast) -> None:
    subject = "Akses \u202eterbalik\u202c dan \u2067miring\u2069 tetap\u200f lurus"
    access_request = cast.do(cast.draft(letter_subject=subject), sop.SUBMIT)
    assert "Akses terbalik dan miring tetap lurus" in text_of(paper(access_request, Sheet.REGISTER))


def test_a_name_of_ten_thousand_characters_is_printed_whole(cast: Cast) -> None:
    """Longer than any field allows: the sheet grows, and loses nothing."""
    document = newest(cast.request_in(State.SUBMITTED), Sheet.REGISTER)
    document.letterhead = Letterhead(number=9, government="Kudus", office="A" * 10_000, address="Kudus")
    assert sum(map(len, re.findall("A{3,}", running_text(render(document))))) == 10_000


@pytest.mark.parametrize(
    "address",
    [
        "file:///etc/passwd",
        "file://host/etc/passwd",
        f"{Path(settings.BASE_DIR, 'manage.py').as_uri()}",
        f"{Path(settings.BASE_DIR, 'static/pdf/sheet.css').as_uri()}",
        "http://testserver/",
        "https://evil.example/x.css",
        "ftp://evil.example/x.css",
        "data:text/css,p{}",
        "sheet.css",
        "qr",
        "handed:",
        "handed:crest",
        "HANDED:qr",
    ],
)
def test_the_renderer_fetches_nothing_but_the_pictures_handed_to_it(address: str) -> None:
    from requests.documents.pdf import HandedPictures

    pictures = HandedPictures({"qr": ("image/svg+xml", b"<svg/>")})
    assert pictures.fetch("handed:qr").read() == b"<svg/>"
    with pytest.raises(ValueError, match="nothing but the pictures handed to them"):
        pictures.fetch(address)


@pytest.mark.parametrize(
    "html",
    ["<img src=file:///etc/passwd>", "<style>@import url(http://evil.example/)</style>", "<img src=handed:x>"],
)
def test_a_page_that_asks_for_a_foreign_file_is_not_rendered_at_all(html: str) -> None:
    from weasyprint.urls import FatalURLFetchingError

    from requests.documents.pdf import write_pdf

    with pytest.raises(FatalURLFetchingError):
        write_pdf(html, identifier=b"0" * 16, made_at=timezone.now(), pictures={})


def test_a_web_process_never_loads_a_renderer_or_a_parser_of_pdfs() -> None:
    program = (
        "import django; django.setup(); import requests.urls, sys\n"
        "print(*{'weasyprint', 'pikepdf', 'pypdfium2'} & set(sys.modules))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], check=True, cwd=settings.BASE_DIR, capture_output=True, text=True
    )
    assert done.stdout.split() == []
