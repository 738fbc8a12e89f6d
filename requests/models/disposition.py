"""One act on a request, with everything about the actor as it was then. Written once, never changed."""

import uuid
from collections.abc import Sequence

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import AuditEntry
from accounts.offices import ActingKind
from requests import sop
from requests.models.signed import Signed
from requests.states import State

# Of all acts those of officials and staff that decide something; a correcting note belongs to the one it corrects.
IS_DECISION = ~models.Q(office="") & ~models.Q(transition=sop.CORRECT.name)


class Disposition(Signed):
    """Raises IntegrityError when the same person sends the same form key twice."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    access_request = models.ForeignKey("requests.AccessRequest", models.PROTECT, related_name="dispositions")
    transition = models.CharField(max_length=30)
    from_state = models.CharField(max_length=12, choices=State)
    to_state = models.CharField(max_length=12, choices=State)
    version = models.PositiveIntegerField(help_text="of the request, after the act")
    letter_sha256 = models.CharField(max_length=64)
    at = models.DateTimeField()
    form_key = models.UUIDField()
    # None: written before entries were chained.
    audit_entry = models.OneToOneField(AuditEntry, models.PROTECT, null=True, related_name="disposition")

    urgency = models.CharField(_("urgency"), max_length=15, choices=sop.Urgency, blank=True)
    confidential = models.BooleanField(_("confidential"), default=False)
    instructions = models.JSONField(default=list)
    other_instruction = models.CharField(max_length=150, blank=True)
    note = models.TextField(_("note"), blank=True)
    # What belongs to one kind of act: the answers as submitted, the parts at fault, the Admin assigned …
    details = models.JSONField(default=dict)

    # Of an act that decides a step, as the calendar was then, in working minutes: from when the request came to the
    # step until whoever had to act opened it, and from then until the act. None: another act, or before there was a
    # clock.
    waiting_minutes = models.PositiveIntegerField(null=True)
    working_minutes = models.PositiveIntegerField(null=True)
    # The SOP's own target for that working time, and the day of the SOP's revision that said it.
    target_minutes = models.PositiveSmallIntegerField(null=True)
    sop_revised_on = models.DateField(null=True)

    # In which other capacities the same person acted before on this submission (*merangkap*); `selectors.history`
    # derives it from the other acts.
    beside = ""

    # The correcting notes to this decision, the first one first; derived likewise.
    corrections: Sequence["Disposition"] = ()

    class Meta:
        ordering = ["version"]
        constraints = [
            models.UniqueConstraint(fields=["access_request", "version"], name="one_disposition_a_version"),
            models.UniqueConstraint(fields=["actor", "form_key"], name="one_disposition_a_form"),
        ]
        indexes = [
            models.Index(fields=["actor", "-at"], name="decided_by"),
            models.Index(fields=["at"], name="acted_at"),  # what is reported of a period
            models.Index(fields=["office", "-at"], name="done_as_plh", condition=models.Q(acting_kind=ActingKind.PLH)),
        ]

    def __str__(self) -> str:
        return f"{self.transition} ({self.version})"

    @property
    def act(self) -> sop.Transition:
        return sop.BY_NAME[self.transition]

    @property
    def step_decided(self) -> sop.Step | None:
        return sop.step_decided(State(self.from_state), self.act)

    @property
    def minutes(self) -> tuple[int | None, int | None]:
        """Of waiting, and of working."""
        return self.waiting_minutes, self.working_minutes

    @property
    def keeps_target(self) -> bool:
        """Whether the working time kept to the SOP's target; nothing hangs on it."""
        return (self.working_minutes or 0) <= (self.target_minutes or 0)

    @property
    def nature(self) -> str:
        """The ticks of the sheet's *Sifat* in words; empty for an ordinary letter."""
        ticked = [] if self.urgency in ("", sop.Urgency.ORDINARY) else [str(sop.Urgency(self.urgency).label)]
        return ", ".join([*ticked, str(_("Confidential"))] if self.confidential else ticked)

    @property
    def instruction_labels(self) -> list[str]:
        ticked = [str(sop.Instruction(code).label) for code in self.instructions]
        return [*ticked, self.other_instruction] if self.other_instruction else ticked
