"""The national holidays and joint leave of a year, out of the `holidays` package."""

from dataclasses import dataclass

import holidays
from django.db import transaction

from accounts import audit
from accounts.models import Appointment, User
from requests.models import Holiday
from requests.models.holiday import HolidayKind

# What the package calls them; without naming both, it leaves the joint leave out.
CATEGORIES = {HolidayKind.NATIONAL: holidays.PUBLIC, HolidayKind.JOINT_LEAVE: holidays.GOVERNMENT}
ESTIMATED = "(perkiraan)"  # so the package marks days that hang on the moon and aren't decreed yet


@dataclass(frozen=True)
class Imported:
    """How many days are new, how many were there; and what the package doesn't know (for sure)."""

    added: int
    kept: int
    estimated: tuple[str, ...]
    has_joint_leave: bool


@transaction.atomic
def import_holidays(year: int, *, actor: User | None = None, appointment: Appointment | None = None) -> Imported:
    """Adds what isn't there of the year; days entered by hand stay, and so does what was taken back. Idempotent."""
    known = [
        Holiday(day=day, name=name[:100], kind=kind)
        for kind, category in CATEGORIES.items()
        for day, name in sorted(holidays.country_holidays("ID", years=year, categories=category, language="id").items())
    ]
    there = set(Holiday.objects.filter(day__year=year).values_list("day", "kind"))
    new = [holiday for holiday in known if (holiday.day, holiday.kind) not in there]
    Holiday.objects.bulk_create(new, ignore_conflicts=True)  # another may import the same year at this moment
    if new:
        audit.record("holidays_imported", actor=actor, appointment=appointment, year=year, added=len(new))
    return Imported(
        added=len(new),
        kept=len(known) - len(new),
        estimated=tuple(str(holiday) for holiday in known if ESTIMATED in holiday.name),
        has_joint_leave=any(holiday.kind == HolidayKind.JOINT_LEAVE for holiday in known),
    )
