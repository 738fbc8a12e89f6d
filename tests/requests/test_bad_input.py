"""Bad data: the form again, the message at its field, nothing typed lost, nothing changed."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from pikepdf import Dictionary, Name, String

from requests.models import AccessRequest, Terms
from requests.models.attachment import AttachmentKind
from requests.services import attach
from requests.states import State
from requests.uploads import Scan, inspect
from tests import papers_for_tests as papers
from tests.by_http import error_at, form, signed_in, words
from tests.cast import Cast, fresh
from tests.tables import rows_of_all_tables

pytestmark = pytest.mark.any_database


def days(number: int) -> str:
    return (timezone.localdate() + timedelta(days=number)).isoformat()


PART_ERRORS = {
    "letter date in the future": (
        "surat",
        {"letter_date": days(2)},  # in the future even if midnight passes meanwhile
        "letter_date",
        "Tanggal surat berada di masa depan.",
    ),
    "letter date that is none": ("surat", {"letter_date": "2026-02-30"}, "letter_date", "Masukkan tanggal yang valid."),
    "letter date missing": ("surat", {"letter_date": ""}, "letter_date", "Isian ini wajib diisi."),
    "subject too long": (
        "surat",
        {"letter_subject": "x" * 201},
        "letter_subject",
        "Pastikan nilai ini mengandung paling banyak 200 karakter (sekarang 201 karakter).",
    ),
    "other kind without saying which": (
        "akses",
        {"access_kind": "other"},
        "other_kind",
        "Sebutkan jenis akses yang Saudara perlukan.",
    ),
    "kind that isn't offered": (
        "akses",
        {"access_kind": "telnet"},
        "access_kind",
        "Masukkan pilihan yang valid. telnet bukan salah satu dari pilihan yang tersedia.",
    ),
    "end before the start": (
        "masa",
        {"starts_on": days(10), "ends_on": days(9)},
        "ends_on",
        "Tanggal akhir mendahului tanggal mulai.",
    ),
    "end in the past": ("masa", {"starts_on": days(-9), "ends_on": days(-1)}, "ends_on", "Tanggal akhir telah lewat."),
    "end missing": ("masa", {"ends_on": ""}, "ends_on", "Isian ini wajib diisi."),
    "malformed address": (
        "masa",
        {"source_addresses": "203.0.113.7\n10.0.0.300"},
        "source_addresses",
        "“10.0.0.300” bukan alamat IP atau jaringan CIDR.",
    ),
    "zone of an address, whose text could be anything": (
        "masa",
        {"source_addresses": "fe80::1%$(reboot)"},
        "source_addresses",
        "“fe80::1%$(reboot)” bukan alamat IP atau jaringan CIDR.",
    ),
    "mask that is no prefix": (
        "masa",
        {"source_addresses": "10.0.0.1/0.0.0.255"},
        "source_addresses",
        "“10.0.0.1/0.0.0.255” bukan alamat IP atau jaringan CIDR.",
    ),
    "network too narrow": (
        "masa",
        {"source_addresses": "10.0.0.0/33"},
        "source_addresses",
        "“10.0.0.0/33” bukan alamat IP atau jaringan CIDR.",
    ),
}


# Saved as a draft, an answer may be missing; a wrong one is refused by either button.
CASES = {
    f"{name}, {button}": (*case, button)
    for name, case in PART_ERRORS.items()
    for button in ("continue", "save")
    if button == "continue" or "" not in case[1].values()
}


@pytest.mark.parametrize(("part", "typed", "field", "message", "button"), CASES.values(), ids=CASES)
def test_part_with_a_bad_answer(cast: Cast, part: str, typed: dict, field: str, message: str, button: str) -> None:
    access_request = cast.draft()
    applicant, address = signed_in(cast.applicant), f"/permohonan/{access_request.pk}/ubah/{part}/"
    filled = form(applicant.get(address), "") | {name: [value] for name, value in typed.items()}
    before = rows_of_all_tables()

    answer = applicant.post(address, filled | {button: "1"})

    assert answer.status_code == 200
    assert error_at(answer, f"id_{field}") == message
    # A list can't show what it doesn't offer.
    assert form(answer, "") == filled | ({"access_kind": [""]} if "telnet" in typed.values() else {})
    assert rows_of_all_tables() == before


def test_first_and_last_day_that_are_accepted(cast: Cast) -> None:
    access_request = cast.draft()
    applicant, address = signed_in(cast.applicant), f"/permohonan/{access_request.pk}/ubah"
    letter = form(applicant.get(f"{address}/surat/"), "") | {"letter_date": days(0)}
    period = form(applicant.get(f"{address}/masa/"), "") | {"starts_on": days(0), "ends_on": days(0)}
    addresses = "203.0.113.7, 2001:db8::/32\r\n 10.0.0.0/8"
    assert applicant.post(f"{address}/surat/", letter).status_code == 302
    assert applicant.post(f"{address}/masa/", period | {"source_addresses": addresses}).status_code == 302
    assert fresh(access_request).letter_date == timezone.localdate()
    assert fresh(access_request).source_addresses == "203.0.113.7\n2001:db8::/32\n10.0.0.0/8"


SCRIPT = Dictionary(S=Name.JavaScript, JS=String("app.alert(1)"))
FILES = {
    "wrong type by its content": (
        lambda: b"<!doctype html><script>alert(1)</script>",
        "Berkas ini bukan PDF, JPEG, atau PNG. Pindai dokumen atau simpan sebagai PDF, lalu unggah kembali.",
    ),
    "empty": (lambda: b"", "Berkas ini kosong. Pilih kembali hasil pindaian Saudara."),
    "one byte over 10 MB": (
        lambda: b"%PDF-1.7" + b"x" * (10 * 1024 * 1024 - 7),
        "Ukuran berkas ini melebihi 10 MB. Pindai ulang dengan resolusi lebih rendah atau skala abu-abu, "
        "lalu unggah kembali.",
    ),
    "locked": (
        lambda: papers.locked_letter(user="rahasia", owner="rahasia"),
        "Berkas PDF ini terkunci kata sandi. Simpan ulang tanpa kata sandi, lalu unggah kembali.",
    ),
    "broken": (
        lambda: papers.multi_page_letter()[:-2000],
        "Berkas PDF ini rusak atau tidak lengkap sehingga tidak dapat dibaca. Pindai ulang dokumen atau simpan ulang "
        "sebagai PDF, lalu unggah kembali.",
    ),
    "with a script": (
        lambda: papers.letter_with_root(OpenAction=SCRIPT),
        "Berkas PDF ini memuat skrip, berkas lampiran, atau konten aktif lainnya. Cetak ke PDF baru atau pindai "
        "dokumen, lalu unggah hasilnya.",
    ),
    "image bomb": (
        lambda: papers.wide_png(30_000, 30_000),
        "Gambar ini lebih dari 50 juta piksel. Pindai ulang dengan resolusi lebih rendah, lalu unggah kembali.",
    ),
}


@pytest.mark.parametrize("kind", AttachmentKind.values)
@pytest.mark.parametrize(("make", "message"), FILES.values(), ids=FILES)
def test_bad_scan_leaves_the_earlier_one_and_all_answers(cast: Cast, make, message: str, kind: str) -> None:
    access_request = cast.draft()
    applicant = signed_in(cast.applicant)
    before = rows_of_all_tables()
    data = {"file": SimpleUploadedFile("surat-bagus.pdf", make(), "application/pdf")}

    answer = applicant.post(f"/permohonan/{access_request.pk}/unggah/{kind}/", data)

    assert answer.status_code == 200
    assert error_at(answer, f"{kind}_file") == message
    other = "signed_form" if kind == "letter" else "letter"
    assert error_at(answer, f"{other}_file") == ""
    assert "surat.pdf" in words(answer)
    assert rows_of_all_tables() == before


def test_upload_without_a_file(cast: Cast) -> None:
    access_request = cast.draft()
    answer = signed_in(cast.applicant).post(f"/permohonan/{access_request.pk}/unggah/letter/", {})
    assert error_at(answer, "letter_file") == "Isian ini wajib diisi."
    assert fresh(access_request).letter == access_request.letter


def test_good_scan_takes_the_place_of_the_earlier_one(cast: Cast) -> None:
    access_request = cast.draft()
    data = {"file": SimpleUploadedFile("../../surat baru.exe", papers.png_scan(), "text/html")}
    answer = signed_in(cast.applicant).post(f"/permohonan/{access_request.pk}/unggah/letter/", data)
    assert answer.status_code == 302
    newest = fresh(access_request).letter
    assert (newest.original_name, newest.content_type) == ("surat baru.exe.png", "image/png")
    assert newest.file.name == f"attachments/{newest.pk}.png"
    assert list(access_request.attachments.all()) == [newest], "a wrong file is nobody else's to see"


def check_page(cast: Cast, access_request: AccessRequest) -> tuple:
    applicant = signed_in(cast.applicant)
    page = applicant.get(f"/permohonan/{access_request.pk}/ubah/periksa/")
    action = f"/permohonan/{access_request.pk}/ajukan/"
    return applicant, action, form(page, action)


def test_submission_without_consent(cast: Cast) -> None:
    access_request = cast.draft()
    applicant, action, filled = check_page(cast, access_request)
    before = rows_of_all_tables()
    answer = applicant.post(action, filled)
    assert answer.status_code == 200
    assert error_at(answer, "submit_consent") == "Tanpa persetujuan Saudara, permohonan tidak dapat diajukan."
    assert rows_of_all_tables() == before


def test_consent_to_terms_that_were_replaced_meanwhile(cast: Cast) -> None:
    """The page comes back with the new terms and asks again; a second consent is to those."""
    access_request = cast.draft()
    applicant, action, filled = check_page(cast, access_request)
    newest = Terms.objects.create(number=2, text="Hanya untuk kedinasan.\nDicabut bila tidak dipakai.")
    before = rows_of_all_tables()

    answer = applicant.post(action, filled | {"consent": "on"})

    assert answer.status_code == 200
    message = "Ketentuan penggunaan yang baru telah diterbitkan. Mohon dibaca dan disetujui kembali."
    assert message in words(answer)
    assert "Dicabut bila tidak dipakai." in words(answer)
    assert rows_of_all_tables() == before
    again = form(answer, action)
    assert "consent" not in again
    assert applicant.post(action, again | {"consent": "on"}).status_code == 302
    assert fresh(access_request).terms == newest


@pytest.mark.parametrize(
    ("lacking", "part"),
    [
        ({"letter_number": ""}, "Surat"),
        ({"letter": None}, "Pindaian"),
        ({"purpose": ""}, "Akses"),
        ({"ends_on": None}, "Masa berlaku dan asal"),
    ],
)
def test_submission_of_an_incomplete_draft(cast: Cast, lacking: dict, part: str) -> None:
    access_request = cast.draft()
    applicant, action, filled = check_page(cast, access_request)
    AccessRequest.objects.filter(pk=access_request.pk).update(**lacking)
    if "letter" in lacking:
        filled["letter"] = [""]
    answer = applicant.post(action, filled | {"consent": "on"})
    assert answer.status_code == 200
    assert f"Bagian “{part}” belum lengkap." in words(answer)
    assert fresh(access_request).state == State.DRAFT


def test_signed_form_can_be_made_compulsory(cast: Cast, settings) -> None:
    settings.SIGNED_FORM_REQUIRED = True
    access_request = cast.draft()
    page = signed_in(cast.applicant).get(f"/permohonan/{access_request.pk}/ubah/periksa/")
    assert "Lengkapi bagian yang ditandai, lalu ajukan." in words(page)
    png = SimpleUploadedFile("formulir.png", papers.png_scan())
    scan: Scan = inspect(png)
    attach(access_request, kind=AttachmentKind.SIGNED_FORM, file=png, scan=scan, by=cast.applicant)
    applicant, action, filled = check_page(cast, access_request)
    assert applicant.post(action, filled | {"consent": "on"}).status_code == 302
