"""Which letters of the register are sought, and as what file they are to be exported."""

import re
import uuid
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.forms import mark_conditional
from accounts.models import Agency
from accounts.offices import Office
from accounts.permissions import OFFICIALS
from helpdesk.text import VisibleText
from requests import search, sop
from requests.access import AccessKind
from requests.forms.agenda import BEFORE_ALL_LETTERS
from requests.forms.parts import DayInput
from requests.models.register_export import ExportFormat
from requests.register_selectors import COMPLETED as COMPLETED_CODE
from requests.register_selectors import years
from requests.states import COMPLETED, State

ALL_YEARS = "all"
AGENDA_NUMBER = re.compile(r"0{0,5}([1-9][0-9]{0,5}) ?/ ?([0-9]{4})", re.ASCII)
_ANY = [("", _("All"))]
STATES = [*_ANY, *((state.value, state.label) for state in State if state != State.DRAFT), (COMPLETED_CODE, COMPLETED)]
# "Disposition by the Head of the Service – Kepala Dinas": the act and whoever has to do it.
AWAITED = [
    *_ANY,
    *((step.transition.name, step.title) for step in sop.STEPS[1:]),
    (sop.RESUBMIT.name, _("Mending by the applicant")),
    (sop.CONFIRM_RECEIPT.name, _("Confirmation of receipt by the applicant")),
]
OFFICES = [*_ANY, *((office.value, office.label) for office in Office if office in OFFICIALS)]


def _choice(label: Any, choices: list[Any]) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=choices, required=False)


def _day(label: Any) -> forms.DateField:
    reaches_back = MinValueValidator(BEFORE_ALL_LETTERS, _("The register does not reach back so far."))
    return forms.DateField(label=label, widget=DayInput, required=False, validators=[reaches_back])


class RegisterForm(VisibleText, forms.Form):
    """Each field may stay empty. Of the years, none chosen is the newest, unless something is sought: then all."""

    q = forms.CharField(
        label=_("Search"),
        max_length=200,
        required=False,
        widget=forms.TextInput({"type": "search"}),
        help_text=_("Number, subject, agency, person, server or account; or an agenda number such as 12/2026."),
    )
    state = _choice(_("State"), STATES)
    awaited = _choice(_("Waiting for"), AWAITED)
    agency = forms.ModelChoiceField(Agency.objects.all(), label=_("Agency"), required=False, empty_label=_("All"))
    office = _choice(_("Decided on by"), OFFICES)
    access_kind = _choice(_("Kind of access"), [*_ANY, *AccessKind.choices])
    since = _day(_("Received from"))
    until = _day(_("Received until"))
    late = forms.BooleanField(label=_("Only late ones"), required=False)
    year = forms.ChoiceField(widget=forms.HiddenInput, required=False)

    def __init__(self, data: Any) -> None:
        super().__init__(data)
        self.years = years()
        self.fields["year"].choices = [(str(year), year) for year in self.years] + [(ALL_YEARS, _("All years"))]
        mark_conditional(self, *self.fields)

    def clean_agency(self) -> str:
        agency = self.cleaned_data["agency"]
        return str(agency.pk) if agency else ""

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        since, until = cleaned.get("since"), cleaned.get("until")
        if since and until and until < since:
            self.add_error("until", ValidationError(_("The last day lies before the first."), "order"))
        if self.errors.pop("year", None):  # it has no place of its own on the page
            self.add_error(None, ValidationError(_("There is no such year in the register."), "year"))
        return cleaned

    def sought(self) -> dict[str, Any]:
        """What is filled in, as `register_selectors.Sought`; the form must be valid."""
        filled = {name: value for name, value in self.cleaned_data.items() if value and name != "year"}
        plain = {name: value.isoformat() if isinstance(value, date) else value for name, value in filled.items()}
        year = self.year_shown()
        return plain if year == ALL_YEARS else plain | {"year": int(year)}

    def year_shown(self) -> str:
        """The year chosen, or that which is shown when none is."""
        if chosen := self.cleaned_data.get("year"):
            return chosen
        others = any(value for name, value in self.cleaned_data.items() if name != "year")
        return ALL_YEARS if others else str(self.years[0] if self.years else timezone.localdate().year)

    def words(self) -> list[str]:
        return search.words_of(self.cleaned_data["q"])

    def agenda_number(self) -> tuple[int, int] | None:
        """Number and year, when just these are sought."""
        found = AGENDA_NUMBER.fullmatch(self.cleaned_data["q"])
        return (int(found[1]), int(found[2])) if found else None

    @property
    def narrowing(self) -> tuple[list[forms.BoundField], list[forms.BoundField]]:
        """The fields beside words and year, in two columns."""
        fields = [self[name] for name in self.fields if name not in ("q", "year")]
        return fields[: len(fields) // 2], fields[len(fields) // 2 :]

    @property
    def is_narrowed(self) -> bool:
        """Whether any of those is filled in, rightly or not."""
        return any(field.value() for column in self.narrowing for field in column)

    @property
    def is_filled(self) -> bool:
        return self.is_narrowed or bool(self["q"].value() or self["year"].value())


class ExportForm(forms.Form):
    """`key` is that of the page: sent again, it is the same export."""

    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
    format = forms.ChoiceField(choices=ExportFormat.choices)
