"""For which days the report is to be made."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from requests.forms.agenda import BEFORE_ALL_LETTERS
from requests.forms.parts import DayInput
from requests.periods import Period, year_of


class ReportForm(forms.Form):
    since = forms.DateField(
        label=_("From"),
        widget=DayInput,
        validators=[MinValueValidator(BEFORE_ALL_LETTERS, _("The register does not reach back so far."))],
    )
    until = forms.DateField(label=_("Until"), widget=DayInput)

    def clean_since(self) -> date:
        since = self.cleaned_data["since"]
        if since > timezone.localdate():
            raise ValidationError(_("This day has not come yet."), "future")
        return since

    def clean_until(self) -> date:
        """No later than the end of the year, so that the year, the month and the week that run can be asked for."""
        until = self.cleaned_data["until"]
        if until > year_of(timezone.localdate()).until:
            raise ValidationError(_("This day lies beyond the end of the year."), "future")
        return until

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        since, until = cleaned.get("since"), cleaned.get("until")
        if since and until and until < since:
            self.add_error("until", ValidationError(_("The last day lies before the first."), "order"))
        return cleaned

    def period(self) -> Period:
        """Of a valid form."""
        return Period(self.cleaned_data["since"], self.cleaned_data["until"])
