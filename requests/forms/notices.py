"""What the page of notices sends."""

from django import forms
from django.utils.dateparse import parse_datetime


class ReadAllForm(forms.Form):
    """`until`: when the newest notice on the page was written (ISO 8601, to the microsecond)."""

    until = forms.CharField(max_length=40)

    def clean_until(self) -> object:
        try:
            until = parse_datetime(self.cleaned_data["until"])
        except ValueError:
            until = None
        if until is None or until.tzinfo is None or until.year < 2000:
            raise forms.ValidationError("no moment")
        return until
