"""More than two hundred files made to do harm, as uploads, by code; and what must become of each."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

import pikepdf
from pikepdf import Array, Dictionary, Name, String

from tests import papers_for_tests as papers
from tests.papers_for_tests import action, changed_letter, letter_with_annotation, letter_with_root, script

LETTER = papers.multi_page_letter
TAKEN = ""  # a genuine paper under a hostile name, or with bytes in it that nothing here runs


@dataclass(frozen=True)
class Hostile:
    """`refusal` is the code it is refused with, or TAKEN."""

    what: str
    make: Callable[[], bytes]
    refusal: str
    name: str = "surat.pdf"


ACTIONS = (
    *("GoTo3DView", "GoToE", "GoToR", "ImportData", "JavaScript", "Launch", "Movie", "Rendition"),
    *("RichMediaExecute", "Sound", "SubmitForm"),
)
PLACES: dict[str, Callable[[Dictionary], bytes]] = {
    "at opening": lambda act: letter_with_root(OpenAction=act),
    "on an event": lambda act: letter_with_root(AA=Dictionary(WC=act)),
    "on a link": lambda act: letter_with_annotation(Subtype=Name.Link, A=act),
    "behind another": lambda act: letter_with_annotation(Subtype=Name.Link, A=action("GoTo", Next=Array([act]))),
    "in the outline": lambda act: letter_with_root(Outlines=Dictionary(First=Dictionary(Title=String("x"), A=act))),
    "on a field": lambda act: letter_with_root(AcroForm=Dictionary(Fields=[Dictionary(FT=Name.Btn, A=act)])),
    "compressed": lambda act: changed_letter(
        lambda pdf: pdf.Root.__setitem__("/OpenAction", pdf.make_indirect(act)),
        object_stream_mode=pikepdf.ObjectStreamMode.generate,
    ),
    "encrypted": lambda act: changed_letter(
        lambda pdf: pdf.Root.__setitem__("/OpenAction", act), encryption=pikepdf.Encryption(user="", owner="x")
    ),
}
SCHEMES = ("javascript:alert(1)", "vbscript:MsgBox", "data:text/html,<script>alert(1)</script>", "file:///etc/passwd")
SPELLINGS: dict[str, Callable[[str], str]] = {
    "plain": str,
    "in capitals": str.upper,
    "behind a space": " \t{}".format,
    "behind NUL": "\0{}".format,
    "broken by lines": lambda address: "\n".join(address),
    "in Unicode": lambda address: "\u200b" + address,
}
NAMES = (
    *(
        "../../etc/passwd",
        "..\\..\\windows\\system32\\surat.pdf",
        "/etc/cron.d/surat",
        "C:\\surat.pdf",
        "....//surat.pdf",
    ),
    *(
        "%2e%2e%2fsurat.pdf",
        "..%c0%afsurat.pdf",
        "~/.ssh/authorized_keys",
        "surat.pdf/../../x",
        "//server/bagian/surat",
    ),
    *(
        "surat.pdf\0.exe",
        "surat\0.html",
        "\0.pdf",
        "surat\r\nX-Palsu: ya.pdf",
        'surat"; filename="x.html',
        "surat\n.pdf",
    ),
    *(
        "surat\u202efdp.exe",
        "\u202egpj.exe",
        "su\u200brat.p\u200bhp",
        "\ufeffsurat.html",
        "surat\u2028.pdf",
        "s\u2060.svg",
    ),
    *(
        ".htaccess",
        ".user.ini",
        "web.config",
        "surat.php",
        "surat.pHp5",
        "surat.php.pdf",
        "surat.phar",
        "surat.jsp;.pdf",
    ),
    *(
        "surat.hta",
        "surat.lnk",
        "surat.svg",
        "surat.html",
        "surat.xhtml",
        "surat.shtml",
        "desktop.ini",
        "con.pdf",
        "aux",
    ),
    *("<img src=x onerror=alert(1)>.pdf", "'; DROP TABLE accounts_user; --.pdf", "$(reboot).pdf", "`reboot`.pdf"),
    *("{{7*7}}.pdf", "{% include 'x' %}.pdf", "=HYPERLINK(1).pdf", "-rf", "a" * 900 + ".pdf", "surat.pdf.", " .pdf"),
)
XXE = "<?xml version='1.0'?><!DOCTYPE a [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><x:xmpmeta>&x;</x:xmpmeta>"
LAUGHS = "<!DOCTYPE a [<!ENTITY a '1'>" + "".join(f"<!ENTITY a{n} '{'&a;' * 9}'>" for n in range(9)) + "]><a>&a8;</a>"
HTML = b"<!doctype html><script>alert(document.domain)</script>"
ZIP_END = b"PK\x05\x06" + bytes(18)
NOT_PAPERS = {
    "html": HTML,
    "html behind a mark": b"\xef\xbb\xbf" + HTML,
    "svg": b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
    "xml": XXE.encode(),
    "php": b"<?php system($_GET['c']);",
    "shell": b"#!/bin/sh\nreboot\n",
    "settings": b"AddType application/x-httpd-php .pdf\n",
    "windows": b"MZ\x90\0" + bytes(200),
    "linux": b"\x7fELF" + bytes(200),
    "java": b"\xca\xfe\xba\xbe" + bytes(50),
    "archive": b"PK\x03\x04" + bytes(100) + ZIP_END,
    "compressed": b"\x1f\x8b\x08" + bytes(50),
    "rar": b"Rar!\x1a\x07\x01\0",
    "gif with script": b"GIF89a/*" + bytes(20) + b"*/=1;alert(1)",
    "tiff": b"II*\0" + bytes(50),
    "webp": b"RIFF\x24\0\0\0WEBPVP8 " + bytes(50),
    "bmp": b"BM" + bytes(60),
    "postscript": b"%!PS-Adobe-3.0\n(/etc/passwd) (r) file\n",
    "rich text": b"{\\rtf1{\\object\\objdata 0105}}",
    "old office": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(100),
    "mail": b"From: a@b.example\r\nContent-Type: text/html\r\n\r\n" + HTML,
    "shortcut": b"[InternetShortcut]\r\nURL=file:///etc/passwd\r\n",
    "archive of php": b"<?php __HALT_COMPILER(); ?>\r\n" + bytes(60),
    "empty": b"",
}


def corpus() -> list[Hostile]:
    return [*_active(), *_described(), *_of_two_kinds(), *_bombs(), *_foreign(), *_named()]


def sample(count: int) -> list[Hostile]:
    """`count` of them, evenly spread over all kinds; all of them when there are no more."""
    everything = corpus()
    return [everything[number * len(everything) // count] for number in range(min(count, len(everything)))]


def _active() -> Iterator[Hostile]:
    for kind in ACTIONS:
        for place, put in PLACES.items():
            yield Hostile(f"{kind} {place}", partial(_put, put, kind), "active_pdf")
    for kind in ("3D", "FileAttachment", "Movie", "RichMedia", "Screen", "Sound"):
        yield Hostile(kind, partial(letter_with_annotation, Subtype=Name(f"/{kind}")), "active_pdf")
    for key in ("AA", "EF", "EmbeddedFiles", "JS", "JavaScript", "XFA"):
        yield Hostile(f"/{key}", partial(letter_with_root, **{key: Dictionary()}), "active_pdf")
    for address in SCHEMES:
        for spelling, spell in SPELLINGS.items():
            yield Hostile(f"{address} {spelling}", partial(_link, spell(address)), "active_pdf")
    yield Hostile("attached", papers.letter_with_attachment, "active_pdf")
    yield Hostile("disguised", papers.letter_with_disguised_script, "active_pdf")
    yield Hostile("forgotten", papers.letter_with_forgotten_script, "active_pdf")
    yield Hostile("indirect", papers.letter_with_indirect_kind, "active_pdf")
    yield Hostile("padded", papers.letter_with_script_behind_padding, "broken_pdf")
    yield Hostile("packed unknown", papers.letter_with_unknown_packing, "broken_pdf")
    yield Hostile("old version behind", lambda: letter_with_root(OpenAction=script()) + LETTER(), "broken_pdf")


def _put(put: Callable[[Dictionary], bytes], kind: str) -> bytes:
    return put(action(kind))


def _link(address: str) -> bytes:
    return letter_with_annotation(Subtype=Name.Link, A=action("URI", URI=String(address)))


def _described() -> Iterator[Hostile]:
    """Descriptions (XMP) that would have a parser fetch a file, or fill the memory."""
    for what, text in {"entity": XXE, "laughs": LAUGHS, "in capitals": XXE.upper(), "small": XXE.lower()}.items():
        for encoding in ("utf-8", "utf-16", "utf-16-be", "utf-32"):
            yield Hostile(f"{what} in {encoding}", partial(_described_by, text.encode(encoding)), "active_pdf")


def _described_by(xmp: bytes) -> bytes:
    def describe(pdf: pikepdf.Pdf) -> None:
        pdf.Root.Metadata = pdf.make_stream(xmp, Type=Name.Metadata, Subtype=Name.XML)

    return changed_letter(describe, fix_metadata_version=False)


def _of_two_kinds() -> Iterator[Hostile]:
    """Read as a paper by us, as something else by others; taken, they are handed out as the paper alone."""
    before = {
        "html": HTML,
        "archive": b"PK\x03\x04",
        "space": b" ",
        "gif": b"GIF89a",
        "script": b"/*",
        "mark": b"\xef\xbb\xbf",
    }
    for what, head in before.items():
        yield Hostile(f"{what} before a letter", lambda head=head: head + LETTER(), "unknown_type")
    behind = {"html": b"\n" + HTML, "archive": ZIP_END, "script": b"\n/**/alert(1)", "php": b"\n<?php system('id');"}
    for what, tail in behind.items():
        yield Hostile(f"{what} behind a letter", lambda tail=tail: LETTER() + tail, TAKEN)
        yield Hostile(f"{what} behind a photo", lambda tail=tail: papers.jpeg_scan() + tail, TAKEN, "surat.jpg")
        yield Hostile(f"{what} behind a scan", lambda tail=tail: papers.png_scan() + tail, TAKEN, "surat.png")
    yield Hostile("much behind a letter", lambda: LETTER() + HTML * 100, "broken_pdf")
    yield Hostile("letter named html", LETTER, TAKEN, "surat.html")
    yield Hostile("photo named svg", papers.jpeg_scan, TAKEN, "surat.svg")


def _bombs() -> Iterator[Hostile]:
    yield Hostile("page repeated", lambda: papers.plain_pdf([], kids=b"3 0 R " * 1_000_000), "broken_pdf")
    yield Hostile("pages in a ring", lambda: papers.plain_pdf([], kids=b"2 0 R 2 0 R"), "broken_pdf")
    yield Hostile("crowd", papers.crowded_pdf, "broken_pdf")
    yield Hostile("crowd packed", papers.packed_crowd_pdf, "broken_pdf")
    yield Hostile("depth", papers.deep_pdf, "too_complex")
    yield Hostile("51 pages", lambda: papers.letter_of(51), "too_many_pages")
    yield Hostile("endless photo", papers.slow_jpeg, "too_complex")
    yield Hostile("900 million pixels", lambda: papers.wide_png(30_000, 30_000), "too_many_pixels")
    yield Hostile("film", papers.animated_png, "animated_image")
    yield Hostile("locked", lambda: papers.locked_letter(user="rahasia", owner="rahasia"), "locked_pdf")
    yield Hostile("cut off", lambda: LETTER()[:-2000], "broken_pdf")
    yield Hostile("too large", lambda: LETTER() + bytes(10 * 1024 * 1024), "too_large")


def _foreign() -> Iterator[Hostile]:
    for what, data in NOT_PAPERS.items():
        yield Hostile(what, lambda data=data: data, "unknown_type" if data else "empty")


def _named() -> Iterator[Hostile]:
    for name in NAMES:
        yield Hostile(f"named {name[:40]!r}", LETTER, TAKEN, name)
