"""A return names what is at fault; the form opens there; what comes back is compared with what went."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from requests import rounds, selectors, services, sop
from requests.models import AccessRequest
from requests.models.attachment import AttachmentKind
from requests.states import State
from requests.uploads import inspect
from tests import papers_for_tests
from tests.by_http import error_at, form, signed_in, words
from tests.cast import Cast, fresh, letter_scan
from tests.papers_for_tests import multi_page_letter
from tests.tables import OF_RECORDS, rows_of_all_tables

pytestmark = pytest.mark.any_database

FAULTS = ["letter_number", "purpose", "signed_form", "developer_contract"]  # the last two: optional and empty


def page(access_request: AccessRequest, rest: str = "") -> str:
    return f"/permohonan/{access_request.pk}/{rest}"


def returned(cast: Cast, faults: list[str]) -> AccessRequest:
    return cast.do(cast.request_in(State.DISPOSED), sop.RETURN, faults=faults)


def upload(cast: Cast, access_request: AccessRequest, name: str, content: bytes) -> None:
    file = SimpleUploadedFile(name, content)
    services.attach(access_request, kind=AttachmentKind.LETTER, file=file, scan=inspect(file), by=cast.applicant)


def compared(access_request: AccessRequest) -> list[tuple[str, bool, bool]]:
    """Field, changed, named."""
    changes = rounds.latest_changes(selectors.history(access_request))
    return [(one.field, one.is_changed, one.was_named) for one in changes or []]


# The official's form


def test_what_is_at_fault_is_asked_part_by_part(cast: Cast) -> None:
    access_request = cast.request_in(State.DISPOSED)
    division_head, action = signed_in(cast.division_head), page(access_request, "kembalikan/")
    shown = words(division_head.get(page(access_request)))
    for part in ("Surat", "Pindaian", "Akses", "Masa berlaku dan asal"):
        assert f"Yang perlu diperbaiki pada bagian “{part}”" in shown
    ticked = {"note": "Belum lengkap.", "faults_masa": ["ends_on"], "faults_surat": ["letter_date", "letter_number"]}
    answer = division_head.post(action, form(division_head.get(page(access_request)), action) | ticked)
    assert answer.status_code == 302
    last = selectors.history(access_request)[-1]
    assert rounds.faults_of(last) == ["letter_number", "letter_date", "ends_on"]


@pytest.mark.parametrize(
    ("ticked", "field", "message"),
    [
        ({}, "faults_surat", "Centang yang perlu diperbaiki, di sini atau di bawah"),
        ({"none_at_fault": "on", "faults_akses": ["purpose"]}, "none_at_fault", "Ada isian atau berkas yang dicentang"),
        ({"faults_surat": ["purpose"]}, "faults_surat", "Masukkan pilihan yang valid."),
    ],
)
def test_a_return_names_something_or_says_that_nothing_is(cast: Cast, ticked: dict, field: str, message: str) -> None:
    access_request = cast.request_in(State.DISPOSED)
    division_head, action = signed_in(cast.division_head), page(access_request, "kembalikan/")
    filled = form(division_head.get(page(access_request)), action) | {"note": ["Belum lengkap."]} | ticked
    before = rows_of_all_tables(OF_RECORDS)
    answer = division_head.post(action, filled)
    assert error_at(answer, f"return_to_applicant_{field}").startswith(message)
    assert form(answer, action)["note"] == ["Belum lengkap."]
    assert rows_of_all_tables(OF_RECORDS) == before


def test_a_return_of_what_can_not_be_done_names_nothing(cast: Cast) -> None:
    access_request = cast.request_in(State.ASSIGNED)
    division_head, action = signed_in(cast.division_head), page(access_request, "kembalikan/")
    sent = {"note": "Server dihentikan.", "none_at_fault": "on"}
    assert division_head.post(action, form(division_head.get(page(access_request)), action) | sent).status_code == 302
    shown = signed_in(cast.applicant).get(page(access_request))
    assert "Tidak ada isian atau berkas yang ditunjuk: lihat alasan di atas." in words(shown)
    assert f'href="{page(access_request, "ubah/periksa/")}">Periksa dan lanjutkan' in shown.text
    assert "perbaiki" not in shown.text.replace("diperbaiki", "")


# The applicant's form


def test_the_form_opens_at_what_is_at_fault_and_goes_on_to_the_rest_of_it(cast: Cast) -> None:
    """Letter, scans, access, period: each page marked; then the check. All other answers stay."""
    access_request = returned(cast, FAULTS)
    applicant, kept = signed_in(cast.applicant), fresh(access_request)
    first = page(access_request, "ubah/surat/?perbaiki")
    assert f'href="{first}">Perbaiki<' in applicant.get(page(access_request)).text

    shown = applicant.get(first)
    assert "Diminta diperbaiki: Bagian 1 dari 4" in words(shown)
    assert words(shown).index("Nomor surat belum sesuai.") < words(shown).index("Nomor surat Diminta diperbaiki")
    assert words(shown).count("Diminta diperbaiki") == 2
    assert shown.text.count("autofocus") == 1
    assert '"id_letter_number"' in next(tag for tag in shown.text.split("<") if "autofocus" in tag)
    answer = applicant.post(first, form(shown, "") | {"letter_number": "045/113/DINKES/XI/2026"})
    assert answer["Location"] == page(access_request, "ubah/berkas/?perbaiki")

    scans = applicant.get(answer["Location"])
    assert "Formulir bertanda tangan (opsional) Diminta diperbaiki" in words(scans)
    assert 'id="signed_form_file"' in next(tag for tag in scans.text.split("<") if "autofocus" in tag)
    assert f'href="{first}">Kembali' in scans.text
    assert f'href="{page(access_request, "ubah/akses/?perbaiki")}">Lanjut' in scans.text
    back = applicant.post(page(access_request, "unggah/signed_form/?perbaiki"), {"file": a_letter()})
    assert back["Location"] == page(access_request, "ubah/berkas/?perbaiki")

    access = applicant.get(page(access_request, "ubah/akses/?perbaiki"))
    answer = applicant.post(page(access_request, "ubah/akses/?perbaiki"), form(access, ""))
    assert answer["Location"] == page(access_request, "ubah/masa/?perbaiki")
    period = applicant.get(answer["Location"])
    answer = applicant.post(page(access_request, "ubah/masa/?perbaiki"), form(period, ""))
    assert answer["Location"] == page(access_request, "ubah/periksa/")

    after = fresh(access_request)
    same = ("letter_date", "letter_subject", "target", "purpose", "starts_on", "ends_on", "letter_id")
    assert [getattr(after, name) for name in same] == [getattr(kept, name) for name in same]
    check = applicant.get(answer["Location"])
    told = words(check)
    assert "Nomor surat Diminta diperbaiki 045/112/DINKES/X/2026 045/113/DINKES/XI/2026" in told
    assert "Tujuan penggunaan Diminta diperbaiki Pemeliharaan aplikasi e-Puskesmas. Belum diubah" in told
    assert "Nomor kontrak atau perjanjian kerahasiaan (NDA) Diminta diperbaiki – Belum diubah" in told
    left = "Tujuan penggunaan Nomor kontrak atau perjanjian kerahasiaan (NDA)"
    assert f"Belum diubah, padahal diminta diperbaiki {left} Saudara tetap" in told
    resubmit = page(access_request, "ajukan-kembali/")
    assert applicant.post(resubmit, form(check, resubmit) | {"consent": "on"}).status_code == 302
    assert fresh(access_request).state == State.SUBMITTED


def a_letter() -> SimpleUploadedFile:
    return SimpleUploadedFile("formulir.pdf", multi_page_letter())


def test_pages_without_fault_are_passed_over(cast: Cast) -> None:
    access_request = returned(cast, ["letter", "ends_on"])
    applicant = signed_in(cast.applicant)
    scans = applicant.get(page(access_request, "ubah/berkas/?perbaiki"))
    assert "Diminta diperbaiki: Bagian 1 dari 2" in words(scans)
    assert f'href="{page(access_request, "ubah/masa/?perbaiki")}">Lanjut' in scans.text
    assert "Kembali<" not in scans.text
    last = page(access_request, "ubah/masa/?perbaiki")
    answer = applicant.post(last, form(applicant.get(last), ""))
    assert answer["Location"] == page(access_request, "ubah/periksa/")
    # Asked of a page without any, or of a draft, it means nothing.
    for other in (access_request, cast.draft()):
        elsewhere = page(other, "ubah/surat/?perbaiki")
        answer = applicant.post(elsewhere, form(applicant.get(elsewhere), ""))
        assert answer["Location"] == page(other, "ubah/berkas/")


def test_what_is_wrong_keeps_its_mark_and_the_way(cast: Cast) -> None:
    access_request = returned(cast, ["letter_number"])
    applicant, address = signed_in(cast.applicant), page(access_request, "ubah/surat/?perbaiki")
    answer = applicant.post(address, form(applicant.get(address), "") | {"letter_number": ""})
    assert error_at(answer, "id_letter_number") == "Isian ini wajib diisi."
    assert "Nomor surat Diminta diperbaiki" in words(answer)
    assert answer.text.count("autofocus") == 1  # the summary of errors has it
    saved = applicant.post(address, form(applicant.get(address), "") | {"save": "1"})
    assert saved["Location"] == page(access_request)


# What the officials see of it


def test_officials_see_before_and_after_and_what_was_not_mended(cast: Cast) -> None:
    access_request = returned(cast, FAULTS)
    services.save_answers(access_request, letter_number="045/113/DINKES/XI/2026", target="Aplikasi SIMPUS")
    again = cast.do(access_request, sop.RESUBMIT)
    assert compared(again) == [
        ("letter_number", True, True),
        ("signed_form", False, True),
        ("target", True, False),
        ("purpose", False, True),
        ("developer_contract", False, True),
    ]
    told = words(signed_in(cast.head).get(page(again)))
    assert "Nomor surat Diminta diperbaiki 045/112/DINKES/X/2026 045/113/DINKES/XI/2026" in told
    assert "Aplikasi atau server Aplikasi e-Puskesmas Aplikasi SIMPUS" in told
    assert "Tujuan penggunaan Diminta diperbaiki Pemeliharaan aplikasi e-Puskesmas. Tidak diubah" in told
    cast.do(again, sop.DISPOSE)
    assert "Tujuan penggunaan Diminta diperbaiki" in words(signed_in(cast.division_head).get(page(again)))


def test_of_a_changed_scan_both_papers_are_at_hand(cast: Cast) -> None:
    access_request = returned(cast, ["letter"])
    earlier = access_request.letter
    upload(cast, access_request, "surat-baru.pdf", papers_for_tests.letter_scanned_anew())
    again = cast.do(access_request, sop.RESUBMIT)
    shown = signed_in(cast.head).get(page(again))
    assert f'<a href="/dokumen/{earlier.pk}/">surat.pdf (3 halaman)</a>' in shown.text
    assert f'<a href="/dokumen/{again.letter.pk}/">surat-baru.pdf (3 halaman)</a>' in shown.text
    assert "Surat: yang sebelumnya" in words(shown)
    assert words(shown).count("sedang disiapkan") == 6  # three pages of each


def test_the_same_scan_under_another_name_is_no_change(cast: Cast) -> None:
    access_request = returned(cast, ["letter"])
    upload(cast, access_request, "surat-perbaikan.pdf", multi_page_letter())
    assert fresh(access_request).letter.sha256 == letter_scan().sha256
    assert compared(cast.do(access_request, sop.RESUBMIT)) == [("letter", False, True)]


def test_only_the_last_two_rounds_are_compared(cast: Cast) -> None:
    """There and back again over three rounds: against the one just returned, not against the first."""
    access_request, numbers = returned(cast, ["letter_number"]), ("B/2", "A/1")
    for number in numbers:
        services.save_answers(access_request, letter_number=number)
        for act in (sop.RESUBMIT, sop.DISPOSE, sop.RETURN):
            access_request = cast.do(access_request, act, **({"faults": ["purpose"]} if act is sop.RETURN else {}))
    changes = rounds.latest_changes(selectors.history(access_request))
    assert [(one.field, one.before, one.after, one.was_named) for one in changes or []] == [
        ("letter_number", "B/2", "A/1", False),
        ("purpose", "Pemeliharaan aplikasi e-Puskesmas.", "Pemeliharaan aplikasi e-Puskesmas.", True),
    ]
    since = rounds.changes_since_return(access_request, selectors.history(access_request))
    assert [(one.field, one.is_changed) for one in since or []] == [("purpose", False)]


def test_resubmitted_as_it_was(cast: Cast) -> None:
    again = cast.do(returned(cast, []), sop.RESUBMIT)
    assert "Yang berubah Tidak ada yang diubah." in words(signed_in(cast.head).get(page(again)))
    first = cast.request_in(State.SUBMITTED)
    assert "Yang berubah" not in words(signed_in(cast.head).get(page(first)))


# Rounds


def test_rounds_are_counted(cast: Cast) -> None:
    access_request = cast.request_in(State.DRAFT)
    counted = []
    ways = (sop.SUBMIT, sop.DISPOSE, sop.RETURN, sop.RESUBMIT, sop.DISPOSE, sop.RETURN, sop.RESUBMIT, sop.WITHDRAW)
    for act in (None, *ways):
        access_request = cast.do(access_request, act) if act else access_request
        listed = rounds.with_rounds(AccessRequest.objects.filter(pk=access_request.pk)).get().rounds
        assert listed == rounds.count(selectors.history(access_request))
        counted.append(listed)
    assert counted == [0, 1, 1, 1, 2, 2, 2, 3, 3]
    for reader in (cast.applicant, cast.head):
        assert "Dibatalkan Putaran ke-3" in words(signed_in(reader).get(page(access_request)))
    assert "Putaran ke-3" in words(signed_in(cast.applicant).get("/permohonan/"))
    cast.do(cast.do(cast.request_in(State.RETURNED), sop.RESUBMIT), sop.DISPOSE)
    assert "Setujui dan disposisikan Putaran ke-2" in words(signed_in(cast.division_head).get("/meja/"))
    assert "Putaran" not in words(signed_in(cast.head).get(page(cast.request_in(State.SUBMITTED))))


def test_a_withdrawn_one_asks_for_nothing_any_more(cast: Cast) -> None:
    access_request = cast.do(returned(cast, FAULTS), sop.WITHDRAW)
    applicant = signed_in(cast.applicant)
    assert "Perbaiki<" not in applicant.get(page(access_request)).text
    assert applicant.get(page(access_request, "ubah/surat/?perbaiki")).status_code == 409
