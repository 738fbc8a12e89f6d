"""How long a request waits, and when it is late."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from requests import clock, sop
from requests.models import AccessRequest
from requests.states import State
from tests.cast import WAYS, Cast, fresh

WIB = ZoneInfo("Asia/Jakarta")
TUESDAY_TEN = datetime(2026, 11, 24, 10, 0, tzinfo=WIB)
MONDAY_TEN = datetime(2026, 11, 23, 10, 0, tzinfo=WIB)


@pytest.mark.parametrize("state", [state for state in State if state != State.DRAFT])
def test_a_request_waits_since_its_last_act(cast: Cast, state: State) -> None:
    access_request = cast.request_in(state)
    assert access_request.waiting_since == access_request.dispositions.get(version=access_request.version).at


def test_a_draft_waits_for_nobody(cast: Cast) -> None:
    assert cast.draft().waiting_since is None


def test_another_admin_has_the_whole_time_before_them(cast: Cast) -> None:
    access_request = cast.request_in(State.ASSIGNED)
    moved = cast.do(access_request, sop.REASSIGN)
    assert moved.waiting_since == moved.dispositions.last().at > access_request.waiting_since


def test_late_is_what_waited_longer_than_one_working_day() -> None:
    assert clock.late_before(TUESDAY_TEN) == MONDAY_TEN
    assert clock.late_before(datetime(2026, 11, 24, 3, 0, 59, tzinfo=UTC)) == MONDAY_TEN  # seconds don't count


def test_the_limit_is_a_setting(settings) -> None:
    settings.LATE_AFTER_MINUTES = 60
    assert clock.late_before(TUESDAY_TEN) == datetime(2026, 11, 24, 9, 0, tzinfo=WIB)


@pytest.mark.parametrize("state", WAYS)
@pytest.mark.parametrize(
    ("since", "too_long"),
    [
        (datetime(2026, 11, 23, 9, 59, 59, tzinfo=WIB), True),  # 451 minutes ago
        (MONDAY_TEN, False),
        (None, False),
    ],
)
def test_late_is_only_what_waits_for_an_official(
    cast: Cast, state: State, since: datetime | None, too_long: bool
) -> None:
    access_request = cast.request_in(state)
    AccessRequest.objects.update(waiting_since=since)
    before = clock.late_before(TUESDAY_TEN)
    waits = state in ("submitted", "disposed", "approved", "assigned", "activated")
    assert clock.late(AccessRequest.objects.all(), before).exists() == (waits and too_long)
    assert clock.is_late(fresh(access_request), before) == (waits and too_long)
