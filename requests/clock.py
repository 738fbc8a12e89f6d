"""The office's clock: how long a request has waited, in the working minutes that the calendar gives.

*Late* is a request that waits for an official or staff member, and has waited longer for the decision than
`LATE_AFTER_MINUTES` since it came to this step. Opening it doesn't stop that (decision 0010).
"""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.db.models import Min, Q, QuerySet, Subquery
from django.utils import timezone
from django.utils.translation import gettext as _

from requests import sop
from requests.models import AccessRequest, Holiday, OfficeHours, Opening, Ramadan
from requests.models.holiday import HolidayKind
from requests.models.office_hours import Season
from requests.office_hours import Calendar, Rule
from requests.states import State


def read_calendar() -> Calendar:
    """The office hours, Ramadans and holidays as they are entered now; three queries."""
    newest_first = list(OfficeHours.objects.all())
    usual = [_rule(row) for row in newest_first if row.season == Season.USUAL]
    ramadan = [row for row in newest_first if row.season == Season.RAMADAN]
    periods = Ramadan.objects.filter(in_force=True)
    in_ramadan = [_rule(row, during) for during in periods for row in ramadan]
    days_off = Holiday.objects.filter(in_force=True).values_list("day", flat=True)
    return Calendar((*in_ramadan, *usual), frozenset(days_off))


def _rule(row: OfficeHours, during: Ramadan | None = None) -> Rule:
    weekdays = frozenset(row.weekdays)
    if during is None:
        return Rule(row.hours, weekdays, row.valid_from)
    return Rule(row.hours, weekdays, max(row.valid_from, during.since), during.until)


def late_before(now: datetime | None = None, calendar: Calendar | None = None) -> datetime:
    """The moment before which whatever waits must have begun to wait to be late; one for a whole page.

    A page that needs the calendar for more reads it once and gives it here; else it costs three queries.
    """
    calendar = calendar or read_calendar()
    return calendar.minutes_before(now or timezone.now(), settings.LATE_AFTER_MINUTES)


def is_late_when(before: datetime, of: str = "") -> Q:
    """What late requests have in common; `before` is `late_before()`, `of` the path to them in the query."""
    return Q(**{f"{of}state__in": sop.WAITING_FOR_OFFICIALS, f"{of}waiting_since__lt": before})


def late(access_requests: QuerySet[AccessRequest], before: datetime) -> QuerySet[AccessRequest]:
    """Those of them that are late."""
    return access_requests.filter(is_late_when(before))


def is_late(access_request: AccessRequest, before: datetime) -> bool:
    """The same of one request that is at hand, without a query."""
    since = access_request.waiting_since
    return access_request.state in sop.WAITING_FOR_OFFICIALS and since is not None and since < before


def waited(access_request: AccessRequest, calendar: Calendar) -> int | None:
    """For how many working minutes it has waited at its step until now; None for a draft."""
    since = access_request.waiting_since
    return None if since is None else calendar.minutes_between(since, timezone.now())


def times(access_request: AccessRequest, act: sop.Transition, from_state: str, now: datetime) -> dict[str, Any]:
    """What the disposition of this act keeps of how long its step took; empty for an act that decides none.

    Waiting lasts until the first time that anyone whose turn it was opened the request at this step. Where nobody did,
    as when the section head assigns from the overview, it lasts until the act, and no working time is known. To be
    asked before the act's own disposition is written.
    """
    step, came = sop.step_decided(State(from_state), act), access_request.waiting_since
    if step is None or came is None:
        return {}
    moves = access_request.dispositions.exclude(transition=sop.CORRECT.name)  # a correcting note begins no step
    began = moves.order_by("-version").values("version")[:1]
    openings = Opening.objects.filter(access_request=access_request, version__gte=Subquery(began))
    first = openings.aggregate(first=Min("audit_entry__at"))["first"]
    opened = min(max(came, first or now), now)  # clocks of two machines may differ
    calendar = read_calendar()
    return {
        "waiting_minutes": calendar.minutes_between(came, opened),
        "working_minutes": calendar.minutes_between(opened, now) if first else None,
        "target_minutes": step.target_minutes,
        "sop_revised_on": sop.REVISED_ON,
    }


def importable_years() -> tuple[int, int]:
    """This year and the next."""
    this_year = timezone.localdate().year
    return this_year, this_year + 1


def holiday_gaps() -> list[str]:
    """What the holidays of this year and the next lack, in words; one query."""
    due = importable_years()
    entered = set(Holiday.objects.filter(in_force=True, day__year__in=due).values_list("day__year", "kind").distinct())
    lacking = {
        HolidayKind.NATIONAL: _("The national holidays of %(year)s are not entered."),
        HolidayKind.JOINT_LEAVE: _("The joint leave (cuti bersama) of %(year)s is not entered."),
    }
    return [words % {"year": year} for year in due for kind, words in lacking.items() if (year, kind) not in entered]


def ramadan_gaps() -> list[str]:
    """The same of the days of Ramadan; those of the next year only from October on, when they can be known."""
    due = importable_years() if timezone.localdate().month >= 10 else importable_years()[:1]
    entered = set(Ramadan.objects.filter(in_force=True, since__year__in=due).values_list("since__year", flat=True))
    return [_("The days of Ramadan %(year)s are not entered.") % {"year": year} for year in due if year not in entered]
