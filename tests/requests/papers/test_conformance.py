"""Every paper is PDF/A-3a and PDF/UA-1, as far as a machine can tell; and the machine can tell."""

from collections.abc import Callable
from io import BytesIO

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, Pdf

from requests import sop, tasks
from requests.documents import render
from requests.sheets import Sheet
from requests.states import State
from tests.cast import Cast
from tests.requests.papers.conformance import faults
from tests.requests.papers.reading import confirmed, newest, run

pytestmark = [pytest.mark.papers, pytest.mark.django_db]


def test_every_sheet_conforms(cast: Cast) -> None:
    for document in confirmed(cast).documents.all():
        assert faults(render(document)) == [], document.sheet


def test_a_sheet_of_many_pages_and_a_draft_conform(cast: Cast) -> None:
    access_request = cast.request_in(State.ASSIGNED)
    for _ in range(6):
        access_request = cast.do(access_request, sop.REASSIGN, note="Mohon dikerjakan. " * 20)
    assert faults(render(newest(access_request, Sheet.DISPOSITION))) == []
    assert faults(render(tasks.order_draft_form(cast.draft(purpose="Pemeliharaan harian. " * 90)))) == []


def test_a_screen_reader_meets_the_words_in_their_order(cast: Cast) -> None:
    """Head, title, then field by field; nothing of the foot that each page repeats."""
    pdf = render(newest(confirmed(cast), Sheet.DISPOSITION))
    read = " ".join(run("pdfinfo", "-struct-text", "-", pdf=pdf).split())
    order = ["KABUPATEN KUDUS", "LEMBAR DISPOSISI", "Surat dari", "Dinas Kesehatan", "Diterima Tgl.", "Sangat segera"]
    order += ["Hal", "Diteruskan kepada Sdr.", "Dengan hormat harap", "Catatan", "Pejabat", "Haryo", "Maryam", "Agus"]
    places = [read.index(words) for words in order]
    assert places == sorted(places)
    assert "Halaman" not in read
    assert "Kode verifikasi" not in read


def spoil(pdf: bytes, change: Callable[[Pdf], None]) -> bytes:
    with pikepdf.open(BytesIO(pdf)) as opened:
        change(opened)
        out = BytesIO()
        opened.save(out)
        return out.getvalue()


def every(pdf: Pdf, role: str) -> list[Dictionary]:
    return [item for item in pdf.objects if isinstance(item, Dictionary) and item.get("/S") == role]


def replace_in_metadata(old: bytes, new: bytes) -> Callable[[Pdf], None]:
    return lambda pdf: pdf.Root.Metadata.write(pdf.Root.Metadata.read_bytes().replace(old, new))


def drop(*keys: str) -> Callable[[Pdf], None]:
    def change(pdf: Pdf) -> None:
        for key in keys:
            del pdf.Root[key]

    return change


def paint_outside(pdf: Pdf) -> None:
    pdf.pages[0].contents_add(b"0 0 9 9 re f")


def attach_unexplained(pdf: Pdf) -> None:
    pdf.attachments["rahasia.txt"] = b"rahasia"


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        (replace_in_metadata(b'pdfaid:part="3"', b'pdfaid:part="2"'), "not identified as PDF/A-3a"),
        (replace_in_metadata(b"<pdfuaid:part>1<", b"<pdfuaid:part>2<"), "not identified as PDF/UA-1"),
        (replace_in_metadata(b"pdfaSchema:namespaceURI", b"pdfaSchema:prefix"), "schema of PDF/UA not described"),
        (replace_in_metadata(b"Lembar disposisi", b"Lembar"), "title"),
        (replace_in_metadata(b"CreateDate", b"ModifyDate"), "created"),
        (drop("/OutputIntents"), "output intent"),
        (drop("/Lang"), "language"),
        (drop("/MarkInfo"), "not tagged"),
        (drop("/ViewerPreferences"), "title not shown"),
        (drop("/Outlines"), "0 bookmarks"),
        (lambda pdf: pdf.Root.__setattr__("OpenAction", Dictionary(S=Name.JavaScript, JS="1")), "/OpenAction"),
        (paint_outside, "is neither content nor artifact"),
        (attach_unexplained, "attached file"),
        (lambda pdf: every(pdf, "/TH")[0].A.__delitem__("/Scope"), "header cell without scope"),
        (lambda pdf: every(pdf, "/H1")[0].__setattr__("S", Name.H3), "/H3 after level 0"),
        (lambda pdf: every(pdf, "/LBody")[0].__setattr__("S", Name.P), "in /LI"),
        (lambda pdf: every(pdf, "/P")[0].__setattr__("S", Name.Quote), "role /Quote"),
        (lambda pdf: every(pdf, "/TD")[-1].A.__setattr__("ColSpan", 2), "rows of different widths"),
        (lambda pdf: every(pdf, "/Span")[0].__setattr__("K", Array()), "of nothing in the structure"),
        (lambda pdf: pdf.pages[0].__delitem__("/Tabs"), "order of tabs"),
    ],
)
def test_what_is_spoilt_is_found(cast: Cast, change: Callable[[Pdf], None], fault: str) -> None:
    pdf = render(newest(cast.request_in(State.DISPOSED), Sheet.DISPOSITION))
    assert any(fault in found for found in faults(spoil(pdf, change))), faults(spoil(pdf, change))


def drop_fonts(pdf: Pdf) -> None:
    for item in pdf.objects:
        if isinstance(item, Dictionary) and "/FontFile2" in item:
            del item.FontFile2


def test_a_font_that_is_not_embedded_is_found(cast: Cast) -> None:
    pdf = render(newest(cast.request_in(State.DISPOSED), Sheet.DISPOSITION))
    assert any("Liberation-Sans" in fault for fault in faults(spoil(pdf, drop_fonts)))


def test_a_glyph_that_the_font_lacks_is_found() -> None:
    from weasyprint import HTML

    from requests.documents.pdf import _looks

    html = "<html lang=id><title>a</title><h1>\U0001f600</h1></html>"
    pdf = HTML(string=html).write_pdf(font_config=_looks()[0], pdf_variant="pdf/a-3a")
    assert any("Liberation-Sans-Bold" in fault and "Custom" in fault for fault in faults(pdf))
