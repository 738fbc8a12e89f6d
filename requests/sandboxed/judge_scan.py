"""Judges the bytes of a scan; run by `uploads.py` in the sandbox, never imported by the site.

Nor is Pillow here told to accept truncated images, as WeasyPrint tells it in any process that imports it. Scan on
standard input, the most pages and pixels as arguments, verdict as JSON on standard output: `{"extension", "pages"}`
or `{"refused": <code>}`.
"""

import json
import sys
from collections.abc import Iterator
from io import BytesIO
from typing import Any

import pikepdf
from PIL import Image

# Object streams of real papers are far smaller; qpdf reports what it refuses to unpack as a warning.
UNPACKED_STREAM_BYTES = 64 * 1024 * 1024

ACTIVE_KEYS = {"/AA", "/EF", "/EmbeddedFiles", "/JS", "/JavaScript", "/XFA"}
ACTIVE_ACTIONS = {
    "/GoTo3DView",
    "/GoToE",
    "/GoToR",
    "/ImportData",
    "/JavaScript",
    "/Launch",
    "/Movie",
    "/Rendition",
    "/RichMediaExecute",
    "/Sound",
    "/SubmitForm",
}
ACTIVE_SUBTYPES = {"/3D", "/FileAttachment", "/Movie", "/RichMedia", "/Screen", "/Sound"}
ACTIVE_SCHEMES = ("javascript:", "data:", "file:", "vbscript:")
OPENING_ACTIONS = {"/GoTo", "/Named"}
# What sloppy but genuine scanners and printer drivers cause. Any other warning means that qpdf may not
# have seen an object which a viewer would, so the search for active content proves nothing.
HARMLESS_WARNINGS = (
    "Resources is missing",
    "attempting to recover stream length",
    "expected endstream",
    "recovered stream length",
    "reported number of objects",
)


class Refusal(Exception):
    """The scan isn't taken; the only argument is the code, whose wording is in `uploads.py`."""


def judge(data: bytes, *, max_pages: int, max_pixels: int) -> dict[str, str | int]:
    if data.startswith(b"%PDF-"):
        return {"extension": "pdf", "pages": _judge_pdf(data, max_pages)}
    if data.startswith(b"\xff\xd8\xff"):
        _judge_image(data, "JPEG", max_pixels)
        return {"extension": "jpg", "pages": 1}
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        _judge_image(data, "PNG", max_pixels)
        return {"extension": "png", "pages": 1}
    raise Refusal("unknown_type")


def _judge_pdf(data: bytes, max_pages: int) -> int:
    # Viewers look for the end mark in the last 1,024 bytes; without it the file was cut off.
    if b"%%EOF" not in data[-1024:]:
        raise Refusal("broken_pdf")
    try:
        with pikepdf.open(BytesIO(data)) as pdf:
            pages = len(pdf.pages)
            if pages > max_pages:
                raise Refusal("too_many_pages")
            if any(map(_is_active, _dictionaries(pdf))) or any(map(_declares_entities, pdf.objects)):
                raise Refusal("active_pdf")
            if not pages or not all(_is_harmless(warning) for warning in pdf.get_warnings()):
                raise Refusal("broken_pdf")
            return pages
    except pikepdf.PasswordError as error:
        raise Refusal("locked_pdf") from error
    except (Refusal, MemoryError):
        raise
    except Exception as error:  # whatever a broken file makes the parser raise
        raise Refusal("broken_pdf") from error


def _is_harmless(warning: Any) -> bool:
    return any(words in str(warning) for words in HARMLESS_WARNINGS)


def _dictionaries(pdf: pikepdf.Pdf) -> Iterator[Any]:
    """Every dictionary of the file, however deep, reachable from its root or not."""
    waiting: list[Any] = [pdf.trailer, *pdf.objects]
    while waiting:
        item = waiting.pop()
        if isinstance(item, pikepdf.Stream):
            item = item.stream_dict
        if isinstance(item, pikepdf.Dictionary):
            yield item
            children = [value for _, value in item.items()]
        elif isinstance(item, pikepdf.Array):
            children = list(item)
        else:
            continue
        waiting += [
            child
            for child in children
            if isinstance(child, pikepdf.Dictionary | pikepdf.Array) and not child.is_indirect
        ]


def _is_active(entries: Any) -> bool:
    """Whether this dictionary runs a script, opens or sends something, or carries a file."""
    if not ACTIVE_KEYS.isdisjoint(entries.keys()):
        return True
    if _name(entries, "/S") in ACTIVE_ACTIONS or _name(entries, "/Subtype") in ACTIVE_SUBTYPES:
        return True
    on_opening = entries.get("/OpenAction")
    if isinstance(on_opening, pikepdf.Dictionary) and _name(on_opening, "/S") not in OPENING_ACTIONS:
        return True
    address = entries.get("/URI")
    if not isinstance(address, pikepdf.String):
        return False
    letters = "".join(character for character in str(address) if character.isprintable() and character != " ")
    return letters.lower().startswith(ACTIVE_SCHEMES)


def _declares_entities(item: Any) -> bool:
    """Whether this is a description (XMP) with a document type, by which a reader could be made to fetch files.

    XMP never has one (ISO 16684-1, 7.1). Without NUL, for it may be written in UTF-16 or UTF-32.
    """
    if not isinstance(item, pikepdf.Stream) or _name(item.stream_dict, "/Subtype") != "/XML":
        return False
    text = item.read_bytes().replace(b"\0", b"").upper()
    return b"<!DOCTYPE" in text or b"<!ENTITY" in text


def _name(entries: Any, key: str) -> str:
    value = entries.get(key)
    return str(value) if isinstance(value, pikepdf.Name) else ""


def _judge_image(data: bytes, kind: str, max_pixels: int) -> None:
    """A phone's JPEG that carries further pictures (depth, brightness) counts as its first one."""
    try:
        with Image.open(BytesIO(data), formats=[kind]) as image:
            if image.width * image.height > max_pixels:
                raise Refusal("too_many_pixels")
            if kind == "PNG" and getattr(image, "is_animated", False):
                raise Refusal("animated_image")
            # A JPEG is decoded small: every byte is still read, in an eighth of the memory.
            image.draft("L", (image.width // 8, image.height // 8))
            image.load()
    except (Refusal, MemoryError):
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise Refusal("too_many_pixels") from error
    except Exception as error:  # whatever a broken file makes the decoder raise
        raise Refusal("broken_image") from error


def main() -> None:
    pikepdf.settings.set_qpdf_limits(flate_max_memory=UNPACKED_STREAM_BYTES, doc_max_warnings=100)
    max_pages, max_pixels = map(int, sys.argv[1:])
    try:
        verdict = judge(sys.stdin.buffer.read(), max_pages=max_pages, max_pixels=max_pixels)
    except Refusal as refusal:
        verdict = {"refused": str(refusal)}
    json.dump(verdict, sys.stdout)


if __name__ == "__main__":
    main()
