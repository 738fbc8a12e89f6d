"""What a person asks about their own data, and the office's answer."""

import uuid
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import DataRequest
from accounts.models.data_request import DataRequestKind
from helpdesk.text import VisibleText
from requests.erasure import obstacles

ABOUT = {
    DataRequestKind.CORRECTION: (
        _("What is wrong, and what would be right?"),
        _("Your own details you change yourself, on the page of your details."),
    ),
    DataRequestKind.ERASURE: (_("Why do you ask for it?"), _("You need not say.")),
}


class AskForm(VisibleText, forms.Form):
    key = forms.UUIDField(widget=forms.HiddenInput)
    text = forms.CharField(max_length=2000, widget=forms.Textarea({"rows": 6}))

    def __init__(self, *args: Any, kind: DataRequestKind, **kwargs: Any) -> None:
        super().__init__(*args, initial={"key": uuid.uuid4()}, **kwargs)
        text = self.fields["text"]
        text.label, text.help_text = ABOUT[kind]
        text.required = kind == DataRequestKind.CORRECTION


class AnswerForm(VisibleText, forms.Form):
    granted = forms.TypedChoiceField(
        label=_("Decision"),
        choices=[("1", _("Done as asked")), ("0", _("Not possible"))],
        coerce=lambda chosen: chosen == "1",
        widget=forms.RadioSelect,
    )
    answer = forms.CharField(
        label=_("Answer"),
        help_text=_("What was done, or why it is not possible. It goes to the person by mail."),
        max_length=2000,
        widget=forms.Textarea({"rows": 6}),
    )

    def __init__(self, *args: Any, asked: DataRequest, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.asked = asked

    def clean_granted(self) -> bool:
        granted = self.cleaned_data["granted"]
        if granted and self.asked.kind == DataRequestKind.ERASURE and (why_not := list(obstacles(self.asked.person))):
            raise forms.ValidationError(why_not)
        return granted
