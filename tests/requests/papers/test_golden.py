"""How every sheet looks in every variant, beside a picture of how it looked when somebody last looked at it.

At 30 dots an inch and in grey, tile by tile of `TILE` pixels square (3 mm), so that a tick counts as much as a
paragraph. A sheet counts as the same while in every tile the grey differs by at most `TOLERANCE` of 255 on average, as
other versions of poppler and of the font draw a little otherwise. After a change that is meant,
look at the sheets (`manage.py preview_sheets FOLDER`), then run this file with GOLDEN=write.
"""

import os
import subprocess
import sys
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from django.conf import settings
from PIL import Image, ImageChops

from requests.documents import page_of, print_page
from requests.documents.samples import Sample, samples
from tests.requests.papers.conformance import faults

pytestmark = pytest.mark.papers

GOLDEN = Path(__file__).with_name("golden")
DOTS_AN_INCH, PAGES_AT_MOST = 30, 9
TILE, TOLERANCE = 4, 12
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


def largest_difference(one: Image.Image, other: Image.Image) -> int:
    """Of the tile that differs most: the mean difference of its grey, 0 to 255."""
    if one.size != other.size:
        return 255
    return ImageChops.difference(one, other).reduce(TILE).getextrema()[1]


@pytest.mark.parametrize("name", SAMPLES)
def test_sheet_looks_as_it_did(name: str) -> None:
    sample: Sample = SAMPLES[name]
    pdf = sample.pdf()
    seen, path = picture(pdf), GOLDEN / f"{name}.png"
    if os.environ.get("GOLDEN") == "write":
        seen.point(lambda grey: (grey + 8) // 17 * 17).save(path, optimize=True)  # 16 shades, to keep it small
    with Image.open(path) as golden:
        assert largest_difference(seen, golden.convert("L")) <= TOLERANCE
    assert faults(pdf) == []


def test_there_is_a_picture_of_every_sample_and_of_nothing_else() -> None:
    assert sorted(path.stem for path in GOLDEN.glob("*.png")) == sorted(SAMPLES)


def test_rendering_twice_gives_the_same_bytes() -> None:
    for name in ("disposition-panjang-half-folio", "agenda-biasa-a4-landscape", "bundle-biasa-a4"):
        assert SAMPLES[name].pdf() == SAMPLES[name].pdf()


@pytest.mark.parametrize("words", ["√", "Haryo", "No. Agenda", "Belum ditandatangani", "Sidik jari"])
def test_what_is_missing_is_seen(words: str) -> None:
    sample = SAMPLES["disposition-biasa-half-folio"]
    html = page_of(sample.paper, acts=sample.acts)
    spoilt = html.replace(words, "Xxxxx" if words == "Haryo" else "", 1)
    assert largest_difference(picture(sample.pdf()), picture(print_page(sample.paper, spoilt))) > TOLERANCE


def test_a_line_that_moves_is_seen() -> None:
    golden = picture(SAMPLES["register-biasa-a4"].pdf())
    assert largest_difference(golden, ImageChops.offset(golden, 0, 1)) > TOLERANCE
    assert largest_difference(golden, golden.crop((0, 0, golden.width - 1, golden.height))) == 255


def test_previews_need_no_key() -> None:
    """Nor a database: no test here has one. The first paper shows it."""
    with TemporaryDirectory() as folder:
        environment = {"PATH": os.environ["PATH"], "DEMO": "1", "VAR_DIR": f"{folder}/var", "PYTHONUNBUFFERED": "1"}
        command = [sys.executable, "manage.py", "preview_sheets", f"{folder}/sheets"]
        with subprocess.Popen(command, env=environment, cwd=settings.BASE_DIR, stdout=subprocess.PIPE) as writing:
            assert writing.stdout is not None
            first = Path(writing.stdout.readline().decode().strip())
            writing.kill()
        assert first.stem in SAMPLES and first.read_bytes().startswith(b"%PDF")
