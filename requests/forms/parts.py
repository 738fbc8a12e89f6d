"""The short pages of the access form, and the upload of a scan."""

import ipaddress
import re
from collections.abc import Collection
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.models import model_to_dict
from django.utils import formats, timezone
from django.utils.translation import gettext_lazy as _

from helpdesk.text import VisibleText
from requests import answers
from requests.access import AccessKind, AccessLevel
from requests.models import AccessRequest
from requests.uploads import Scan, inspect

# Digits and their separators, and the length of a prefix: no IPv6 zone, whose text may be anything, and no mask.
PLAIN_ADDRESS = re.compile(r"[0-9A-Fa-f:.]+(/[0-9]{1,3})?")


class DayInput(forms.DateInput):
    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


def typed_in(form: forms.BaseForm) -> list[tuple[str, str]]:
    """What the person wrote in a form, each with its label; ticks and choices are quickly made again."""
    written = [field for field in form if isinstance(field.field, (forms.CharField, forms.DateField))]
    return [(str(field.label), _as_read(field.value())) for field in written if field.value() and not field.is_hidden]


def _as_read(text: str) -> str:
    """A day as people write it, not as browsers send it."""
    try:
        return formats.date_format(date.fromisoformat(text))
    except ValueError:
        return text


class PartForm(VisibleText, forms.ModelForm[AccessRequest]):
    """One page of the form. Saved as a draft, nothing is required, but what is there must be right."""

    def __init__(self, *args: Any, draft: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        required = answers.required_fields()
        for name, field in self.fields.items():
            field.required = name in required and not draft


def mark_faults(form: forms.BaseForm, faults: Collection[str]) -> None:
    """Marks what a return named (`templates/bootstrap5/field.html`); the page opens at the first of it."""
    named = [name for name in form.fields if name in faults]
    for name in named:
        form.fields[name].at_fault = True
    if named and not form.is_bound:
        form.fields[named[0]].widget.attrs["autofocus"] = True


class LetterForm(PartForm):
    class Meta:
        model = AccessRequest
        fields = answers.BY_SLUG["surat"].fields
        widgets = {"letter_date": DayInput()}
        help_texts = {
            "letter_number": _("As it stands in the letter, for example 045/112/DINKES/X/2026."),
            "letter_signatory": _("Name and title of the official who signed the letter."),
        }

    def clean_letter_date(self) -> date | None:
        day = self.cleaned_data["letter_date"]
        if day and day > timezone.localdate():
            raise ValidationError(_("The date of the letter lies in the future."), "future")
        return day


class AccessForm(PartForm):
    class Meta:
        model = AccessRequest
        fields = answers.BY_SLUG["akses"].fields
        help_texts = {
            "target": _("Name of the application, host name or address, as far as you know it."),
            "other_kind": _("Only if you chose “Other”."),
            "access_level": _("The least that the work needs."),
            "purpose": _("What the access is for."),
        }
        widgets = {"purpose": forms.Textarea({"rows": 4})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, choices in (("access_kind", AccessKind.choices), ("access_level", AccessLevel.choices)):
            self.fields[name].choices = [("", _("Choose")), *choices]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        other = cleaned.get("access_kind") == AccessKind.OTHER
        if other and not cleaned.get("other_kind"):
            self.add_error("other_kind", ValidationError(_("Say which kind of access you need."), "required"))
        if not other:
            cleaned["other_kind"] = ""
        return cleaned


class PeriodForm(PartForm):
    class Meta:
        model = AccessRequest
        fields = answers.BY_SLUG["masa"].fields
        widgets = {
            "starts_on": DayInput(),
            "ends_on": DayInput(),
            "source_addresses": forms.Textarea({"rows": 3, "spellcheck": "false"}),
        }
        help_texts = {
            "ends_on": _("The last day on which the access is needed."),
            "source_addresses": _("IP addresses or CIDR networks from which you connect, one a line."),
            "developer_name": _("Only if a third party will use the access for your agency."),
        }

    def clean_source_addresses(self) -> str:
        lines = self.cleaned_data["source_addresses"].replace(",", "\n").split()
        for line in lines:
            try:
                if not PLAIN_ADDRESS.fullmatch(line):
                    raise ValueError
                ipaddress.ip_network(line, strict=False)
            except ValueError:
                raise ValidationError(
                    _("“%(line)s” is not an IP address or CIDR network."), "address", {"line": line[:60]}
                ) from None
        return "\n".join(lines)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        starts, ends = cleaned.get("starts_on"), cleaned.get("ends_on")
        if starts and ends and ends < starts:
            self.add_error("ends_on", ValidationError(_("The end lies before the beginning."), "order"))
        elif ends and ends < timezone.localdate():
            self.add_error("ends_on", ValidationError(_("The end lies in the past."), "past"))
        return cleaned


# By the part's slug; the scans have no such form, each is an upload of its own.
PART_FORMS: dict[str, type[PartForm]] = {"surat": LetterForm, "akses": AccessForm, "masa": PeriodForm}


class UploadForm(forms.Form):
    """A scan, judged by its content."""

    file = forms.FileField(
        label=_("File"),
        help_text=_("PDF, JPEG or PNG, 10 MB at most."),
        widget=forms.ClearableFileInput({"accept": ".pdf,.jpg,.jpeg,.png"}),
        allow_empty_file=True,  # `inspect` says it in the same words as for any other bad file
    )
    scan: Scan

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        self.scan = inspect(file)
        return file


def unfinished_parts(access_request: AccessRequest) -> list[answers.Part]:
    """The parts that still lack something or hold what is no longer right (such as an end since past)."""
    return [part for part in answers.PARTS if not _is_finished(access_request, part)]


def _is_finished(access_request: AccessRequest, part: answers.Part) -> bool:
    if part.slug in PART_FORMS:
        form = PART_FORMS[part.slug]
        # A copy, as the form writes its values into the row it is given.
        return form(model_to_dict(access_request, part.fields), instance=AccessRequest()).is_valid()
    return all(getattr(access_request, f"{name}_id") for name in part.fields if name in answers.required_fields())
