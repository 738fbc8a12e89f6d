"""Made once and for good: the same bytes for ever, stored by one worker."""

from datetime import timedelta
from hashlib import sha256
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

from accounts.models import Agency, Appointment, User
from helpdesk.models import JobState
from requests import sop, tasks
from requests.documents import render
from requests.models import Document, Letterhead, Preview, Server, Terms
from requests.models.document import Issued
from requests.services import delete_draft, save_answers
from requests.sheets import PaperSize, Sheet
from requests.states import State
from tests.cast import Cast
from tests.requests.papers.reading import confirmed, newest, stored_bytes

pytestmark = [pytest.mark.papers, pytest.mark.django_db]


def afresh(paper: Issued) -> Issued:
    """With nothing remembered of the rows it is made from."""
    return type(paper).objects.get(pk=paper.pk)


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


def test_a_reprint_gives_the_stored_bytes_whatever_reference_data_became(cast: Cast) -> None:
    """Every row that people keep under /kelola/ changes; the papers of the request do not, byte for byte."""
    access_request = confirmed(cast)
    for page in access_request.letter.page_images.all():
        tasks.draw_page.call(str(page.pk))
    papers: list[Issued] = [*access_request.documents.all(), tasks.order_bundle(access_request)]
    papers.append(tasks.order_agenda_book(timezone.localdate(), PaperSize.A4_LANDSCAPE))
    for paper in papers:
        (tasks.render_agenda_book if paper.sheet == Sheet.AGENDA else tasks.render_document).call(str(paper.pk))
    before = {paper.pk: stored_bytes(afresh(paper)) for paper in papers}
    User.objects.update(name="Orang Lain", nip="", rank="", job_title="Lain", phone="0", agency=cast.transport)
    for number, agency in enumerate(Agency.objects.all()):
        Agency.objects.filter(pk=agency.pk).update(
            name=f"Badan {number}", short_name=f"B{number}", address="Jalan Lain", is_active=False
        )
    Appointment.objects.update(acting_kind="plt", until=timezone.localdate())
    Server.objects.update(name="Lain", address="lain.example", is_active=False)
    Terms.objects.create(number=2, text="Lain.")
    Letterhead.objects.create(number=2, government="Lain", office="Lain", address="Lain")
    reader = Client()
    reader.force_login(cast.head)
    for paper in papers:
        assert b"".join(reader.get(f"/dokumen/{paper.pk}/")) == before[paper.pk]
        assert render(afresh(paper)) == before[paper.pk], paper.sheet


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
    preview = tasks.order_draft_form(cast.draft())

    def late(claimed: Preview) -> bytes:
        delete_draft(claimed.access_request)
        return b"%PDF-late"

    monkeypatch.setattr("requests.documents.render", late)
    tasks.render_preview.call(str(preview.pk))
    assert not list(Path(settings.MEDIA_ROOT, "previews").glob(f"{preview.pk}*"))


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
