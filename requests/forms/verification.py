"""A paper brought as a file, to be compared with the one that its code names."""

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from helpdesk.fingerprint import Fingerprinted


class ComparedFileForm(forms.Form):
    file = forms.FileField(
        label=_("File"),
        help_text=_("The PDF as you received it; it may also be dragged here. It is only compared, never kept."),
        widget=forms.ClearableFileInput({"accept": ".pdf"}),
        error_messages={
            "required": _("Choose the file that is to be compared."),
            "empty": _("This file is empty. Choose the PDF as you received it."),
        },
    )

    def clean_file(self) -> Fingerprinted:
        file: Fingerprinted = self.cleaned_data["file"]
        if (file.size or 0) > settings.COMPARE_MAX_BYTES:
            megabytes = settings.COMPARE_MAX_BYTES // (1024 * 1024)
            raise ValidationError(
                _("This file is larger than %(megabytes)s MB, so it is none of this site."),
                "too_large",
                {"megabytes": megabytes},
            )
        return file
