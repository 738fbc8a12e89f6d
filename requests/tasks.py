"""Papers and page images in the background: ordered with what causes them, made by the worker."""

import hashlib
import logging
import uuid
from datetime import date

from django.core.files.base import ContentFile
from django.db import transaction
from django_tasks import task

from accounts.models import User
from helpdesk.tasks import wake_due
from requests import documents, page_images, paper_selectors, search
from requests.models import (
    AccessRequest,
    AgendaBook,
    Attachment,
    AttachmentPage,
    Disposition,
    Document,
    Letterhead,
    MonthlyReport,
    Preview,
    Terms,
)
from requests.sheets import PaperSize, Sheet, sizes_of

# What stands across a paper that isn't in force.
DRAFTED, PREVIEWED = "DRAF", "PRATINJAU"
logger = logging.getLogger(__name__)


@task()
def render_document(pk: str) -> None:
    """Renders one sheet and stores it once; a failure is tried again by housekeeping."""
    _render(Document, pk)


@task(priority=-5)  # papers in force come first
def render_preview(pk: str) -> None:
    _render(Preview, pk)


@task()
def render_agenda_book(pk: str) -> None:
    _render(AgendaBook, pk)


@task()
def render_monthly_report(pk: str) -> None:
    _render(MonthlyReport, pk)


def _render(model: type[Document] | type[Preview] | type[AgendaBook] | type[MonthlyReport], pk: str) -> None:
    paper = model.claim(pk)
    if paper is None:
        return
    try:
        content = documents.render(paper)
        # Never over an earlier file: the storage finds a free name, and the row alone says which file counts.
        paper.file.save("sheet.pdf", ContentFile(content), save=False)
    except Exception as error:  # whatever a sheet fails of, the worker lives on and the row says so
        logger.exception("%s %s could not be rendered", model.__name__, pk)
        paper.fail(repr(error))
        return
    if not paper.finish(file=paper.file.name, sha256=hashlib.sha256(content).hexdigest()):
        paper.file.delete(save=False)  # another worker was faster, or the draft is gone


def order_sheets(disposition: Disposition) -> None:
    """Orders the sheets that an act makes (`sop.Transition.sheets`), in its transaction."""
    for sheet in disposition.act.sheets:
        _order(disposition, sheet, sizes_of(sheet)[0], Letterhead.newest())


@transaction.atomic
def order_in_size(document: Document, size: PaperSize) -> Document:
    """The same sheet on paper of another size, under the same letterhead; made once."""
    return _order(document.disposition, Sheet(document.sheet), size, document.letterhead)


def _order(disposition: Disposition, sheet: Sheet, size: PaperSize, letterhead: Letterhead | None) -> Document:
    document, is_new = Document.objects.get_or_create(
        access_request=disposition.access_request,
        sheet=sheet,
        request_version=disposition.version,
        paper_size=size,
        defaults={"disposition": disposition, "letterhead": letterhead},
    )
    if is_new:
        # Behind the images of the pages (`draw_page`), which it shows: before them it could only fail.
        wake_up = render_document.using(priority=-20) if sheet == Sheet.BUNDLE else render_document
        wake_up.enqueue(str(document.pk))
    return document


@transaction.atomic
def order_bundle(access_request: AccessRequest) -> Document:
    """All papers of the request in one file, as they stand after its last act; made once."""
    last = access_request.dispositions.latest("version")
    return _order(last, Sheet.BUNDLE, PaperSize.A4, Letterhead.newest())


@transaction.atomic
def order_agenda_book(month: date, size: PaperSize) -> AgendaBook:
    """The register of a month as it stands; the same one as long as nothing happens to its letters."""
    book, is_new = AgendaBook.objects.get_or_create(
        month=month.replace(day=1),
        acts=paper_selectors.acts_on_letters_of(month).count(),
        paper_size=size,
        defaults={"sheet": Sheet.AGENDA, "letterhead": Letterhead.newest()},
    )
    if is_new:
        render_agenda_book.enqueue(str(book.pk))
    return book


@transaction.atomic
def order_preview(access_request: AccessRequest, sheet: Sheet, *, html: str, mark: str, by: User) -> Preview:
    """A paper made from `html` for one person; the same one as long as it would say the same."""
    preview, is_new = Preview.objects.get_or_create(
        pk=uuid.uuid5(by.pk, f"{access_request.pk} {html}"),
        defaults={
            "access_request": access_request,
            "sheet": sheet,
            "letterhead": Letterhead.newest(),
            "ordered_by": by,
            "mark": mark,
            "html": html,
        },
    )
    if is_new:
        render_preview.enqueue(str(preview.pk))
    return preview


def order_draft_form(access_request: AccessRequest) -> Preview:
    """The filled form of a request as it stands, not yet submitted."""
    access_request.terms = Terms.newest()  # as if consented to now; not stored
    form = Document(access_request=access_request, sheet=Sheet.ACCESS_FORM, letterhead=Letterhead.newest())
    html = documents.page_of(form, mark=DRAFTED)
    return order_preview(access_request, Sheet.ACCESS_FORM, html=html, mark=DRAFTED, by=access_request.applicant)


def order_revocation_preview(access_request: AccessRequest, *, by: User) -> Preview:
    """The record by which the access would be revoked, its event still to come."""
    last = access_request.dispositions.latest("version")
    record = Document(
        access_request=access_request,
        sheet=Sheet.REVOCATION,
        disposition=last,
        request_version=last.version,
        letterhead=Letterhead.newest(),
    )
    html = documents.page_of(record, mark=PREVIEWED)
    return order_preview(access_request, Sheet.REVOCATION, html=html, mark=PREVIEWED, by=by)


def wake_due_papers() -> int:
    sheets = wake_due(Document, render_document) + wake_due(Preview, render_preview)
    return sheets + wake_due(AgendaBook, render_agenda_book) + wake_due(MonthlyReport, render_monthly_report)


@task(priority=-10)  # a long scan must not hold up mails and sheets
def draw_page(pk: str) -> None:
    """Draws one page of a scan and stores its image once; a failure is tried again by housekeeping."""
    page = AttachmentPage.claim(pk)
    if page is None:
        return
    try:
        with page.attachment.file.open("rb") as scan:
            image = page_images.draw(scan.read(), page.number)
        page.file.save(f"page.{image.extension}", ContentFile(image.content), save=False)
    except Exception as error:  # as with a sheet
        logger.exception("Page %s could not be drawn", pk)
        page.fail(repr(error))
        return
    if not page.finish(file=page.file.name, width=image.width, height=image.height):
        page.file.delete(save=False)  # another worker was faster, or the scan is gone


def order_page_images(attachment: Attachment) -> None:
    """Orders an image of every page of a scan, in the transaction of its upload."""
    pages = [AttachmentPage(attachment=attachment, number=number) for number in range(1, attachment.pages + 1)]
    for page in AttachmentPage.objects.bulk_create(pages):
        draw_page.enqueue(str(page.pk))


def wake_due_pages() -> int:
    return wake_due(AttachmentPage, draw_page)


@task(priority=-10)  # as with a page
def renew_search_texts() -> None:
    """Some at a time, so that mails and sheets get between."""
    if search.renew_some():
        renew_search_texts.enqueue()


def wake_due_search_texts() -> None:
    if search.is_behind():
        renew_search_texts.enqueue()
