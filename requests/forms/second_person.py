"""What is proposed to a second person: an appointment, or an act on someone's account."""

from typing import Any

from allauth.account.models import EmailAddress
from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from accounts.forms import mark_conditional
from accounts.models import Agency, Appointment, Proposal, User
from accounts.models.proposal import ProposalKind
from accounts.offices import ActingKind, Office
from accounts.permissions import capacity_as_super_admin, capacity_to_appoint, current_appointments, posts_of
from accounts.proposals import propose
from requests.forms.reference_data import DAY, ReferenceForm
from requests.uploads import inspect

SAID = ("office", "acting_kind", "mandate_number")


class AppointmentForm(ReferenceForm):
    """The model judges the appointment beside all others; what is stored is the proposal alone."""

    email = forms.EmailField(label=_("E-mail of the person"), help_text=_("As it stands in the list of people."))
    office = forms.ChoiceField(label=_("Office"), choices=Office.choices, widget=forms.RadioSelect)
    agency = forms.ModelChoiceField(
        Agency.objects.filter(is_active=True),
        label=_("Agency"),
        required=False,
        empty_label=_("None"),
        help_text=_("Only for an agency's liaison."),
    )
    acting_kind = forms.ChoiceField(
        label=_("Held as"), choices=ActingKind.choices, initial=ActingKind.DEFINITIVE, widget=forms.RadioSelect
    )
    mandate = forms.FileField(
        label=_("Scan of the letter of command"),
        required=False,
        widget=forms.FileInput({"accept": ".pdf,.jpg,.jpeg,.png"}),
        help_text=_("PDF, JPEG or PNG; required for Plt. and Plh."),
    )
    field_order = ["email", "office", "agency", "acting_kind", "mandate_number", "mandate", "since", "until"]

    class Meta:
        model = Appointment
        fields = ["office", "agency", "acting_kind", "mandate_number", "since", "until"]
        widgets = {"since": DAY, "until": DAY}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.sha256 = ""
        mark_conditional(self, *({"agency", "mandate_number", "mandate", "until"} & set(self.fields)))

    def clean_email(self) -> str:
        """Only an address whose reader has confirmed it: anyone may sign up under a foreign one."""
        email = self.cleaned_data["email"].lower()
        person = User.objects.filter(email=email, is_active=True).first()
        if person is None:
            raise ValidationError(_("No active person has this e-mail address. Add the person first."), "no_person")
        if person.pk == self.actor.pk:
            raise ValidationError(_("Nobody appoints themselves."), "own_appointment")
        if not EmailAddress.objects.filter(user=person, email=email, verified=True).exists():
            raise ValidationError(_("This person has not confirmed their e-mail address yet."), "unconfirmed")
        self.instance.user = person
        return email

    def clean_mandate(self) -> UploadedFile | None:
        """Named by what its content is."""
        file: UploadedFile | None = self.cleaned_data["mandate"]
        if file:
            scan = inspect(file)
            self.sha256, file.name = scan.sha256, f"mandate.{scan.extension}"
        return file

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        kind, office = cleaned.get("acting_kind"), cleaned.get("office")
        if kind and kind != ActingKind.DEFINITIVE and "mandate" in cleaned and not cleaned["mandate"]:
            self.add_error(
                "mandate", ValidationError(_("Plt. and Plh. need the scan of the letter of command."), "scan")
            )
        if kind and office and capacity_to_appoint(self.actor, office, kind) is None:
            again = _("Whoever holds an office only as Plt. or Plh. makes no substitute for it.")
            self.add_error("office", ValidationError(again, "re_delegation"))
        return cleaned

    def _post_clean(self) -> None:
        super()._post_clean()  # type: ignore[misc]  # the stubs leave out what is private
        if self.errors and self.cleaned_data.get("mandate"):
            self.add_error("mandate", _("Choose the file again."))  # browsers don't give it back

    def save(self, commit: bool = True) -> Proposal:
        said = self.cleaned_data
        held = capacity_to_appoint(self.actor, said["office"], said["acting_kind"])
        assert held is not None  # as `clean` has found
        agency, until = said.get("agency"), said["until"]
        payload = {name: said[name] for name in SAID}
        payload |= {"agency": str(agency.pk) if agency else "", "since": said["since"].isoformat()}
        proposal = Proposal(
            pk=said["key"],
            kind=ProposalKind.APPOINTMENT,
            person=self.instance.user,
            made_by=self.actor,
            made_in=held,
            payload=payload | {"until": until.isoformat() if until else ""},
            mandate=said["mandate"] or "",
            mandate_sha256=self.sha256,
        )
        propose(proposal)
        return proposal


class SubstituteForm(AppointmentForm):
    """A Plh. for one's own post, for the days of one's absence."""

    class Meta(AppointmentForm.Meta):
        fields = ["office", "acting_kind", "mandate_number", "since", "until"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["agency"]
        self.fields["office"].choices = [(post.office, post.title) for post in posts_of(self.actor)]
        self.fields["acting_kind"].choices = [(ActingKind.PLH, ActingKind.PLH.label)]
        self.fields["acting_kind"].initial = ActingKind.PLH
        if len(self.fields["office"].choices) == 1:
            self.fields["office"].initial = self.fields["office"].choices[0][0]


class AccountForm(ReferenceForm):
    """An act on the account of `person` that the Super Admin doesn't do alone."""

    kind = ProposalKind.DEACTIVATION

    class Meta:
        model = Proposal
        fields = ["reason"]
        help_texts = {"reason": _("The second person reads this.")}

    def __init__(self, *args: Any, person: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.person = person
        self.fields["reason"].required = True

    def clean(self) -> dict[str, Any]:
        if self.person.pk == self.actor.pk:
            raise ValidationError(_("Nobody proposes this for themselves."), "own_account")
        return super().clean() or self.cleaned_data

    def save(self, commit: bool = True) -> Proposal:
        proposal: Proposal = self.instance
        proposal.pk, proposal.kind, proposal.person = self.cleaned_data["key"], self.kind, self.person
        proposal.made_by, proposal.made_in = self.actor, self.capacity()
        if "email" in self.cleaned_data:
            proposal.payload = {"email": self.cleaned_data["email"]}
        propose(proposal)
        return proposal

    def capacity(self) -> Appointment:
        held = capacity_as_super_admin(self.actor)
        assert held is not None  # the Super Admin's page
        return held


class EmailForm(AccountForm):
    kind = ProposalKind.EMAIL
    email = forms.EmailField(label=_("New e-mail address"))
    field_order = ["email", "reason"]

    def clean_email(self) -> str:
        email = self.cleaned_data["email"].lower()
        if EmailAddress.objects.filter(email=email).exists():
            raise ValidationError(_("Someone already has this e-mail address."), "email_taken")
        return email


class OwnEmailForm(EmailForm):
    """An office holder's own new address: whoever gets at their open session must not carry the office away."""

    def clean(self) -> dict[str, Any]:
        return ReferenceForm.clean(self) or self.cleaned_data

    def capacity(self) -> Appointment:
        return current_appointments(self.actor)[0]


class SecondFactorForm(AccountForm):
    kind = ProposalKind.SECOND_FACTOR


# The last part of the address, the form.
ACCOUNT_FORMS: dict[str, type[AccountForm]] = {
    "email": EmailForm,
    "nonaktif": AccountForm,
    "faktor-kedua": SecondFactorForm,
}
