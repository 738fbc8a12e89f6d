"""Letters are read as images of their pages, drawn by the worker in the sandbox; their originals are left alone."""

from collections.abc import Callable
from datetime import timedelta
from hashlib import sha256
from importlib import import_module
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
from django.apps import apps
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image

from helpdesk.isolation import IsolatedProcessFailed
from requests import page_images, services, sop, tasks
from requests.models import AccessRequest, Attachment, AttachmentPage
from requests.models.attachment import AttachmentKind
from requests.page_images import PageImage, draw
from requests.states import State
from requests.uploads import inspect
from tests import papers_for_tests as papers
from tests.by_http import signed_in, words
from tests.cast import Cast, fresh

pytestmark = pytest.mark.any_database

LETTER = papers.multi_page_letter


def attach(access_request: AccessRequest, data: bytes, kind: AttachmentKind = AttachmentKind.LETTER) -> Attachment:
    file = SimpleUploadedFile("surat-baru", data)
    services.attach(access_request, kind=kind, file=file, scan=inspect(file), by=access_request.applicant)
    return getattr(fresh(access_request), kind.value)


def draw_all(attachment: Attachment) -> list[AttachmentPage]:
    for page in attachment.page_images.all():
        tasks.draw_page.call(str(page.pk))
    return list(attachment.page_images.all())


def stored() -> set[str]:
    return {path.name for path in Path(settings.MEDIA_ROOT, "pages").glob("*")}


def opened(image: PageImage) -> Image.Image:
    return Image.open(BytesIO(image.content))


def get(user: object, address: str):
    """The answer, its body read to the end as a server would."""
    answer = signed_in(user).get(address)
    answer.body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return answer


def test_each_page_of_a_letter_is_drawn(cast: Cast) -> None:
    letter = cast.draft().letter
    pages = draw_all(letter)
    assert [(page.number, page.state, page.width, page.height) for page in pages] == [
        (1, "done", 1240, 1754),
        (2, "done", 1240, 1754),
        (3, "done", 1240, 1754),
    ]
    for page in pages:
        with page.file.open() as file, Image.open(file) as image:
            assert (image.format, image.mode, image.size) == ("PNG", "L", (1240, 1754))
            assert image.getextrema()[0] < 50, "no ink"
        assert page.file.size < 250_000
    assert len({page.file.size for page in pages}) == 3
    with letter.file.open() as original:
        assert sha256(original.read()).hexdigest() == letter.sha256


def test_the_same_scan_gives_the_same_bytes() -> None:
    assert draw(LETTER(), 1) == draw(LETTER(), 1)
    assert draw(LETTER(), 1) != draw(LETTER(), 2)


def photo(orientation: int) -> bytes:
    """A white sheet on its side, a red mark in the corner that the camera took for the upper left one."""
    picture = Image.new("RGB", (2000, 1500), "white")
    picture.paste("red", (0, 0, 300, 300))
    exif, out = Image.Exif(), BytesIO()
    exif[0x0112] = orientation
    picture.save(out, "JPEG", exif=exif)
    return out.getvalue()


@pytest.mark.parametrize(
    ("orientation", "size", "corner"),
    [(1, (1754, 1316), (20, 20)), (3, (1754, 1316), (1734, 1296)), (6, (1316, 1754), (1296, 20))],
)
def test_a_photo_is_turned_upright(orientation: int, size: tuple[int, int], corner: tuple[int, int]) -> None:
    image = opened(draw(photo(orientation), 1))
    assert image.size == size
    red, green, blue = image.convert("RGB").getpixel(corner)
    assert red > 240 and green < 20 and blue < 20


def test_a_photo_full_of_grain_becomes_a_jpeg() -> None:
    out = BytesIO()
    Image.effect_noise((1240, 1754), 60).save(out, "JPEG")
    image = draw(out.getvalue(), 1)
    assert (image.extension, opened(image).format, opened(image).mode) == ("jpg", "JPEG", "L")


@pytest.mark.parametrize(
    ("mode", "colour", "grey"),
    [("1", 0, 0), ("L", 100, 100), ("I;16", 128 * 256, 128), ("LA", (0, 0), 255), ("RGBA", (0, 0, 0, 0), 255)],
)
def test_a_picture_of_any_kind_is_drawn_on_white_paper(mode: str, colour: object, grey: int) -> None:
    out = BytesIO()
    Image.new(mode, (400, 500), colour).save(out, "PNG")
    image = opened(draw(out.getvalue(), 1))
    assert (image.mode, image.size, image.getextrema()) == ("L", (400, 500), (grey, grey))


def test_a_scan_as_png_keeps_its_size() -> None:
    image = draw(papers.png_scan(), 1)
    assert (image.extension, image.width, image.height) == ("png", 827, 1169)


@pytest.mark.parametrize(
    ("box", "size"),
    [
        (b"0 0 595 842", (1240, 1754)),
        (b"0 0 842 595", (1754, 1240)),
        (b"0 0 2384 3370", (1240, 1754)),
        (b"0 0 14400 14400", (1754, 1754)),
        (b"0 0 14400 1", (1754, 1)),
        (b"0 0 3 3", (7, 7)),
    ],
)
def test_a_page_of_any_size_fits_the_screen(box: bytes, size: tuple[int, int]) -> None:
    image = draw(papers.plain_pdf([]).replace(b"0 0 595 842", box), 1)
    assert all(abs(side - expected) <= 1 for side, expected in zip((image.width, image.height), size, strict=True))
    assert max(image.width, image.height) <= 1754


def test_what_was_filled_into_a_field_is_seen() -> None:
    def fill(pdf: pikepdf.Pdf) -> None:
        look = pdf.make_stream(b"0 g 0 0 100 100 re f", Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Form)
        look.BBox = [0, 0, 100, 100]
        kind = {"Type": pikepdf.Name.Annot, "Subtype": pikepdf.Name.Widget, "FT": pikepdf.Name.Tx}
        field = pikepdf.Dictionary(**kind, T="x", F=4, Rect=[0, 0, 100, 100], AP=pikepdf.Dictionary(N=look))
        field = pdf.make_indirect(field)
        pdf.pages[0].obj.Annots = pikepdf.Array([field])
        pdf.Root.AcroForm = pikepdf.Dictionary(Fields=pikepdf.Array([field]))

    corner = (20, 1740)
    assert opened(draw(LETTER(), 1)).getpixel(corner) == 255
    assert opened(draw(papers.changed_letter(fill), 1)).getpixel(corner) < 50


@pytest.mark.parametrize("number", [0, 4])
def test_a_page_that_is_none_is_not_drawn(number: int) -> None:
    with pytest.raises(IsolatedProcessFailed):
        draw(LETTER(), number)


def test_drawing_twice_is_drawing_once(cast: Cast) -> None:
    letter = cast.draft().letter
    first, again = draw_all(letter), draw_all(letter)
    assert [(page.attempts, page.file.name) for page in again] == [(1, page.file.name) for page in first]


def test_a_page_that_breaks_the_program_is_tried_again_and_given_up(cast: Cast) -> None:
    access_request = cast.request_in(State.DISPOSED)
    letter = access_request.letter
    Path(letter.file.path).write_bytes(b"%PDF-1.7 hancur")
    page = letter.page_images.get(number=2)
    for attempt in (1, 2, 3):
        tasks.draw_page.call(str(page.pk))
        page.refresh_from_db()
        assert (page.state, page.attempts, page.file.name) == ("failed" if attempt == 3 else "pending", attempt, "")
        assert "IsolatedProcessFailed" in page.error
        AttachmentPage.objects.update(leased_until=timezone.now() - timedelta(seconds=1))
    answer = get(cast.division_head, f"/permohonan/{access_request.pk}/")
    assert "Halaman 2 dari 3 tidak dapat ditampilkan di sini. Unduh berkas asli" in words(answer)
    assert f'<a href="/dokumen/{letter.pk}/">Unduh berkas asli</a>' in answer.content.decode()
    assert get(cast.division_head, f"/dokumen/{letter.pk}/halaman/2/").status_code == 404


def test_pages_stand_on_the_request_as_soon_as_they_are_drawn(cast: Cast) -> None:
    access_request = cast.request_in(State.DISPOSED)
    letter = access_request.letter
    tasks.draw_page.call(str(letter.page_images.get(number=1).pk))
    for person in ("applicant", "liaison", "head", "division_head"):
        answer = get(getattr(cast, person), f"/permohonan/{access_request.pk}/")
        assert (
            f'<a href="/dokumen/{letter.pk}/halaman/1/"><img src="/dokumen/{letter.pk}/halaman/1/" width="1240"'
            ' height="1754" loading="lazy" alt="Halaman 1 dari 3 surat nomor 045/112/DINKES/X/2026"></a>'
        ) in answer.content.decode()
        assert "Halaman 2 dari 3 sedang disiapkan. Lihat lagi" in words(answer)
        assert f"/dokumen/{letter.pk}/halaman/2/" not in answer.content.decode()


def test_signed_form_is_folded(cast: Cast) -> None:
    draft = cast.draft()
    form = attach(draft, papers.jpeg_scan(), AttachmentKind.SIGNED_FORM)
    draw_all(form)
    page = get(cast.applicant, f"/permohonan/{draft.pk}/").content.decode()
    folded = page[page.index("<summary>Formulir bertanda tangan</summary>") :]
    assert 'alt="Halaman 1 dari 1 formulir bertanda tangan"' in folded[: folded.index("</details>")]


def test_image_is_an_image_and_kept_by_nobody(cast: Cast) -> None:
    letter = cast.request_in(State.SUBMITTED).letter
    page = draw_all(letter)[0]
    answer = get(cast.head, f"/dokumen/{letter.pk}/halaman/1/")
    with page.file.open() as file:
        assert answer.body == file.read()
    assert answer.headers["Content-Type"] == "image/png"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert answer.headers["Content-Disposition"].startswith("inline")


def test_pages_are_seen_by_whoever_may_have_the_letter(cast: Cast) -> None:
    letter = cast.request_in(State.ASSIGNED).letter
    draw_all(letter)
    address = f"/dokumen/{letter.pk}/halaman/1/"
    for person in ("applicant", "liaison", "head", "division_head", "section_head", "staff"):
        assert get(getattr(cast, person), address).status_code == 200, person
    for person in ("stranger", "other_staff"):
        assert get(getattr(cast, person), address).status_code == 404, person
    assert get(cast.head, f"/dokumen/{letter.pk}/halaman/4/").status_code == 404


def test_pages_not_yet_submitted_are_the_applicants_alone(cast: Cast) -> None:
    access_request = cast.request_in(State.RETURNED)
    sent = access_request.letter
    unsent = attach(access_request, papers.png_scan())
    draw_all(sent)
    draw_all(unsent)
    page, own = (get(person, f"/permohonan/{access_request.pk}/") for person in (cast.division_head, cast.applicant))
    assert f"/dokumen/{sent.pk}/halaman/3/" in page.content.decode()
    assert f"/dokumen/{unsent.pk}/" not in page.content.decode()
    assert f"/dokumen/{unsent.pk}/halaman/1/" in own.content.decode()
    assert f"/dokumen/{sent.pk}/halaman/1/" not in own.content.decode()
    assert get(cast.division_head, f"/dokumen/{unsent.pk}/halaman/1/").status_code == 404
    assert get(cast.applicant, f"/dokumen/{unsent.pk}/halaman/1/").status_code == 200
    cast.do(fresh(access_request), sop.RESUBMIT)
    assert get(cast.division_head, f"/dokumen/{unsent.pk}/halaman/1/").status_code == 200


@pytest.mark.parametrize(
    "remove", [services.delete_draft, lambda draft: attach(draft, papers.png_scan())], ids=["deleted", "replaced"]
)
def test_images_go_with_the_scan_once_that_is_certain(
    cast: Cast, django_capture_on_commit_callbacks, remove: Callable[[AccessRequest], object]
) -> None:
    draft = cast.draft()
    names = {Path(page.file.name).name for page in draw_all(draft.letter)}
    with django_capture_on_commit_callbacks(execute=False) as callbacks:
        remove(draft)
    assert not AttachmentPage.objects.filter(state="done").exists()
    assert names <= stored()
    for callback in callbacks:
        callback()
    assert not names & stored()


def test_a_page_of_a_draft_deleted_meanwhile_leaves_no_file(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    draft, before = cast.draft(), stored()

    def late(scan: bytes, number: int) -> PageImage:
        services.delete_draft(draft)
        return draw(scan, number)

    page = draft.letter.page_images.get(number=1)
    monkeypatch.setattr(page_images, "draw", late)
    tasks.draw_page.call(str(page.pk))
    assert stored() == before


def test_scans_from_before_get_their_pages(cast: Cast) -> None:
    letter = cast.draft().letter
    AttachmentPage.objects.all().delete()
    migration = import_module("requests.migrations.0005_attachment_page")
    migration.order_images_of_earlier_scans(apps, None)
    assert list(letter.page_images.values_list("number", "state", "attempts")) == [
        (1, "pending", 0),
        (2, "pending", 0),
        (3, "pending", 0),
    ]
