"""Spans of whole days, as reports are asked for, and the span before each. Pure: knows no rows."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Q
from django.utils.timezone import make_aware

DAY = timedelta(days=1)


def _month(day: date, later: int = 0) -> date:
    """The first day of the day's month, or of one so many months later."""
    months = day.year * 12 + day.month - 1 + later
    return date(months // 12, months % 12 + 1, 1)


@dataclass(frozen=True)
class Period:
    """Days of Asia/Jakarta, first and last included; `until` doesn't come before `since`."""

    since: date
    until: date

    def holds(self, moment: str) -> Q:
        """That the field of this name holds a moment of these days."""
        first, end = (make_aware(datetime.combine(day, time.min)) for day in (self.since, self.until + DAY))
        return Q(**{f"{moment}__gte": first, f"{moment}__lt": end})

    @property
    def days(self) -> int:
        return (self.until - self.since).days + 1

    @property
    def is_whole_months(self) -> bool:
        return self.since.day == 1 and self.until.day == monthrange(self.until.year, self.until.month)[1]

    @property
    def before(self) -> "Period":
        """As many days that end where this one begins; before whole months, as many whole months."""
        last = self.since - DAY
        if not self.is_whole_months:
            return Period(self.since - self.days * DAY, last)
        months = (self.until.year - self.since.year) * 12 + self.until.month - self.since.month + 1
        return Period(_month(self.since, -months), last)

    def after(self, days: int) -> "Period":
        """The days that follow this period."""
        return Period(self.until + DAY, self.until + days * DAY)


def month_of(day: date) -> Period:
    return Period(_month(day), _month(day, 1) - DAY)


def month_before(day: date) -> Period:
    """The last full month."""
    return month_of(_month(day) - DAY)


def year_of(day: date) -> Period:
    return Period(date(day.year, 1, 1), date(day.year, 12, 31))
