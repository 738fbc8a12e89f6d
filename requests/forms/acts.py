"""The forms of the SOP's acts: what each asks. Those that find a fault are in `faults`."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.forms import mark_conditional
from accounts.models import User
from requests import sop
from requests.access import AccessLevel
from requests.desk_selectors import staff_with_load
from requests.forms.act_form import LINES, ActForm
from requests.forms.faults import CorrectForm, ReturnForm
from requests.forms.parts import unfinished_parts
from requests.models import AccessRequest, Server, Terms
from requests.permissions import barred_from_assignment


class Instructions(forms.Form):
    """The ticks of the disposition sheet, its free line and a note."""

    instructions = forms.MultipleChoiceField(
        choices=sop.Instruction,
        widget=forms.CheckboxSelectMultiple,
        required=False,
        label=_("Instructions"),
        initial=[sop.Instruction.PROCESS],
    )
    other_instruction = forms.CharField(label=_("Other instruction"), max_length=150, required=False)
    note = forms.CharField(label=_("Note"), max_length=1000, required=False, widget=forms.Textarea(LINES))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        mark_conditional(self, "instructions", "other_instruction")  # one of the two is needed

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean() or {}
        if not cleaned.get("instructions") and not cleaned.get("other_instruction"):
            self.add_error("instructions", _("Tick at least one instruction, or write another one."))
        return cleaned


class Disposal(Instructions):
    """What the head of the service writes on a letter, or on several at once."""

    urgency = forms.ChoiceField(
        choices=sop.Urgency, widget=forms.RadioSelect, label=_("Urgency"), initial=sop.Urgency.ORDINARY
    )
    confidential = forms.BooleanField(label=_("Confidential"), required=False)
    field_order = ["instructions", "other_instruction", "urgency", "confidential", "note"]


class DisposeForm(Disposal, ActForm):
    pass


class ApproveForm(Instructions, ActForm):
    applicant_confirmed = forms.BooleanField(label=_("The applicant is the one named in the letter"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.access_request.applicant.agency_confirmed:
            del self.fields["applicant_confirmed"]


class StaffChoice(forms.ModelChoiceField):
    def label_from_instance(self, obj: User) -> str:
        return str(_("%(name)s: %(load)s in hand") % {"name": obj.name, "load": obj.load})


class AssignForm(ActForm):
    assignee = StaffChoice(User.objects.none(), widget=forms.RadioSelect, label=_("Admin"), empty_label=None)
    note = forms.CharField(label=_("Note"), max_length=1000, required=False, widget=forms.Textarea(LINES))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        barred = barred_from_assignment(self.access_request)
        if self.access_request.assignee_id:  # another one is to be assigned
            barred.add(self.access_request.assignee_id)
        self.fields["assignee"].queryset = staff_with_load().exclude(pk__in=barred)


class ActivateForm(ActForm):
    """The account data of SOP step 5. The password isn't asked: the site generates it."""

    server = forms.ModelChoiceField(Server.objects.filter(is_active=True), label=_("Server"), empty_label=_("Choose"))
    username = forms.RegexField(
        r"^[A-Za-z0-9._@\\-]+$",
        label=_("User name"),
        max_length=64,
        error_messages={"invalid": _("Letters, digits and . _ - @ \\ only, without spaces.")},
        widget=forms.TextInput({"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}),
    )
    access_level = forms.ChoiceField(choices=AccessLevel.choices, label=_("Access level"))
    valid_until = forms.DateField(label=_("Valid until"), widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"))
    work_done = forms.CharField(label=_("What was done"), max_length=2000, widget=forms.Textarea(LINES))
    tested_how = forms.CharField(label=_("How it was tested"), max_length=1000, widget=forms.Textarea(LINES))

    def __init__(self, *args: Any, access_request: AccessRequest, **kwargs: Any) -> None:
        asked = {"access_level": access_request.access_level, "valid_until": access_request.ends_on}
        super().__init__(*args, access_request=access_request, initial=asked, **kwargs)


class SubmitForm(ActForm):
    """Consent to the newest terms; submitting while signed in, with it, is the signature."""

    terms = forms.ModelChoiceField(Terms.objects.all(), widget=forms.HiddenInput)
    consent = forms.BooleanField(
        label=_("I have read the terms of use for server access and will obey them. My answers are true."),
        error_messages={"required": _("Without your consent the request can't be submitted.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.newest = Terms.newest()
        super().__init__(*args, initial={"terms": self.newest and self.newest.pk}, **kwargs)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        cleaned.pop("consent", None)
        if cleaned.get("terms") and cleaned["terms"] != self.newest:
            # The page that comes back shows the newest terms; consent is asked anew, and is to those.
            self.data = {**self.data.dict(), "terms": self.newest and self.newest.pk, "consent": ""}
            raise ValidationError(_("New terms of use have been published. Please read them and consent again."))
        for part in unfinished_parts(self.access_request):
            self.add_error(None, _("The part “%(part)s” is not complete yet.") % {"part": part.title})
        return cleaned


class WithdrawForm(ActForm):
    note = forms.CharField(label=_("Reason"), max_length=1000, required=False, widget=forms.Textarea(LINES))


FORMS: dict[sop.Transition, type[ActForm]] = {
    sop.SUBMIT: SubmitForm,
    sop.RESUBMIT: SubmitForm,
    sop.DISPOSE: DisposeForm,
    sop.APPROVE: ApproveForm,
    sop.RETURN: ReturnForm,
    sop.ASSIGN: AssignForm,
    sop.REASSIGN: AssignForm,
    sop.ACTIVATE: ActivateForm,
    sop.WITHDRAW: WithdrawForm,
    sop.CORRECT: CorrectForm,
}


def form_for(act: sop.Transition, data: Any = None, *, access_request: AccessRequest, user: User) -> ActForm:
    """The form of an act; one that asks nothing is the bare `ActForm`."""
    return FORMS.get(act, ActForm)(data, access_request=access_request, act=act, user=user)
