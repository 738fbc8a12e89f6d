"""The office's clock: how long a request has waited, by the working time that the calendar gives.

*Late* is a request that waits for an official or staff member, and has waited longer for the decision than
`LATE_AFTER_MINUTES` since it came to this step. Opening it doesn't stop that: see decision 0010.
"""

from datetime import date, datetime, time

from django.conf import settings
from django.db.models import QuerySet
from django.utils import timezone

from requests import sop
from requests.models import AccessRequest
from requests.office_hours import Calendar, Hours, Rule

# What waits for somebody in an office, whoever that is.
WAITING_STATES = tuple(state for state, act in sop.AWAITED.items() if act.actor.office)

_SINCE = date(2021, 10, 1)
_USUAL = Calendar(
    (
        Rule(Hours.between(time(7, 30), time(16), time(12), time(13)), frozenset({0, 1, 2, 3}), _SINCE),
        Rule(Hours.between(time(7, 30), time(16, 30), time(11, 30), time(13)), frozenset({4}), _SINCE),
    )
)


def read_calendar() -> Calendar:
    return _USUAL


def late_before(now: datetime | None = None) -> datetime:
    """The moment before which whatever waits must have begun to wait to be late; one for a whole page."""
    return read_calendar().minutes_before(now or timezone.now(), settings.LATE_AFTER_MINUTES)


def late(access_requests: QuerySet[AccessRequest], before: datetime) -> QuerySet[AccessRequest]:
    """Those of them that are late; `before` is `late_before()`."""
    return access_requests.filter(state__in=WAITING_STATES, waiting_since__lt=before)


def is_late(access_request: AccessRequest, before: datetime) -> bool:
    """The same of one request that is at hand, without a query."""
    since = access_request.waiting_since
    return access_request.state in WAITING_STATES and since is not None and since < before
