"""Sign-up and one's own data."""

from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Fieldset, Layout
from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.models import Agency, User
from accounts.nip import EmploymentKind
from helpdesk.text import VisibleText

PERSON_FIELDS = ["name", "employment_kind", "nip", "rank", "agency", "job_title", "phone"]
PERSON_GROUP = Fieldset(_("Who you are"), "name", "employment_kind", "nip", "rank", css_class="group")
WORK_GROUP = Fieldset(_("Where you work"), "agency", "job_title", "phone", css_class="group")


def grouped(*groups: Fieldset) -> FormHelper:
    """Fields under headings; the template brings the form tag, the token and the buttons."""
    helper = FormHelper()
    helper.form_tag = False
    helper.disable_csrf = True
    helper.layout = Layout(*groups)
    return helper


def mark_conditional(form: forms.BaseForm, *names: str) -> None:
    """These are not plainly optional: another answer, or the hint, says when they are needed."""
    for name in names:
        form.fields[name].conditional = True


class PersonForm(VisibleText, forms.ModelForm[User]):
    """What the site knows of a person; the model judges the NIP."""

    helper = grouped(PERSON_GROUP, WORK_GROUP)
    employment_kind = forms.ChoiceField(
        label=_("Kind of employment"), choices=EmploymentKind.choices, widget=forms.RadioSelect
    )
    agency = forms.ModelChoiceField(Agency.objects.none(), label=_("Agency"), empty_label=_("Choose"))

    class Meta:
        model = User
        fields = PERSON_FIELDS
        labels = {
            "name": _("Name with titles"),
            "rank": _("Rank and grade"),
            "job_title": _("Job title"),
            "phone": _("Mobile phone"),
        }
        help_texts = {
            "name": _("As it is to stand on the papers, for example Sri Wahyuni, S.Kom."),
            "nip": _("18 digits. Leave empty if you are not a state employee."),
            "rank": _("For example Penata Muda, III/a."),
        }
        widgets = {
            "name": forms.TextInput({"autocomplete": "name"}),
            "nip": forms.TextInput({"inputmode": "numeric", "autocomplete": "off"}),
            "rank": forms.TextInput({"autocomplete": "off"}),
            "job_title": forms.TextInput({"autocomplete": "organization-title"}),
            "phone": forms.TextInput({"autocomplete": "tel", "inputmode": "tel", "type": "tel"}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["agency_id"] = self.instance.agency_id
        nip = self.fields["nip"]
        nip.max_length = 24  # room for the usual grouping
        nip.widget.attrs["maxlength"] = 24
        nip.validators = []
        mark_conditional(self, "nip")
        # Only active agencies can be chosen, but nobody is thrown out of their own.
        self.fields["agency"].queryset = Agency.objects.filter(Q(is_active=True) | Q(pk=self.instance.agency_id))

    def clean_nip(self) -> str:
        """Takes the usual grouping out before the model counts the digits."""
        return "".join(self.cleaned_data["nip"].split())

    @property
    def is_new_claim(self) -> bool:
        """Whether the form makes the person another one: of another agency, name or NIP, which nobody has confirmed."""
        return any(getattr(self.instance, field) != self.initial.get(field) for field in ("name", "nip", "agency_id"))

    def save(self, commit: bool = True) -> User:
        if self.is_new_claim:
            self.instance.agency_confirmed_at = self.instance.agency_confirmed_by = None
        return super().save(commit)


class SignupDetailsForm(PersonForm):
    """allauth mixes its e-mail and password fields into this; `AccountAdapter.save_user` stores both."""

    field_order = [*PERSON_FIELDS, "email", "password1", "password2"]
    helper = grouped(
        PERSON_GROUP,
        WORK_GROUP,
        Fieldset(_("How you sign in"), "email", "password1", "password2", css_class="group"),
    )

    def _post_clean(self) -> None:
        """allauth compares the password with the e-mail alone; compare it with all that was typed."""
        super()._post_clean()  # type: ignore[misc]  # the stubs leave out what is private
        password = self.cleaned_data.get("password1")
        if password:
            try:
                validate_password(password, self.instance)
            except ValidationError as error:
                self.add_error("password1", error)

    def signup(self, request: HttpRequest, user: User) -> None:
        """Required by allauth, called once the person is stored."""
