"""Judging an uploaded scan of a letter or signed form by its content alone.

The file's name and the browser's Content-Type say nothing: both are the sender's to choose.
"""

import hashlib
import json
import logging
import os.path
import re
import unicodedata
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from helpdesk import scanner
from helpdesk.isolation import IsolatedProcessFailed, isolated
from helpdesk.text import without_hidden

logger = logging.getLogger(__name__)

SANDBOXED = Path(__file__).with_name("sandboxed")  # the programs that open uploads
JUDGE = SANDBOXED / "judge_scan.py"
CONTENT_TYPES = {"pdf": "application/pdf", "jpg": "image/jpeg", "png": "image/png"}
NAME_LENGTH = 150
# How senders write the extension of what the content says it is.
EXTENSIONS = {"pdf": (".pdf",), "jpg": (".jpg", ".jpeg"), "png": (".png",)}

REFUSALS = {
    "empty": _("This file is empty. Choose the scan again."),
    "too_large": _(
        "This file is larger than %(megabytes)s MB. Scan it again at a lower resolution or in grey, then upload it."
    ),
    "malware": _(
        "The scanner found malware in this file. Have the device checked, scan the paper anew, then upload it."
    ),
    "not_scanned": _(
        "This file can't be checked for malware at the moment, so it was not taken. Please try again in a few minutes;"
        " if it lasts, tell the office."
    ),
    "unknown_type": _("This file is not a PDF, JPEG or PNG. Scan the paper or save it as a PDF, then upload it."),
    "locked_pdf": _("This PDF is locked with a password. Save it again without a password, then upload it."),
    "broken_pdf": _(
        "This PDF is damaged or incomplete and can't be read. Scan the paper or save it as a PDF again, then upload it."
    ),
    "active_pdf": _(
        "This PDF contains a script, an attached file or other active content."
        " Print it to a new PDF or scan the paper, then upload that."
    ),
    "too_many_pages": _("This PDF has more than %(pages)s pages. Upload only the pages of the letter or form."),
    "too_many_pixels": _(
        "This image has more than %(megapixels)s million pixels. Scan it again at a lower resolution, then upload it."
    ),
    "animated_image": _("This image is animated. Upload a still image or a PDF."),
    "broken_image": _("This image is damaged or incomplete. Scan or photograph the paper again, then upload it."),
    "too_complex": _(
        "This file is too complex to be checked. Print it to a new PDF or scan the paper, then upload that."
    ),
}


@dataclass(frozen=True)
class Scan:
    """An accepted scan. `size` is in bytes; `extension` follows from the content and has no dot."""

    content_type: str
    pages: int
    size: int
    sha256: str
    extension: str


def inspect(file: "UploadedFile[bytes]") -> Scan:
    """Raises ValidationError, its code a key of REFUSALS. Leaves `file` unaltered and at its beginning."""
    file.seek(0)
    data = file.read(settings.UPLOAD_MAX_BYTES + 1)
    file.seek(0)
    if not data:
        raise _refusal("empty")
    if len(data) > settings.UPLOAD_MAX_BYTES:
        raise _refusal("too_large")
    refuse_malware(data)
    extension, pages = _judged(data)
    return Scan(CONTENT_TYPES[extension], pages, len(data), hashlib.sha256(data).hexdigest(), extension)


def refuse_malware(data: bytes) -> None:
    """Raises ValidationError; for a file that nobody could scan, too."""
    try:
        malware = scanner.found_in(data)
    except scanner.ScannerFailed as error:
        logger.error("An upload could not be scanned for malware: %s", error)
        raise _refusal("not_scanned") from error
    if malware:
        logger.warning("An upload holds malware: %s", malware)
        raise _refusal("malware")


def _judged(data: bytes) -> tuple[str, int]:
    """Extension and pages, believed only within what they can be: who says so has met the file."""
    verdict = judge(data, max_pages=settings.UPLOAD_MAX_PAGES, max_pixels=settings.UPLOAD_MAX_PIXELS)
    extension, pages = str(verdict.get("extension")), verdict.get("pages")
    if extension in CONTENT_TYPES and isinstance(pages, int) and 1 <= pages <= settings.UPLOAD_MAX_PAGES:
        return extension, pages
    code = str(verdict.get("refused"))
    raise _refusal(code if code in REFUSALS else "too_complex")


def judge(data: bytes, *, max_pages: int, max_pixels: int) -> dict[str, Any]:
    """Asks `judge_scan.py`; when its process crashed, or was stopped by its limits, the file is refused."""
    try:
        return dict(json.loads(isolated([JUDGE, str(max_pages), str(max_pixels)], data)))
    except (IsolatedProcessFailed, ValueError, TypeError) as error:
        logger.warning("A scan could not be judged: %s", error)
        return {"refused": "too_complex"}


def _refusal(code: str) -> ValidationError:
    limits = {
        "megabytes": settings.UPLOAD_MAX_BYTES // (1024 * 1024),
        "megapixels": settings.UPLOAD_MAX_PIXELS // 1_000_000,
        "pages": settings.UPLOAD_MAX_PAGES,
    }
    return ValidationError(REFUSALS[code], code=code, params=limits)


def clean_name(name: str, extension: str) -> str:
    """The original file's name, fit to be shown and saved: no folder, nothing invisible, at most 150 characters.

    It ends in `extension`, which follows from the content, whatever the sender called it. Never use it as a path.
    """
    base = re.split(r"[/\\]", name)[-1]
    spaced = re.sub(r"\s+", " ", unicodedata.normalize("NFC", base))
    stem, given = os.path.splitext(without_hidden(spaced).strip(" ."))
    if given.lower() not in EXTENSIONS[extension]:
        stem += given
    return (stem[: NAME_LENGTH - len(extension) - 1] or gettext("file")) + f".{extension}"
