"""HTML into PDF. The only importer of WeasyPrint; it reads our own style sheets and what it is handed, nothing else."""

import os
import subprocess
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from functools import cache
from io import BytesIO
from pathlib import Path

from django.conf import settings
from fontTools.ttLib import TTFont
from weasyprint import CSS, HTML, Attachment
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher, URLFetcherResponse

from requests.documents.archive import archive
from requests.documents.bundle import AssociatedFile

FOLDER = Path(settings.BASE_DIR) / "static" / "pdf"
FONT = "Liberation Sans"
# A picture that a page shows: its media type and its bytes, under the name in `handed:<name>`.
Handed = Mapping[str, tuple[str, bytes]]


class HandedPictures(URLFetcher):
    """Serves the pictures handed to it; anything else ends the rendering."""

    def __init__(self, pictures: Handed) -> None:
        super().__init__(fail_on_errors=True)
        self.pictures = pictures

    def fetch(self, url: str, headers: dict[str, str] | None = None) -> URLFetcherResponse:
        scheme, _, name = url.partition(":")
        if scheme != "handed" or name not in self.pictures:
            raise ValueError("Papers fetch nothing but the pictures handed to them")
        media_type, content = self.pictures[name]
        return URLFetcherResponse(url, content, {"Content-Type": media_type})


def write_pdf(
    html: str, *, identifier: bytes, made_at: datetime, pictures: Handed, files: Iterable[AssociatedFile] = ()
) -> bytes:
    """PDF/A-3a and PDF/UA-1. Raises FatalURLFetchingError when the HTML asks for what it must not have."""
    fonts, styles, of_marked = _looks()
    if "mark" in pictures:
        styles = [*styles, of_marked]
    printable = unicodedata.normalize("NFC", html).translate(_stand_ins())
    page = HTML(string=printable, url_fetcher=HandedPictures(pictures))
    attached = [
        Attachment(
            file_obj=BytesIO(file.content),
            name=file.name,
            description=file.description,
            created=made_at,
            modified=made_at,
            relationship=file.relationship,
        )
        for file in files
    ]
    pdf = page.write_pdf(
        stylesheets=styles, font_config=fonts, pdf_variant="pdf/a-3a", pdf_identifier=identifier, attachments=attached
    )
    return archive(pdf)


@cache
def _looks() -> tuple[FontConfiguration, list[CSS], CSS]:
    """Fonts and style sheets, parsed once a process: those of every sheet, each told by its class, and the mark's."""
    with _only_our_font():
        fonts = FontConfiguration()
        read = {path.stem: CSS(filename=path, font_config=fonts) for path in sorted(FOLDER.glob("*.css"))}
    of_marked, of_all = read.pop("mark"), read.pop("sheet")
    return fonts, [of_all, *read.values()], of_marked


@contextmanager
def _only_our_font() -> Iterator[None]:
    """Liberation Sans alone: no sheet looks different where other fonts are installed."""
    before = os.environ.get("FONTCONFIG_FILE")
    os.environ["FONTCONFIG_FILE"] = str(FOLDER / "fonts.conf")
    try:
        yield
    finally:
        if before is None:
            del os.environ["FONTCONFIG_FILE"]
        else:
            os.environ["FONTCONFIG_FILE"] = before


class StandIns(dict[int, int | str | None]):
    """What is printed for each character: itself, if the font can draw it; else its number, so that nothing is lost.

    PDF/A (ISO 19005-3, 6.2.11.8) forbids the box that fonts draw for what they lack. Marks that can't be seen
    are left out: they would only turn or hide the text around them (Unicode TR 36, 2.10).
    """

    def __init__(self, drawn: set[int]) -> None:
        super().__init__()
        self.drawn = drawn

    def __missing__(self, code: int) -> int | str | None:
        kind = unicodedata.category(chr(code))[0]
        if kind == "C":
            self[code] = code if chr(code) in "\n\r\t" else None
        elif code in self.drawn:
            self[code] = code
        else:
            self[code] = " " if kind == "Z" else f"[U+{code:04X}]"
        return self[code]


@cache
def _stand_ins() -> StandIns:
    with _only_our_font():
        found = subprocess.run(["fc-match", "--format=%{file}", FONT], capture_output=True, check=True, text=True)  # nosec B603 B607
    with TTFont(found.stdout) as font:
        return StandIns(set(font.getBestCmap()))
