"""A stranger with a paper: genuine, altered, outdated and unknown, in a browser; and a look before the decision."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.applicant import submit_request
from tests.browser.officials import dispose, form_of, open_from_desk
from tests.browser.one_request import ANSWERS, DISPOSAL
from tests.browser.pages import field, fill, follow, menu, press, reads
from tests.browser.papers import download_paper, text_of
from tests.browser.people import CONFIRMED_APPLICANT, HEAD
from tests.papers_for_tests import multi_page_letter

pytestmark = [pytest.mark.browser, pytest.mark.any_database]
NewPage = Callable[..., Page]


@pytest.mark.parametrize("javascript", [False], ids=["no_javascript"])
def test_papers_are_checked_by_whoever_holds_them(new_page: NewPage, page_of: NewPage) -> None:
    applicant, head, stranger = page_of(CONFIRMED_APPLICANT), page_of(HEAD), new_page()
    number = submit_request(applicant, ANSWERS, multi_page_letter())
    open_from_desk(head, number)
    before = download_paper(head, "Lembar disposisi")
    dispose(head, number, **DISPOSAL)
    follow(menu(head), "Agenda")
    follow(head, number)
    newest = download_paper(head, "Lembar disposisi")
    form = download_paper(head, "Formulir akses server")
    altered = newest[:-30] + b"x" + newest[-29:]

    stranger.goto(address_on(newest))
    reads(stranger, f"Nomor agenda {number}", "2 dari 2 (terbaru)")
    compared(stranger, newest, "Berkas ini asli")
    compared(stranger, altered, "Berkas ini bukan dokumen tersebut")
    compared(stranger, form, "Berkas ini asli, tetapi dokumen lain")
    compared(stranger, b"%PDF-1.7 bukan dari sini", "Berkas ini bukan dokumen tersebut")
    stranger.goto(address_on(before))
    reads(stranger, "1 dari 2", "sejenis yang lebih baru")
    compared(stranger, before, "Berkas ini asli, tetapi sudah tidak terbaru")
    expect(stranger.get_by_role("main")).not_to_contain_text(CONFIRMED_APPLICANT.name)
    answer = stranger.goto("/verifikasi/tidak-dikenal/")
    assert answer and answer.status == 404


def test_a_sheet_is_seen_before_the_decision(page_of: NewPage) -> None:
    applicant, head = page_of(CONFIRMED_APPLICANT), page_of(HEAD)
    number = submit_request(applicant, ANSWERS, multi_page_letter())
    open_from_desk(head, number)
    fill(form_of(head, "Disposisikan"), {"Catatan": "Mohon dipercepat."})
    with head.context.expect_page() as opened:
        press(form_of(head, "Disposisikan"), "Pratinjau: Lembar disposisi")
    seen = opened.value
    seen.wait_for_load_state("commit")
    text = text_of(made(seen))
    assert "Mohon dipercepat." in text
    assert "PRATINJAU" in text
    seen.close()
    expect(field(form_of(head, "Disposisikan"), "Catatan")).to_have_value("Mohon dipercepat.")
    dispose(head, number, **DISPOSAL)


def made(page: Page) -> bytes:
    """The PDF to which the page of a paper leads once the worker has made it."""
    for _ in range(100):
        answer = page.context.request.get(page.url)
        if answer.headers["content-type"] == "application/pdf":
            return answer.body()
        page.wait_for_timeout(300)
    raise AssertionError("the preview was not made")


def address_on(pdf: bytes) -> str:
    """The address printed on the paper, on this site."""
    found = re.search(r"/verifikasi/[\w-]+/", text_of(pdf).replace(" ", ""))
    assert found
    return found[0]


def compared(page: Page, content: bytes, verdict: str) -> None:
    file = {"name": "dokumen.pdf", "mimeType": "application/pdf", "buffer": content}
    field(page.get_by_role("main"), "Berkas").set_input_files(file)
    press(page, "Bandingkan")
    expect(page.get_by_role("heading", name=verdict, exact=True)).to_be_visible()
