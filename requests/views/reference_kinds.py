"""The kinds of reference data that the Super Admin keeps under /kelola/, as one registry."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import Model, Q, QuerySet
from django.utils.formats import date_format, time_format
from django.utils.functional import Promise
from django.utils.timezone import localdate, localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.appointment_rules import LONG, first_day, months_after
from accounts.models import Agency, Appointment, User
from accounts.offices import ActingKind
from requests import clock
from requests.forms import calendar
from requests.forms import reference_data as forms
from requests.models import Holiday, Letterhead, OfficeHours, Ramadan, Server, Terms

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
    add_form: type[forms.ReferenceForm] | None  # None: a page of its own, as a second person is needed
    change_form: type[forms.ReferenceForm] | None = None
    search: tuple[str, ...] = ()
    related: tuple[str, ...] = ()
    gaps: Callable[[], list[str]] = list  # what the rows lack, in words
    beside: str = ""  # a template for what else can be done with them

    @property
    def may_change(self) -> bool:
        return self.change_form is not None

    def rows(self, sought: str = "") -> QuerySet[Any]:
        found = Q(*((f"{field}__icontains", sought) for field in self.search), _connector=Q.OR) if sought else Q()
        rows = self.model._default_manager.filter(found)
        return rows.select_related(*self.related) if self.related else rows


def _activity(row: User | Agency | Server) -> str:
    """Such as "Aktif sejak 2 Januari 2024"."""
    if row.is_active:
        return _("Active since %(day)s") % {"day": _day(row.active_from)}
    return _("Inactive; last day %(day)s") % {"day": _day(row.active_until)}


def _term(appointment: Appointment) -> str:
    if appointment.is_current:
        is_late = appointment.acting_kind == ActingKind.PLT and months_after(first_day(appointment), LONG) < localdate()
        return _("In force for more than three months") if is_late else _("In force")
    was_mistake = appointment.until and appointment.until < appointment.since
    return _("Ended") if was_mistake or appointment.since <= localdate() else _("Not yet begun")


def _in_force(row: Holiday | Ramadan) -> str:
    return _("In force") if row.in_force else _("Taken back")


def _span(begin: Any, end: Any, empty: str) -> str:
    """Such as "07.30–16.00"."""
    return f"{time_format(begin, 'H.i')}–{time_format(end, 'H.i')}" if begin and end else empty


def _day(day: Any) -> str:
    return date_format(day).replace(" ", "\N{NO-BREAK SPACE}") if day else "–"


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
                (STATUS, _activity),
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
                (gettext_lazy("Since"), lambda held: _day(held.since)),
                (gettext_lazy("Until"), lambda held: _day(held.until)),
                (STATUS, _term),
            ),
            None,
            forms.EndAppointmentForm,
            related=("user", "agency"),
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
            gettext_lazy("Consent is to one version, so a version never changes; publish the next one instead."),
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
            gettext_lazy("A paper keeps the version it was made with, so a version never changes."),
            gettext_lazy("Publish a new version"),
            Letterhead,
            ("-number",),
            (
                (VERSION, lambda letterhead: letterhead.number),
                (gettext_lazy("Government office"), lambda letterhead: letterhead.office),
                (gettext_lazy("Crest"), lambda letterhead: _("Yes") if letterhead.crest else "–"),
                (gettext_lazy("Published"), _published),
            ),
            forms.LetterheadForm,
        ),
        Kind(
            "jam-kerja",
            gettext_lazy("Office hours"),
            gettext_lazy(
                "Waiting and working time are counted by them. A change is a new row, valid from a day; "
                "figures recorded so far stay."
            ),
            gettext_lazy("Enter new hours"),
            OfficeHours,
            ("-valid_from", "-entered_at", "id"),
            (
                (gettext_lazy("Weekdays"), lambda row: row.days_in_words),
                (gettext_lazy("Season"), lambda row: row.get_season_display()),
                (gettext_lazy("Valid from"), lambda row: _day(row.valid_from)),
                (gettext_lazy("Hours"), lambda row: _span(row.opens, row.closes, _("Closed"))),
                (gettext_lazy("Break"), lambda row: _span(row.break_from, row.break_until, "–")),
            ),
            calendar.OfficeHoursForm,
        ),
        Kind(
            "ramadan",
            gettext_lazy("Ramadan"),
            gettext_lazy("On which days the office hours of Ramadan hold, as the government fixes them each year."),
            gettext_lazy("Enter the days of a Ramadan"),
            Ramadan,
            ("-since", "id"),
            (
                (gettext_lazy("First day"), lambda row: _day(row.since)),
                (gettext_lazy("Last day"), lambda row: _day(row.until)),
                (STATUS, _in_force),
            ),
            calendar.RamadanForm,
            calendar.ChangeRamadanForm,
            gaps=clock.ramadan_gaps,
        ),
        Kind(
            "hari-libur",
            gettext_lazy("Holidays"),
            gettext_lazy("Days on which no working time passes: national holidays, joint leave and local holidays."),
            gettext_lazy("Add a holiday"),
            Holiday,
            ("-day", "id"),
            (
                (NAME, lambda row: row.name),
                (gettext_lazy("Day"), lambda row: _day(row.day)),
                (gettext_lazy("Kind"), lambda row: row.get_kind_display()),
                (STATUS, _in_force),
            ),
            calendar.HolidayForm,
            calendar.ChangeHolidayForm,
            gaps=clock.holiday_gaps,
            beside="requests/reference_data/import_holidays.html",
        ),
    )
}
