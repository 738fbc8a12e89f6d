"""The specification: in which state who may do what, and what comes of it. Everything else is refused."""

from datetime import date
from typing import Any

import pytest
from django.db import transaction

from accounts.models import Appointment, User
from accounts.offices import Office
from requests import sop
from requests.exceptions import NotTheirTurn, StaleRequest
from requests.models import AccessRequest
from requests.states import State
from tests.cast import Cast, appoint

pytestmark = pytest.mark.any_database

ROLES = ("applicant", "stranger", "liaison", "head", "division_head", "section_head", "staff", "other_staff")
OFFICES = {"head": "head", "division_head": "division_head", "section_head": "section_head", "staff": "admin"}
COMPLETED = "completed"
STATES = (*State.values, COMPLETED)

# transition: (who, {state before: state after})
TABLE = {
    "submit": ("applicant", {"draft": "submitted"}),
    "dispose": ("head", {"submitted": "disposed"}),
    "approve": ("division_head", {"disposed": "approved"}),
    "return_to_applicant": (
        "division_head",
        {"disposed": "returned", "approved": "returned", "assigned": "returned"},
    ),
    "assign": ("section_head", {"approved": "assigned"}),
    "reassign": (
        "section_head",
        {"assigned": "assigned", "activated": "activated", "delivered": "delivered"},
    ),
    "activate": ("staff", {"assigned": "activated"}),
    "deliver": ("staff", {"activated": "delivered"}),
    "reissue": ("staff", {"delivered": "delivered"}),
    "confirm_receipt": ("applicant", {"delivered": "delivered"}),
    "resubmit": ("applicant", {"returned": "submitted"}),
    "withdraw": (
        "applicant",
        {"submitted": "withdrawn", "disposed": "withdrawn", "returned": "withdrawn", "approved": "withdrawn"},
    ),
    "correct": (
        "decider",
        {
            "disposed": "disposed",
            "approved": "approved",
            "returned": "returned",
            "assigned": "assigned",
            "activated": "activated",
            "delivered": "delivered",
            "submitted": "submitted",
        },
    ),
}
# Who has decided, and may add a correcting note, on a request that went the SOP's own way to a state.
DECIDERS = {
    "disposed": "head",
    "approved": "head division_head",
    "returned": "head division_head",
    "assigned": "head division_head section_head",
    "activated": "head division_head section_head staff",
    "delivered": "head division_head section_head staff",
    COMPLETED: "head division_head section_head staff",
}
PLH = {"acting_kind": "plh", "until": date(2099, 12, 31)}
# Nobody is the assigned staff member where no one is assigned.
WITHOUT_ASSIGNEE = {"draft", "submitted", "disposed", "approved", "returned", "withdrawn"}


def request_in(cast: Cast, state: str) -> AccessRequest:
    if state != COMPLETED:
        return cast.request_in(State(state))
    return cast.do(cast.request_in(State.DELIVERED), sop.CONFIRM_RECEIPT)


def expected(role: str, name: str, state: str) -> str:
    who, ways = TABLE[name]
    if who == "decider":
        who = role if role in DECIDERS.get(state, "").split() else "nobody"
    if role != who or (role == "staff" and state in WITHOUT_ASSIGNEE):
        return "not theirs"
    return ways.get(state, "moved on")


def outcome(cast: Cast, access_request: AccessRequest, name: str, role: str, **data: Any) -> str:
    """What comes of the attempt, undone afterwards."""
    with transaction.atomic():
        try:
            after = cast.do(access_request, sop.BY_NAME[name], by=getattr(cast, role), **data).state
        except NotTheirTurn:
            after = "not theirs"
        except StaleRequest:
            after = "moved on"
        transaction.set_rollback(True)
    return after


def test_the_table_names_every_transition() -> None:
    assert set(TABLE) == set(sop.BY_NAME)


@pytest.mark.parametrize("state", STATES)
def test_state_transition_role(cast: Cast, state: str) -> None:
    access_request = request_in(cast, state)
    tried = [(name, role) for name in TABLE for role in ROLES]
    came_out = {(name, role): outcome(cast, access_request, name, role) for name, role in tried}
    assert came_out == {(name, role): expected(role, name, state) for name, role in tried}


@pytest.mark.parametrize("name", TABLE)
def test_one_person_acts_and_in_one_capacity(cast: Cast, name: str) -> None:
    """Whoever comes at the right moment, under whichever appointment, their own, anybody else's, or none."""
    who, ways = TABLE[name]
    state = next(iter(ways))
    who = DECIDERS[state] if who == "decider" else who
    access_request = request_in(cast, state)
    office = Office(OFFICES.get(who, "head"))  # no office lets a person act on their own request
    appoint(cast.applicant, office, **({} if office == Office.ADMIN else PLH))
    appointments = (None, *Appointment.objects.all())
    assert len(appointments) == 8
    acted = [(role, held) for role in ROLES for held in appointments if acts(cast, access_request, name, role, held)]
    assert acted == [(who, Appointment.objects.get(user=getattr(cast, who)) if who in OFFICES else None)]


def acts(cast: Cast, access_request: AccessRequest, name: str, role: str, held: Appointment | None) -> bool:
    return outcome(cast, access_request, name, role, appointment=held) != "not theirs"


@pytest.mark.parametrize(
    ("official", "state", "name"),
    [
        ("head", State.SUBMITTED, "dispose"),
        ("division_head", State.DISPOSED, "approve"),
        ("division_head", State.DISPOSED, "return_to_applicant"),
        ("section_head", State.APPROVED, "assign"),
        ("section_head", State.ASSIGNED, "reassign"),
    ],
)
def test_nobody_acts_on_their_own_request(cast: Cast, official: str, state: State, name: str) -> None:
    person = getattr(cast, official)
    access_request = cast.draft(person)
    for act in {
        State.SUBMITTED: (sop.SUBMIT,),
        State.DISPOSED: (sop.SUBMIT, sop.DISPOSE),
        State.APPROVED: (sop.SUBMIT, sop.DISPOSE, sop.APPROVE),
        State.ASSIGNED: (sop.SUBMIT, sop.DISPOSE, sop.APPROVE, sop.ASSIGN),
    }[state]:
        # What comes before is done through a second holder of the office, as the rule demands.
        by = second_holder(cast, act) if cast.actor_of(act, access_request) == person and act != sop.SUBMIT else None
        access_request = cast.do(access_request, act, by=by)
    with pytest.raises(NotTheirTurn):
        cast.do(access_request, sop.BY_NAME[name], by=person)


def second_holder(cast: Cast, act: sop.Transition) -> User:
    office = act.actor.office
    assert office is not None
    appoint(cast.liaison, office, **PLH)
    return cast.liaison
