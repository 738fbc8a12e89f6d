"""The forms of the SOP's acts: what each asks, and the page it was decided from."""

import uuid
from typing import Any

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.utils import formats, timezone
from django.utils.translation import gettext_lazy as _

from accounts.forms import mark_conditional
from accounts.models import Appointment, User
from helpdesk.text import VisibleText
from requests import answers, sop
from requests.access import AccessLevel
from requests.desk_selectors import staff_with_load
from requests.forms.parts import typed_in, unfinished_parts
from requests.models import AccessRequest, Disposition, Server, Terms
from requests.permissions import barred_from_assignment, capacities
from requests.selectors import correctable_by
from requests.workflow import perform, sent_before

LINES = {"rows": 3}


class ActForm(VisibleText, forms.Form):
    """Carries what was seen (version, letter), the form's own key and the capacity chosen."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    letter = forms.CharField(widget=forms.HiddenInput, required=False)
    key = forms.UUIDField(widget=forms.HiddenInput)
    capacity = forms.ModelChoiceField(Appointment.objects.none(), widget=forms.HiddenInput, label=_("You act as"))

    def __init__(
        self, data: Any = None, *, access_request: AccessRequest, act: sop.Transition, user: User, **kwargs: Any
    ) -> None:
        self.access_request, self.act, self.user = access_request, act, user
        seen = {"version": access_request.version, "letter": access_request.letter_sha256, "key": uuid.uuid4()}
        super().__init__(data, initial=seen | kwargs.pop("initial", {}), prefix=None, auto_id=f"{act.name}_%s")
        self._offer_capacities()

    def _offer_capacities(self) -> None:
        self.held = capacities(self.access_request, self.act, self.user)
        if not self.held:
            del self.fields["capacity"]
            return
        field = self.fields["capacity"]
        field.queryset = type(self.held[0]).objects.filter(pk__in=[held.pk for held in self.held])
        field.initial = self.held[0].pk

    def perform(self) -> Disposition:
        """Raises NotTheirTurn, StaleRequest, or ValidationError when a rule of the act isn't met."""
        data = dict(self.cleaned_data)
        chosen = data.pop("capacity", None)
        return perform(
            self.access_request.pk,
            self.act,
            actor=self.user,
            appointment=chosen,
            seen_version=data.pop("version"),
            seen_letter=data.pop("letter"),
            key=data.pop("key"),
            **data,
        )

    def sent_before(self) -> Disposition | None:
        """The disposition when this very form was sent before, even if by now it would not be valid any more."""
        key = self.cleaned_data.get("key")
        return sent_before(self.access_request.pk, self.act, actor=self.user, key=key) if key else None

    def refuse(self, error: ValidationError) -> None:
        """Says which rule of the act isn't met: at its field, or above all where this page has none for it."""
        said = error.error_dict if hasattr(error, "error_dict") else {NON_FIELD_ERRORS: error.error_list}
        for name, errors in said.items():
            self.add_error(name if name in self.fields else None, errors)

    @property
    def typed(self) -> list[tuple[str, str]]:
        """What the person wrote, so that a refusal can give it back."""
        return typed_in(self)


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


class ReturnForm(ActForm):
    """Asks for the reason and for what is at fault: by part of the applicant's form, papers apart."""

    note = forms.CharField(
        label=_("Reason"),
        max_length=1000,
        widget=forms.Textarea(LINES),
        help_text=_("The applicant reads this. Say what to mend."),
    )
    none_at_fault = forms.BooleanField(
        label=_("None of the answers and papers is at fault; the reason says it all."), required=False
    )
    field_order = ["note", *(f"faults_{part.slug}" for part in answers.PARTS), "none_at_fault"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, part in self._parts.items():
            self.fields[name] = forms.MultipleChoiceField(
                widget=forms.CheckboxSelectMultiple,
                required=False,
                label=_("At fault in “%(part)s”") % {"part": part.title},
                choices=[(field, answers.label(field)) for field in part.fields],
            )
        mark_conditional(self, *self._parts)  # one of them is needed, or the tick that none is at fault
        self.order_fields(self.field_order)

    @property
    def _parts(self) -> dict[str, answers.Part]:
        return {f"faults_{part.slug}": part for part in answers.PARTS}

    def clean(self) -> dict[str, Any]:
        """With `faults`, from all parts."""
        cleaned = super().clean() or {}
        by_part = [cleaned.pop(name, None) for name in self._parts]
        none_at_fault = cleaned.pop("none_at_fault", False)
        cleaned["faults"] = [field for ticked in by_part for field in ticked or []]
        if None not in by_part and none_at_fault == bool(cleaned["faults"]):
            self._refuse_ticks(none_at_fault)
        return cleaned

    def _refuse_ticks(self, none_at_fault: bool) -> None:
        if none_at_fault:
            self.add_error("none_at_fault", _("Something is ticked as at fault. Take back one of the two."))
        else:
            first = next(iter(self._parts))
            self.add_error(first, _("Tick what is at fault, here or below, or that none of it is."))


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


class DecisionChoice(forms.ModelChoiceField):
    def label_from_instance(self, obj: Disposition) -> str:
        day = formats.date_format(timezone.localtime(obj.at), "DATETIME_FORMAT")
        return f"{obj.act.done} ({obj.capacity}, {day})"


class CorrectForm(ActForm):
    """A note to one of the actor's own decisions; its office is the capacity."""

    decision = DecisionChoice(
        Disposition.objects.none(), widget=forms.RadioSelect, label=_("Your decision"), empty_label=None
    )
    note = forms.CharField(
        label=_("Correcting note"),
        max_length=1000,
        widget=forms.Textarea(LINES),
        help_text=_("It is printed after the decision, which stays as it is. The applicant reads it too."),
    )

    def _offer_capacities(self) -> None:
        self.held = []
        del self.fields["capacity"]
        own = self.fields["decision"]
        own.queryset = correctable_by(self.access_request, self.user)
        own.initial = own.queryset.first()

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if decision := cleaned.get("decision"):
            held = capacities(self.access_request, self.act, self.user)
            cleaned["capacity"] = next((one for one in held if one.office == decision.office), None)
        return cleaned


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
