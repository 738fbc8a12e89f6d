"""Images of the pages of a scan, for people to read: whoever opens them never meets the scan itself."""

from dataclasses import dataclass
from io import BytesIO

from PIL import Image

from helpdesk.pixels import picture
from requests.uploads import SANDBOXED

DRAW = SANDBOXED / "draw_page.py"
DOTS_AN_INCH = 150
SIDE = 1754  # pixels: the long side of A4
PNG_BYTES = 250_000
JPEG_QUALITY = 75


@dataclass(frozen=True)
class PageImage:
    content: bytes
    extension: str
    width: int
    height: int


def draw(scan: bytes, number: int) -> PageImage:
    """The page of a PDF, or the picture upright; the same scan always gives the same bytes.

    Raises IsolatedProcessFailed.
    """
    page = picture([DRAW, str(number), str(DOTS_AN_INCH), str(SIDE)], scan, side=SIDE)
    content, extension = _saved(page, "PNG", optimize=True), "png"
    if len(content) > PNG_BYTES:  # a photo or a grainy scan; of type alone PNG is small, and crisp
        content, extension = _saved(page, "JPEG", quality=JPEG_QUALITY, optimize=True), "jpg"
    return PageImage(content, extension, page.width, page.height)


def _saved(page: Image.Image, kind: str, **options: int) -> bytes:
    out = BytesIO()
    page.save(out, kind, **options)
    return out.getvalue()
