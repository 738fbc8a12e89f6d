"""An agency's request for access to a server, on its way through the SOP.

The transition methods only stamp fields; most acts leave none, for the disposition row says it all. They
are called by `workflow.perform` alone, which checks who and what was seen, saves, and writes everything that
goes with the act.
"""

import uuid
from collections.abc import Callable, Mapping
from typing import Any

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django_fsm import FSMField, transition

from accounts.models import Agency
from requests import sop
from requests.access import AccessKind, AccessLevel
from requests.models.disposition import IS_DECISION
from requests.states import COMPLETED, EDITABLE, State


def _not_confirmed(access_request: "AccessRequest") -> bool:
    return access_request.receipt_confirmed_at is None


def _by(act: sop.Transition, conditions: tuple[Callable[..., bool], ...] = ()) -> Callable[..., Any]:
    """Declares the method as the body of an act of the SOP's table."""
    return transition(field="state", source=list(act.sources), target=act.target, conditions=list(conditions))


class AccessRequest(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    state = FSMField(_("state"), max_length=12, choices=State, default=State.DRAFT, protected=True)
    # Counts every change; whoever decides must have seen the newest.
    version = models.PositiveIntegerField(default=0, editable=False)
    # When it came to the step it is at: the moment of its last act; None for a draft.
    waiting_since = models.DateTimeField(null=True, editable=False)
    applicant = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="access_requests")
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="access_requests", verbose_name=_("agency"))
    created_at = models.DateTimeField(auto_now_add=True)

    letter_number = models.CharField(_("letter number"), max_length=100, blank=True)
    letter_date = models.DateField(_("letter date"), null=True, blank=True)
    letter_subject = models.CharField(_("subject"), max_length=200, blank=True)
    letter_signatory = models.CharField(_("signed by"), max_length=150, blank=True)
    letter = models.ForeignKey(
        "requests.Attachment", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("letter")
    )
    signed_form = models.ForeignKey(
        "requests.Attachment", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("signed form")
    )

    target = models.CharField(_("application or server"), max_length=200, blank=True)
    access_kind = models.CharField(_("kind of access"), max_length=10, choices=AccessKind, blank=True)
    other_kind = models.CharField(_("other kind of access"), max_length=100, blank=True)
    access_level = models.CharField(_("access level"), max_length=15, choices=AccessLevel, blank=True)
    purpose = models.TextField(_("purpose"), max_length=2000, blank=True)
    starts_on = models.DateField(_("from"), null=True, blank=True)
    ends_on = models.DateField(_("until"), null=True, blank=True)
    source_addresses = models.TextField(_("source addresses"), max_length=1000, blank=True)
    developer_name = models.CharField(_("third-party developer"), max_length=150, blank=True)
    developer_company = models.CharField(_("company"), max_length=150, blank=True)
    developer_contract = models.CharField(_("contract or NDA number"), max_length=150, blank=True)

    terms = models.ForeignKey("requests.Terms", models.PROTECT, null=True, editable=False, related_name="+")
    consented_at = models.DateTimeField(null=True, editable=False)
    assignee = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, editable=False, related_name="assigned_requests"
    )
    receipt_confirmed_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        ordering = ["-created_at", "id"]
        verbose_name = _("access request")
        indexes = [
            models.Index(fields=["state"]),
            models.Index(fields=["state", "waiting_since"], name="waiting_in_state"),
            models.Index(fields=["applicant", "-created_at"]),
        ]

    def __str__(self) -> str:
        return self.agenda_number or str(State.DRAFT.label)

    def get_absolute_url(self) -> str:
        return reverse("access_request", args=[self.pk])

    @property
    def agenda_number(self) -> str:
        """Such as "12/2026"; empty before submission. Needs `register_entry` selected to cost no query."""
        entry = getattr(self, "register_entry", None)
        return str(entry) if entry else ""

    @property
    def letter_sha256(self) -> str:
        return self.letter.sha256 if self.letter else ""

    @cached_property
    def approver_id(self) -> uuid.UUID | None:
        """Who approved it last, in whichever office; costs a query."""
        return self.dispositions.filter(transition=sop.APPROVE.name).values_list("actor_id", flat=True).last()

    @cached_property
    def deciders(self) -> set[tuple[uuid.UUID, str]]:
        """Who has decided on it, each with the office they did it in; costs a query."""
        return set(self.dispositions.filter(IS_DECISION).order_by().values_list("actor_id", "office"))

    @property
    def is_editable(self) -> bool:
        return self.state in EDITABLE

    @property
    def is_complete(self) -> bool:
        """*Selesai*: delivered, and the applicant has confirmed receipt."""
        return self.state == State.DELIVERED and self.receipt_confirmed_at is not None

    @property
    def awaited(self) -> sop.Transition | None:
        """The act the request waits for; None when it waits for nothing more."""
        return None if self.is_complete else sop.AWAITED.get(State(self.state))

    @property
    def target_minutes(self) -> int | None:
        """The SOP's target for the step that is due now; None where none is printed."""
        step = sop.STEP_OF.get(self.awaited) if self.awaited else None
        return step.target_minutes if step else None

    @property
    def state_label(self) -> str:
        return str(COMPLETED) if self.is_complete else str(State(self.state).label)

    def _consent(self, data: Mapping[str, Any]) -> None:
        self.terms = data["terms"]
        self.consented_at = timezone.now()

    @_by(sop.SUBMIT)
    def submit(self, data: Mapping[str, Any]) -> None:
        self._consent(data)

    @_by(sop.DISPOSE)
    def dispose(self, data: Mapping[str, Any]) -> None:
        pass

    @_by(sop.APPROVE)
    def approve(self, data: Mapping[str, Any]) -> None:
        pass

    @_by(sop.RETURN)
    def return_to_applicant(self, data: Mapping[str, Any]) -> None:
        self.assignee = None

    @_by(sop.ASSIGN)
    def assign(self, data: Mapping[str, Any]) -> None:
        self.assignee = data["assignee"]

    @_by(sop.ACTIVATE)
    def activate(self, data: Mapping[str, Any]) -> None:
        pass

    @_by(sop.DELIVER)
    def deliver(self, data: Mapping[str, Any]) -> None:
        pass

    @_by(sop.RESUBMIT)
    def resubmit(self, data: Mapping[str, Any]) -> None:
        self._consent(data)

    @_by(sop.WITHDRAW)
    def withdraw(self, data: Mapping[str, Any]) -> None:
        pass

    @_by(sop.REASSIGN, conditions=(_not_confirmed,))
    def reassign(self, data: Mapping[str, Any]) -> None:
        self.assignee = data["assignee"]

    @_by(sop.REISSUE, conditions=(_not_confirmed,))
    def reissue(self, data: Mapping[str, Any]) -> None:
        pass

    @_by(sop.CONFIRM_RECEIPT, conditions=(_not_confirmed,))
    def confirm_receipt(self, data: Mapping[str, Any]) -> None:
        self.receipt_confirmed_at = timezone.now()

    @_by(sop.CORRECT, conditions=(_not_confirmed,))
    def correct(self, data: Mapping[str, Any]) -> None:
        pass
