"""The second person: proposing an act on a person, and granting, refusing or withdrawing it.

`docs/decisions/0008-two-persons.md` says which acts these are, and why.
"""

from collections.abc import Callable
from typing import Any

from allauth.account.models import EmailAddress
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import audit
from accounts.models import Appointment, Proposal, User
from accounts.models.proposal import Outcome, ProposalKind
from accounts.notifications import Event, announce
from accounts.permissions import capacity_as_second, why_not_second
from accounts.services import deactivate, end_sessions, lock_to_change_address, reset_second_factor


def visible_to(user: User) -> QuerySet[Proposal]:
    """The heads see every proposal, others what they made and what is about them."""
    found = Proposal.objects.select_related("person", "made_by", "made_in__agency", "decided_by", "decided_in")
    return found if capacity_as_second(user) else found.filter(Q(made_by=user) | Q(person=user))


def waiting_for(user: User) -> QuerySet[Proposal]:
    """What this person may decide on, the oldest first."""
    if capacity_as_second(user) is None:
        return Proposal.objects.none()
    return visible_to(user).filter(outcome="").exclude(Q(made_by=user) | Q(person=user)).order_by("made_at", "id")


@transaction.atomic
def propose(proposal: Proposal) -> None:
    """Stores a judged proposal and tells those who may grant it."""
    proposal.save(force_insert=True)
    _record("made", proposal, by=proposal.made_by, held=proposal.made_in)
    announce(Event.PROPOSED, proposal)


@transaction.atomic
def decide(proposal: Proposal, outcome: Outcome, *, by: User) -> bool:
    """Closes the proposal, and carries out what is granted, all or nothing; False when it was closed before.

    Raises PermissionDenied when it isn't this person's to decide, and ValidationError when what was
    proposed can't be done any more.
    """
    held = _capacity(proposal, outcome, by)
    # One grant at a time: of two for the same post, the second must see the first. Always in the same order.
    list(Proposal.objects.select_for_update().filter(outcome="").order_by("pk"))
    # As it, its maker and its person are now: the wait for the lock may have been a long one.
    proposal = Proposal.objects.select_related("made_in__user").get(pk=proposal.pk)
    decision = {"outcome": outcome, "decided_by": by, "decided_in": held, "decided_at": timezone.now()}
    if not Proposal.objects.filter(pk=proposal.pk, outcome="").update(**decision):
        return False
    proposal.decided_by, proposal.decided_in = by, held
    if outcome == Outcome.GRANTED:
        if not proposal.made_in.is_current:
            raise ValidationError(_("Whoever made the proposal no longer holds the office in which they made it."))
        CARRIED_OUT[ProposalKind(proposal.kind)](proposal)
    _record(outcome, proposal, by=by, held=held)
    if outcome == Outcome.REFUSED:
        announce(Event.PROPOSAL_REFUSED, proposal)
    return True


def _capacity(proposal: Proposal, outcome: Outcome, by: User) -> Appointment | None:
    if outcome == Outcome.WITHDRAWN:
        if by.pk != proposal.made_by_id:
            raise PermissionDenied(_("Only whoever made a proposal withdraws it."))
        return proposal.made_in
    if why_not := why_not_second(by, proposal):
        raise PermissionDenied(why_not)
    return capacity_as_second(by)


def _record(what: str, proposal: Proposal, *, by: User, held: Appointment | None) -> None:
    data: dict[str, Any] = {"kind": proposal.kind, "person": str(proposal.person_id), "proposed": proposal.payload}
    data |= {"made_by": str(proposal.made_by_id), "mandate_sha256": proposal.mandate_sha256}
    audit.record(f"proposal_{what}", actor=by, appointment=held, target=proposal, **data)


def _appoint(proposal: Proposal) -> None:
    appointment = proposal.appointment
    assert appointment is not None
    appointment.full_clean(exclude=["proposal"])
    if not User.objects.select_for_update(no_key=True).get(pk=proposal.person_id).is_active:
        raise ValidationError(_("%(name)s is not active any more.") % {"name": proposal.person})
    appointment.save(force_insert=True)
    announce(Event.APPOINTED, proposal)


def _change_email(proposal: Proposal) -> None:
    """Signing in with the new address asks for its confirmation; the old one is told and good for nothing more."""
    person, email = proposal.person, proposal.payload["email"]
    lock_to_change_address(person)
    if EmailAddress.objects.filter(email=email).exclude(user=person).exists():
        raise ValidationError(_("Someone already has this e-mail address."))
    announce(Event.ADDRESS_CHANGES, proposal)
    EmailAddress.objects.filter(user=person).delete()
    EmailAddress.objects.create(user=person, email=email, primary=True, verified=False)
    User.objects.filter(pk=person.pk).update(email=email)
    end_sessions(person)


def _deactivate(proposal: Proposal) -> None:
    assert proposal.decided_by and proposal.decided_in  # as it was granted
    deactivate(proposal.person, actor=proposal.decided_by, appointment=proposal.decided_in)


def _reset_second_factor(proposal: Proposal) -> None:
    if not reset_second_factor(proposal.person, actor=proposal.decided_by, appointment=proposal.decided_in):
        raise ValidationError(_("%(name)s has no second factor.") % {"name": proposal.person})


CARRIED_OUT: dict[ProposalKind, Callable[[Proposal], None]] = {
    ProposalKind.APPOINTMENT: _appoint,
    ProposalKind.EMAIL: _change_email,
    ProposalKind.DEACTIVATION: _deactivate,
    ProposalKind.SECOND_FACTOR: _reset_second_factor,
}
