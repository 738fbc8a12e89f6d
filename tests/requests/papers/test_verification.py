"""A stranger with a paper asks whether it is genuine, and learns nobody's name."""

from io import BytesIO
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from requests import sop, tasks
from requests.models import AccessRequest, Document
from requests.sheets import PaperSize, Sheet
from requests.states import State
from tests.by_http import error_at, words
from tests.cast import Cast
from tests.requests.papers.reading import stored_bytes
from tests.tables import rows_of_all_tables

pytestmark = [pytest.mark.papers, pytest.mark.django_db]

GENUINE = "Berkas ini asli Isinya sama persis"
OUTDATED = "Berkas ini asli, tetapi sudah tidak terbaru"
ANOTHER = "Berkas ini asli, tetapi dokumen lain"
UNKNOWN = "Berkas ini bukan dokumen tersebut"
EARLY = "Berkas ini belum dapat dibandingkan Dokumen masih disusun."
PERSONAL = ("Ratna", "Haryo", "Maryam", "Prasetyo", "Dewi", "Bambang", "199003052015032004", "081200000000", "@")
CONTENT = ("Dinas Kesehatan", "045/112", "e-Puskesmas", "Mohon ditindaklanjuti", "Disetujui sesuai", "203.0.113")


def sheets_of(access_request: AccessRequest) -> list[Document]:
    """The disposition sheets in the order of their versions, made."""
    sheets = access_request.documents.filter(sheet=Sheet.DISPOSITION).order_by("request_version")
    for sheet in sheets:
        tasks.render_document.call(str(sheet.pk))
    return list(sheets.all())


@pytest.fixture
def versions(cast: Cast) -> list[Document]:
    return sheets_of(cast.request_in(State.APPROVED))


def compare(document: Document, content: bytes, client: Client | None = None) -> str:
    file = SimpleUploadedFile("Lembar Disposisi.pdf", content)
    answer = (client or Client()).post(f"/verifikasi/{document.code}/", {"file": file})
    assert answer.status_code == 200
    return words(answer)


def said_too_much(page: str) -> list[str]:
    return [text for text in (*PERSONAL, *CONTENT) if text in page]


def test_the_page_says_what_the_paper_is_and_names_nobody(versions: list[Document]) -> None:
    first, _second, newest = versions
    newer = "sejenis yang lebih baru"
    for document, version, extra in ((first, "Versi 1 dari 3", newer), (newest, "Versi 3 dari 3 (terbaru)", "")):
        page = words(Client().get(f"/verifikasi/{document.code}/"))
        assert "Lembar disposisi" in page
        assert f"Nomor agenda {document.access_request.agenda_number}" in page
        assert version in page
        assert extra in page
        assert document.sha256 in page
        assert "Keadaan permohonan saat ini Disetujui" in page
        assert said_too_much(page) == []
    assert "Permohonan telah diajukan dan diregister" in words(Client().get(f"/verifikasi/{first.code}/"))
    assert "lebih baru" not in words(Client().get(f"/verifikasi/{newest.code}/"))


def test_a_file_is_compared_byte_for_byte(versions: list[Document]) -> None:
    first, second, newest = versions
    genuine = stored_bytes(newest)
    altered = genuine[:-20] + bytes([genuine[-20] ^ 1]) + genuine[-19:]
    assert GENUINE in compare(newest, genuine)
    assert UNKNOWN in compare(newest, altered)
    assert UNKNOWN in compare(newest, b"%PDF-1.7 bukan dari sini")
    assert OUTDATED in compare(first, stored_bytes(first))
    assert ANOTHER in compare(newest, stored_bytes(second))
    assert second.code not in compare(newest, stored_bytes(second))


def test_no_verdict_names_anybody(versions: list[Document]) -> None:
    first, second, newest = versions
    for document, content in (
        (newest, stored_bytes(newest)),
        (first, stored_bytes(first)),
        (newest, stored_bytes(second)),
        (newest, b"%PDF-1.7"),
        (newest, b""),
    ):
        assert said_too_much(compare(document, content)) == []


def test_a_file_sent_twice_is_told_the_same(versions: list[Document]) -> None:
    assert compare(versions[0], stored_bytes(versions[0])) == compare(versions[0], stored_bytes(versions[0]))


def test_a_sheet_in_the_making_is_nobodys_file(cast: Cast) -> None:
    document = Document.objects.filter(access_request=cast.request_in(State.SUBMITTED))[0]
    assert "Dokumen masih disusun." in words(Client().get(f"/verifikasi/{document.code}/"))
    page = compare(document, b"%PDF-1.7")
    assert EARLY in page
    assert UNKNOWN not in page
    assert said_too_much(page) == []


@pytest.mark.parametrize(
    ("sent", "message"),
    [
        ({}, "Pilih berkas yang akan dibandingkan."),
        ({"file": ""}, "Pilih berkas yang akan dibandingkan."),
        ({"file": SimpleUploadedFile("a.pdf", b"")}, "Berkas ini kosong. Pilih PDF sebagaimana Saudara terima."),
    ],
)
def test_without_a_file_nothing_is_compared(versions: list[Document], sent: dict, message: str) -> None:
    answer = Client().post(f"/verifikasi/{versions[0].code}/", sent)
    assert error_at(answer, "id_file") == message


def test_a_file_beyond_the_limit_is_none_of_ours(versions: list[Document], settings) -> None:
    """Up to the limit it is compared."""
    genuine = stored_bytes(versions[-1])
    settings.COMPARE_MAX_BYTES = 1024 * 1024
    too_large = SimpleUploadedFile("a.pdf", genuine + bytes(1024 * 1024))
    answer = Client().post(f"/verifikasi/{versions[-1].code}/", {"file": too_large})
    message = "Berkas ini lebih besar dari 1 MB, sehingga bukan dokumen dari situs ini."
    assert error_at(answer, "id_file") == message
    assert UNKNOWN not in words(answer)
    settings.COMPARE_MAX_BYTES = len(genuine)
    assert GENUINE in compare(versions[-1], genuine)


def test_of_the_file_nothing_is_kept(versions: list[Document], settings, tmp_path: Path) -> None:
    """Five megabytes, which Django would otherwise put on the disk."""
    settings.FILE_UPLOAD_TEMP_DIR = tmp_path
    kept, before = set(Path(settings.MEDIA_ROOT).rglob("*")), rows_of_all_tables()
    seen: list[list[Path]] = []

    class Watched(BytesIO):
        def read(self, size: int = -1) -> bytes:
            seen.append(list(tmp_path.iterdir()))
            return super().read(size)

    file = Watched(b"%PDF-1.7" + bytes(5 * 1024 * 1024))
    file.name = "besar.pdf"
    assert UNKNOWN in words(Client().post(f"/verifikasi/{versions[0].code}/", {"file": file}))
    assert [*filter(None, seen), *tmp_path.iterdir()] == []
    assert set(Path(settings.MEDIA_ROOT).rglob("*")) == kept
    assert rows_of_all_tables() == before


def test_a_form_of_another_site_compares_nothing(versions: list[Document]) -> None:
    strict = Client(enforce_csrf_checks=True)
    address = f"/verifikasi/{versions[0].code}/"
    assert strict.post(address, {"file": SimpleUploadedFile("a.pdf", b"%PDF")}).status_code == 403
    strict.get(address)
    sent = {
        "csrfmiddlewaretoken": strict.cookies["__Host-csrftoken"].value,
        "file": SimpleUploadedFile("a.pdf", b"%PDF"),
    }
    assert strict.post(address, sent).status_code == 200


@pytest.mark.parametrize("method", ["put", "patch", "delete", "options"])
def test_papers_are_checked_by_get_and_post_alone(versions: list[Document], method: str) -> None:
    assert getattr(Client(), method)(f"/verifikasi/{versions[0].code}/").status_code == 405


def test_unknown_code_and_foreign_preview_are_not_found(cast: Cast) -> None:
    preview = tasks.order_draft_form(cast.draft())
    for code in ("x" * 22, str(preview.pk)):
        assert Client().get(f"/verifikasi/{code}/").status_code == 404
        assert Client().post(f"/verifikasi/{code}/", {"file": SimpleUploadedFile("a.pdf", b"%PDF")}).status_code == 404


def test_sizes_of_one_version_are_one_version(cast: Cast) -> None:
    newest = sheets_of(cast.request_in(State.DISPOSED))[-1]
    a5 = tasks.order_in_size(newest, PaperSize.A5)
    assert "Versi 2 dari 2 (terbaru)" in words(Client().get(f"/verifikasi/{a5.code}/"))


def test_a_paper_made_on_request_says_when_it_lags_behind(cast: Cast) -> None:
    """The newest there is, as nobody has asked for another: but the letter has been disposed since."""
    access_request = cast.request_in(State.SUBMITTED)
    papers = (tasks.order_bundle(access_request), tasks.order_agenda_book(timezone.localdate(), PaperSize.A4_LANDSCAPE))
    behind = "ada tindakan lain yang tidak termuat di dalamnya"
    for disposed in (False, True):
        if disposed:
            cast.do(access_request, sop.DISPOSE)
        for paper in papers:
            page = words(Client().get(f"/verifikasi/{paper.code}/"))
            assert ("Versi 1 dari 1 (terbaru)" in page, behind in page) == (True, disposed)
    assert behind not in words(Client().get(f"/verifikasi/{sheets_of(access_request)[-1].code}/"))
