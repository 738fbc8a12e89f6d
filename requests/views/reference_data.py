"""`/kelola/`: the Super Admin keeps the reference data, in four views; nothing is ever deleted."""

import uuid
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views import View

from accounts import audit
from accounts.permissions import capacity_as_super_admin, is_super_admin
from helpdesk.mail_selectors import failing_addresses
from helpdesk.paging import page_by_key
from requests.clock import importable_years
from requests.forms.reference_data import ReferenceForm
from requests.views.reference_kinds import KINDS


class SuperAdminView(View):
    """Only the Super Admin comes in; then finds the kind, or raises Http404."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not is_super_admin(request.user):
            raise PermissionDenied(_("Only the Head of the IT and Cryptography Section keeps the reference data."))
        if "kind" in kwargs:
            if kwargs["kind"] not in KINDS:
                raise Http404
            self.kind = KINDS[kwargs["kind"]]
        return super().dispatch(request, *args, **kwargs)


class IndexView(SuperAdminView):
    def get(self, request: HttpRequest) -> HttpResponse:
        gaps = [gap for kind in KINDS.values() for gap in kind.gaps()]
        context = {"kinds": KINDS.values(), "gaps": gaps, "failing": failing_addresses().count()}
        return render(request, "requests/reference_data/index.html", context)


class RowsView(SuperAdminView):
    def get(self, request: HttpRequest, kind: str) -> HttpResponse:
        # PostgreSQL refuses NUL in any text.
        sought = request.GET.get("q", "").replace("\0", "").strip() if self.kind.search else ""
        page = page_by_key(self.kind.rows(sought), request.GET.get("sesudah", ""), self.kind.order)
        lines = [
            {
                "row": row,
                "cells": [(heading, value(row)) for heading, value in self.kind.columns],
            }
            for row in page.rows
        ]
        context = {"kind": self.kind, "sought": sought, "lines": lines, "page": page}
        calendar = {"gaps": self.kind.gaps(), "years": importable_years()}
        return render(request, "requests/reference_data/rows.html", context | calendar)


class FormView(SuperAdminView):
    """What adding and changing share. Row and audit entry are one transaction."""

    heading = ""  # the row's name, where there is one

    def show(self, form: ReferenceForm) -> HttpResponse:
        context = {"kind": self.kind, "form": form, "heading": self.heading or self.kind.add_label}
        return render(self.request, "requests/reference_data/form.html", context)

    def save(self, form: ReferenceForm, done: str) -> HttpResponse:
        row = form.save()
        changed = sorted(set(form.changed_data) - {"key"})
        if changed:
            appointment = capacity_as_super_admin(self.request.user)
            action = f"{row._meta.model_name}_{done}"
            audit.record(action, actor=self.request.user, appointment=appointment, target=row, fields=changed)
        return self.leave(row)

    def leave(self, row: Model) -> HttpResponse:
        messages.success(self.request, _("Saved: %(row)s") % {"row": row})
        return redirect("reference_rows", kind=self.kind.slug)


class AddView(FormView):
    def get(self, request: HttpRequest, kind: str) -> HttpResponse:
        return self.show(self.form())

    def post(self, request: HttpRequest, kind: str) -> HttpResponse:
        try:
            return self.add(request)
        except IntegrityError:  # sent twice at once, or another took the same name or number: look again
            return self.add(request)

    def add(self, request: HttpRequest) -> HttpResponse:
        form = self.form(request.POST, request.FILES)
        valid = form.is_valid()  # in no transaction: a crest may take a minute to be judged
        # Only now: the same form, sent twice at once, may have made the name a taken one meanwhile.
        if earlier := self.earlier(request.POST.get("key", "")):
            return self.leave(earlier)
        with transaction.atomic():
            return self.save(form, "added") if valid else self.show(form)

    def form(self, *data: Any) -> ReferenceForm:
        """Offices are given on a page of their own (Http404 here)."""
        if self.kind.add_form is None:
            raise Http404
        return self.kind.add_form(*data, actor=self.request.user)

    def earlier(self, key: str) -> Model | None:
        """The row that this form has made already."""
        try:
            return self.kind.rows().filter(pk=uuid.UUID(key)).first()
        except ValueError:
            return None


class ChangeView(FormView):
    def get(self, request: HttpRequest, kind: str, pk: uuid.UUID) -> HttpResponse:
        return self.show(self.form(self.kind.rows(), pk))

    @transaction.atomic
    def post(self, request: HttpRequest, kind: str, pk: uuid.UUID) -> HttpResponse:
        # Locked, so that a password set meanwhile isn't written over with the older row.
        rows = self.kind.model._default_manager.select_for_update(no_key=True)
        form = self.form(rows, pk, request.POST)
        return self.save(form, "changed") if form.is_valid() else self.show(form)

    def form(self, rows: QuerySet[Any], pk: uuid.UUID, *data: Any) -> ReferenceForm:
        """Versions have no such page (Http404)."""
        if self.kind.change_form is None:
            raise Http404
        row = get_object_or_404(rows, pk=pk)
        self.heading = str(row)
        return self.kind.change_form(*data, instance=row, actor=self.request.user)
