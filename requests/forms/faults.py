"""The forms by which an official says what is wrong: with a request, or with a decision of their own."""

from typing import Any

from django import forms
from django.utils import formats, timezone
from django.utils.translation import gettext_lazy as _

from accounts.forms import mark_conditional
from requests import answers
from requests.forms.act_form import LINES, ActForm
from requests.models import Disposition
from requests.permissions import capacities
from requests.selectors import correctable_by


class ReturnForm(ActForm):
    """Asks for the reason and for what is at fault: by part of the applicant's form, papers apart."""

    note = forms.CharField(
        label=_("Reason"),
        max_length=1000,
        widget=forms.Textarea(LINES),
        help_text=_("The applicant reads this. Say what to mend."),
    )
    none_at_fault = forms.BooleanField(
        label=_("None of the answers and papers is at fault; the reason says it all."), required=False
    )
    field_order = ["note", *(f"faults_{part.slug}" for part in answers.PARTS), "none_at_fault"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, part in self._parts.items():
            self.fields[name] = forms.MultipleChoiceField(
                widget=forms.CheckboxSelectMultiple,
                required=False,
                label=_("At fault in “%(part)s”") % {"part": part.title},
                choices=[(field, answers.label(field)) for field in part.fields],
            )
        mark_conditional(self, *self._parts)  # one of them is needed, or the tick that none is at fault
        self.order_fields(self.field_order)

    @property
    def _parts(self) -> dict[str, answers.Part]:
        return {f"faults_{part.slug}": part for part in answers.PARTS}

    def clean(self) -> dict[str, Any]:
        """With `faults`, from all parts."""
        cleaned = super().clean() or {}
        by_part = [cleaned.pop(name, None) for name in self._parts]
        none_at_fault = cleaned.pop("none_at_fault", False)
        cleaned["faults"] = [field for ticked in by_part for field in ticked or []]
        if None not in by_part and none_at_fault == bool(cleaned["faults"]):
            self._refuse_ticks(none_at_fault)
        return cleaned

    def _refuse_ticks(self, none_at_fault: bool) -> None:
        if none_at_fault:
            self.add_error("none_at_fault", _("Something is ticked as at fault. Take back one of the two."))
        else:
            first = next(iter(self._parts))
            self.add_error(first, _("Tick what is at fault, here or below, or that none of it is."))


class DecisionChoice(forms.ModelChoiceField):
    def label_from_instance(self, obj: Disposition) -> str:
        day = formats.date_format(timezone.localtime(obj.at), "DATETIME_FORMAT")
        return f"{obj.act.done} ({obj.capacity}, {day})"


class CorrectForm(ActForm):
    """A note to one of the actor's own decisions; its office is the capacity."""

    decision = DecisionChoice(
        Disposition.objects.none(), widget=forms.RadioSelect, label=_("Your decision"), empty_label=None
    )
    note = forms.CharField(
        label=_("Correcting note"),
        max_length=1000,
        widget=forms.Textarea(LINES),
        help_text=_("It is printed after the decision, which stays as it is. The applicant reads it too."),
    )

    def _offer_capacities(self) -> None:
        self.held = []
        del self.fields["capacity"]
        own = self.fields["decision"]
        own.queryset = correctable_by(self.access_request, self.user)
        own.initial = own.queryset.first()

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if decision := cleaned.get("decision"):
            held = capacities(self.access_request, self.act, self.user)
            cleaned["capacity"] = next((one for one in held if one.office == decision.office), None)
        return cleaned
