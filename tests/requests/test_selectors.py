"""What is read: the desk, the steps done so far, the return still to be answered, who has how much to do."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import User
from accounts.offices import Office
from requests import desk_selectors, rounds, selectors, sop
from requests.models import AccessRequest
from requests.states import State
from tests.by_http import signed_in, words
from tests.cast import WAYS, Cast, appoint, fresh

pytestmark = pytest.mark.django_db

WAITS_FOR = {
    State.SUBMITTED: "head",
    State.DISPOSED: "division_head",
    State.APPROVED: "section_head",
    State.ASSIGNED: "staff",
    State.ACTIVATED: "staff",
}


@pytest.mark.parametrize("state", WAYS)
def test_desk_holds_what_waits_for_its_owner_alone(cast: Cast, state: State) -> None:
    access_request = cast.request_in(state)
    people = ("applicant", "stranger", "liaison", "head", "division_head", "section_head", "staff", "other_staff")
    found = [one for one in people if access_request in desk_selectors.inbox(getattr(cast, one))]
    assert found == ([WAITS_FOR[state]] if state in WAITS_FOR else [])


# Who reads every letter and, beside it, an office that reads less. The Admin's only neighbour is the section head.
TWO_OFFICES = [
    ("head", "liaison"),
    ("division_head", "liaison"),
    ("section_head", "liaison"),
    ("section_head", "admin"),
]


@pytest.mark.any_database
@pytest.mark.parametrize("state", [state for state in State if state != State.DRAFT])
@pytest.mark.parametrize(("wide", "narrow"), TWO_OFFICES)
def test_a_second_office_takes_nothing_from_the_first(cast: Cast, state: State, wide: str, narrow: str) -> None:
    deputy = appoint(cast.stranger, Office(wide), "plh", until=timezone.localdate()).user
    appoint(deputy, Office(narrow), agency=cast.transport if narrow == "liaison" else None)
    access_request = cast.request_in(state)
    assert list(selectors.visible_to(deputy)) == [access_request]
    cast.draft()
    assert list(selectors.visible_to(deputy)) == [access_request]


def test_desk_holds_no_request_of_its_owner(cast: Cast) -> None:
    own = cast.request_in(State.SUBMITTED, applicant=cast.head)
    deputy = appoint(cast.liaison, Office.HEAD, "plh", until=timezone.localdate()).user
    assert list(desk_selectors.inbox(cast.head)) == []
    assert list(desk_selectors.inbox(deputy)) == [own]


def test_desk_reminds_of_the_own_handovers_until_receipt_is_confirmed(cast: Cast) -> None:
    access_request = cast.request_in(State.DELIVERED)
    assert list(desk_selectors.unconfirmed_handovers(cast.staff)) == [access_request]
    assert list(desk_selectors.unconfirmed_handovers(cast.other_staff)) == []
    cast.do(access_request, sop.CONFIRM_RECEIPT)
    assert list(desk_selectors.unconfirmed_handovers(cast.staff)) == []


def steps_done(access_request: AccessRequest) -> list[int]:
    acts = selectors.history(access_request)
    return [row.step.number for row in selectors.progress(fresh(access_request), acts) if row.act]


def current_step(access_request: AccessRequest) -> list[int]:
    acts = selectors.history(access_request)
    return [row.step.number for row in selectors.progress(fresh(access_request), acts) if row.is_current]


@pytest.mark.parametrize(
    ("state", "done", "current"),
    [
        (State.DRAFT, [], [1]),
        (State.SUBMITTED, [1], [2]),
        (State.DISPOSED, [1, 2], [3]),
        (State.APPROVED, [1, 2, 3], [4]),
        (State.ASSIGNED, [1, 2, 3, 4], [5]),
        (State.ACTIVATED, [1, 2, 3, 4, 5], [6]),
        (State.DELIVERED, [1, 2, 3, 4, 5, 6], []),
        (State.RETURNED, [], [1]),
        (State.WITHDRAWN, [1], []),
    ],
)
def test_steps_done(cast: Cast, state: State, done: list[int], current: list[int]) -> None:
    access_request = cast.request_in(state)
    assert (steps_done(access_request), current_step(access_request)) == (done, current)


def test_a_return_undoes_the_steps_that_must_be_gone_through_again(cast: Cast) -> None:
    access_request = cast.do(cast.request_in(State.ASSIGNED), sop.RETURN)
    assert steps_done(access_request) == []
    access_request = cast.do(access_request, sop.RESUBMIT)
    assert steps_done(access_request) == [1]
    access_request = cast.do(access_request, sop.DISPOSE)
    assert steps_done(access_request) == [1, 2]


def test_the_newest_return_is_the_one_to_answer(cast: Cast) -> None:
    access_request = cast.request_in(State.RETURNED)
    for act in (sop.RESUBMIT, sop.DISPOSE):
        access_request = cast.do(access_request, act)
        assert rounds.last_return(selectors.history(access_request)) is None
    cast.do(access_request, sop.RETURN, note="Surat belum bercap.")
    answered = rounds.last_return(selectors.history(access_request))
    assert answered is not None
    assert answered.note == "Surat belum bercap."


def load() -> dict[User, int]:
    return {user: user.load for user in desk_selectors.staff_with_load()}


def test_load_counts_the_requests_that_staff_still_work_on(cast: Cast) -> None:
    appoint(cast.stranger, Office.ADMIN, until=timezone.localdate() - timedelta(days=1))
    assert load() == {cast.staff: 0, cast.other_staff: 0}
    for state in (State.APPROVED, State.ASSIGNED, State.ACTIVATED, State.DELIVERED):
        cast.request_in(state)
    cast.do(cast.request_in(State.ASSIGNED), sop.REASSIGN)
    cast.do(cast.request_in(State.ASSIGNED), sop.RETURN)
    assert load() == {cast.staff: 2, cast.other_staff: 1}
    page = words(signed_in(cast.section_head).get(f"/permohonan/{cast.request_in(State.APPROVED).pk}/"))
    assert "Dewi Anggraini, A.Md.Kom.: 2 sedang dikerjakan Fajar Nugroho, S.Kom.: 1 sedang dikerjakan" in page
