"""Exports of the register: ordered from its page, handed out at once or when the worker has made them."""

import uuid

from django.http import HttpRequest, HttpResponse
from django.http.response import FileResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views import View

from accounts import audit
from accounts.sessions import no_sign_of_life
from helpdesk.foreign_bytes import hand_out
from helpdesk.models import JobState
from requests import exports
from requests.forms.register import ExportForm, RegisterForm
from requests.models import RegisterExport
from requests.models.register_export import ExportFormat
from requests.register_selectors import exports_of
from requests.views.agenda import AgendaPrintersView
from requests.views.register import render_register

CONTENT_TYPES = {
    ExportFormat.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ExportFormat.CSV: "text/csv; charset=utf-8",
}


class OrderExportView(AgendaPrintersView):
    """The filter stands in the address, as on the page of the register."""

    http_method_names = ["get", "head", "post"]

    def get(self, request: HttpRequest) -> HttpResponse:
        return redirect(f"{reverse('register')}?{request.GET.urlencode()}")

    def post(self, request: HttpRequest) -> HttpResponse:
        form, export_form = RegisterForm(request.GET), ExportForm(request.POST)
        if not (form.is_valid() and export_form.is_valid()):
            return render_register(request, form, export_form)
        ordered = export_form.cleaned_data
        export = exports.order(by=request.user, key=ordered["key"], kind=ordered["format"], sought=form.sought())
        if not export.is_short:
            return redirect("register_export", pk=export.pk)
        headers = {"Content-Disposition": f'attachment; filename="{_file_name(export)}"', "Cache-Control": "no-store"}
        content = exports.content_of_short(export)
        audit.record("export_taken", actor=request.user, target=export)  # each time: the register may have moved on
        return HttpResponse(content, content_type=CONTENT_TYPES[ExportFormat(export.format)], headers=headers)


@method_decorator(no_sign_of_life, name="dispatch")
class ExportView(View):
    """How far the worker is, and the file once it is ready; looks again by itself."""

    http_method_names = ["get", "head"]

    def get(self, request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
        export = get_object_or_404(exports_of(request.user), pk=pk)
        waiting = export.state == JobState.PENDING
        context = {"export": export, "waiting": waiting, "ready": export.state == JobState.DONE}
        return render(request, "requests/register_export.html", context, status=202 if waiting else 200)


class ExportFileView(View):
    http_method_names = ["get", "head"]

    def get(self, request: HttpRequest, pk: uuid.UUID) -> FileResponse:
        export = get_object_or_404(exports_of(request.user), pk=pk, state=JobState.DONE)
        if request.method == "GET":
            audit.record("export_taken", actor=request.user, target=export)
        content_type = CONTENT_TYPES[ExportFormat(export.format)]
        return hand_out(export.file, as_attachment=True, content_type=content_type, filename=_file_name(export))


def _file_name(export: RegisterExport) -> str:
    """Such as "buku-agenda-2026-11-27.xlsx": by the day it was ordered."""
    return f"buku-agenda-{timezone.localdate(export.created_at)}.{export.format}"
