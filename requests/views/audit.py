"""`/kelola/audit/`: the Super Admin reads the audit trail and exports it; nobody changes it."""

import inspect
import json
from collections.abc import Iterator
from contextlib import suppress
from typing import Any
from uuid import UUID

from allauth.account.decorators import reauthentication_required
from django.db.models import Model
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils.decorators import method_decorator

from accounts import audit, audit_chain, audit_checkpoints
from accounts.models import AuditEntry, User
from accounts.offices import Office
from accounts.permissions import current_appointments
from helpdesk.paging import page_by_key
from requests.audit_words import in_words
from requests.forms.audit import AuditFilterForm
from requests.models import RegisterEntry
from requests.views.reference_data import SuperAdminView


class AuditView(SuperAdminView):
    """The newest entry first; what is sought stands in the address."""

    http_method_names = ["get", "head"]

    def get(self, request: HttpRequest) -> HttpResponse:
        form = AuditFilterForm(request.GET)
        page = page_by_key(form.entries(), request.GET.get("sesudah", ""), ("-number",))
        context = {
            "form": form,
            "lines": _lines(page.rows),
            "page": page,
            "public_key": audit_checkpoints.public_key(),
        }
        return render(request, "requests/audit.html", context)


def _lines(entries: list[AuditEntry]) -> list[dict[str, Any]]:
    """Each entry with its act in words, and the request or person it is about."""
    keys = list(_keys(entries))
    letters, people = RegisterEntry.objects.filter(pk__in=keys), User.objects.filter(pk__in=keys)
    known: dict[str, Model] = {str(row.pk): row for rows in (letters, people) for row in rows}
    return [
        {
            "entry": entry,
            "action": in_words(entry.action),
            "about": known.get(entry.target_id),
            "is_request": isinstance(known.get(entry.target_id), RegisterEntry),
        }
        for entry in entries
    ]


def _keys(entries: list[AuditEntry]) -> Iterator[UUID]:
    for entry in entries:
        with suppress(ValueError):  # of nothing, or of what has no such key
            yield UUID(entry.target_id)


class AuditExportView(SuperAdminView):
    """The whole trail, a line of JSON for each entry, the one of this export as the last."""

    http_method_names = ["get", "head", "post"]

    def get(self, request: HttpRequest) -> HttpResponseRedirect:
        return redirect("audit")

    @method_decorator(reauthentication_required)
    def post(self, request: HttpRequest) -> StreamingHttpResponse:
        held = current_appointments(request.user)
        appointment = next(appointment for appointment in held if appointment.office == Office.SECTION_HEAD)
        last = audit.record("audit_exported", actor=request.user, appointment=appointment).number
        lines = (f"{json.dumps(entry)}\n" for entry in audit.entries(until=last))
        headers = {"Content-Disposition": f'attachment; filename="audit-{last}.jsonl"', "Cache-Control": "no-store"}
        return StreamingHttpResponse(lines, content_type="application/x-ndjson", headers=headers)


class AuditVerifierView(SuperAdminView):
    """The program that checks an export, to be run elsewhere."""

    http_method_names = ["get", "head"]

    def get(self, request: HttpRequest) -> HttpResponse:
        headers = {"Content-Disposition": 'attachment; filename="audit_chain.py"'}
        return HttpResponse(inspect.getsource(audit_chain), content_type="text/x-python", headers=headers)
