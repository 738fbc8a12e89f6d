"""One address for every paper of a request: the sheets made here and the scans that came in."""

import uuid

from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import translation
from django.utils.decorators import method_decorator
from django.utils.text import slugify
from django.views import View
from django.views.decorators.cache import cache_control

from helpdesk.models import JobState
from requests.models import Attachment, Document
from requests.selectors import papers_readable_by


@method_decorator(cache_control(private=True, no_store=True), name="dispatch")
class PaperView(View):
    """Whoever may see a request may see all its submitted papers, superseded ones too; to others there are none."""

    http_method_names = ["get", "head"]

    def get(self, request: HttpRequest, pk: uuid.UUID) -> HttpResponse | FileResponse:
        attachments, documents = papers_readable_by(request.user)
        if attachment := attachments.filter(pk=pk).first():
            return _scan(attachment)
        document = get_object_or_404(documents, pk=pk)
        if document.state == JobState.DONE:
            return _sheet(document)
        waiting = document.state == JobState.PENDING
        context = {"document": document, "waiting": waiting}
        return render(request, "requests/paper_waiting.html", context, status=202 if waiting else 200)


def _sheet(document: Document) -> FileResponse:
    return FileResponse(document.file.open("rb"), content_type="application/pdf", filename=_file_name(document))


def _file_name(document: Document) -> str:
    """Such as "lembar-disposisi-12-2026.pdf": the papers are Indonesian, and so are their names."""
    with translation.override("id"):
        agenda_number = "" if document.is_draft else document.access_request.agenda_number
        return f"{slugify(document.get_sheet_display())}-{slugify(agenda_number.replace('/', '-')) or 'draf'}.pdf"


def _scan(attachment: Attachment) -> FileResponse:
    """The bytes as they came in, which nobody has made safe: to be kept, never to be opened by the browser here."""
    response = FileResponse(
        attachment.file.open("rb"),
        as_attachment=True,
        content_type=attachment.content_type,
        filename=attachment.original_name,
    )
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response
