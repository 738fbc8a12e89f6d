"""What each sheet says."""

import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from accounts.offices import ActingKind, Office
from requests import sop, tasks
from requests.documents import render
from requests.models import Credential, Disposition
from requests.models.attachment import AttachmentKind
from requests.services import attach, save_answers
from requests.sheets import Sheet
from requests.states import State
from requests.uploads import inspect
from tests.cast import Cast, appoint, fresh
from tests.papers_for_tests import png_scan
from tests.requests.papers.reading import (
    indonesian,
    pages_of,
    paper,
    run,
    running_text,
    text_of,
)

pytestmark = [pytest.mark.papers, pytest.mark.django_db]


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


def test_access_form_with_a_signed_scan_names_that_as_the_signature(cast: Cast) -> None:
    draft = cast.draft()
    file = SimpleUploadedFile("formulir.png", png_scan())
    attach(draft, kind=AttachmentKind.SIGNED_FORM, file=file, scan=inspect(file), by=cast.applicant)
    text = text_of(paper(cast.do(fresh(draft), sop.SUBMIT), Sheet.ACCESS_FORM))
    assert "Formulir bertanda tangan terlampir sebagai pindaian." in text
    assert "berlaku sebagai tanda tangan" not in text


def test_disposition_sheet_keeps_how_urgent_an_earlier_disposal_was(cast: Cast) -> None:
    access_request = cast.request_in(State.SUBMITTED)
    access_request = cast.do(access_request, sop.DISPOSE, urgency="very_urgent", confidential=True)
    for act in (sop.RETURN, sop.RESUBMIT):
        access_request = cast.do(access_request, act)
    access_request = cast.do(access_request, sop.DISPOSE, urgency="ordinary")
    text = text_of(paper(access_request, Sheet.DISPOSITION))
    assert text.count("Sifat: Sangat segera, Rahasia.") == 1
    assert "√ Sangat segera" not in text


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
    to_come = ["Disposisi", "Kepala Dinas", "Kepala Bidang Informatika", "Kepala Seksi TI dan Persandian", "Admin"]
    assert " ".join(to_come) in text
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
    assert text.count(f"{indonesian(timezone.now())}") == 1 + 5 + 1  # received, five decisions, the origin
    assert text.count(" WIB") == 5 + 1


def test_disposition_sheet_prints_acting_officials_with_their_own_post(cast: Cast) -> None:
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


def test_own_post_is_printed_only_under_a_capacity_that_does_not_say_it() -> None:
    post = {"actor_job_title": "Sekretaris Dinas"}
    assert Disposition(office=Office.HEAD, acting_kind=ActingKind.DEFINITIVE, **post).own_post == ""
    assert Disposition(office=Office.HEAD, acting_kind=ActingKind.PLT, **post).own_post == "Sekretaris Dinas"
    assert Disposition(office=Office.ADMIN, acting_kind=ActingKind.DEFINITIVE, **post).own_post == "Sekretaris Dinas"
    assert Disposition(**post).own_post == "Sekretaris Dinas"
