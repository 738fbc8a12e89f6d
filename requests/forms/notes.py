"""The note that officials write for each other."""

import uuid
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from helpdesk.text import VisibleText


class NoteForm(VisibleText, forms.Form):
    key = forms.UUIDField(widget=forms.HiddenInput)
    text = forms.CharField(
        label=_("Note"),
        max_length=1000,
        widget=forms.Textarea({"rows": 3}),
        help_text=_("Officials and staff who work on the request read it, the applicant never. It can't be changed."),
    )

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, initial={"key": uuid.uuid4()}, auto_id="note_%s")
