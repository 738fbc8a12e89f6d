"""Sheets in the background: ordered with the act that causes them, rendered by the worker."""

import hashlib
import logging

from django.core.files.base import ContentFile
from django.db import transaction
from django_tasks import task

from helpdesk.tasks import wake_due
from requests import documents
from requests.models import AccessRequest, Disposition, Document, Letterhead
from requests.sheets import Sheet

logger = logging.getLogger(__name__)


@task()
def render_document(pk: str) -> None:
    """Renders one sheet and stores it once; a failure is tried again by housekeeping."""
    document = Document.claim(pk)
    if document is None:
        return
    try:
        content = documents.render(document)
        # Never over an earlier file: the storage finds a free name, and the row alone says which file counts.
        document.file.save("sheet.pdf", ContentFile(content), save=False)
    except Exception as error:  # whatever a sheet fails of, the worker lives on and the row says so
        logger.exception("Sheet %s could not be rendered", pk)
        document.fail(repr(error))
        return
    if not document.finish(file=document.file.name, sha256=hashlib.sha256(content).hexdigest()):
        document.file.delete(save=False)  # another worker was faster, or the draft is gone


def order_sheets(disposition: Disposition) -> None:
    """Orders the sheets that an act makes (`sop.Transition.sheets`), in its transaction."""
    for sheet in disposition.act.sheets:
        _order(disposition.access_request, sheet, disposition)


@transaction.atomic
def order_draft_form(access_request: AccessRequest) -> Document:
    """The filled form of a request not yet submitted; the same one as long as nothing changes."""
    return _order(access_request, Sheet.ACCESS_FORM, None)


def _order(access_request: AccessRequest, sheet: Sheet, disposition: Disposition | None) -> Document:
    document, is_new = Document.objects.get_or_create(
        access_request=access_request,
        sheet=sheet,
        request_version=access_request.version,
        defaults={"disposition": disposition, "letterhead": Letterhead.newest()},
    )
    if is_new:
        render_document.enqueue(str(document.pk))
    return document


def wake_due_documents() -> int:
    return wake_due(Document, render_document)
