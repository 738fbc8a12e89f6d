"""Who gets a paper, under which name, and what the browser may do with it."""

import re
import uuid
from datetime import timedelta
from hashlib import sha256
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from accounts.models import User
from helpdesk.models import JobState
from requests import sop, tasks
from requests.models import Document
from requests.models.attachment import AttachmentKind
from requests.services import attach
from requests.sheets import Sheet
from requests.states import State
from requests.uploads import inspect
from tests.by_http import signed_in, words
from tests.cast import Cast, fresh
from tests.papers_for_tests import scanned_page
from tests.requests.papers.reading import newest

pytestmark = [pytest.mark.papers, pytest.mark.django_db, pytest.mark.bar(11)]


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
    tasks.render_preview.call(str(document.pk))
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
    assert response.headers["Content-Security-Policy"] == "default-src 'none'; frame-ancestors 'none'; sandbox"
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
    access_request = cast.do(fresh(access_request), sop.RESUBMIT)
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


def test_papers_can_only_be_read(cast: Cast, stored: Document) -> None:
    response = ask(cast.applicant, stored.pk, "post")
    assert response.status_code == 405
    assert response.headers["Allow"] == "GET, HEAD"


def test_a_sheet_not_yet_made_asks_for_patience_and_looks_again(cast: Cast) -> None:
    document = newest(cast.request_in(State.SUBMITTED), Sheet.DISPOSITION)
    response = ask(cast.applicant, document.pk)
    page = response.body.decode()
    assert response.status_code == 202
    assert '<meta http-equiv="refresh" content="2">' in page
    assert "Lembar sedang disiapkan" in page
    assert "2 dokumen disusun lebih dahulu." in page
    assert f'href="/dokumen/{document.pk}/"' in page
    assert response.headers["Cache-Control"] == "private, no-store"


def test_a_sheet_in_the_making_says_how_far_it_is(cast: Cast) -> None:
    """Once the first attempt has failed, the page waits for the next as long as the worker does."""
    document = Document.objects.filter(access_request=cast.request_in(State.SUBMITTED)).earliest("created_at")
    assert progress(cast, document) == ("Lembar ini giliran berikutnya.", 2)
    Document.claim(document.pk)
    assert progress(cast, document) == ("Lembar sedang disusun.", 2)
    Document.objects.get(pk=document.pk).fail("OSError()")
    assert progress(cast, document) == ("Percobaan ke-1 dari 5 gagal; percobaan berikutnya pukul", 30)
    past = timezone.now() - timedelta(seconds=1)
    Document.objects.filter(pk=document.pk).update(leased_until=past, next_attempt_at=past)
    assert progress(cast, document) == ("Lembar ini giliran berikutnya.", 2)
    Document.claim(document.pk)
    assert progress(cast, document) == ("Lembar sedang disusun.", 2)


PROGRESS = r'content="(\d+)">.*<p>(Lembar ini giliran berikutnya\.|Lembar sedang disusun\.|Percobaan .* pukul)'


def progress(cast: Cast, document: Document) -> tuple[str, int]:
    """What the page says of it, and after how many seconds it looks again."""
    page = ask(cast.applicant, document.pk).body.decode()
    seconds, said = re.search(PROGRESS, page, re.DOTALL).groups()
    return said, int(seconds)


def test_the_page_of_a_request_lists_every_version(cast: Cast) -> None:
    access_request = cast.request_in(State.DISPOSED)
    first, newest = access_request.documents.filter(sheet=Sheet.DISPOSITION).order_by("request_version")
    form = access_request.documents.get(sheet=Sheet.ACCESS_FORM)
    answer = signed_in(cast.applicant).get(f"/permohonan/{access_request.pk}/")
    for document in (first, newest, form):
        assert f'href="/dokumen/{document.pk}/"' in answer.text
    page = words(answer)
    assert "Lembar disposisi PDF, versi 2 (terbaru), " in page
    assert "1 versi sebelumnya Lembar disposisi, Versi 1: Permohonan telah diajukan dan diregister, " in page
    assert re.search(r"Formulir akses server PDF, \d", page)


def test_a_sheet_that_failed_for_good_says_so_calmly(cast: Cast) -> None:
    document = newest(cast.request_in(State.SUBMITTED), Sheet.DISPOSITION)
    Document.objects.filter(pk=document.pk).update(state=JobState.FAILED, error="OSError('no space left')")
    response = ask(cast.applicant, document.pk)
    page = response.body.decode()
    assert response.status_code == 200
    assert "Lembar belum dapat disiapkan" in page
    assert "refresh" not in page
    assert "no space left" not in page
