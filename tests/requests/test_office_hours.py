"""Working minutes: cases of the calendar one by one, and properties of any span whatever."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import accumulate
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from requests.office_hours import CLOSED, NEVER, Calendar, Hours, Rule
from tests.attack import WHOLE, amount

pytestmark = pytest.mark.any_database

WIB = ZoneInfo("Asia/Jakarta")
MONDAY_TO_THURSDAY, FRIDAY, SATURDAY = frozenset({0, 1, 2, 3}), frozenset({4}), frozenset({5})
RAMADAN = (date(2026, 2, 19), date(2026, 3, 20))
# Two years in which everything happens: Ramadan, days off, and from 1 July 2027 half an hour more and Saturdays.
CALENDAR = Calendar(
    (
        Rule(Hours.between(time(8), time(15), time(12), time(12, 30)), MONDAY_TO_THURSDAY, *RAMADAN),
        Rule(Hours.between(time(8), time(15, 30), time(11, 30), time(12, 30)), FRIDAY, *RAMADAN),
        Rule(Hours.between(time(7), time(16), time(12), time(13)), MONDAY_TO_THURSDAY, date(2027, 7, 1)),
        Rule(Hours.between(time(7, 30), time(12)), SATURDAY, date(2027, 7, 1)),
        Rule(Hours.between(time(7, 30), time(16), time(12), time(13)), MONDAY_TO_THURSDAY, date(2026, 1, 1)),
        Rule(Hours.between(time(7, 30), time(16, 30), time(11, 30), time(13)), FRIDAY, date(2026, 1, 1)),
    ),
    frozenset({date(2026, 3, 23), date(2026, 3, 24), date(2026, 12, 24), date(2026, 12, 25), date(2027, 1, 1)}),
)
MINUTE = timedelta(minutes=1)


def wib(day: str, clock: str) -> datetime:
    return datetime.fromisoformat(f"{day}T{clock}").replace(tzinfo=WIB)


@pytest.mark.parametrize(
    ("start", "end", "minutes"),
    [
        (wib("2026-11-23", "07:30"), wib("2026-11-23", "16:00"), 450),  # a Monday
        (wib("2026-11-27", "07:30"), wib("2026-11-27", "16:30"), 450),  # a Friday
        (wib("2026-11-23", "00:00"), wib("2026-11-30", "00:00"), 2250),  # a week: 37 h 30
        (wib("2026-02-23", "00:00"), wib("2026-03-02", "00:00"), 1950),  # in Ramadan: 32 h 30
        (wib("2026-11-23", "11:50"), wib("2026-11-23", "13:10"), 20),  # over lunch
        (wib("2026-11-23", "12:10"), wib("2026-11-23", "12:50"), 0),  # within it
        (wib("2026-11-27", "11:30"), wib("2026-11-27", "13:00"), 0),  # Friday's is longer
        (wib("2026-11-23", "16:00"), wib("2026-11-24", "07:30"), 0),  # a night
        (wib("2026-11-23", "23:59"), wib("2026-11-24", "00:01"), 0),  # midnight
        (wib("2026-11-23", "15:50"), wib("2026-11-24", "07:35"), 15),
        (wib("2026-11-27", "16:30"), wib("2026-11-30", "07:30"), 0),  # a weekend
        (wib("2026-12-23", "15:00"), wib("2026-12-28", "08:00"), 90),  # Christmas and its cuti bersama
        (wib("2026-12-31", "15:30"), wib("2027-01-04", "07:45"), 45),  # the turn of the year
        (wib("2026-02-18", "15:00"), wib("2026-02-19", "09:00"), 120),  # into Ramadan
        (wib("2026-03-20", "15:00"), wib("2026-03-25", "08:00"), 60),  # out of it, over days off
        (wib("2027-06-30", "15:00"), wib("2027-07-01", "08:00"), 120),  # into other hours
        (wib("2027-07-03", "00:00"), wib("2027-07-04", "00:00"), 270),  # a Saturday that is worked
        (wib("2027-06-26", "00:00"), wib("2027-06-27", "00:00"), 0),  # and one that was not yet
        (wib("2025-12-29", "08:00"), wib("2026-01-02", "08:00"), 480),  # nothing is known of before
    ],
)
def test_minutes_between(start: datetime, end: datetime, minutes: int) -> None:
    assert CALENDAR.minutes_between(start, end) == minutes
    assert CALENDAR.minutes_between(start.astimezone(UTC), end.astimezone(UTC)) == minutes


def test_seconds_do_not_count() -> None:
    ten = wib("2026-11-23", "10:00")
    assert CALENDAR.minutes_between(ten, wib("2026-11-23", "10:00:59.999999")) == 0
    assert CALENDAR.minutes_between(wib("2026-11-23", "09:59:59.999999"), ten) == 1


def test_nothing_passes_when_the_end_comes_first() -> None:
    assert CALENDAR.minutes_between(wib("2026-11-24", "10:00"), wib("2026-11-23", "10:00")) == 0


@pytest.mark.parametrize(
    ("moment", "minutes", "earliest"),
    [
        (wib("2026-11-24", "10:00"), 60, wib("2026-11-24", "09:00")),
        (wib("2026-11-24", "13:10"), 20, wib("2026-11-24", "11:50")),  # over lunch
        (wib("2026-11-24", "13:00"), 0, wib("2026-11-24", "12:00")),  # all of lunch is as late
        (wib("2026-11-24", "07:30"), 0, wib("2026-11-23", "16:00")),  # so is all of a night
        (wib("2026-11-24", "16:00"), 450, wib("2026-11-23", "16:00")),
        (wib("2026-11-29", "12:00"), 450, wib("2026-11-26", "16:00")),  # on a Sunday
        (wib("2026-12-28", "08:00"), 31, wib("2026-12-23", "15:59")),  # over Christmas
        (wib("2026-02-19", "09:00"), 120, wib("2026-02-18", "15:00")),  # out of Ramadan
        (wib("2026-01-01", "08:00"), 31, NEVER),
    ],
)
def test_minutes_before(moment: datetime, minutes: int, earliest: datetime) -> None:
    assert CALENDAR.minutes_before(moment, minutes) == earliest


def test_without_hours_nothing_was_ever_worked() -> None:
    moment = wib("2026-11-24", "10:00")
    for calendar in (Calendar(()), Calendar((Rule(CLOSED, MONDAY_TO_THURSDAY, date(2026, 1, 1)),))):
        assert calendar.minutes_between(wib("2026-01-01", "00:00"), moment) == 0
        assert calendar.minutes_before(moment, 0) == NEVER


def test_less_than_no_minutes_are_refused() -> None:
    with pytest.raises(ValueError, match="negative"):
        CALENDAR.minutes_before(wib("2026-11-24", "10:00"), -1)


def test_a_span_of_ten_years_is_counted() -> None:
    years = CALENDAR.minutes_between(wib("2028-01-01", "00:00"), wib("2038-01-01", "00:00"))
    # 3653 days: 522 of each weekday, but 521 Fridays.
    assert years == 522 * 4 * 480 + 521 * 450 + 522 * 270


# The model: every minute of 2026 and 2027 looked at by itself, by what the rules say in words.
BEGIN, DAYS = datetime(2026, 1, 1, tzinfo=WIB), 730
LAST_SECOND = DAYS * 24 * 60 * 60 - 1


def is_worked(day: date, minute: int) -> bool:
    weekday, is_later = day.weekday(), day >= date(2027, 7, 1)
    if day in CALENDAR.days_off or weekday == 6:
        return False
    if weekday == 5:
        return is_later and 7 * 60 + 30 <= minute < 12 * 60
    if RAMADAN[0] <= day <= RAMADAN[1]:
        if weekday == 4:
            return 8 * 60 <= minute < 15 * 60 + 30 and not 11 * 60 + 30 <= minute < 12 * 60 + 30
        return 8 * 60 <= minute < 15 * 60 and not 12 * 60 <= minute < 12 * 60 + 30
    if weekday == 4:
        return 7 * 60 + 30 <= minute < 16 * 60 + 30 and not 11 * 60 + 30 <= minute < 13 * 60
    begins = 7 * 60 if is_later else 7 * 60 + 30
    return begins <= minute < 16 * 60 and not 12 * 60 <= minute < 13 * 60


@pytest.fixture(scope="module")
def worked_before() -> list[int]:
    """For every minute of the two years, how many worked ones lie before it."""
    days = (BEGIN.date() + timedelta(days=number) for number in range(DAYS))
    return list(accumulate((is_worked(day, minute) for day in days for minute in range(24 * 60)), initial=0))


MOMENTS = st.integers(0, LAST_SECOND).map(lambda second: BEGIN + timedelta(seconds=second))
# Half of them as long as a request waits, half of any length.
SPANS = st.tuples(MOMENTS, st.integers(0, 14 * 24 * 60 * 60) | st.integers(0, LAST_SECOND)).map(
    lambda span: (span[0], min(span[0] + timedelta(seconds=span[1]), BEGIN + timedelta(seconds=LAST_SECOND)))
)
SOME = settings(max_examples=100, deadline=None, derandomize=True, database=None)


def test_any_span_counts_as_minute_by_minute(worked_before: list[int]) -> None:
    """10,000 spans in `make attack`."""

    @settings(SOME, max_examples=amount(1_000, 10_000), derandomize=not WHOLE)
    @given(SPANS)
    def holds(span: tuple[datetime, datetime]) -> None:
        first, last = ((moment - BEGIN) // MINUTE for moment in span)
        expected = worked_before[last] - worked_before[first]
        assert CALENDAR.minutes_between(span[0], span[1].astimezone(UTC)) == expected

    holds()


def clock_times() -> st.SearchStrategy[time]:
    return st.integers(0, 24 * 60 - 1).map(lambda minute: time(minute // 60, minute % 60))


@st.composite
def hours(draw: st.DrawFn) -> Hours:
    """With a break, without one, of no length, or none at all."""
    opens, break_from, break_until, closes = sorted(draw(st.tuples(*[clock_times()] * 4)))
    breaks = draw(st.sampled_from([(break_from, break_until), (None, None)]))
    return draw(st.sampled_from([Hours.between(opens, closes, *breaks), CLOSED]))


@st.composite
def calendars(draw: st.DrawFn) -> Calendar:
    """Some rules of the days around a turn of the year, which may hold on the same day or on none."""
    days = st.dates(date(2026, 12, 28), date(2027, 1, 8))
    weekdays = st.frozensets(st.integers(0, 6), min_size=1)
    rules = st.builds(Rule, hours(), weekdays, days, st.none() | days)
    return Calendar(tuple(draw(st.lists(rules, max_size=4))), draw(st.frozensets(days, max_size=3)))


def counted_one_by_one(calendar: Calendar, start: datetime, end: datetime) -> int:
    minute, worked = start.replace(second=0), 0
    while minute < end.replace(second=0):
        spans: tuple[tuple[int, int], ...] = ()
        for rule in reversed(calendar.rules):
            day = minute.date()
            if rule.since <= day <= (rule.until or date.max) and day.weekday() in rule.weekdays:
                spans = rule.hours.spans
        at = minute.hour * 60 + minute.minute
        worked += minute.date() not in calendar.days_off and any(opens <= at < closes for opens, closes in spans)
        minute += MINUTE
    return worked


SHORT = st.tuples(st.integers(0, 10 * 24 * 60 * 60), st.integers(0, 3 * 24 * 60 * 60)).map(
    lambda span: tuple(wib("2026-12-28", "00:00") + timedelta(seconds=second) for second in (span[0], sum(span)))
)


@SOME
@given(calendars(), SHORT)
def test_any_hours_count_as_minute_by_minute(calendar: Calendar, span: tuple[datetime, datetime]) -> None:
    assert calendar.minutes_between(*span) == counted_one_by_one(calendar, *span)


@SOME
@given(st.tuples(MOMENTS, MOMENTS, MOMENTS).map(sorted))
def test_two_spans_that_follow_each_other_add_up(moments: list[datetime]) -> None:
    a, b, c = moments
    whole = CALENDAR.minutes_between(a, c)
    assert CALENDAR.minutes_between(a, b) + CALENDAR.minutes_between(b, c) == whole
    assert CALENDAR.minutes_between(b, c) <= whole


@SOME
@given(calendars(), SHORT, st.integers(0, 3000))
def test_going_back_is_the_inverse(calendar: Calendar, span: tuple[datetime, datetime], minutes: int) -> None:
    """What began before that moment has lasted longer; what began then, or later, has not."""
    since, now = span
    before = calendar.minutes_before(now, minutes)
    edges = [] if before == NEVER else [before - MINUTE, before]
    for moment in (since, *edges):
        assert (calendar.minutes_between(moment, now) > minutes) == (moment < before)


@SOME
@given(MOMENTS, st.integers(0, 20_000))
def test_so_many_minutes_lie_between(now: datetime, minutes: int) -> None:
    before = CALENDAR.minutes_before(now, minutes)
    if before != NEVER:
        assert CALENDAR.minutes_between(before, now) == minutes
        assert CALENDAR.minutes_between(before - MINUTE, now) == minutes + 1
    else:
        assert CALENDAR.minutes_between(BEGIN, now) <= minutes


@SOME
@given(st.sampled_from(sorted(CALENDAR.days_off)), st.tuples(clock_times(), clock_times()).map(sorted))
def test_nothing_is_worked_on_a_day_off(day: date, times: list[time]) -> None:
    start, end = (datetime.combine(day, moment, WIB) for moment in times)
    assert CALENDAR.minutes_between(start, end) == 0
