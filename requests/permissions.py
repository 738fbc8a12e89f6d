"""Who may do what with an access request: the only place that says so.

The SOP's actor decides (`sop.Transition.actor`). On top of it stand two rules for all: nobody decides, assigns,
activates or delivers on a request of their own, and whoever approved it neither activates nor delivers it.
"""

import uuid
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from accounts.models import Appointment, User
from accounts.offices import Office
from accounts.permissions import OFFICIALS, current_appointments, holds, offices_of
from requests import sop
from requests.states import State

if TYPE_CHECKING:
    from requests.models import AccessRequest

# These read every letter that came in; staff only what is theirs, a liaison what is their agency's
# (`selectors.visible_to`).
READ_ALL = frozenset({Office.HEAD, Office.DIVISION_HEAD, Office.SECTION_HEAD})


def capacities(access_request: "AccessRequest", transition: sop.Transition, user: User) -> list[Appointment]:
    """The offices in which the person may perform this act; empty for the applicant's own acts."""
    if transition.actor == sop.Actor.APPLICANT or why_barred(access_request, transition, user):
        return []
    if transition.actor == sop.Actor.DECIDER:
        return _offices_decided_in(access_request, user)
    if transition.actor == sop.Actor.STAFF and access_request.assignee_id != user.pk:
        return []
    return [held for held in current_appointments(user) if held.office == transition.actor.office]


def why_barred(access_request: "AccessRequest", transition: sop.Transition, user: User) -> str:
    """Why no office at all lets this person perform the act, and who can; empty when nothing bars them."""
    if transition.actor == sop.Actor.APPLICANT:
        return ""
    if is_applicant(access_request, user):
        return _("Nobody acts as an official on a request of their own; another holder of the office does.")
    if transition.actor == sop.Actor.STAFF and access_request.assignee_id == user.pk == access_request.approver_id:
        return _("Whoever approved a request doesn't activate it; another Admin does, once assigned.")
    if transition.actor == sop.Actor.DECIDER and not _offices_decided_in(access_request, user):
        return _("A decision is corrected by whoever made it, as long as they hold the office in which they made it.")
    return ""


def _offices_decided_in(access_request: "AccessRequest", user: User) -> list[Appointment]:
    """The offices of today in which the person has decided on the request."""
    held = [one for one in current_appointments(user) if one.office in OFFICIALS]
    return [one for one in held if (user.pk, one.office) in access_request.deciders]


def note_capacities(access_request: "AccessRequest", user: User) -> list[Appointment]:
    """The offices in which the person reads and writes the notes between officials on a request they may see.

    None on one's own request, nor as the agency's liaison.
    """
    if is_applicant(access_request, user):
        return []
    held = [one for one in current_appointments(user) if one.office in OFFICIALS]
    if access_request.assignee_id == user.pk:
        return held
    return [one for one in held if one.office in READ_ALL or (user.pk, one.office) in access_request.deciders]


def can_perform(
    access_request: "AccessRequest", transition: sop.Transition, user: User, appointment: Appointment | None = None
) -> bool:
    """Whether the act belongs to this person in this capacity, whatever the state of the request."""
    if transition.actor == sop.Actor.APPLICANT:
        return appointment is None and access_request.applicant_id == user.pk
    return appointment in capacities(access_request, transition, user)


def is_theirs(access_request: "AccessRequest", transition: sop.Transition, user: User) -> bool:
    """Whether the person may perform the act in some capacity."""
    if transition.actor == sop.Actor.APPLICANT:
        return access_request.applicant_id == user.pk
    return bool(capacities(access_request, transition, user))


def reads_all(user: User) -> bool:
    return holds(user, READ_ALL)


def can_print_agenda(user: User) -> bool:
    """The book holds every letter, so it goes to those who read all of them."""
    return reads_all(user)


def can_preview_revocation(access_request: "AccessRequest", user: User) -> bool:
    """The section head, and the staff member who handed the account over: they will end it one day."""
    is_over = access_request.state == State.DELIVERED
    return is_over and (holds(user, {Office.SECTION_HEAD}) or access_request.assignee_id == user.pk)


def can_see_times(access_request: "AccessRequest", user: User) -> bool:
    """How long each step took is the officials' to know, and nobody's about a request of their own."""
    return bool(note_capacities(access_request, user))


def is_applicant(access_request: "AccessRequest", user: User) -> bool:
    """Who edits the answers, and who alone takes the credential."""
    return access_request.applicant_id == user.pk


def barred_from_assignment(access_request: "AccessRequest") -> set[uuid.UUID]:
    """Who doesn't take the request, Admin or not: its applicant, and whoever approved it in another office."""
    return {pk for pk in (access_request.applicant_id, access_request.approver_id) if pk}


def can_be_assigned(access_request: "AccessRequest", user: User) -> bool:
    return Office.ADMIN in offices_of(user) and user.pk not in barred_from_assignment(access_request)
