"""`/kelola/`: the Super Admin keeps the reference data. One registry, four views, nothing is ever deleted."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.db.models import Model, Q, QuerySet
from django.forms import ModelForm
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.timezone import localdate, localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View

from accounts import audit
from accounts.models import Agency, Appointment, User
from accounts.offices import Office
from accounts.permissions import current_appointments, is_super_admin
from helpdesk.paging import page_by_key
from requests.forms import reference_data as forms
from requests.models import Letterhead, Server, Terms

Text = str | Promise
Columns = tuple[tuple[Text, Callable[[Any], object]], ...]


@dataclass(frozen=True)
class Kind:
    """One sort of reference data; `slug` is its address, the first column its row's name.

    Without `change_form` its rows never change: they are versions.
    """

    slug: str
    title: Text
    hint: Text
    add_label: Text
    model: type[Model]
    order: tuple[str, ...]
    columns: Columns
    add_form: type[ModelForm[Any]]
    change_form: type[ModelForm[Any]] | None = None
    search: tuple[str, ...] = ()
    related: tuple[str, ...] = ()
    prefill: tuple[str, ...] = ()

    def rows(self, sought: str = "") -> QuerySet[Any]:
        found = Q(*((f"{field}__icontains", sought) for field in self.search), _connector=Q.OR) if sought else Q()
        return self.model._default_manager.select_related(*self.related).filter(found)


def _activity(row: Agency | Server) -> str:
    return _("Active") if row.active else _("Inactive")


def _term(appointment: Appointment) -> str:
    if appointment.is_current:
        return _("In force")
    return _("Not yet begun") if appointment.since > localdate() else _("Ended")


def _day(day: Any) -> str:
    return date_format(day) if day else "–"


def _published(row: Terms | Letterhead) -> str:
    return date_format(localtime(row.published_at), "DATETIME_FORMAT")


NAME, STATUS = gettext_lazy("Name"), gettext_lazy("Status")
AGENCY, VERSION = gettext_lazy("Agency"), gettext_lazy("Version")
KINDS = {
    kind.slug: kind
    for kind in (
        Kind(
            "orang",
            gettext_lazy("People"),
            gettext_lazy("Everyone who can sign in: applicants, liaisons and officials."),
            gettext_lazy("Add a person"),
            User,
            ("name", "id"),
            (
                (NAME, lambda person: person.name),
                (AGENCY, lambda person: person.agency.short_name),
                (gettext_lazy("E-mail"), lambda person: person.email),
                (STATUS, lambda person: _("Active") if person.is_active else _("Inactive")),
            ),
            forms.AddPersonForm,
            forms.ChangePersonForm,
            search=("name", "email", "nip", "agency__name", "agency__short_name"),
            related=("agency",),
        ),
        Kind(
            "opd",
            gettext_lazy("Agencies"),
            gettext_lazy("The agencies (OPD) that may ask for access."),
            gettext_lazy("Add an agency"),
            Agency,
            ("name",),
            (
                (NAME, lambda agency: agency.name),
                (gettext_lazy("Short name"), lambda agency: agency.short_name),
                (STATUS, _activity),
            ),
            forms.AgencyForm,
            forms.AgencyForm,
            search=("name", "short_name"),
        ),
        Kind(
            "penugasan-jabatan",
            gettext_lazy("Appointments"),
            gettext_lazy("Who holds which office from when to when. Rights come from here, and from nowhere else."),
            gettext_lazy("Appoint a person"),
            Appointment,
            ("-since", "id"),
            (
                (gettext_lazy("Person"), lambda held: held.user.name),
                (gettext_lazy("Office"), lambda held: held.title),
                (AGENCY, lambda held: held.agency.short_name if held.agency else "–"),
                (gettext_lazy("From"), lambda held: _day(held.since)),
                (gettext_lazy("Until"), lambda held: _day(held.until)),
                (STATUS, _term),
            ),
            forms.AddAppointmentForm,
            forms.ChangeAppointmentForm,
            related=("user", "agency"),
            prefill=("email",),
        ),
        Kind(
            "server",
            gettext_lazy("Servers"),
            gettext_lazy("The servers on which accounts are activated."),
            gettext_lazy("Add a server"),
            Server,
            ("name",),
            (
                (NAME, lambda server: server.name),
                (gettext_lazy("Host name or address"), lambda server: server.address),
                (STATUS, _activity),
            ),
            forms.ServerForm,
            forms.ServerForm,
        ),
        Kind(
            "ketentuan",
            gettext_lazy("Terms of use"),
            gettext_lazy(
                "Consent is always to one version, so that a version never changes; publish the next instead."
            ),
            gettext_lazy("Publish a new version"),
            Terms,
            ("-number",),
            (
                (VERSION, lambda terms: terms.number),
                (gettext_lazy("Published"), _published),
                (gettext_lazy("Clauses"), lambda terms: len(terms.clauses("id"))),
            ),
            forms.TermsForm,
        ),
        Kind(
            "kop",
            gettext_lazy("Letterhead"),
            gettext_lazy("A paper keeps the version it was made with, so that a version never changes."),
            gettext_lazy("Publish a new version"),
            Letterhead,
            ("-number",),
            (
                (VERSION, lambda letterhead: letterhead.number),
                (gettext_lazy("Office"), lambda letterhead: letterhead.office),
                (gettext_lazy("Crest"), lambda letterhead: _("Yes") if letterhead.crest else _("None")),
                (gettext_lazy("Published"), _published),
            ),
            forms.LetterheadForm,
        ),
    )
}


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
        return render(request, "requests/reference_data/index.html", {"kinds": KINDS.values()})


class RowsView(SuperAdminView):
    def get(self, request: HttpRequest, kind: str) -> HttpResponse:
        sought = request.GET.get("q", "").strip() if self.kind.search else ""
        page = page_by_key(self.kind.rows(sought), request.GET.get("after", ""), self.kind.order)
        headings = [heading for heading, _cell in self.kind.columns]
        lines = [(row, [(heading, cell(row)) for heading, cell in self.kind.columns]) for row in page.rows]
        context = {"kind": self.kind, "sought": sought, "page": page, "headings": headings, "lines": lines}
        return render(request, "requests/reference_data/rows.html", context)


class FormView(SuperAdminView):
    """What adding and changing share: one transaction for the lock, the judgement, the row and its audit entry."""

    def show(self, form: ModelForm[Any]) -> HttpResponse:
        return render(self.request, "requests/reference_data/form.html", {"kind": self.kind, "form": form})

    def save(self, form: ModelForm[Any], done: str) -> HttpResponse:
        row = form.save()
        changed = sorted(set(form.changed_data) - {"key"})
        if changed:
            capacity = next(held.title for held in current_appointments(self.request.user) if _is_super_admin(held))
            action = f"{row._meta.model_name}_{done}"
            audit.record(action, actor=self.request.user, capacity=capacity, target=row, fields=changed)
        return self.leave(row)

    def leave(self, row: Model) -> HttpResponse:
        messages.success(self.request, _("%(name)s is saved.") % {"name": row})
        return redirect("reference_rows", kind=self.kind.slug)


def _is_super_admin(held: Appointment) -> bool:
    return held.office == Office.SECTION_HEAD


class AddView(FormView):
    def get(self, request: HttpRequest, kind: str) -> HttpResponse:
        initial = {name: request.GET[name] for name in self.kind.prefill if name in request.GET}
        return self.show(self.kind.add_form(actor=request.user, initial=initial))

    def post(self, request: HttpRequest, kind: str) -> HttpResponse:
        try:
            return self.add(request)
        except IntegrityError:  # sent twice at once, or another took the same name or number: look again
            return self.add(request)

    @transaction.atomic
    def add(self, request: HttpRequest) -> HttpResponse:
        if earlier := self.earlier(request.POST.get("key", "")):
            return self.leave(earlier)
        form = self.kind.add_form(request.POST, request.FILES, actor=request.user)
        return self.save(form, "added") if form.is_valid() else self.show(form)

    def earlier(self, key: str) -> Model | None:
        """The row that this form has made already."""
        try:
            return self.kind.rows().filter(pk=uuid.UUID(key)).first()
        except ValueError:
            return None


class ChangeView(FormView):
    """One view for GET and POST; kinds whose rows are versions have no such page."""

    @transaction.atomic
    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return super().dispatch(request, *args, **kwargs)

    def form(self, pk: uuid.UUID, *data: Any) -> ModelForm[Any]:
        if self.kind.change_form is None:
            raise Http404
        # Locked, so that a password set meanwhile isn't written over with the older row.
        row = get_object_or_404(self.kind.model._default_manager.select_for_update(), pk=pk)
        if isinstance(row, Appointment) and row.user_id == self.request.user.pk:
            raise PermissionDenied(_("Nobody changes their own appointment."))
        return self.kind.change_form(*data, instance=row, actor=self.request.user)

    def get(self, request: HttpRequest, kind: str, pk: uuid.UUID) -> HttpResponse:
        return self.show(self.form(pk))

    def post(self, request: HttpRequest, kind: str, pk: uuid.UUID) -> HttpResponse:
        form = self.form(pk, request.POST)
        return self.save(form, "changed") if form.is_valid() else self.show(form)
