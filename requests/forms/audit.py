"""Which entries of the audit trail are to be shown."""

import re
from datetime import date, datetime, time

from django import forms
from django.core.validators import MinValueValidator
from django.db.models import QuerySet
from django.utils.timezone import make_aware
from django.utils.translation import gettext_lazy as _

from accounts.models import AuditEntry
from requests.audit_words import ACTIONS
from requests.models import RegisterEntry

DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class AuditFilterForm(forms.Form):
    """Each field may stay empty."""

    action = forms.ChoiceField(label=_("Act"), choices=[("", _("All")), *ACTIONS.items()], required=False)
    person = forms.CharField(label=_("Person"), max_length=150, required=False)
    agenda_number = forms.RegexField(
        label=_("Agenda number"),
        regex=re.compile(r"[0-9]{1,6}/[0-9]{4}", re.ASCII),
        error_messages={"invalid": _("Such as 12/2026.")},
        required=False,
    )
    since = forms.DateField(
        label=_("From"), widget=DAY, validators=[MinValueValidator(date(2000, 1, 1))], required=False
    )
    until = forms.DateField(
        label=_("Until"), widget=DAY, validators=[MinValueValidator(date(2000, 1, 1))], required=False
    )

    def entries(self) -> QuerySet[AuditEntry]:
        """The entries sought; none while the form is wrong. Days are those of Asia/Jakarta."""
        if not self.is_valid():
            return AuditEntry.objects.none()
        sought, entries = self.cleaned_data, AuditEntry.objects.select_related("actor")
        if sought["action"]:
            entries = entries.filter(action=sought["action"])
        if sought["person"]:
            entries = entries.filter(actor__name__icontains=sought["person"])
        if sought["agenda_number"]:
            number, year = sought["agenda_number"].split("/")
            letter = RegisterEntry.objects.filter(number=number, year=year).first()
            entries = entries.filter(target_id=str(letter.pk)) if letter else entries.none()
        if sought["since"]:
            entries = entries.filter(at__gte=make_aware(datetime.combine(sought["since"], time.min)))
        if sought["until"]:
            entries = entries.filter(at__lte=make_aware(datetime.combine(sought["until"], time.max)))
        return entries
