"""The figures of a period: each of a small known set, counted by hand."""

from collections import Counter
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from requests import sop
from requests.models import AccessRequest, Disposition
from requests.periods import Period, month_before, month_of, year_of
from requests.reports import Flow, Report, Returns, Spread, Work, nearest_rank, report
from requests.states import State
from tests.cast import Cast
from tests.requests.many_letters import acted, submitted
from tests.requests.office_at_work import NOVEMBER, OCTOBER, WIB, Office

NOTHING = Spread(0, None, None)


def of_steps(made: Report) -> dict[int, tuple[Any, ...]]:
    return {one.step.number: (one.decisions, one.waiting, one.working, one.kept, one.targeted) for one in made.steps}


def lately() -> Report:
    """Of today, and of yesterday, which it was when midnight has just passed."""
    today = timezone.localdate()
    return report(today - timedelta(days=1), today)


def test_every_figure_of_a_month(known: Office) -> None:
    cast, made = known.cast, report(*NOVEMBER)
    assert made.flow == Flow(received=4, granted=1, withdrawn=1, returned=4)
    assert made.agencies == {
        cast.health: Flow(received=3, granted=1, withdrawn=1, returned=3),
        cast.transport: Flow(received=1, granted=0, withdrawn=0, returned=1),
    }
    assert of_steps(made) == {
        # Waited 2, 10, 20, 30, 60; worked 4, 10 | 11, 20 of 10; the one of 20 was never opened.
        2: (5, Spread(5, 20, 60), Spread(4, 10, 20), 2, 4),
        # Waited 10, 10, 10, 16, 60; worked 5, 7, 10 | 12, 20 of 10.
        3: (5, Spread(5, 10, 60), Spread(5, 10, 20), 3, 5),
        4: (1, Spread(1, 10, 10), NOTHING, 0, 0),
        5: (1, Spread(1, 30, 30), Spread(1, 15, 15), 1, 1),
        6: (1, Spread(1, 15, 15), Spread(1, 1, 1), 0, 0),
    }
    assert made.returns == Returns(number=4, requests=3, faults={"letter_number": 1, "letter": 3}, without_fault=1)
    assert made.staff == {cast.staff: Work(activated=1, delivered=1, load=0), cast.other_staff: Work(0, 0, load=1)}
    assert (made.ending, made.ending_soon) == (1, 1)


def test_every_figure_of_the_month_before(known: Office) -> None:
    cast, made = known.cast, report(*OCTOBER)
    assert made.flow == Flow(received=2, granted=1, withdrawn=0, returned=0)
    assert made.agencies == {cast.health: Flow(received=1), cast.transport: Flow(received=1, granted=1)}
    assert of_steps(made) == {
        2: (2, Spread(2, 0, 20), Spread(1, 6, 6), 1, 1),
        3: (2, Spread(2, 0, 10), Spread(1, 3, 3), 1, 1),
        4: (2, Spread(2, 0, 1), Spread(1, 5, 5), 1, 1),
        5: (1, Spread(1, 10, 10), Spread(1, 20, 20), 0, 1),
        6: (1, Spread(1, 5, 5), Spread(1, 2, 2), 0, 0),
    }
    assert made.returns == Returns(0, 0, {}, 0)
    assert made.staff == {cast.staff: Work(), cast.other_staff: Work(activated=1, delivered=1, load=1)}
    assert (made.ending, made.ending_soon) == (0, 1)


def test_a_period_in_which_nothing_was(known: Office) -> None:
    made = report(date(2020, 2, 1), date(2020, 2, 29))
    assert made.flow == Flow(0, 0, 0, 0)
    assert made.agencies == {}
    assert of_steps(made) == dict.fromkeys((2, 3, 4, 5, 6), (0, NOTHING, NOTHING, 0, 0))
    assert made.returns == Returns(0, 0, {}, 0)
    assert made.staff == {known.cast.staff: Work(), known.cast.other_staff: Work(load=1)}
    assert (made.ending, made.ending_soon) == (0, 0)


def test_whoever_has_left_requests_behind_stands_in_the_report(cast: Cast) -> None:
    cast.request_in(State.ASSIGNED)
    cast.staff.appointments.update(until=timezone.localdate() - timedelta(days=1))
    assert report(date(2020, 2, 1), date(2020, 2, 29)).staff == {cast.staff: Work(load=1), cast.other_staff: Work()}


def test_a_day_begins_and_ends_at_midnight_in_kudus(cast: Cast) -> None:
    moments = [
        datetime(2026, 10, 31, 23, 59, 59, 999_999, tzinfo=WIB),
        datetime(2026, 11, 1, 0, 0, tzinfo=WIB),  # still October in UTC
        datetime(2026, 11, 30, 23, 59, 59, 999_999, tzinfo=WIB),
        datetime(2026, 12, 1, 0, 0, tzinfo=WIB),  # still November in UTC
    ]
    submitted(cast, 4)
    for access_request, moment in zip(AccessRequest.objects.all(), moments, strict=True):
        received = acted(access_request, sop.SUBMIT, cast.applicant, 1, from_state="draft")
        handed_over = acted(access_request, sop.DELIVER, cast.staff, 2, from_state="activated", waiting_minutes=7)
        received.at = handed_over.at = moment
        Disposition.objects.bulk_create([received, handed_over])
    made = report(*NOVEMBER)
    assert made.flow == Flow(received=2, granted=2)
    assert of_steps(made)[6] == (2, Spread(2, 7, 7), NOTHING, 0, 0)
    assert made.staff[cast.staff] == Work(delivered=2)
    assert report(date(2026, 11, 1), date(2026, 11, 1)).flow == Flow(received=1, granted=1)


def test_what_was_decided_before_there_was_a_clock_has_no_times(cast: Cast) -> None:
    access_request = cast.request_in(State.SUBMITTED)
    acted(access_request, sop.DISPOSE, cast.head, access_request.version + 1, from_state="submitted").save()
    assert of_steps(lately())[2] == (1, NOTHING, NOTHING, 0, 0)


def test_the_target_is_that_of_the_day_of_the_decision(cast: Cast) -> None:
    access_request, version = cast.request_in(State.SUBMITTED), 10
    for minutes, target in ((10, 9), (10, 10), (10, 11)):
        version += 1
        measured = {"working_minutes": minutes, "waiting_minutes": 0, "target_minutes": target}
        acted(access_request, sop.DISPOSE, cast.head, version, from_state="submitted", **measured).save()
    assert of_steps(lately())[2] == (3, Spread(3, 0, 0), Spread(3, 10, 10), 2, 3)


@pytest.mark.any_database
@pytest.mark.parametrize(
    ("measured", "median", "ninetieth"),
    [
        ([], None, None),
        ([0], 0, 0),
        ([3, 1], 1, 3),
        ([5, 1, 3], 3, 5),
        ([7, 5, 3, 1], 3, 7),
        ([1, 1, 1, 9], 1, 9),
        (range(1, 11), 5, 9),
        (range(1, 12), 6, 10),
        ([1] * 9 + [50], 1, 1),
    ],
)
def test_median_and_percentile_are_figures_that_were_measured(
    measured: list[int], median: int | None, ninetieth: int | None
) -> None:
    counted = Counter(measured)
    assert (nearest_rank(counted, 50), nearest_rank(counted, 90)) == (median, ninetieth)


@pytest.mark.any_database
@pytest.mark.parametrize(
    ("since", "until", "before"),
    [
        ("2026-11-01", "2026-11-30", ("2026-10-01", "2026-10-31")),
        ("2026-01-01", "2026-01-31", ("2025-12-01", "2025-12-31")),
        ("2024-03-01", "2024-03-31", ("2024-02-01", "2024-02-29")),
        ("2026-01-01", "2026-12-31", ("2025-01-01", "2025-12-31")),
        ("2026-04-01", "2026-06-30", ("2026-01-01", "2026-03-31")),
        ("2025-12-01", "2026-01-31", ("2025-10-01", "2025-11-30")),
        ("2026-11-02", "2026-11-08", ("2026-10-26", "2026-11-01")),
        ("2026-11-01", "2026-11-29", ("2026-10-03", "2026-10-31")),
        ("2026-11-05", "2026-11-05", ("2026-11-04", "2026-11-04")),
    ],
)
def test_the_period_before(since: str, until: str, before: tuple[str, str]) -> None:
    found = Period(date.fromisoformat(since), date.fromisoformat(until)).before
    assert (found.since.isoformat(), found.until.isoformat()) == before


@pytest.mark.any_database
def test_months_and_years() -> None:
    assert month_of(date(2024, 2, 10)) == Period(date(2024, 2, 1), date(2024, 2, 29))
    assert month_of(date(2026, 12, 31)) == Period(date(2026, 12, 1), date(2026, 12, 31))
    assert month_before(date(2026, 1, 31)) == Period(date(2025, 12, 1), date(2025, 12, 31))
    assert year_of(date(2026, 11, 27)) == Period(date(2026, 1, 1), date(2026, 12, 31))
