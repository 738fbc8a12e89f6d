"""The papers of the SOP: what each says, how it is made, and who gets it."""

import re
import subprocess
import sys
import uuid
from datetime import timedelta
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from urllib.request import url2pathname

import pikepdf
import pytest
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from PIL import Image

from accounts.models import Appointment, User
from accounts.offices import ActingKind, Office
from helpdesk.models import JobState
from requests import sop, tasks
from requests.documents import render
from requests.models import AccessRequest, Credential, Disposition, Document, Letterhead
from requests.models.attachment import AttachmentKind
from requests.services import attach, delete_draft, save_answers
from requests.sop import Sheet
from requests.states import State
from requests.uploads import inspect
from tests.cast import Cast, appoint, fresh
from tests.papers_for_tests import scanned_page

pytestmark = [pytest.mark.papers, pytest.mark.django_db]

MONTHS = ("Januari", "Februari", "Maret", "April", "Mei", "Juni", "Juli", "Agustus", "September", "Oktober", "November")
MONTHS += ("Desember",)
HOSTILE = (
    "<b>tebal</b>",
    "<img src=file:///etc/passwd>",
    "<link rel=attachment href=file:///etc/passwd>",
    "@import url(http://evil.example/x.css);",
    "</style><script>alert(1)</script>",
    "{{7*7}} {% include 'base.html' %}",
    "&lt;i&gt; &amp; 'kutip' \"ganda\"",
    "<svg><image href=http://evil.example/></svg>",
    "Rapat 😀 selesai",
)


def newest(access_request: AccessRequest, sheet: Sheet) -> Document:
    return Document.objects.filter(access_request=access_request, sheet=sheet).latest("request_version")


def run(*command: str, pdf: bytes) -> str:
    return subprocess.run(command, input=pdf, capture_output=True, check=True).stdout.decode()


def text_of(pdf: bytes) -> str:
    """All words in reading order, each run of white space one space."""
    return " ".join(run("pdftotext", "-raw", "-", "-", pdf=pdf).split())


def running_text(pdf: bytes) -> str:
    """The text without any white space: a word broken over two lines counts as whole."""
    return "".join(run("pdftotext", "-raw", "-", "-", pdf=pdf).split())


def without_space(text: str) -> str:
    return "".join(text.split())


def stored_bytes(document: Document) -> bytes:
    return Path(document.file.path).read_bytes()


def pages_of(pdf: bytes) -> list[str]:
    return [" ".join(page.split()) for page in run("pdftotext", "-raw", "-", "-", pdf=pdf).split("\f")[:-1]]


def size_in_mm(pdf: bytes) -> tuple[int, int]:
    width, height = re.search(r"Page size: +([\d.]+) x ([\d.]+) pts", run("pdfinfo", "-", pdf=pdf)).groups()
    return round(float(width) / 72 * 25.4), round(float(height) / 72 * 25.4)


def paper(access_request: AccessRequest, sheet: Sheet) -> bytes:
    return render(newest(access_request, sheet))


def indonesian(moment) -> str:
    local = timezone.localtime(moment) if hasattr(moment, "hour") else moment
    return f"{local.day} {MONTHS[local.month - 1]} {local.year}"


def confirmed(cast: Cast) -> AccessRequest:
    return cast.do(cast.request_in(State.DELIVERED), sop.CONFIRM_RECEIPT)


# What the sheets say


def test_access_form_holds_the_answers_and_the_applicant_who_signed_by_submitting(cast: Cast) -> None:
    access_request = cast.request_in(State.SUBMITTED)
    text = text_of(paper(access_request, Sheet.ACCESS_FORM))
    for words in (
        "PEMERINTAH KABUPATEN KUDUS",
        "DINAS KOMUNIKASI DAN INFORMATIKA",
        "FORMULIR AKSES SERVER",
        f"Nomor agenda {access_request.agenda_number}",
        "Dinas Kesehatan",
        "Ratna Puspita, S.Kom.",
        "NIP 19900305 201503 2 004",
        "045/112/DINKES/X/2026",
        "1 Oktober 2026",
        "Permohonan akses server aplikasi e-Puskesmas",
        "dr. Bambang Hartono, M.Kes.",
        "surat.pdf (3 halaman)",
        "SSH",
        "Operator",
        "203.0.113.0/24",
        indonesian(access_request.ends_on),
        "Ketentuan Penggunaan Akses Server versi 1",
        "berlaku sebagai tanda tangan formulir",
        "Belum ditandatangani secara elektronik",
    ):
        assert words in text
    assert re.search(rf"{indonesian(timezone.now())}, \d\d\.\d\d WIB Pemohon, Pranata Komputer,", text)
    assert "DRAF" not in text


def test_draft_form_is_marked_on_every_page_and_left_to_be_signed(cast: Cast) -> None:
    document = tasks.order_draft_form(cast.draft(purpose="Pemeliharaan harian. " * 90))
    pages = pages_of(render(document))
    assert len(pages) == 2
    assert all("DRAF" in page for page in pages)
    assert "Nomor agenda" not in pages[0]
    assert "berlaku sebagai tanda tangan" not in pages[1]
    assert re.search(r"\.{10,}, \.{10,} 20\.+ Pemohon, Pranata Komputer, Ratna Puspita, S\.Kom\.", pages[1])


def test_register_sheet_holds_the_columns_of_the_register(cast: Cast) -> None:
    cast.health.address = "Jl. Diponegoro No. 15 Kudus"
    cast.health.save()
    access_request = cast.request_in(State.SUBMITTED)
    text = text_of(paper(access_request, Sheet.REGISTER))
    for words in (
        "LEMBAR REGISTER SURAT MASUK",
        f"Nomor agenda {access_request.agenda_number}",
        f"Tanggal terima {indonesian(timezone.now())}",
        "Nomor surat 045/112/DINKES/X/2026",
        "Tanggal surat 1 Oktober 2026",
        "Pengirim Dinas Kesehatan Jl. Diponegoro No. 15 Kudus",
        "Isi ringkas/perihal Permohonan akses server aplikasi e-Puskesmas",
        "Lampiran Pindaian surat: surat.pdf (3 halaman)",
        "Diteruskan kepada Kepala Dinas",
        "Keterangan Diajukan oleh Ratna Puspita, S.Kom.",
        access_request.letter_sha256,
    ):
        assert words in text
    access_request = cast.do(access_request, sop.DISPOSE)
    assert "Diteruskan kepada Kepala Bidang Informatika" in text_of(paper(access_request, Sheet.REGISTER))


def test_disposition_sheet_before_any_decision_has_head_and_empty_boxes(cast: Cast) -> None:
    access_request = cast.request_in(State.SUBMITTED)
    text = text_of(paper(access_request, Sheet.DISPOSITION))
    head = ["LEMBAR DISPOSISI", "Surat dari", "No. Surat", "Tgl. Surat", "Hal", "Diteruskan kepada Sdr.", "Catatan"]
    assert sorted(head, key=text.index) == head
    right = ["Diterima Tgl.", "No. Agenda", "Sifat", "Sangat segera", "Segera", "Rahasia", "Dengan hormat harap"]
    assert sorted(right, key=text.index) == right
    assert "Belum ada disposisi." in text
    assert "√" not in text


def test_disposition_sheet_ticks_what_the_head_chose(cast: Cast) -> None:
    access_request = cast.request_in(State.SUBMITTED)
    chosen = {"instructions": ["respond", "coordinate"], "other_instruction": "Lapor hari Jumat", "confidential": True}
    access_request = cast.do(access_request, sop.DISPOSE, **chosen, urgency="very_urgent", note="Segera ditangani.")
    text = text_of(paper(access_request, Sheet.DISPOSITION))
    ticked = ("Sangat segera", "Rahasia", "Tanggapan dan saran", "Koordinasi/konfirmasikan", "Lapor hari Jumat")
    assert all(f"√ {words}" in text for words in ticked)
    assert text.count("√") == len(ticked)
    assert "Catatan Segera ditangani." in text
    assert "Kepala Bidang Informatika" in text


def test_disposition_sheet_grows_a_row_with_each_decision(cast: Cast) -> None:
    access_request = cast.request_in(State.DELIVERED)
    text = text_of(paper(access_request, Sheet.DISPOSITION))
    for words in (
        "Mohon ditindaklanjuti.",
        "√ Proses lebih lanjut",
        "√ Segera",
        "Dengan hormat harap: Proses lebih lanjut.",
        "Disetujui sesuai surat.",
        "Drs. Haryo Wibisono, M.Si.",
        "NIP 19700101 199503 1 001",
        "Siti Maryam, S.T., M.Kom.",
        "NIP 19780515 200312 2 002",
        "Agus Prasetyo, S.Kom.",
        "NIP 19820210 200801 1 005",
        "Dewi Anggraini, A.Md.Kom.",
        "NIP 19940618 201903 2 006",
        "Akun telah diaktifkan.",
    ):
        assert words in text
    assert text.count(f"{indonesian(timezone.now())}") == 1 + 5  # received, and five decisions
    assert text.count(" WIB") == 5


def test_disposition_sheet_prints_acting_officials_with_their_own_post(cast: Cast) -> None:
    Appointment.objects.filter(office=Office.HEAD).update(until=timezone.localdate() - timedelta(days=1))
    deputy = cast.liaison
    appoint(deputy, Office.HEAD, ActingKind.PLH, until=timezone.localdate())
    access_request = cast.do(cast.request_in(State.SUBMITTED), sop.DISPOSE, by=deputy)
    text = run("pdftotext", "-raw", "-", "-", pdf=paper(access_request, Sheet.DISPOSITION))
    block = ["Plh. Kepala Dinas,", "Sekretaris Dinas,", "Endang Lestari, S.KM.", "Penata, III/c"]
    assert "\n".join([*block, "NIP 19850120 200903 2 001"]) in text


def test_disposition_sheet_after_return_and_resubmission_keeps_the_earlier_round_below(cast: Cast) -> None:
    access_request = cast.request_in(State.RETURNED)
    returned = text_of(paper(access_request, Sheet.DISPOSITION))
    assert "Permohonan dikembalikan kepada pemohon." in returned
    assert "Yang perlu diperbaiki: Nomor surat; Surat." in returned
    assert "Nomor surat belum sesuai." in returned

    save_answers(access_request, letter_number="045/113/DINKES/X/2026")
    access_request = cast.do(access_request, sop.RESUBMIT)
    text = text_of(paper(access_request, Sheet.DISPOSITION))
    assert "045/113/DINKES/X/2026" in text
    assert "045/112/DINKES/X/2026" not in text
    assert "√" not in text  # the head of the service has not yet disposed what was mended
    assert "Dengan hormat harap: Proses lebih lanjut." in text
    assert "Mohon ditindaklanjuti." in text
    assert "Nomor surat belum sesuai." in text
    assert "Permohonan telah diperbaiki dan diajukan kembali." in text
    assert "diperbaiki dan diajukan kembali" in text_of(paper(access_request, Sheet.REGISTER))

    access_request = cast.do(access_request, sop.DISPOSE, note="Sudah benar.", instructions=["respond"])
    text = text_of(paper(access_request, Sheet.DISPOSITION))
    assert "√ Tanggapan dan saran" in text
    assert "Catatan Sudah benar." in text
    assert "Mohon ditindaklanjuti." in text


def test_account_sheet_and_receipt_hold_the_account_and_never_the_password(cast: Cast) -> None:
    access_request = cast.request_in(State.ACTIVATED)
    password = Credential.objects.get(account__access_request=access_request).open()
    access_request = cast.do(cast.do(access_request, sop.DELIVER), sop.CONFIRM_RECEIPT)
    until = indonesian(timezone.localdate() + timedelta(days=180))
    account, receipt = paper(access_request, Sheet.ACCOUNT), paper(access_request, Sheet.RECEIPT)
    for words in (
        "aplikasi-01 (10.10.0.21)",
        "dinkes-ratna",
        "Operator",
        f"Berlaku sampai dengan {until}",
        "Ratna Puspita, S.Kom.",
        "NIP 19900305 201503 2 004",
        "Dewi Anggraini, A.Md.Kom.",
        "NIP 19940618 201903 2 006",
        "Kata sandi tidak dicantumkan pada lembar ini.",
    ):
        assert words in text_of(account)
        assert words in text_of(receipt)
    assert "Akun dibuat dan dimasukkan ke grup operator." in text_of(account)
    assert "Masuk lewat SSH dan menjalankan perintah sudo -l." in text_of(account)
    assert "Yang menyerahkan" in text_of(receipt)
    assert "dikonfirmasi oleh pemegang akun" in text_of(receipt)
    assert len(password) >= 20
    everything = [running_text(render(document)) for document in access_request.documents.all()]
    assert len(everything) == 11
    assert not any(password in text for text in everything)


# How they look


@pytest.mark.parametrize("sheet", Sheet)
def test_each_sheet_has_its_size_language_title_fonts_code_and_page_numbers(cast: Cast, sheet: Sheet) -> None:
    document = newest(confirmed(cast), sheet)
    pdf = render(document)
    assert size_in_mm(pdf) == ((165, 215) if sheet == Sheet.DISPOSITION else (210, 297))
    fonts = run("pdffonts", "-", pdf=pdf).splitlines()[2:]
    assert fonts
    for font in fonts:
        assert re.match(r"[A-Z]{6}\+Liberation-Sans(-Bold)? .* yes +yes +yes +\d+ +0$", font)
    title = {
        "access_form": "Formulir akses server",
        "register": "Lembar register surat masuk",
        "disposition": "Lembar disposisi",
        "account": "Data akun",
        "receipt": "Tanda terima",
    }[sheet]
    with pikepdf.open(BytesIO(pdf)) as opened:
        assert opened.Root.Lang == "id"
        assert opened.docinfo["/Title"] == f"{title} {document.access_request.register_entry}"
    for number, page in enumerate(pages := pages_of(pdf), start=1):
        assert f"Halaman {number} dari {len(pages)}" in page
        assert "Belum ditandatangani secara elektronik." in page
        assert f"Kode verifikasi {document.code}" in page
        assert f"https://testserver/verifikasi/{document.code}/" in page


def test_long_texts_are_whole_and_the_head_row_stands_on_every_page(cast: Cast) -> None:
    User.objects.filter(pk=cast.applicant.pk).update(name="Raden " * 24 + "Ayu", job_title="Pranata " * 15)
    cast.applicant.refresh_from_db()
    note = "Mohon dikoordinasikan dengan bidang lain sebelum diproses. " * 17
    subject = "Permohonan-akses-server-" * 8 + "selesai."
    access_request = cast.do(cast.draft(letter_subject=subject, target="x" * 200), sop.SUBMIT)
    access_request = cast.do(access_request, sop.DISPOSE, note=note)
    access_request = cast.do(access_request, sop.APPROVE, note=note)
    for act in (sop.ASSIGN, *[sop.REASSIGN] * 8, sop.ACTIVATE):
        access_request = cast.do(access_request, act, note="")
    pdf = paper(access_request, Sheet.DISPOSITION)
    _first, *later = pages_of(pdf)
    assert len(later) == 2
    assert all(page.startswith("Pejabat Tanggal dan paraf Disposisi") for page in later)
    assert without_space(subject) in running_text(pdf)
    assert text_of(pdf).count("Admin lain telah ditugaskan.") == 8
    assert running_text(pdf).count(without_space("sebelum diproses.")) == 2 * 17
    form = running_text(paper(access_request, Sheet.ACCESS_FORM))
    assert without_space("Raden " * 24 + "Ayu") in form
    assert "x" * 200 in form
    for page in (page for document in access_request.documents.all() for page in pages_of(render(document))):
        words = page.split("Belum ditandatangani")[0]
        assert not words.strip().startswith("NIP")
        assert not words.strip().endswith(("Pernyataan", "Pengerjaan", "Serah terima", "Disposisi", "Akun"))


def test_an_ordinary_form_takes_one_page(cast: Cast) -> None:
    access_request = cast.request_in(State.SUBMITTED)
    assert len(pages_of(paper(access_request, Sheet.ACCESS_FORM))) == 1


def test_without_letterhead_the_head_is_plain(cast: Cast) -> None:
    Letterhead.objects.all().delete()
    pages = pages_of(paper(cast.request_in(State.SUBMITTED), Sheet.REGISTER))
    assert pages[0].startswith("LEMBAR REGISTER SURAT MASUK")


def test_crest_is_printed_from_the_letterhead_of_the_document(cast: Cast) -> None:
    picture = BytesIO()
    Image.new("RGB", (60, 70), "black").save(picture, "PNG")
    with_crest = Letterhead(number=2, government="Pemerintah Kabupaten Kudus", office="Dinas", address="Kudus")
    with_crest.crest.save("lambang.png", ContentFile(picture.getvalue()))
    document = newest(cast.request_in(State.SUBMITTED), Sheet.REGISTER)
    with pikepdf.open(BytesIO(render(document))) as opened:
        assert [(image.Width, image.Height) for image in opened.pages[0].get_images().values()] == [(60, 70)]
    document.letterhead = cast.letterhead
    with pikepdf.open(BytesIO(render(document))) as opened:
        assert not opened.pages[0].get_images()


# Made once and for good


def test_rendering_twice_gives_the_same_bytes(cast: Cast) -> None:
    for document in confirmed(cast).documents.all():
        assert render(document) == render(document)


def test_a_sheet_says_the_same_after_people_offices_and_answers_have_changed(cast: Cast) -> None:
    access_request = cast.request_in(State.RETURNED)
    documents = list(access_request.documents.all())
    before = [render(document) for document in documents]
    User.objects.update(name="Orang Lain", nip="", rank="", job_title="Lain", phone="0")
    Appointment.objects.update(acting_kind="plt")
    cast.health.name, cast.health.address = "Badan Lain", "Jalan Lain"
    cast.health.save()
    save_answers(access_request, letter_number="lain", target="lain", ends_on=timezone.localdate())
    Letterhead.objects.create(number=2, government="Lain", office="Lain", address="Lain")
    cast.terms.__class__.objects.create(number=2, text="Lain.")
    cast.do(access_request, sop.RESUBMIT, by=access_request.applicant)
    User.objects.update(agency=cast.transport)
    assert [render(Document.objects.get(pk=document.pk)) for document in documents] == before


def test_rendered_sheet_is_stored_with_its_fingerprint(cast: Cast) -> None:
    document = newest(cast.request_in(State.SUBMITTED), Sheet.DISPOSITION)
    tasks.render_document.call(str(document.pk))
    document.refresh_from_db()
    content = stored_bytes(document)
    assert document.state == JobState.DONE
    assert content == render(document)
    assert document.sha256 == sha256(content).hexdigest()


def test_a_stored_sheet_is_never_rendered_again(cast: Cast) -> None:
    document = newest(cast.request_in(State.SUBMITTED), Sheet.REGISTER)
    tasks.render_document.call(str(document.pk))
    document.refresh_from_db()
    tasks.render_document.call(str(document.pk))
    again = Document.objects.get(pk=document.pk)
    assert (again.attempts, again.file.name) == (1, document.file.name)


def test_a_worker_that_lost_its_lease_leaves_the_other_ones_file(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    """The slow worker renders while its lease runs out and another worker finishes the sheet."""
    document = newest(cast.request_in(State.SUBMITTED), Sheet.REGISTER)

    def slow(claimed: Document) -> bytes:
        monkeypatch.setattr("requests.documents.render", render)
        Document.objects.filter(pk=claimed.pk).update(leased_until=timezone.now() - timedelta(seconds=1))
        tasks.render_document.call(str(claimed.pk))
        return b"%PDF-late"

    monkeypatch.setattr("requests.documents.render", slow)
    tasks.render_document.call(str(document.pk))
    document.refresh_from_db()
    assert document.state == JobState.DONE
    assert document.sha256 == sha256(stored_bytes(document)).hexdigest() == sha256(render(document)).hexdigest()
    stored = Path(settings.MEDIA_ROOT, "documents").glob(f"{document.pk}*")
    assert [path.name for path in stored] == [Path(document.file.name).name]


def test_a_sheet_of_a_draft_deleted_meanwhile_leaves_no_file(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    document = tasks.order_draft_form(cast.draft())

    def late(claimed: Document) -> bytes:
        delete_draft(claimed.access_request)
        return b"%PDF-late"

    monkeypatch.setattr("requests.documents.render", late)
    tasks.render_document.call(str(document.pk))
    assert not list(Path(settings.MEDIA_ROOT, "documents").glob(f"{document.pk}*"))


def test_a_sheet_that_fails_is_tried_again_later(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(document: Document) -> bytes:
        raise OSError("no space left")

    document = newest(cast.request_in(State.SUBMITTED), Sheet.REGISTER)
    monkeypatch.setattr("requests.documents.render", broken)
    tasks.render_document.call(str(document.pk))
    document.refresh_from_db()
    assert (document.state, document.attempts, document.file.name) == (JobState.PENDING, 1, "")
    assert "no space left" in document.error
    monkeypatch.setattr("requests.documents.render", render)
    tasks.render_document.call(str(document.pk))
    document.refresh_from_db()
    assert (document.state, document.attempts) == (JobState.PENDING, 1)  # the pause isn't over
    Document.objects.update(leased_until=timezone.now() - timedelta(seconds=1))
    tasks.render_document.call(str(document.pk))
    document.refresh_from_db()
    assert (document.state, document.attempts, document.error) == (JobState.DONE, 2, "")


# Safe


@pytest.mark.parametrize("words", HOSTILE)
def test_hostile_words_in_every_field_are_printed_as_they_are(cast: Cast, words: str) -> None:
    """Rendering would fail if anything but the project's own style sheets were asked for."""
    everyone = {"name": words, "rank": words, "job_title": words, "phone": words[:25]}
    User.objects.update(**everyone)
    for row in (cast.applicant, cast.staff, cast.other_staff):
        row.refresh_from_db()
    cast.health.name = cast.health.address = words
    cast.health.save()
    cast.server.name = cast.server.address = words
    cast.server.save()
    fields = ("government", "office", "address", "telephone", "website")
    Letterhead.objects.create(number=2, email="a@b.example", **dict.fromkeys(fields, words))
    given = ("letter_number", "letter_subject", "letter_signatory", "target", "other_kind", "purpose", "developer_name")
    answers = dict.fromkeys((*given, "developer_company", "developer_contract", "source_addresses"), words)
    access_request = cast.do(cast.draft(access_kind="other", **answers), sop.SUBMIT)
    for act in (sop.DISPOSE, sop.RETURN, sop.RESUBMIT, sop.DISPOSE, sop.APPROVE, sop.ASSIGN, sop.ACTIVATE, sop.DELIVER):
        data = {"note": words, "other_instruction": words} if act is not sop.RESUBMIT else {}
        if act is sop.ACTIVATE:
            data |= {"username": words, "work_done": words, "tested_how": words}
        access_request = cast.do(access_request, act, **data)
    access_request = cast.do(access_request, sop.CONFIRM_RECEIPT)
    expected = {Sheet.ACCESS_FORM: 16, Sheet.REGISTER: 9, Sheet.DISPOSITION: 40, Sheet.ACCOUNT: 15, Sheet.RECEIPT: 15}
    for sheet, times in expected.items():
        pdf = paper(access_request, sheet)
        found = running_text(pdf).count(without_space(words))
        assert found >= times, (sheet, found)
        assert b"EmbeddedFile" not in pdf
        assert "/Annots" not in str(pikepdf.open(BytesIO(pdf)).pages[0].obj)
        assert all("Liberation-Sans" in font for font in run("pdffonts", "-", pdf=pdf).splitlines()[2:])


def test_direction_marks_turn_nothing_around(cast: Cast) -> None:
    subject = "Akses \u202eterbalik\u202c dan \u2067miring\u2069 tetap\u200f lurus"
    access_request = cast.do(cast.draft(letter_subject=subject), sop.SUBMIT)
    assert "Akses terbalik dan miring tetap lurus" in text_of(paper(access_request, Sheet.REGISTER))


def test_a_name_of_ten_thousand_characters_is_printed_whole(cast: Cast) -> None:
    """Longer than any field allows: the sheet grows, and loses nothing."""
    document = newest(cast.request_in(State.SUBMITTED), Sheet.REGISTER)
    document.letterhead = Letterhead(number=9, government="Kudus", office="A" * 10_000, address="Kudus")
    assert sum(map(len, re.findall("A{3,}", running_text(render(document))))) == 10_000


@pytest.mark.parametrize(
    "address",
    [
        "file:///etc/passwd",
        "file://host/etc/passwd",
        f"{Path(settings.BASE_DIR, 'manage.py').as_uri()}",
        f"{Path(settings.BASE_DIR, 'static/pdf').as_uri()}/../css/site.css",
        f"{Path(settings.BASE_DIR, 'static/pdf').as_uri()}/%2e%2e/css/site.css",
        f"{Path(settings.BASE_DIR, 'static/pdf/fonts.conf').as_uri()}",
        "http://testserver/",
        "https://evil.example/x.css",
        "ftp://evil.example/x.css",
        "data:text/css,p{}",
        "sheet.css",
    ],
)
def test_the_renderer_fetches_nothing_but_its_own_style_sheets(address: str) -> None:
    from requests.documents.pdf import OwnFiles

    with pytest.raises(ValueError, match="nothing but their own style sheets"):
        OwnFiles(crest="data:image/png;base64,AAAA").fetch(address)


def test_the_renderer_fetches_its_own_style_sheets_and_the_crest_it_was_given() -> None:
    from requests.documents.pdf import OwnFiles

    style = Path(settings.BASE_DIR, "static/pdf/sheet.css")
    assert OwnFiles(crest="").fetch(style.as_uri()).read() == Path(url2pathname(str(style))).read_bytes()
    assert OwnFiles(crest="data:image/png;base64,AAAA").fetch("data:image/png;base64,AAAA").read() == b"\0\0\0"


def test_a_page_that_asks_for_a_foreign_file_is_not_rendered_at_all() -> None:
    from weasyprint.urls import FatalURLFetchingError

    from requests.documents.pdf import write_pdf

    for html in ("<img src=file:///etc/passwd>", "<style>@import url(http://evil.example/x.css)</style>"):
        with pytest.raises(FatalURLFetchingError):
            write_pdf(html, identifier=b"0" * 16, crest="")


def test_a_web_process_never_loads_weasyprint() -> None:
    program = "import django; django.setup(); import requests.urls, sys; sys.exit('weasyprint' in sys.modules)"
    subprocess.run([sys.executable, "-c", program], check=True, cwd=settings.BASE_DIR)


# Who gets them


@pytest.fixture
def stored(cast: Cast) -> Document:
    """The disposition sheet of a submitted request, rendered."""
    document = newest(cast.request_in(State.SUBMITTED), Sheet.DISPOSITION)
    tasks.render_document.call(str(document.pk))
    document.refresh_from_db()
    return document


def ask(user: User, pk: uuid.UUID, method: str = "get"):
    """The answer to this person, its body read to the end as a server would."""
    client = Client()
    client.force_login(user)
    response = getattr(client, method)(f"/dokumen/{pk}/")
    response.body = b"".join(response.streaming_content) if response.streaming else response.content
    response.close()
    return response


def test_sheet_is_shown_under_an_indonesian_name_and_kept_by_nobody(cast: Cast, stored: Document) -> None:
    response = ask(cast.applicant, stored.pk)
    assert response.status_code == 200
    assert response.headers["Content-Type"] == "application/pdf"
    number = stored.access_request.agenda_number.replace("/", "-")
    assert response.headers["Content-Disposition"] == f'inline; filename="lembar-disposisi-{number}.pdf"'
    assert response.headers["Cache-Control"] == "private, no-store"
    assert sha256(response.body).hexdigest() == stored.sha256


def test_draft_form_is_named_a_draft(cast: Cast) -> None:
    document = tasks.order_draft_form(cast.draft())
    tasks.render_document.call(str(document.pk))
    response = ask(cast.applicant, document.pk)
    assert response.headers["Content-Disposition"] == 'inline; filename="formulir-akses-server-draf.pdf"'
    assert response.body.startswith(b"%PDF-")


@pytest.mark.parametrize(
    ("person", "status"),
    [
        ("applicant", 200),
        ("liaison", 200),
        ("head", 200),
        ("division_head", 200),
        ("section_head", 200),
        ("staff", 404),
        ("stranger", 404),
    ],
)
def test_papers_go_to_those_who_see_the_request_and_exist_for_nobody_else(
    cast: Cast, stored: Document, person: str, status: int
) -> None:
    user, letter = getattr(cast, person), stored.access_request.letter
    assert ask(user, stored.pk).status_code == status
    assert ask(user, letter.pk).status_code == status
    assert ask(user, stored.pk, "head").status_code == status
    assert ask(user, uuid.uuid4()).status_code == 404


def test_staff_get_the_papers_once_it_is_theirs(cast: Cast) -> None:
    access_request = cast.request_in(State.ASSIGNED)
    assert ask(cast.staff, access_request.letter.pk).status_code == 200
    assert ask(cast.other_staff, access_request.letter.pk).status_code == 404


def test_nobody_but_the_applicant_gets_the_papers_of_a_draft(cast: Cast) -> None:
    draft = cast.draft()
    document = tasks.order_draft_form(draft)
    assert ask(cast.applicant, document.pk).status_code == 202
    assert ask(cast.liaison, document.pk).status_code == 404
    assert ask(cast.head, draft.letter.pk).status_code == 404


def test_papers_ask_the_anonymous_to_sign_in(stored: Document) -> None:
    response = Client().get(f"/dokumen/{stored.pk}/")
    assert response.status_code == 302
    assert response.headers["Location"].startswith("/akun/masuk/")


def test_letter_is_handed_out_as_it_came_and_never_opened_here(cast: Cast, stored: Document) -> None:
    letter = stored.access_request.letter
    response = ask(cast.head, letter.pk)
    assert response.headers["Content-Disposition"] == 'attachment; filename="surat.pdf"'
    assert response.headers["Content-Type"] == "application/pdf"
    assert response.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Cache-Control"] == "private, no-store"
    assert sha256(response.body).hexdigest() == letter.sha256


def test_superseded_letter_can_still_be_read(cast: Cast) -> None:
    access_request = cast.request_in(State.RETURNED)
    earlier = access_request.letter
    picture = BytesIO()
    scanned_page().save(picture, "PNG")
    scan = SimpleUploadedFile("surat baru.png", picture.getvalue())
    attach(access_request, kind=AttachmentKind.LETTER, file=scan, scan=inspect(scan), by=cast.applicant)
    access_request = fresh(access_request)
    assert access_request.letter != earlier
    for letter in (earlier, access_request.letter):
        response = ask(cast.division_head, letter.pk)
        assert sha256(response.body).hexdigest() == letter.sha256
    assert response.headers["Content-Disposition"] == 'attachment; filename="surat baru.png"'
    assert response.headers["Content-Type"] == "image/png"


def test_head_tells_the_same_without_the_body(cast: Cast, stored: Document) -> None:
    response = ask(cast.applicant, stored.pk, "head")
    assert response.status_code == 200
    assert response.headers["Content-Type"] == "application/pdf"
    assert response.headers["Content-Length"] == str(stored.file.size)


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete", "options"])
def test_papers_can_only_be_read(cast: Cast, stored: Document, method: str) -> None:
    response = ask(cast.applicant, stored.pk, method)
    assert response.status_code == 405
    assert response.headers["Allow"] == "GET, HEAD"


def test_a_sheet_not_yet_made_asks_for_patience_and_looks_again(cast: Cast) -> None:
    document = newest(cast.request_in(State.SUBMITTED), Sheet.DISPOSITION)
    response = ask(cast.applicant, document.pk)
    page = response.body.decode()
    assert response.status_code == 202
    assert '<meta http-equiv="refresh" content="2">' in page
    assert "Lembar sedang disiapkan" in page
    assert f'href="/dokumen/{document.pk}/"' in page
    assert response.headers["Cache-Control"] == "private, no-store"


def test_a_sheet_that_failed_for_good_says_so_calmly(cast: Cast) -> None:
    document = newest(cast.request_in(State.SUBMITTED), Sheet.DISPOSITION)
    Document.objects.filter(pk=document.pk).update(state=JobState.FAILED, error="OSError('no space left')")
    response = ask(cast.applicant, document.pk)
    page = response.body.decode()
    assert response.status_code == 200
    assert "Lembar belum dapat disiapkan" in page
    assert "refresh" not in page
    assert "no space left" not in page


def test_own_post_is_printed_only_under_a_capacity_that_does_not_say_it() -> None:
    post = {"actor_job_title": "Sekretaris Dinas"}
    assert Disposition(office=Office.HEAD, acting_kind=ActingKind.DEFINITIVE, **post).own_post == ""
    assert Disposition(office=Office.HEAD, acting_kind=ActingKind.PLT, **post).own_post == "Sekretaris Dinas"
    assert Disposition(office=Office.ADMIN, acting_kind=ActingKind.DEFINITIVE, **post).own_post == "Sekretaris Dinas"
    assert Disposition(**post).own_post == "Sekretaris Dinas"
