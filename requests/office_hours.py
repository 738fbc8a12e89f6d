"""Working time: how many minutes the office is open between two moments, and back; and in words. Pure: knows no rows.

Days are those of Kudus (Asia/Jakarta), whatever zone a moment comes in. A moment is read as the clock on the office's
wall shows it, to the minute: its seconds don't count. So all figures are whole minutes, and those of two spans that
follow each other add up exactly.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.utils.translation import ngettext

ZONE = ZoneInfo("Asia/Jakarta")
NEVER = datetime.min.replace(tzinfo=UTC)  # before every moment there is
DAY = timedelta(days=1)
DAY_MINUTES = 450  # a working day, as people reckon: a fifth of 37 hours and a half (Perpres 21/2023)


def _minute(of: time) -> int:
    return of.hour * 60 + of.minute


@dataclass(frozen=True)
class Hours:
    """One day's spans of open time, in minutes since midnight, in order; none: closed all day."""

    spans: tuple[tuple[int, int], ...] = ()

    @classmethod
    def between(
        cls, opens: time, closes: time, break_from: time | None = None, break_until: time | None = None
    ) -> "Hours":
        """Open all the time but for one break; `opens` ≤ `break_from` ≤ `break_until` ≤ `closes`."""
        if break_from is None or break_until is None:
            return cls(((_minute(opens), _minute(closes)),))
        return cls(((_minute(opens), _minute(break_from)), (_minute(break_until), _minute(closes))))

    @property
    def minutes(self) -> int:
        return sum(closes - opens for opens, closes in self.spans)

    def until(self, minute: int) -> int:
        """The working minutes of the day before this minute of it."""
        return sum(max(0, min(minute, closes) - opens) for opens, closes in self.spans)

    def after(self, minutes: int) -> int:
        """The first minute of the day before which so many working minutes lie, of those there are."""
        for opens, closes in self.spans:
            if minutes <= closes - opens:
                return opens + minutes
            minutes -= closes - opens
        raise ValueError("the day has fewer working minutes")


CLOSED = Hours()


@dataclass(frozen=True)
class Rule:
    """The hours of some weekdays (Monday is 0) from `since` to `until`, both included; None: until further notice."""

    hours: Hours
    weekdays: frozenset[int]
    since: date
    until: date | None = None

    def holds_on(self, day: date) -> bool:
        return self.since <= day and (self.until is None or day <= self.until) and day.weekday() in self.weekdays


@dataclass(frozen=True)
class Calendar:
    """Of several rules that hold on a day the first one decides; no rule, or a day off: closed."""

    rules: tuple[Rule, ...]
    days_off: frozenset[date] = frozenset()

    def hours_on(self, day: date) -> Hours:
        if day in self.days_off:
            return CLOSED
        return next((rule.hours for rule in self.rules if rule.holds_on(day)), CLOSED)

    def minutes_between(self, start: datetime, end: datetime) -> int:
        """Working minutes between two aware moments; 0 when the end comes first."""
        first, last = start.astimezone(ZONE), end.astimezone(ZONE)
        if first >= last:
            return 0
        days = (last.date() - first.date()).days
        whole = sum(self.hours_on(first.date() + number * DAY).minutes for number in range(days))
        return whole - self._until(first) + self._until(last)

    def minutes_before(self, moment: datetime, minutes: int) -> datetime:
        """The earliest moment (UTC) with no more than so many working minutes between it and `moment`.

        NEVER when there were no more since the first rule. Raises ValueError for less than 0 minutes.
        """
        if minutes < 0:
            raise ValueError("minutes must not be negative")
        wall = moment.astimezone(ZONE)
        day, left = wall.date(), minutes - self._until(wall)
        begin = min((rule.since for rule in self.rules), default=day)
        while left >= 0:
            if day <= begin:
                return NEVER
            day -= DAY
            left -= self.hours_on(day).minutes
        midnight = datetime.combine(day, time(), ZONE)
        return (midnight + timedelta(minutes=self.hours_on(day).after(-left))).astimezone(UTC)

    def _until(self, wall: datetime) -> int:
        """The working minutes of a moment's day before it."""
        return self.hours_on(wall.date()).until(_minute(wall.time()))


def working_time(minutes: int | None) -> str:
    """Working minutes in words: "6 menit", "1 jam 20 menit", "2 hari kerja 3 jam"; from a day on, minutes are left out.

    "–" where nothing was counted.
    """
    if minutes is None:
        return "–"
    days, rest = divmod(minutes, DAY_MINUTES)
    counted = [
        (days, ngettext("%(count)s working day", "%(count)s working days", days)),
        (rest // 60, ngettext("%(count)s hour", "%(count)s hours", rest // 60)),
        (0 if days else rest % 60, ngettext("%(count)s minute", "%(count)s minutes", rest % 60)),
    ]
    words = [words % {"count": count} for count, words in counted if count]
    return " ".join(words) or ngettext("%(count)s minute", "%(count)s minutes", 0) % {"count": 0}
