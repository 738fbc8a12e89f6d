"""Reading the register of incoming letters: the part of it that is sought, and its exports."""

from collections.abc import Callable, Mapping
from datetime import date, datetime, time
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.timezone import make_aware

from accounts.models import User
from requests import clock, search, sop
from requests.models import AccessRequest, AgendaCounter, Disposition, RegisterEntry, RegisterExport
from requests.permissions import can_print_agenda
from requests.selectors import register
from requests.states import State

# What `sought` may hold, each as plain text or number, so that it can be kept with an export.
Sought = Mapping[str, Any]
COMPLETED = "completed"  # beside the states: delivered, and receipt confirmed


def years() -> list[int]:
    """The years in which letters were registered, the newest first."""
    return list(AgendaCounter.objects.order_by("-year").values_list("year", flat=True))


def sought_in(entries: QuerySet[RegisterEntry], sought: Sought) -> QuerySet[RegisterEntry]:
    """The entries that meet all of `sought`; what is empty in it asks for nothing."""
    for name, value in sought.items():
        if value:
            entries = entries.filter(FILTERS[name](value))
    return entries


def register_sought(user: User, sought: Sought) -> QuerySet[RegisterEntry]:
    """The register as far as the person may see it and as it is sought."""
    return sought_in(register(user), sought)


def _holding(typed: str) -> Q:
    words = search.words_of(typed)
    return Q(access_request__in=search.holding(words).values("access_request")) if words else Q()


def _in_state(state: str) -> Q:
    if state not in (State.DELIVERED, COMPLETED):
        return Q(access_request__state=state)
    unconfirmed = state == State.DELIVERED
    return Q(access_request__state=State.DELIVERED, access_request__receipt_confirmed_at__isnull=unconfirmed)


def _awaiting(act: str) -> Q:
    """As `AccessRequest.awaited`, without whose receipt is confirmed."""
    states = [state for state, awaited in sop.AWAITED.items() if awaited.name == act]
    return Q(access_request__state__in=states, access_request__receipt_confirmed_at=None)


def _decided_in(office: str) -> Q:
    return Q(Exists(Disposition.objects.filter(access_request=OuterRef("pk"), office=office)))


def _late(yes: bool) -> Q:
    late = clock.late(AccessRequest.objects.all(), clock.late_before())
    return Q(access_request__in=late.order_by().values("pk"))


def _moment(day: str, of_day: time) -> datetime:
    """In Asia/Jakarta; `day` in ISO 8601."""
    return make_aware(datetime.combine(date.fromisoformat(day), of_day))


FILTERS: dict[str, Callable[[Any], Q]] = {
    "q": _holding,
    "year": lambda year: Q(year=year),
    "state": _in_state,
    "awaited": _awaiting,
    "agency": lambda agency: Q(access_request__agency=agency),
    "office": _decided_in,
    "since": lambda day: Q(received_at__gte=_moment(day, time.min)),
    "until": lambda day: Q(received_at__lte=_moment(day, time.max)),
    "access_kind": lambda kind: Q(access_kind=kind),
    "late": _late,
}


def entry_numbered(user: User, number: int, year: int) -> RegisterEntry | None:
    """The letter under this agenda number, if the person may see it."""
    return register(user).filter(number=number, year=year).first()


def mark_for_reading(entries: list[RegisterEntry], words: list[str]) -> None:
    """Fills `is_late` of each, and `found_in`: where words occur that are not in the columns of the page."""
    late_before = clock.late_before()
    for entry in entries:
        entry.is_late = clock.is_late(entry.access_request, late_before)
    if words:
        keys = [entry.pk for entry in entries]
        found = {one.pk: one for one in search.with_places(AccessRequest.objects.filter(pk__in=keys))}
        for entry in entries:
            entry.found_in = search.found_beside(found[entry.pk], words)


def exports_of(user: User) -> QuerySet[RegisterExport]:
    """Those in the making or ready that the person has ordered; none to who no longer reads every letter.

    One handed out at once has never waited for anything, and isn't among them.
    """
    exports = RegisterExport.long_ones().filter(ordered_by=user)
    return exports if can_print_agenda(user) else exports.none()
