"""The Super Admin's forms for office hours, Ramadan and holidays."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext_lazy as _

from accounts.forms import mark_conditional
from requests.forms.reference_data import DAY, ReferenceForm
from requests.models import Holiday, OfficeHours, Ramadan

TIME = forms.TimeInput(format="%H:%M", attrs={"type": "time"})
YEARS = range(2000, 2101)


class CalendarForm(ReferenceForm):
    def clean(self) -> dict[str, Any]:
        super().clean()
        for name, value in list(self.cleaned_data.items()):
            if isinstance(value, date) and value.year not in YEARS:
                self.add_error(name, ValidationError(_("Check the year."), "year"))
        return self.cleaned_data

    def refuse(self, field: str, message: Any, code: str) -> None:
        self.add_error(field, ValidationError(message, code))


class OfficeHoursForm(CalendarForm):
    weekdays = forms.TypedMultipleChoiceField(
        label=_("Weekdays"), coerce=int, choices=list(WEEKDAYS.items()), widget=forms.CheckboxSelectMultiple
    )

    class Meta:
        model = OfficeHours
        fields = ["season", "weekdays", "valid_from", "opens", "closes", "break_from", "break_until"]
        widgets = {"valid_from": DAY, "opens": TIME, "closes": TIME, "break_from": TIME, "break_until": TIME}
        help_texts = {"opens": _("Leave opening and closing empty for days on which the office is closed.")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        mark_conditional(self, "opens", "closes")

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if not self.errors:
            self._check_hours(data["opens"], data["closes"])
        if not self.errors:
            self._check_break(data)
        return data

    def _check_hours(self, opens: Any, closes: Any) -> None:
        if (opens is None) != (closes is None):
            self.refuse("opens" if opens is None else "closes", _("Give both opening and closing, or neither."), "half")
        elif opens and closes and opens >= closes:
            self.refuse("closes", _("The office closes after it opens."), "order")

    def _check_break(self, data: dict[str, Any]) -> None:
        begin, end = data["break_from"], data["break_until"]
        if begin is None and end is None:
            return
        if begin is None or end is None:
            self.refuse("break_from" if begin is None else "break_until", _("Give both ends of the break."), "half")
        elif begin >= end:
            self.refuse("break_until", _("The break ends after it begins."), "order")
        elif data["opens"] is None or begin < data["opens"] or end > data["closes"]:
            self.refuse("break_from", _("The break lies within the office hours."), "outside")


class RamadanForm(CalendarForm):
    class Meta:
        model = Ramadan
        fields = ["since", "until"]
        widgets = {"since": DAY, "until": DAY}

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if self.errors or not data.get("in_force", True):
            return data
        others = Ramadan.objects.filter(in_force=True).exclude(pk=self.instance.pk)
        if not 29 <= (data["until"] - data["since"]).days + 1 <= 30:
            self.refuse("until", _("Ramadan has 29 or 30 days."), "length")
        elif others.filter(since__lte=data["until"], until__gte=data["since"]).exists():
            self.refuse("since", _("These days overlap with a Ramadan that is entered already."), "overlap")
        return data


class ChangeRamadanForm(RamadanForm):
    class Meta(RamadanForm.Meta):
        fields = ["since", "until", "in_force"]
        help_texts = {"in_force": _("Untick to take back what was entered by mistake. Figures recorded so far stay.")}


class HolidayForm(CalendarForm):
    class Meta:
        model = Holiday
        fields = ["day", "name", "kind"]
        widgets = {"day": DAY}

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if not self.errors and Holiday.objects.filter(day=data["day"], kind=data["kind"]).exists():
            self.refuse("day", _("This day is entered with this kind already. Change that entry."), "twice")
        return data


class ChangeHolidayForm(CalendarForm):
    """Not the day: a wrong one is taken back, and the right one entered."""

    class Meta:
        model = Holiday
        fields = ["name", "in_force"]
        help_texts = ChangeRamadanForm.Meta.help_texts


class ImportForm(forms.Form):
    year = forms.TypedChoiceField(coerce=int)

    def __init__(self, data: Any, *, years: tuple[int, ...]) -> None:
        super().__init__(data)
        self.fields["year"].choices = [(year, year) for year in years]
