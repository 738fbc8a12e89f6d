"""Which mails of the site are to be shown."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.forms import mark_conditional
from helpdesk.mail_selectors import IN_STATE, MailState, messages
from helpdesk.text import VisibleText


class MessageFilterForm(VisibleText, forms.Form):
    """Each field may stay empty. A whole address finds its own mails alone; anything less, all that hold it."""

    address = forms.CharField(
        label=_("Address"),
        max_length=254,
        required=False,
        help_text=_("Whole, or a part of it."),
        widget=forms.TextInput({"type": "search"}),
    )
    state = forms.ChoiceField(label=_("State"), choices=[("", _("All")), *MailState.choices], required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        mark_conditional(self, *self.fields)

    def messages(self) -> QuerySet[Any]:
        """The mails sought; none while the form is wrong."""
        if not self.is_valid():
            return messages().none()
        sought, rows = self.cleaned_data, messages()
        if sought["state"]:
            rows = rows.filter(IN_STATE[MailState(sought["state"])])
        if address := sought["address"]:
            # The site writes addresses in small letters; the other spelling is for what came in by another way.
            whole = {"to__in": {address, address.lower()}}
            rows = rows.filter(**whole if _is_whole(address) else {"to__icontains": address})
        return rows


def _is_whole(address: str) -> bool:
    try:
        validate_email(address)
    except ValidationError:
        return False
    return True
