"""Genuine papers as offices scan, photograph and print them: the uploads that must not be refused."""

from collections.abc import Iterator
from functools import partial
from io import BytesIO
from itertools import islice, product

from PIL import Image

from tests import papers_for_tests as papers
from tests.papers_for_tests import scanned_page

MODES = ("RGB", "L", "1")
SIDES = (0.5, 1, 1.5, 2, 3)  # of 100 dots an inch
QUALITIES = (20, 50, 80, 95)


def genuine(count: int) -> list[tuple[str, bytes]]:
    """`count` different ones, the sorts taken in turn; there are some 200."""
    sorts = [_photographs(), _scans(), _scanned_pdfs(), _printed_pdfs()]
    found: list[tuple[str, bytes]] = []
    while sorts and len(found) < count:
        sort = sorts.pop(0)
        if one := list(islice(sort, 1)):
            found += one
            sorts.append(sort)
    return found


def _page(mode: str, side: float) -> Image.Image:
    page = scanned_page("RGB" if mode == "RGB" else "L")
    return page.resize((int(page.width * side), int(page.height * side))).convert(mode)


def _saved(image: Image.Image, kind: str, **options: object) -> bytes:
    out = BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def _photographs() -> Iterator[tuple[str, bytes]]:
    yield "phone", papers.phone_photo()
    for mode, side, quality, progressive in product(("RGB", "L"), SIDES, QUALITIES, (False, True)):
        photograph = _saved(_page(mode, side), "JPEG", quality=quality, progressive=progressive)
        yield f"photograph {mode} {side} {quality} {progressive}", photograph


def _scans() -> Iterator[tuple[str, bytes]]:
    for mode, side, level in product(MODES, SIDES, (1, 6, 9)):
        yield f"scan {mode} {side} {level}", _saved(_page(mode, side), "PNG", compress_level=level)


def _scanned_pdfs() -> Iterator[tuple[str, bytes]]:
    for mode, side, more in product(MODES, SIDES, (0, 1, 4, 9)):
        page = _page(mode, side)
        yield f"scanned PDF {mode} {side} {more}", _saved(page, "PDF", save_all=True, append_images=[page] * more)


def _printed_pdfs() -> Iterator[tuple[str, bytes]]:
    yield "letter", papers.multi_page_letter()
    yield "letter scanned anew", papers.letter_scanned_anew()
    yield "signed electronically", papers.signed_letter()
    yield "printing restricted", papers.locked_letter(user="", owner="rahasia")
    for pages, linearize in product(range(1, 11), (False, True)):
        more = partial(_append, pages)
        yield f"letter and {pages} more {linearize}", papers.changed_letter(more, linearize=linearize)


def _append(pages: int, pdf: papers.pikepdf.Pdf) -> None:
    for _ in range(pages):
        pdf.pages.append(pdf.pages[0])
