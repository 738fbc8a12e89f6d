"""How every sheet looks in every variant, beside a picture of how it looked when somebody last looked at it.

At 30 dots an inch and in grey; a page counts as the same while at most `TOLERANCE` of its pixels differ by more than
`DIFFERENCE` of 255, as other versions of poppler and of the font draw a little otherwise. After a change that is meant,
look at the sheets (`manage.py preview_sheets FOLDER`), then run this file with GOLDEN=write.
"""

import os
import subprocess
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image, ImageChops, ImageOps

from requests.documents.samples import Sample, samples
from tests.requests.papers.conformance import faults

pytestmark = [pytest.mark.papers, pytest.mark.django_db]

GOLDEN = Path(__file__).with_name("golden")
DOTS_AN_INCH, PAGES_AT_MOST = 30, 9
DIFFERENCE, TOLERANCE = 64, 0.004
SAMPLES = {sample.name: sample for sample in samples()}


def picture(pdf: bytes) -> Image.Image:
    """The first pages of the paper side by side."""
    command = ["pdftoppm", "-r", str(DOTS_AN_INCH), "-gray", "-l", str(PAGES_AT_MOST), "-"]
    drawn = BytesIO(subprocess.run(command, input=pdf, capture_output=True, check=True).stdout)
    pages = []
    while drawn.tell() < len(drawn.getvalue()):
        pages.append(_next_pgm(drawn))
    sheet = Image.new("L", (sum(page.width for page in pages), max(page.height for page in pages)), 128)
    for number, page in enumerate(pages):
        sheet.paste(page, (sum(earlier.width for earlier in pages[:number]), 0))
    return sheet


def _next_pgm(stream: BytesIO) -> Image.Image:
    assert stream.readline() == b"P5\n"
    width, height = map(int, stream.readline().split())
    assert stream.readline() == b"255\n"
    return Image.frombytes("L", (width, height), stream.read(width * height))


def share_that_differs(one: Image.Image, other: Image.Image) -> float:
    if one.size != other.size:
        return 1.0
    counted = ImageChops.difference(one, other).histogram()
    return sum(counted[DIFFERENCE + 1 :]) / (one.width * one.height)


@pytest.mark.parametrize("name", SAMPLES)
def test_sheet_looks_as_it_did(name: str) -> None:
    sample: Sample = SAMPLES[name]
    pdf = sample.pdf()
    seen, path = picture(pdf), GOLDEN / f"{name}.png"
    if os.environ.get("GOLDEN") == "write":
        ImageOps.posterize(seen, 4).save(path, optimize=True)
    with Image.open(path) as golden:
        assert share_that_differs(seen, golden.convert("L")) <= TOLERANCE
    assert faults(pdf) == []


def test_there_is_a_picture_of_every_sample_and_of_nothing_else() -> None:
    assert sorted(path.stem for path in GOLDEN.glob("*.png")) == sorted(SAMPLES)


def test_rendering_twice_gives_the_same_bytes() -> None:
    for name in ("disposition-panjang-half-folio", "agenda-biasa-a4-landscape", "bundle-biasa-a4"):
        assert SAMPLES[name].pdf() == SAMPLES[name].pdf()


def test_a_line_that_moves_is_seen() -> None:
    """Ten pixels of 30 dots an inch are 8 mm."""
    golden = picture(SAMPLES["register-biasa-a4"].pdf())
    assert share_that_differs(golden, ImageChops.offset(golden, 0, 10)) > TOLERANCE
    assert share_that_differs(golden, golden.crop((0, 0, golden.width - 1, golden.height))) == 1.0
