"""Which months of the register are to be printed, and on what paper."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from requests.sheets import PaperSize, Sheet, sizes_of

MONTHS_AT_MOST = 12
BEFORE_ALL_LETTERS = date(2000, 1, 1)  # no month so early holds one; the year 1 is beyond what a clock can say


class MonthInput(forms.DateInput):
    input_type = "month"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m")


class AgendaBookForm(forms.Form):
    since = forms.DateField(
        label=_("From month"),
        help_text=_("For example 2026-11."),
        input_formats=["%Y-%m"],
        widget=MonthInput,
        validators=[MinValueValidator(BEFORE_ALL_LETTERS, _("The register does not reach back so far."))],
    )
    until = forms.DateField(
        label=_("Until month"),
        help_text=_("The same month for one book. Of several, each is a file of its own."),
        input_formats=["%Y-%m"],
        widget=MonthInput,
    )
    size = forms.ChoiceField(
        label=_("Paper"),
        choices=[(size.value, size.label) for size in sizes_of(Sheet.AGENDA)],
        initial=sizes_of(Sheet.AGENDA)[0],
        widget=forms.RadioSelect,
    )

    def __init__(self, data: Any = None) -> None:
        this_month = timezone.localdate().replace(day=1)
        super().__init__(data, initial={"since": this_month, "until": this_month})

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        since, until = cleaned.get("since"), cleaned.get("until")
        if until and until > timezone.localdate():
            self.add_error("until", ValidationError(_("This month has not begun."), "future"))
        elif since and until and until < since:
            self.add_error("until", ValidationError(_("The last month lies before the first."), "order"))
        elif since and until and len(self.months()) > MONTHS_AT_MOST:
            self.add_error("until", ValidationError(_("Twelve months at most."), "too_many"))
        return cleaned

    def months(self) -> list[date]:
        since, until = (self.cleaned_data[name] for name in ("since", "until"))
        first, last = (day.year * 12 + day.month - 1 for day in (since, until))
        return [date(month // 12, month % 12 + 1, 1) for month in range(first, last + 1)]

    def size_chosen(self) -> PaperSize:
        return PaperSize(self.cleaned_data["size"])
