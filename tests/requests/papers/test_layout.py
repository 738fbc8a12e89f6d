"""How the sheets look: sizes, fonts, page numbers, long texts, the crest."""

import re
from io import BytesIO

import pikepdf
import pytest
from django.core.files.base import ContentFile
from PIL import Image

from accounts.models import AuditEntry, User
from requests import sop
from requests.documents import render
from requests.models import Letterhead
from requests.sheets import Sheet
from requests.states import State
from tests.cast import Cast
from tests.requests.papers.reading import (
    confirmed,
    newest,
    pages_of,
    paper,
    run,
    running_text,
    size_in_mm,
    text_of,
    without_space,
)

pytestmark = [pytest.mark.papers, pytest.mark.django_db]


@pytest.mark.parametrize("sheet", sorted({sheet for act in sop.TRANSITIONS for sheet in act.sheets}))
def test_each_sheet_has_its_size_language_title_fonts_code_and_page_numbers(cast: Cast, sheet: Sheet) -> None:
    document = newest(confirmed(cast), sheet)
    pdf = render(document)
    assert size_in_mm(pdf) == ((165, 215) if sheet == Sheet.DISPOSITION else (210, 297))
    fonts = run("pdffonts", "-", pdf=pdf).splitlines()[2:]
    assert fonts
    for font in fonts:
        assert re.match(r"[A-Z]{6}\+Liberation-Sans(-Bold)? .* yes +yes +yes +\d+ +0$", font)
    title = {
        "access_form": "Formulir akses server",
        "register": "Lembar register surat masuk",
        "disposition": "Lembar disposisi",
        "account": "Data akun",
        "receipt": "Tanda terima",
    }[sheet]
    with pikepdf.open(BytesIO(pdf)) as opened:
        assert opened.Root.Lang == "id"
        assert opened.docinfo["/Title"] == f"{title} {document.access_request.register_entry}"
    for number, page in enumerate(pages := pages_of(pdf), start=1):
        assert f"Halaman {number} dari {len(pages)}" in page
        assert "Belum ditandatangani secara elektronik." in page
        assert f"Kode verifikasi {document.code}" in page
        assert f"https://testserver/verifikasi/{document.code}/" in page
    entry = AuditEntry.objects.get(number=document.disposition.audit_entry_id)
    assert f"Sidik jari catatan audit keputusan: {entry.hash}" in text_of(pdf)
    assert entry.target_id == str(document.access_request_id)


def test_long_texts_are_whole_and_the_head_row_stands_on_every_page(cast: Cast) -> None:
    User.objects.filter(pk=cast.applicant.pk).update(name="Raden " * 24 + "Ayu", job_title="Pranata " * 15)
    cast.applicant.refresh_from_db()
    note = "Mohon dikoordinasikan dengan bidang lain sebelum diproses. " * 17
    subject = "Permohonan-akses-server-" * 8 + "selesai."
    access_request = cast.do(cast.draft(letter_subject=subject, target="x" * 200), sop.SUBMIT)
    access_request = cast.do(access_request, sop.DISPOSE, note=note)
    access_request = cast.do(access_request, sop.APPROVE, note=note)
    for act in (sop.ASSIGN, *[sop.REASSIGN] * 8, sop.ACTIVATE):
        access_request = cast.do(access_request, act, note="")
    pdf = paper(access_request, Sheet.DISPOSITION)
    _first, *later = pages_of(pdf)
    assert len(later) == 2
    assert all(page.startswith("Pejabat Tanggal dan paraf Disposisi") for page in later)
    assert without_space(subject) in running_text(pdf)
    assert text_of(pdf).count("Admin lain telah ditugaskan.") == 8
    assert running_text(pdf).count(without_space("sebelum diproses.")) == 2 * 17
    form = running_text(paper(access_request, Sheet.ACCESS_FORM))
    assert without_space("Raden " * 24 + "Ayu") in form
    assert "x" * 200 in form
    for page in (page for document in access_request.documents.all() for page in pages_of(render(document))):
        words = page.split("Belum ditandatangani")[0]
        assert not words.strip().startswith("NIP")
        assert not words.strip().endswith(("Pernyataan", "Pengerjaan", "Serah terima", "Disposisi", "Akun"))


def test_an_ordinary_form_takes_one_page(cast: Cast) -> None:
    access_request = cast.request_in(State.SUBMITTED)
    assert len(pages_of(paper(access_request, Sheet.ACCESS_FORM))) == 1


def test_without_letterhead_the_head_is_plain(cast: Cast) -> None:
    Letterhead.objects.all().delete()
    pages = pages_of(paper(cast.request_in(State.SUBMITTED), Sheet.REGISTER))
    assert pages[0].startswith("LEMBAR REGISTER SURAT MASUK")


def test_crest_is_printed_from_the_letterhead_of_the_document(cast: Cast) -> None:
    picture = BytesIO()
    Image.new("RGB", (60, 70), "black").save(picture, "PNG")
    with_crest = Letterhead(number=2, government="Pemerintah Kabupaten Kudus", office="Dinas", address="Kudus")
    with_crest.crest.save("lambang.png", ContentFile(picture.getvalue()))
    document = newest(cast.request_in(State.SUBMITTED), Sheet.REGISTER)
    with pikepdf.open(BytesIO(render(document))) as opened:
        assert [(image.Width, image.Height) for image in opened.pages[0].get_images().values()] == [(60, 70)]
    document.letterhead = cast.letterhead
    with pikepdf.open(BytesIO(render(document))) as opened:
        assert not opened.pages[0].get_images()
