"""The disposition sheet is half a folio, and on A5 or A4 for whoever wants it so."""

import pytest

from requests import tasks
from requests.documents import render
from requests.models import Document, Letterhead
from requests.sheets import PaperSize, Sheet
from requests.states import State
from tests.by_http import signed_in, words
from tests.cast import Cast
from tests.requests.papers.conformance import faults
from tests.requests.papers.reading import newest, size_in_mm, text_of

pytestmark = [pytest.mark.papers, pytest.mark.django_db]


def disposition_sheet(cast: Cast) -> Document:
    return newest(cast.request_in(State.DISPOSED), Sheet.DISPOSITION)


@pytest.mark.parametrize(("size", "millimetres"), [("a5", (148, 210)), ("a4", (210, 297)), ("half-folio", (165, 215))])
def test_disposition_sheet_says_the_same_on_any_paper(cast: Cast, size: str, millimetres: tuple[int, int]) -> None:
    usual = disposition_sheet(cast)
    Letterhead.objects.create(number=2, government="Lain", office="Lain", address="Lain")
    sized = tasks.order_in_size(usual, PaperSize(size))
    pdf = render(sized)
    assert size_in_mm(pdf) == millimetres
    assert faults(pdf) == []
    said, on_usual = (set(text_of(render(one)).replace(one.code, "").split()) for one in (sized, usual))
    assert said == on_usual


def test_other_sizes_are_offered_and_made_once(cast: Cast) -> None:
    usual = disposition_sheet(cast)
    applicant, address = signed_in(cast.applicant), f"/dokumen/{usual.pk}/ukuran/"
    assert "Ukuran lain: A5 A4" in words(applicant.get(f"/permohonan/{usual.access_request.pk}/"))
    places = {applicant.post(address, {"size": "a5"})["Location"] for _ in range(2)}
    sized = Document.objects.get(paper_size="a5")
    assert places == {f"/dokumen/{sized.pk}/"}
    assert applicant.post(address, {"size": "half-folio"})["Location"] == f"/dokumen/{usual.pk}/"
    tasks.render_document.call(str(sized.pk))
    shown = applicant.get(f"/dokumen/{sized.pk}/")
    number = usual.access_request.agenda_number.replace("/", "-")
    assert shown["Content-Disposition"] == f'inline; filename="lembar-disposisi-{number}-a5.pdf"'
    b"".join(shown)


@pytest.mark.parametrize(("sheet", "size"), [("disposition", "a3"), ("disposition", ""), ("register", "a5")])
def test_no_size_that_a_sheet_does_not_have(cast: Cast, sheet: str, size: str) -> None:
    document = newest(cast.request_in(State.DISPOSED), Sheet(sheet))
    assert signed_in(cast.head).post(f"/dokumen/{document.pk}/ukuran/", {"size": size}).status_code == 404


def test_sizes_of_a_foreign_paper_are_as_if_it_did_not_exist(cast: Cast) -> None:
    address = f"/dokumen/{disposition_sheet(cast).pk}/ukuran/"
    assert signed_in(cast.stranger).post(address, {"size": "a5"}).status_code == 404
    assert not Document.objects.filter(paper_size="a5").exists()
