"""What people wrote is printed as it is, and nothing is fetched for it."""

import re
import subprocess
import sys
from io import BytesIO
from pathlib import Path
from urllib.request import url2pathname

import pikepdf
import pytest
from django.conf import settings

from accounts.models import User
from requests import sop
from requests.documents import render
from requests.models import Letterhead
from requests.sop import Sheet
from requests.states import State
from tests.cast import Cast
from tests.requests.papers.reading import (
    newest,
    paper,
    run,
    running_text,
    text_of,
    without_space,
)

pytestmark = [pytest.mark.papers, pytest.mark.django_db]

HOSTILE = (
    "<b>tebal</b>",
    "<img src=file:///etc/passwd>",
    "<link rel=attachment href=file:///etc/passwd>",
    "@import url(http://evil.example/x.css);",
    "</style><script>alert(1)</script>",
    "{{7*7}} {% include 'base.html' %}",
    "&lt;i&gt; &amp; 'kutip' \"ganda\"",
    "<svg><image href=http://evil.example/></svg>",
    "Rapat 😀 selesai",
)


@pytest.mark.parametrize("words", HOSTILE)
def test_hostile_words_in_every_field_are_printed_as_they_are(cast: Cast, words: str) -> None:
    """Rendering would fail if anything but the project's own style sheets were asked for."""
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
    access_request = cast.do(access_request, sop.CONFIRM_RECEIPT)
    expected = {Sheet.ACCESS_FORM: 16, Sheet.REGISTER: 9, Sheet.DISPOSITION: 40, Sheet.ACCOUNT: 15, Sheet.RECEIPT: 15}
    for sheet, times in expected.items():
        pdf = paper(access_request, sheet)
        found = running_text(pdf).count(without_space(words))
        assert found >= times, (sheet, found)
        assert b"EmbeddedFile" not in pdf
        assert "/Annots" not in str(pikepdf.open(BytesIO(pdf)).pages[0].obj)
        assert all("Liberation-Sans" in font for font in run("pdffonts", "-", pdf=pdf).splitlines()[2:])


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
        f"{Path(settings.BASE_DIR, 'static/pdf').as_uri()}/../css/site.css",
        f"{Path(settings.BASE_DIR, 'static/pdf').as_uri()}/%2e%2e/css/site.css",
        f"{Path(settings.BASE_DIR, 'static/pdf/fonts.conf').as_uri()}",
        "http://testserver/",
        "https://evil.example/x.css",
        "ftp://evil.example/x.css",
        "data:text/css,p{}",
        "sheet.css",
    ],
)
def test_the_renderer_fetches_nothing_but_its_own_style_sheets(address: str) -> None:
    from requests.documents.pdf import OwnFiles

    with pytest.raises(ValueError, match="nothing but their own style sheets"):
        OwnFiles(crest="data:image/png;base64,AAAA").fetch(address)


def test_the_renderer_fetches_its_own_style_sheets_and_the_crest_it_was_given() -> None:
    from requests.documents.pdf import OwnFiles

    style = Path(settings.BASE_DIR, "static/pdf/sheet.css")
    assert OwnFiles(crest="").fetch(style.as_uri()).read() == Path(url2pathname(str(style))).read_bytes()
    assert OwnFiles(crest="data:image/png;base64,AAAA").fetch("data:image/png;base64,AAAA").read() == b"\0\0\0"


def test_a_page_that_asks_for_a_foreign_file_is_not_rendered_at_all() -> None:
    from weasyprint.urls import FatalURLFetchingError

    from requests.documents.pdf import write_pdf

    for html in ("<img src=file:///etc/passwd>", "<style>@import url(http://evil.example/x.css)</style>"):
        with pytest.raises(FatalURLFetchingError):
            write_pdf(html, identifier=b"0" * 16, crest="")


def test_a_web_process_never_loads_weasyprint() -> None:
    program = "import django; django.setup(); import requests.urls, sys; sys.exit('weasyprint' in sys.modules)"
    subprocess.run([sys.executable, "-c", program], check=True, cwd=settings.BASE_DIR)
