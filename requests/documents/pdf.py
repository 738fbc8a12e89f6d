"""HTML into PDF. The only importer of WeasyPrint; it gets our own style sheets and nothing else."""

import os
from functools import cache
from pathlib import Path
from urllib.parse import unquote, urlsplit

from django.conf import settings
from weasyprint import HTML
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher, URLFetcherResponse

FOLDER = Path(settings.BASE_DIR) / "static" / "pdf"


class OwnFiles(URLFetcher):
    """Serves the style sheets of `FOLDER` and the one crest handed to it; anything else ends the rendering."""

    def __init__(self, crest: str) -> None:
        super().__init__(fail_on_errors=True)
        self.crest = crest

    def fetch(self, url: str, headers: dict[str, str] | None = None) -> URLFetcherResponse:
        if self.crest and url == self.crest:
            return super().fetch(url, headers)
        parts = urlsplit(url)
        path = Path(unquote(parts.path)).resolve()
        if parts.scheme != "file" or parts.netloc or path.parent != FOLDER or path.suffix != ".css":
            raise ValueError("Papers fetch nothing but their own style sheets")
        return URLFetcherResponse(url, path.read_bytes(), {"Content-Type": "text/css"})


@cache
def _fonts() -> FontConfiguration:
    """Liberation Sans alone: no sheet looks different where other fonts are installed."""
    before = os.environ.get("FONTCONFIG_FILE")
    os.environ["FONTCONFIG_FILE"] = str(FOLDER / "fonts.conf")
    try:
        return FontConfiguration()
    finally:
        if before is None:
            del os.environ["FONTCONFIG_FILE"]
        else:
            os.environ["FONTCONFIG_FILE"] = before


def write_pdf(html: str, *, identifier: bytes, crest: str) -> bytes:
    """Raises FatalURLFetchingError when the HTML asks for a file or address it must not have."""
    page = HTML(string=html, base_url=f"{FOLDER.as_uri()}/", url_fetcher=OwnFiles(crest))
    return page.write_pdf(pdf_identifier=identifier, font_config=_fonts())
