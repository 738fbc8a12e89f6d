"""One address for every paper of a request: the sheets made here, their previews, and the scans that came in."""

import uuid
from typing import Any

from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import translation
from django.utils.decorators import method_decorator
from django.utils.text import slugify
from django.views import View
from django.views.decorators.cache import cache_control

from accounts import audit
from accounts.models import User
from helpdesk.foreign_bytes import hand_out
from helpdesk.models import JobState
from requests import tasks
from requests.exceptions import NotTheirTurn
from requests.models import Attachment, AttachmentPage, Document, Preview
from requests.models.document import Issued, OfMonth
from requests.paper_selectors import papers_readable_by
from requests.permissions import can_preview_revocation
from requests.sheets import PaperSize, sizes_of
from requests.states import State
from requests.views.pages import get_visible, render_conflict


@method_decorator(cache_control(private=True, no_store=True), name="dispatch")
class PaperView(View):
    """Whoever may see a request may see all its submitted papers, superseded ones too; to others there are none."""

    http_method_names = ["get", "head"]

    def get(self, request: HttpRequest, pk: uuid.UUID) -> HttpResponse | FileResponse:
        papers: Any = papers_readable_by(request.user)
        paper = next((found for kind in papers if (found := kind.filter(pk=pk).first())), None)
        if paper is None:
            raise Http404
        if isinstance(paper, Attachment) or paper.state == JobState.DONE:
            if request.method == "GET":
                record_reading(request.user, paper)
            return _scan(paper) if isinstance(paper, Attachment) else _sheet(paper)
        waiting = paper.state == JobState.PENDING
        ahead = type(paper).unclaimed().filter(created_at__lt=paper.created_at).count() if waiting else 0
        context = {"document": paper, "waiting": waiting, "ahead": ahead}
        return render(request, "requests/paper_waiting.html", context, status=202 if waiting else 200)


class PageImageView(View):
    """The image of one page of a scan, for whoever may have the scan; one not drawn yet is not there."""

    http_method_names = ["get", "head"]

    def get(self, request: HttpRequest, pk: uuid.UUID, number: int) -> FileResponse:
        attachments, *_others = papers_readable_by(request.user)
        drawn = AttachmentPage.objects.filter(state=JobState.DONE, attachment__in=attachments.filter(pk=pk))
        return hand_out(get_object_or_404(drawn, number=number).file)


class PaperSizeView(View):
    """Orders the same sheet on paper of another size."""

    http_method_names = ["get", "head", "post"]

    def get(self, request: HttpRequest, pk: uuid.UUID) -> HttpResponseRedirect:
        return redirect("paper", pk=pk)

    def post(self, request: HttpRequest, pk: uuid.UUID) -> HttpResponseRedirect:
        _attachments, documents, *_others = papers_readable_by(request.user)
        document = get_object_or_404(documents, pk=pk)
        size = request.POST.get("size")
        if size not in sizes_of(document.sheet):
            raise Http404
        return redirect("paper", pk=tasks.order_in_size(document, PaperSize(size)).pk)


class BundleView(View):
    """Orders all papers of a request in one file, for whoever may see them."""

    http_method_names = ["get", "head", "post"]

    def get(self, request: HttpRequest, pk: uuid.UUID) -> HttpResponseRedirect:
        return redirect("access_request", pk=get_visible(request, pk).pk)

    def post(self, request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
        access_request = get_visible(request, pk)
        if access_request.state == State.DRAFT:
            return render_conflict(request, access_request, [])
        return redirect("paper", pk=tasks.order_bundle(access_request).pk)


class RevocationPreviewView(View):
    """Orders the record of revocation as a preview: the event itself is still to come."""

    http_method_names = ["get", "head", "post"]

    def get(self, request: HttpRequest, pk: uuid.UUID) -> HttpResponseRedirect:
        return redirect("access_request", pk=get_visible(request, pk).pk)

    def post(self, request: HttpRequest, pk: uuid.UUID) -> HttpResponseRedirect:
        access_request = get_visible(request, pk)
        if not can_preview_revocation(access_request, request.user):
            raise NotTheirTurn(access_request)
        return redirect("paper", pk=tasks.order_revocation_preview(access_request, by=request.user).pk)


def record_reading(user: User, paper: Attachment | Document | Preview | OfMonth) -> None:
    """Before its bytes leave: who took which paper."""
    action, kind = ("original_taken", paper.kind) if isinstance(paper, Attachment) else ("paper_taken", paper.sheet)
    target = paper if isinstance(paper, OfMonth) else paper.access_request
    audit.record(action, actor=user, target=target, paper=str(paper.pk), kind=kind, sha256=paper.sha256)


def _sheet(paper: Document | Preview | OfMonth) -> FileResponse:
    return FileResponse(paper.file.open("rb"), content_type="application/pdf", filename=file_name(paper))


def file_name(paper: Document | Preview | OfMonth) -> str:
    """Such as "lembar-disposisi-12-2026.pdf": the papers are Indonesian, and so are their names."""
    if isinstance(paper, Preview):
        which = [paper.mark]
    elif isinstance(paper, OfMonth):
        which = [f"{paper.month:%Y-%m}"]
    else:
        which = [paper.access_request.agenda_number.replace("/", "-")]
    if isinstance(paper, Issued) and not paper.has_usual_size:
        which.append(paper.paper_size)
    with translation.override("id"):
        return f"{slugify(' '.join([paper.get_sheet_display(), *which]))}.pdf"


def _scan(attachment: Attachment) -> FileResponse:
    """The bytes as they came in, which nobody has made safe: to be kept, never to be opened by the browser here."""
    kind, name = attachment.content_type, attachment.original_name
    return hand_out(attachment.file, as_attachment=True, content_type=kind, filename=name)
