"""Sign-up and one's own data."""

from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.models import Agency, User

PERSON_FIELDS = ["name", "employment_kind", "nip", "rank", "job_title", "phone"]


class PersonForm(forms.ModelForm[User]):
    """What the site knows of a person; the model judges the NIP."""

    agency = forms.ModelChoiceField(Agency.objects.filter(active=True), label=_("Agency"), empty_label=_("Choose"))

    class Meta:
        model = User
        fields = [*PERSON_FIELDS, "agency"]
        help_texts = {
            "name": _("As it is to stand on the papers, for example Sri Wahyuni, S.Kom."),
            "nip": _("18 digits. Leave empty if you are not a state employee."),
            "rank": _("For example Penata Muda, III/a."),
        }
        widgets = {
            "name": forms.TextInput({"autocomplete": "name"}),
            "nip": forms.TextInput({"inputmode": "numeric", "autocomplete": "off", "maxlength": 24}),
            "job_title": forms.TextInput({"autocomplete": "organization-title"}),
            "phone": forms.TextInput({"autocomplete": "tel", "inputmode": "tel", "type": "tel"}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        nip = self.fields["nip"]
        nip.max_length = 24  # room for the usual grouping; the model stores the bare digits
        nip.validators = []

    def save(self, commit: bool = True) -> User:
        """A changed agency is a new, unconfirmed claim."""
        agency = self.cleaned_data["agency"]
        self.instance.agency_id = self.initial.get("agency") or agency.pk
        self.instance.claim_agency(agency)
        return super().save(commit)


class SignupDetailsForm(PersonForm):
    """allauth mixes its e-mail and password fields into this; `AccountAdapter.save_user` stores both."""

    def signup(self, request: HttpRequest, user: User) -> None:
        """Required by allauth, called once the person is stored."""
