"""What the form of every act carries: the page it was decided from, and the capacity it is done in."""

import uuid
from typing import Any

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.models import Appointment, User
from helpdesk.text import VisibleText
from requests import sop
from requests.forms.parts import typed_in
from requests.models import AccessRequest, Disposition
from requests.permissions import capacities
from requests.workflow import perform, sent_before

LINES = {"rows": 3}


class ActForm(VisibleText, forms.Form):
    """Carries what was seen (version, letter), the form's own key and the capacity chosen."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    letter = forms.CharField(widget=forms.HiddenInput, required=False)
    key = forms.UUIDField(widget=forms.HiddenInput)
    capacity = forms.ModelChoiceField(Appointment.objects.none(), widget=forms.HiddenInput, label=_("You act as"))

    def __init__(
        self, data: Any = None, *, access_request: AccessRequest, act: sop.Transition, user: User, **kwargs: Any
    ) -> None:
        self.access_request, self.act, self.user = access_request, act, user
        seen = {"version": access_request.version, "letter": access_request.letter_sha256, "key": uuid.uuid4()}
        super().__init__(data, initial=seen | kwargs.pop("initial", {}), prefix=None, auto_id=f"{act.name}_%s")
        self._offer_capacities()

    def _offer_capacities(self) -> None:
        self.held = capacities(self.access_request, self.act, self.user)
        if not self.held:
            del self.fields["capacity"]
            return
        field = self.fields["capacity"]
        field.queryset = type(self.held[0]).objects.filter(pk__in=[held.pk for held in self.held])
        field.initial = self.held[0].pk

    def perform(self) -> Disposition:
        """Raises NotTheirTurn, StaleRequest, or ValidationError when a rule of the act isn't met."""
        data = dict(self.cleaned_data)
        chosen = data.pop("capacity", None)
        return perform(
            self.access_request.pk,
            self.act,
            actor=self.user,
            appointment=chosen,
            seen_version=data.pop("version"),
            seen_letter=data.pop("letter"),
            key=data.pop("key"),
            **data,
        )

    def sent_before(self) -> Disposition | None:
        """The disposition when this very form was sent before, even if by now it would not be valid any more."""
        key = self.cleaned_data.get("key")
        if key is None:
            return None
        return sent_before(self.access_request.pk, self.act, actor=self.user, key=key, data=self.cleaned_data)

    def refuse(self, error: ValidationError) -> None:
        """Says which rule of the act isn't met: at its field, or above all where this page has none for it."""
        said = error.error_dict if hasattr(error, "error_dict") else {NON_FIELD_ERRORS: error.error_list}
        for name, errors in said.items():
            self.add_error(name if name in self.fields else None, errors)

    @property
    def typed(self) -> list[tuple[str, str]]:
        """What the person wrote, so that a refusal can give it back."""
        return typed_in(self)
