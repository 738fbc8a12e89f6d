"""An act on a person that one official proposes and another one grants: no such act is done by one alone."""

import uuid
from datetime import date

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models.appointment import Appointment
from accounts.models.user import User


class ProposalKind(models.TextChoices):
    APPOINTMENT = "appointment", _("Appointment to an office")
    EMAIL = "email", _("Another e-mail address")
    DEACTIVATION = "deactivation", _("Deactivation")
    SECOND_FACTOR = "second_factor", _("Reset of the second factor")


class Outcome(models.TextChoices):
    GRANTED = "granted", _("Granted")
    REFUSED = "refused", _("Refused")
    WITHDRAWN = "withdrawn", _("Taken back")


def stored_name(proposal: "Proposal", original: str) -> str:
    """Our own name for the scan; of the uploaded name only the extension its content proved."""
    return f"mandates/{proposal.pk}.{original.rpartition('.')[2]}"


class Proposal(models.Model):
    """Open until one conditional UPDATE sets `outcome` (`accounts.proposals`); never changed after that."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=15, choices=ProposalKind)
    person = models.ForeignKey(User, models.PROTECT, related_name="+")
    made_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    made_in = models.ForeignKey(Appointment, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)
    # What is proposed: the fields of the appointment as text, or the new address.
    payload = models.JSONField(default=dict)
    reason = models.CharField(_("reason"), max_length=500, blank=True)
    mandate = models.FileField(_("scan of the letter of command"), upload_to=stored_name, blank=True)
    mandate_sha256 = models.CharField(max_length=64, blank=True)
    outcome = models.CharField(max_length=10, choices=Outcome, blank=True)
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    decided_in = models.ForeignKey(Appointment, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-made_at", "id"]
        indexes = [models.Index(fields=["outcome", "-made_at"]), models.Index(fields=["made_by", "-made_at"])]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.person}"

    @property
    def is_open(self) -> bool:
        return not self.outcome

    @property
    def appointment(self) -> Appointment | None:
        """The appointment as it would be made, not stored; None for another kind."""
        if self.kind != ProposalKind.APPOINTMENT:
            return None
        said = self.payload
        return Appointment(
            user=self.person,
            office=said["office"],
            agency_id=uuid.UUID(said["agency"]) if said["agency"] else None,
            acting_kind=said["acting_kind"],
            mandate_number=said["mandate_number"],
            since=date.fromisoformat(said["since"]),
            until=date.fromisoformat(said["until"]) if said["until"] else None,
            proposal=self,
        )
