"""Which scans of a letter or signed form are taken, judged by their content alone."""

import hashlib
from contextlib import suppress
from io import BytesIO

import pikepdf
import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import translation
from pikepdf import Array, Dictionary, Name, String

from requests.uploads import REFUSALS, Scan, clean_name, inspect
from tests import papers_for_tests as papers
from tests.papers_for_tests import action, letter_with_annotation, letter_with_root, script

pytestmark = pytest.mark.any_database

LETTER = papers.multi_page_letter


def uploaded(data: bytes, name: str = "surat.pdf", content_type: str = "application/pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data, content_type)


def refusal(data: bytes) -> ValidationError:
    with pytest.raises(ValidationError) as caught:
        inspect(uploaded(data))
    return caught.value


def link(address: str) -> bytes:
    return letter_with_annotation(Subtype=Name.Link, A=action("URI", URI=String(address)))


def opens_with(kind: str, **entries: object) -> bytes:
    return letter_with_root(OpenAction=action(kind, **entries))


def clicks(kind: str, **entries: object) -> bytes:
    return letter_with_annotation(Subtype=Name.Link, A=action(kind, **entries))


def test_letter_is_described_by_its_content() -> None:
    assert inspect(uploaded(LETTER())) == Scan(
        content_type="application/pdf",
        pages=3,
        size=len(LETTER()),
        sha256=hashlib.sha256(LETTER()).hexdigest(),
        extension="pdf",
    )


@pytest.mark.parametrize(
    ("make", "content_type", "pages", "extension"),
    [
        (papers.jpeg_scan, "image/jpeg", 1, "jpg"),
        (papers.phone_photo, "image/jpeg", 1, "jpg"),
        (papers.png_scan, "image/png", 1, "png"),
        (papers.signed_letter, "application/pdf", 3, "pdf"),
        (lambda: papers.letter_of(50), "application/pdf", 50, "pdf"),
        (lambda: papers.locked_letter(user="", owner="rahasia"), "application/pdf", 3, "pdf"),
        (lambda: link("https://contoh.kuduskab.go.id/"), "application/pdf", 3, "pdf"),
        (lambda: letter_with_root(OpenAction=Array([0, Name.Fit])), "application/pdf", 3, "pdf"),
        (lambda: opens_with("GoTo", D=String("awal")), "application/pdf", 3, "pdf"),
        (lambda: LETTER() + b"\r\n" + b"\0" * 512, "application/pdf", 3, "pdf"),
    ],
    ids=["jpeg", "phone", "png", "signed", "50 pages", "unlocked", "link", "view at opening", "go to", "padded"],
)
def test_genuine_scan_is_taken(make, content_type: str, pages: int, extension: str) -> None:
    data = make()
    scan = inspect(uploaded(data, "apa-saja.exe", "text/html"))
    assert scan == Scan(content_type, pages, len(data), hashlib.sha256(data).hexdigest(), extension)


HOSTILE = {
    # not a paper at all
    "empty": (lambda: b"", "empty"),
    "text": (lambda: b"Yth. Kepala Dinas", "unknown_type"),
    "gif": (papers.gif_image, "unknown_type"),
    "html before the pdf": (lambda: b"<script>alert(1)</script>" + LETTER(), "unknown_type"),
    "space before the pdf": (lambda: b" " + LETTER(), "unknown_type"),
    "html named as pdf": (lambda: b"<!doctype html><script>alert(1)</script>", "unknown_type"),
    "zip": (lambda: b"PK\x03\x04" + LETTER(), "unknown_type"),
    # PDFs that can't be read
    "password": (lambda: papers.locked_letter(user="rahasia", owner="rahasia"), "locked_pdf"),
    "head alone": (lambda: b"%PDF-1.7\n%%EOF", "broken_pdf"),
    "cut off": (lambda: LETTER()[:-2000], "broken_pdf"),
    "junk behind": (lambda: LETTER() + b"<script>" * 500, "broken_pdf"),
    "no cross-reference": (lambda: LETTER().replace(b"startxref", b"startxxxx"), "broken_pdf"),
    "no page": (papers.letter_without_pages, "broken_pdf"),
    "51 pages": (lambda: papers.letter_of(51), "too_many_pages"),
    # scripts, wherever they hide
    "script at opening": (lambda: opens_with("JavaScript", JS=String("app.alert(1)")), "active_pdf"),
    "script by name": (lambda: letter_with_root(Names=Dictionary(JavaScript=Dictionary())), "active_pdf"),
    "script on an event": (lambda: letter_with_root(AA=Dictionary(WC=script())), "active_pdf"),
    "script on a link": (lambda: letter_with_annotation(Subtype=Name.Link, A=script()), "active_pdf"),
    "script second": (lambda: clicks("GoTo", D=String("x"), Next=Array([script()])), "active_pdf"),
    "script on a field": (
        lambda: letter_with_root(AcroForm=Dictionary(Fields=[Dictionary(FT=Name.Tx, AA=Dictionary(K=script()))])),
        "active_pdf",
    ),
    "script in outline": (
        lambda: letter_with_root(Outlines=Dictionary(First=Dictionary(Title=String("x"), A=script()))),
        "active_pdf",
    ),
    "script compressed": (papers.letter_with_compressed_script, "active_pdf"),
    "script disguised": (papers.letter_with_disguised_script, "active_pdf"),
    "script forgotten": (papers.letter_with_forgotten_script, "active_pdf"),
    "script encrypted": (
        lambda: papers.changed_letter(
            lambda pdf: pdf.Root.__setitem__("/OpenAction", script()), encryption=pikepdf.Encryption(user="", owner="x")
        ),
        "active_pdf",
    ),
    "script behind padding": (papers.letter_with_script_behind_padding, "broken_pdf"),
    "script packed unknown": (papers.letter_with_unknown_packing, "broken_pdf"),
    "script address": (lambda: link("javascript:alert(1)"), "active_pdf"),
    "script address spaced": (lambda: link(" java\nScript:alert(1)"), "active_pdf"),
    "basic address": (lambda: link("VBScript:MsgBox"), "active_pdf"),
    "data address": (lambda: link("data:text/html,<script>alert(1)</script>"), "active_pdf"),
    "file address": (lambda: link("file:///etc/passwd"), "active_pdf"),
    # other active content
    "address at opening": (lambda: opens_with("URI", URI=String("https://contoh.example/")), "active_pdf"),
    "action named elsewhere": (papers.letter_with_indirect_kind, "active_pdf"),
    "attached": (papers.letter_with_attachment, "active_pdf"),
    "xfa form": (lambda: letter_with_root(AcroForm=Dictionary(XFA=String("<xdp/>"))), "active_pdf"),
    # PDFs made to exhaust the reader
    "page repeated": (lambda: papers.plain_pdf([], kids=b"3 0 R " * 1_000_000), "broken_pdf"),
    "pages in a ring": (lambda: papers.plain_pdf([], kids=b"2 0 R 2 0 R"), "broken_pdf"),
    "crowded": (papers.crowded_pdf, "broken_pdf"),
    "crowd packed": (papers.packed_crowd_pdf, "broken_pdf"),
    "deep": (papers.deep_pdf, "too_complex"),
    # images
    "jpeg cut off": (lambda: papers.jpeg_scan()[:-2000], "broken_image"),
    "jpeg head alone": (lambda: b"\xff\xd8\xff\xe0", "broken_image"),
    "png cut off": (lambda: papers.png_scan()[:-2000], "broken_image"),
    "png damaged": (lambda: papers.png_scan()[:500] + b"x" * 40 + papers.png_scan()[540:], "broken_image"),
    "png animated": (papers.animated_png, "animated_image"),
    "png of 50,000,001": (lambda: papers.wide_png(50_000_001, 1), "too_many_pixels"),
    "png of 100 million": (lambda: papers.wide_png(10_000, 10_000), "too_many_pixels"),
    "png of 900 million": (lambda: papers.wide_png(30_000, 30_000), "too_many_pixels"),
    "jpeg of endless scans": (papers.slow_jpeg, "too_complex"),
}


@pytest.mark.parametrize(("make", "code"), HOSTILE.values(), ids=HOSTILE)
def test_hostile_or_broken_file_is_refused(make, code: str) -> None:
    assert refusal(make()).code == code


@pytest.mark.parametrize(
    "kind",
    [
        "GoTo3DView",
        "GoToE",
        "GoToR",
        "ImportData",
        "JavaScript",
        "Launch",
        "Movie",
        "Rendition",
        "RichMediaExecute",
        "Sound",
        "SubmitForm",
    ],
)
def test_action_that_runs_opens_or_sends_is_refused(kind: str) -> None:
    assert refusal(clicks(kind)).code == "active_pdf"


@pytest.mark.parametrize("kind", ["3D", "FileAttachment", "Movie", "RichMedia", "Screen", "Sound"])
def test_page_carrying_a_file_or_film_is_refused(kind: str) -> None:
    assert refusal(letter_with_annotation(Subtype=Name(f"/{kind}"))).code == "active_pdf"


@pytest.mark.parametrize("key", ["AA", "EF", "EmbeddedFiles", "JS", "JavaScript", "XFA"])
def test_entry_for_active_content_is_refused(key: str) -> None:
    assert refusal(letter_with_root(**{key: Dictionary()})).code == "active_pdf"


def test_size_limit_is_inclusive_and_named_in_the_message(settings) -> None:
    settings.UPLOAD_MAX_BYTES = 2 * 1024 * 1024
    fitting = papers.jpeg_scan().ljust(2 * 1024 * 1024, b"\0")
    assert inspect(uploaded(fitting)).size == 2_097_152
    error = refusal(fitting + b"\0")
    assert error.code == "too_large"
    with translation.override("id"):
        assert error.messages == [
            "Ukuran berkas ini melebihi 2 MB. Pindai ulang dengan resolusi lebih rendah atau skala abu-abu,"
            " lalu unggah kembali."
        ]


def test_page_and_pixel_limits_are_inclusive_and_named_in_the_message(settings) -> None:
    settings.UPLOAD_MAX_PAGES, settings.UPLOAD_MAX_PIXELS = 3, 827 * 1169
    assert inspect(uploaded(LETTER())).pages == 3
    assert inspect(uploaded(papers.png_scan())).pages == 1
    settings.UPLOAD_MAX_PAGES, settings.UPLOAD_MAX_PIXELS = 2, 827 * 1169 - 1
    with translation.override("id"):
        assert "lebih dari 2 halaman" in refusal(LETTER()).messages[0]
    assert refusal(papers.png_scan()).code == "too_many_pixels"
    assert refusal(papers.jpeg_scan()).code == "too_many_pixels"


def test_locked_pdf_says_what_to_do() -> None:
    error = refusal(papers.locked_letter(user="rahasia", owner="rahasia"))
    with translation.override("id"):
        assert error.messages == [
            "Berkas PDF ini terkunci kata sandi. Simpan ulang tanpa kata sandi, lalu unggah kembali."
        ]
    with translation.override("en"):
        assert error.messages == [
            "This PDF is locked with a password. Save it again without a password, then upload it."
        ]


@pytest.mark.parametrize("code", REFUSALS)
def test_every_refusal_is_translated(code: str) -> None:
    with translation.override("id"):
        indonesian = str(REFUSALS[code])
    with translation.override("en"):
        assert str(REFUSALS[code]) != indonesian


@pytest.mark.parametrize("make", [LETTER, lambda: b"", lambda: b"teks", papers.letter_with_attachment])
def test_file_is_left_unaltered_and_at_its_beginning(make) -> None:
    data = make()
    file = uploaded(data)
    file.read(5)
    with suppress(ValidationError):
        inspect(file)
    assert file.tell() == 0
    assert file.read() == data


def test_letter_has_the_text_of_a_letter() -> None:
    with pikepdf.open(BytesIO(LETTER())) as pdf:
        assert len(pdf.pages) == 3
        assert str(pdf.docinfo.Title) == "Permohonan Akses Server"


@pytest.mark.parametrize(
    ("name", "cleaned"),
    [
        ("surat permohonan.pdf", "surat permohonan.pdf"),
        ("Surat  Permohonan\tAkses.PDF", "Surat Permohonan Akses.pdf"),
        ("../../etc/passwd", "passwd.pdf"),
        ("C:\\fakepath\\surat.pdf", "surat.pdf"),
        ("surat.hta", "surat.hta.pdf"),
        ("surat.pdf.lnk", "surat.pdf.lnk.pdf"),
        ("surat\u202efdp.exe", "suratfdp.exe.pdf"),
        ("su\u200brat\u2060.p\ufeffdf", "surat.pdf"),
        ("surat\x00.pdf\r\n", "surat.pdf"),
        ("surat\u2028baru.pdf", "surat baru.pdf"),
        ("surat\ud800.pdf", "surat.pdf"),
        (".htaccess", "htaccess.pdf"),
        ("surat. . ", "surat.pdf"),
        ("s" * 200 + ".pdf", "s" * 146 + ".pdf"),
        ("s" * 200, "s" * 146 + ".pdf"),
        ("a." + "b" * 200, "a." + "b" * 144 + ".pdf"),
        ("surat\u0301.pdf", "surat\u0301.pdf"),
        ("re\u0301sume\u0301.pdf", "r\xe9sum\xe9.pdf"),
        ("<b>surat & isi</b>.pdf", "b>.pdf"),
    ],
)
def test_shown_name_is_clean_and_says_what_the_content_is(name: str, cleaned: str) -> None:
    assert clean_name(name, "pdf") == cleaned


@pytest.mark.parametrize("name", ["foto.jpg", "foto.jpeg", "foto.JPG"])
def test_a_picture_keeps_no_second_extension(name: str) -> None:
    assert clean_name(name, "jpg") == "foto.jpg"


@pytest.mark.parametrize("name", ["", " ", "../", "\u200b", "\x00", ". ."])
def test_name_without_anything_to_show_becomes_file(name: str) -> None:
    with translation.override("id"):
        assert clean_name(name, "png") == "berkas.png"
