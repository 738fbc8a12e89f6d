"""The Super Admin's forms for people, agencies, servers, terms and letterhead, and the end of appointments."""

import uuid
from datetime import date, timedelta
from io import BytesIO
from typing import Any

from allauth.account.models import EmailAddress
from django import forms
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.forms import PersonForm
from accounts.models import Agency, Appointment, User
from accounts.permissions import can_deactivate, capacity_as_super_admin
from accounts.services import add_person, deactivate, end_appointment
from helpdesk.isolation import IsolatedProcessFailed
from helpdesk.pixels import picture
from helpdesk.text import VisibleText
from requests.models import Letterhead, Server, Terms
from requests.uploads import SANDBOXED, judge, refuse_malware

HINTS = PersonForm.Meta.help_texts | {"nip": _("18 digits. Leave empty for someone who is not a state employee.")}

CREST_PROGRAM = SANDBOXED / "redraw_crest.py"
CREST_BYTES = 1024 * 1024
CREST_PIXELS = 16_000_000
CREST_SIDE = 1000  # pixels; on paper it is some 2 cm high

DAY = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})


class ReferenceForm(VisibleText, forms.ModelForm[Any]):
    """Knows who fills it in; for a new row it brings that row's primary key, so that twice sent is once done."""

    key = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, actor: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.actor = actor
        self.fields["key"].initial = uuid.uuid4
        for field in self.fields.values():  # the data are another's: what the browser knows is the actor's own
            field.widget.attrs["autocomplete"] = "off"
        if not self.instance._state.adding:
            del self.fields["key"]

    def save(self, commit: bool = True) -> Any:
        if "key" in self.cleaned_data:
            self.instance.pk = self.cleaned_data["key"]
        return super().save(commit)


class AgencyForm(ReferenceForm):
    class Meta:
        model = Agency
        fields = ["name", "short_name", "address", "is_active"]
        help_texts = {"is_active": _("An inactive agency can't be chosen any more; what it has asked for stays.")}


class ServerForm(ReferenceForm):
    class Meta:
        model = Server
        fields = ["name", "address", "description", "is_active"]
        help_texts = {"is_active": _("No account is activated on an inactive server any more; those there stay.")}


class AddPersonForm(ReferenceForm, PersonForm):
    """The person is told by mail to set a password; nobody else ever sets it."""

    field_order = ["email"]

    class Meta(PersonForm.Meta):
        fields = ["email", *PersonForm.Meta.fields]
        help_texts = HINTS | {
            "email": _("The person signs in with it and is told by mail to set a password."),
        }

    def clean_email(self) -> str:
        email = self.cleaned_data["email"].lower()
        if EmailAddress.objects.filter(email=email).exists():
            raise ValidationError(_("Someone already has this e-mail address."), "email_taken")
        return email

    def save(self, commit: bool = True) -> User:
        self.instance.pk = self.cleaned_data["key"]
        add_person(self.instance)
        return self.instance


class ChangePersonForm(ReferenceForm, PersonForm):
    """Without the e-mail address: whoever could change it could sign in as that person by a password reset."""

    class Meta(PersonForm.Meta):
        fields = [*PersonForm.Meta.fields, "is_active"]
        help_texts = HINTS | {
            "is_active": _("An inactive person can't sign in and holds no office."),
        }

    def clean_is_active(self) -> bool:
        active = self.cleaned_data["is_active"]
        if not active and self.instance.pk == self.actor.pk:
            raise ValidationError(_("Nobody deactivates themselves."), "own_account")
        if not active and self.initial["is_active"] and not can_deactivate(self.actor, self.instance):
            raise ValidationError(
                _("An office is held, or was in the last 30 days. Propose the deactivation to a second person."),
                "office",
            )
        return active

    def save(self, commit: bool = True) -> User:
        person = super().save(commit)
        if "is_active" in self.changed_data and not person.is_active:
            held = capacity_as_super_admin(self.actor)
            assert held is not None  # else `is_active` was refused
            deactivate(person, actor=self.actor, appointment=held)
        return person


class EndAppointmentForm(ReferenceForm):
    """Takes an office away earlier, which the Super Admin does alone; giving more of it is another appointment."""

    class Meta:
        model = Appointment
        fields = ["until"]
        widgets = {"until": DAY}
        labels = {"until": _("Last day")}
        help_texts = {"until": _("Yesterday ends the appointment at once. Longer than now is a new appointment.")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["until"].required = True
        self.last_day = self.instance.until

    def clean_until(self) -> date:
        until: date = self.cleaned_data["until"]
        if self.last_day and until > self.last_day:
            raise ValidationError(_("This is longer than now. Appoint the person anew."), "longer")
        if until < timezone.localdate() - timedelta(days=1) and until != self.last_day:
            raise ValidationError(_("What has been can't be taken back: yesterday at the earliest."), "past")
        return until

    def save(self, commit: bool = True) -> Appointment:
        if self.changed_data:
            end_appointment(self.instance, self.cleaned_data["until"], actor=self.actor)
        return self.instance


class VersionForm(ReferenceForm):
    """Publishes the next version; begins with the newest and refuses to publish that again."""

    class Meta:
        fields: list[str] = []

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        newest = self._meta.model.newest()
        self.in_force = {name: getattr(newest, name) for name in self.Meta.fields} if newest else {}
        self.initial.update(self.in_force)

    def clean(self) -> dict[str, Any]:
        super().clean()
        given = {name: self.cleaned_data.get(name) or "" for name in self.in_force}
        if self.in_force and not self.errors and given == self.in_force:
            raise ValidationError(_("Nothing differs from the version in force."), "same")
        return self.cleaned_data

    def save(self, commit: bool = True) -> Any:
        versions = self._meta.model.objects
        versions.select_for_update().order_by("number").first()  # a lock: of many, one publishes at a time
        self.instance.number = (versions.aggregate(Max("number"))["number__max"] or 0) + 1
        return super().save(commit)


class TermsForm(VersionForm):
    class Meta:
        model = Terms
        fields = ["text", "text_en"]
        widgets = {"text": forms.Textarea({"rows": 14}), "text_en": forms.Textarea({"rows": 14})}

    def clean_text(self) -> str:
        return _one_clause_a_line(self.cleaned_data["text"])

    def clean_text_en(self) -> str:
        return _one_clause_a_line(self.cleaned_data["text_en"])


def _one_clause_a_line(text: str) -> str:
    return "\n".join(line.strip() for line in text.splitlines() if line.strip())


class LetterheadForm(VersionForm):
    crest = forms.FileField(
        label=_("Crest"),
        required=False,
        widget=forms.FileInput({"accept": "image/png,image/jpeg"}),
        help_text=_("PNG or JPEG, 1 MB at most. Left empty, the crest of the version in force stays."),
    )
    without_crest = forms.BooleanField(label=_("Without crest: the head is set in type alone"), required=False)

    class Meta:
        model = Letterhead
        fields = ["government", "office", "address", "telephone", "email", "website", "crest"]
        labels = {"office": _("Government office")}

    def clean_crest(self) -> Any:
        crest = self.cleaned_data["crest"]
        return _redraw(crest) if isinstance(crest, UploadedFile) else crest

    def clean(self) -> dict[str, Any]:
        if self.cleaned_data.get("without_crest"):
            self.cleaned_data["crest"] = ""
        if self.errors and isinstance(self.cleaned_data.get("crest"), ContentFile):
            self.add_error("crest", _("Choose the file again."))  # browsers don't give it back
        return super().clean()


def _redraw(crest: UploadedFile) -> ContentFile[bytes]:
    """The picture alone, as a PNG of a size that suits paper: nothing else of the upload is kept."""
    if crest.size is None or crest.size > CREST_BYTES:
        raise ValidationError(_("The crest is larger than 1 MB."), "too_large")
    upload = crest.read()
    refuse_malware(upload)
    if judge(upload, max_pages=0, max_pixels=CREST_PIXELS).get("refused") == "too_many_pixels":
        raise ValidationError(_("The crest has too many pixels."), "too_many_pixels")
    try:
        drawn = picture([CREST_PROGRAM, str(CREST_SIDE)], upload, side=CREST_SIDE)
    except IsolatedProcessFailed as error:
        raise ValidationError(_("This is not a PNG or JPEG picture."), "not_a_picture") from error
    data = BytesIO()
    drawn.save(data, "PNG")
    return ContentFile(data.getvalue(), f"{uuid.uuid4()}.png")
