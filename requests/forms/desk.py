"""Several letters disposed at once from the desk."""

import re
import uuid
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.models import Appointment, User
from accounts.permissions import current_appointments
from helpdesk.text import VisibleText
from requests import sop
from requests.disposing import Seen
from requests.forms.acts import Disposal

# What the box beside a letter sends: which request, in which version, with which letter.
BOX = re.compile(r"([0-9a-f-]{36}):([0-9]{1,9}):([0-9a-f]{64})")


class Boxes(forms.MultipleChoiceField):
    """The ticked letters as they stood on the desk, each once; drawn there and not by the form."""

    def validate(self, value: list[str]) -> None:
        if not value:
            raise ValidationError(_("Tick at least one letter."), "required")
        if not all(BOX.fullmatch(box) for box in value):
            raise ValidationError(_("This is no letter of your desk."), "invalid")

    def clean(self, value: Any) -> list[Seen]:
        found = [BOX.fullmatch(box) for box in dict.fromkeys(super().clean(value))]
        try:
            return [Seen(uuid.UUID(box[1]), int(box[2]), box[3]) for box in found if box]
        except ValueError as error:  # dashes in the wrong places
            raise ValidationError(_("This is no letter of your desk."), "invalid") from error


class DisposeTogetherForm(VisibleText, Disposal):
    chosen = Boxes(widget=forms.MultipleHiddenInput, label=_("Letters"))
    key = forms.UUIDField(widget=forms.HiddenInput)
    capacity = forms.ModelChoiceField(Appointment.objects.none(), widget=forms.HiddenInput, label=_("You act as"))

    def __init__(self, data: Any = None, *, user: User) -> None:
        super().__init__(data, initial={"key": uuid.uuid4()}, auto_id="together_%s")
        self.held = [held for held in current_appointments(user) if held.office == sop.DISPOSE.actor.office]
        field = self.fields["capacity"]
        field.queryset = Appointment.objects.filter(pk__in=[held.pk for held in self.held])
        field.initial = self.held[0].pk if self.held else None

    @property
    def ticked(self) -> list[str]:
        """The boxes that stand ticked when the form comes back."""
        return self.data.getlist("chosen") if self.is_bound else []
