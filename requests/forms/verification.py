"""A paper brought as a file, to be compared with the one that its code names."""

from django import forms
from django.utils.translation import gettext_lazy as _


class ComparedFileForm(forms.Form):
    file = forms.FileField(
        label=_("File"),
        help_text=_("The PDF as you received it. It is only compared, never kept."),
        widget=forms.ClearableFileInput({"accept": ".pdf"}),
        error_messages={
            "required": _("Choose the file that is to be compared."),
            "empty": _("This file is empty. Choose the PDF as you received it."),
        },
    )
