"""One mail a working day for each who has something to know: what happened, what is late, what waits below them.

Housekeeping asks every minute; the first to ask after `HOUR` on a working day writes the mails of all.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.models import Appointment, Notice, User
from accounts.offices import CHAIN, HEADS
from accounts.permissions import is_super_admin, offices_of
from helpdesk import mail
from requests import sop
from requests.clock import late_before, read_calendar
from requests.desk_selectors import LATE, inbox, without_admin
from requests.models import AccessRequest, Digest
from requests.office_hours import DAY_MINUTES, Calendar
from requests.selectors import with_people

HOUR = time(7, 30)  # Asia/Jakarta
OVERLOOKED_AFTER = 3 * DAY_MINUTES  # working minutes after which a request is told to the superior, too
AT_MOST = 50  # rows of each list; a mail is read, not searched


def write_due_digests(now: datetime | None = None) -> int:
    """Writes today's digests if it is time and nobody has; returns how many. Idempotent."""
    here = timezone.localtime(now)
    if Digest.objects.filter(day=here.date()).exists():
        return 0
    calendar = read_calendar()
    if not is_time(here, calendar):
        return 0
    with transaction.atomic():
        _row, is_ours = Digest.objects.get_or_create(day=here.date())
        if not is_ours:  # another machine's housekeeping was faster
            return 0
        late, overlooked = late_before(here, calendar), calendar.minutes_before(here, OVERLOOKED_AFTER)
        return sum(_write(person, here.date(), late, overlooked) for person in _readers())


def is_time(here: datetime, calendar: Calendar) -> bool:
    """Whether it is `HOUR` or later, by the clock of Asia/Jakarta, of a day on which the office works."""
    return here.time() >= HOUR and calendar.hours_on(here.date()).minutes > 0


def _readers() -> QuerySet[User]:
    """Whoever has been told something since the last digest, and everybody in an office of the SOP."""
    told = Notice.objects.filter(waits_for_digest=True).values("person")
    officials = Appointment.objects.current().filter(office__in=CHAIN).values("user")
    return User.objects.filter(Q(pk__in=told) | Q(pk__in=officials)).order_by("pk")


@dataclass(frozen=True)
class Part:
    """A list as far as it goes into the mail: each row a line and the path of its page; and how many more there are."""

    title: str
    rows: list[tuple[str, str]]
    more: int


def _part(title: str, found: QuerySet[Any], line: Callable[[Any], str]) -> Part:
    rows = list(found[: AT_MOST + 1])
    more = found.count() - AT_MOST if len(rows) > AT_MOST else 0
    return Part(title, [(line(row), row.get_absolute_url()) for row in rows[:AT_MOST]], more)


def _write(person: User, day: date, late: datetime, overlooked: datetime) -> bool:
    """Mails the person their digest, in their language; False when there is nothing to say."""
    waiting = person.notices.filter(waits_for_digest=True)
    told = person.notices.filter(pk__in=list(waiting.values_list("pk", flat=True)))  # none that comes meanwhile
    with translation.override(person.language):
        parts = [part for part in _parts(person, told.filter(read_at=None), late, overlooked) if part.rows]
        told.update(waits_for_digest=False)
        if not (person.is_active and parts):
            return False
        links = {"site": settings.SITE_URL, "link": settings.SITE_URL + reverse("notices")}
        text = render_to_string("requests/email/digest.txt", links | {"person": person, "day": day, "parts": parts})
        mail.post_text(text, to=person.email)
    return True


def _parts(person: User, unread: QuerySet[Notice], late: datetime, overlooked: datetime) -> list[Part]:
    below = _("Waiting for three working days or longer with those who report to you:")
    return [
        _part(_("What has happened:"), unread.order_by("at", "id"), str),
        _part(_("Late, waiting for you:"), LATE.rows(person, late), _waits),
        _part(_("Without an Admin:"), orphaned(person), _waits),
        _part(_("Waiting for an office that nobody holds:"), unattended(person), _waits),
        _part(below, waiting_below(person, overlooked), _waits),
    ]


def _waits(access_request: AccessRequest) -> str:
    return _("%(number)s, %(agency)s: %(actor)s, since %(since)s") % {
        "number": access_request.agenda_number,
        "agency": access_request.agency.name,
        "actor": access_request.awaited.actor.label if access_request.awaited else "",
        "since": date_format(timezone.localtime(access_request.waiting_since), "DATETIME_FORMAT"),
    }


def orphaned(user: User) -> QuerySet[AccessRequest]:
    """What the section head has to assign anew, for its Admin's office has ended."""
    found = without_admin().exclude(applicant=user)
    return found if is_super_admin(user) else found.none()


def unattended(user: User) -> QuerySet[AccessRequest]:
    """What waits for a head's office that nobody holds today, which the section head sees to."""
    held = set(Appointment.objects.current().values_list("office", flat=True))
    vacant = {office for office in HEADS if office not in held} if is_super_admin(user) else set()
    states = [state for state in sop.WAITING_FOR_OFFICIALS if sop.AWAITED[state].actor.office in vacant]
    waiting = AccessRequest.objects.filter(state__in=states).exclude(applicant=user)
    return with_people(waiting).order_by("waiting_since", "pk")


def waiting_below(user: User, before: datetime) -> QuerySet[AccessRequest]:
    """What has waited since before this moment for the office right below one that the person holds today."""
    below = {CHAIN[CHAIN.index(office) + 1] for office in HEADS if office in offices_of(user)}
    states = [state for state in sop.WAITING_FOR_OFFICIALS if sop.AWAITED[state].actor.office in below]
    waiting = AccessRequest.objects.filter(state__in=states, waiting_since__lt=before).exclude(applicant=user)
    # Told in a part of its own: what waits for whoever holds both offices, and what has to be assigned anew.
    elsewhere = [found.order_by().values("pk") for found in (inbox(user), orphaned(user))]
    others = with_people(waiting).exclude(pk__in=elsewhere[0]).exclude(pk__in=elsewhere[1])
    return others.order_by("waiting_since", "pk")
