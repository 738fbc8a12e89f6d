"""Which appointments may stand beside each other: how an office is held, for how long, and beside which other.

Sources: SE BKN 1/SE/I/2021 (Plt. fills a vacant post for three months, once extended by three; Plh. stands in for
an absent holder), and `docs/decisions/0008-two-persons.md` for what it leaves open.
"""

from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.offices import CHAIN, HEADS, ActingKind, Office, are_neighbours

if TYPE_CHECKING:
    from accounts.models.appointment import Appointment, AppointmentQuerySet

Errors = dict[str, str | Promise]
LONG, LONGEST = 3, 6  # months of a Plt.


def check(appointment: "Appointment") -> None:
    """Raises ValidationError by field. Call it in the transaction that stores the appointment: it reads the others."""
    errors = _errors_in_itself(appointment)
    if not errors and appointment.since and appointment.user_id:
        errors = _errors_beside_others(appointment)
    if errors:
        raise ValidationError(errors)


def _errors_in_itself(appointment: "Appointment") -> Errors:
    errors: Errors = {}
    # The day before the first: an appointment that was a mistake, ended on its first day.
    if appointment.until and appointment.since and (appointment.since - appointment.until).days > 1:
        errors["until"] = _("The last day lies before the first.")
    if (appointment.office == Office.LIAISON) != (appointment.agency_id is not None):
        errors["agency"] = _("An agency belongs to a liaison, and only to a liaison.")
    if appointment.is_definitive:
        return errors
    if appointment.office and appointment.office not in HEADS:
        errors["acting_kind"] = _("Only the posts of the three heads are held as Plt. or Plh.")
    if not appointment.mandate_number:
        errors["mandate_number"] = _("Plt. and Plh. need the number of the letter of command.")
    if not appointment.until:
        errors["until"] = _("Plt. and Plh. need a last day.")
    return errors


def _errors_beside_others(appointment: "Appointment") -> Errors:
    overlapping = _others(appointment).between(appointment.since, appointment.until)
    return _errors_in_office(appointment, overlapping) or _errors_of_person(appointment, overlapping)


def _others(appointment: "Appointment") -> "AppointmentQuerySet":
    return type(appointment).objects.ever().exclude(pk=appointment.pk).select_related("user", "agency")


def _errors_in_office(appointment: "Appointment", overlapping: "AppointmentQuerySet") -> Errors:
    """One holder of each kind; Plt. only while the post is vacant, Plh. only while it is not."""
    same = overlapping.filter(office=appointment.office, agency=appointment.agency)
    held = same.filter(acting_kind=appointment.acting_kind)
    if appointment.office not in HEADS:
        held = held.filter(user=appointment.user_id)
    if holder := held.first():
        return {"since": _("%(name)s holds this office in this way on some of these days.") % {"name": holder.user}}
    if appointment.office not in HEADS:
        return {}
    definitive = same.filter(acting_kind=ActingKind.DEFINITIVE).first()
    if appointment.is_definitive and (substitute := left_alone(appointment)):
        words = {"name": substitute.user}
        return {"until": _("%(name)s stands in as Plh. beyond this day; end that appointment first.") % words}
    if appointment.acting_kind == ActingKind.PLT and definitive:
        return {"acting_kind": _("The post is not vacant: %(name)s holds it.") % {"name": definitive.user}}
    if appointment.is_definitive and (acting := same.filter(acting_kind=ActingKind.PLT).first()):
        return {"since": _("%(name)s fills the post as Plt.; end that appointment first.") % {"name": acting.user}}
    if exceeds(appointment, LONGEST):
        return {"until": _("Nobody is Plt. of a post for more than six months.")}
    if appointment.acting_kind == ActingKind.PLH and not (definitive and _covers(definitive, appointment)):
        return {"acting_kind": _("The post is vacant on some of these days. Appoint a Plt.")}
    return {}


def left_alone(holder: "Appointment") -> "Appointment | None":
    """Whoever would still be Plh. of the post after its holder's last day, when nobody holds it then."""
    if holder.until is None:
        return None
    of_post = _others(holder).filter(office=holder.office)
    later = of_post.filter(acting_kind=ActingKind.PLH, since__gte=holder.since, until__gt=holder.until)
    holders = list(of_post.filter(acting_kind=ActingKind.DEFINITIVE))
    return next((one for one in later if not any(_covers(other, one) for other in holders)), None)


def _covers(holder: "Appointment", substitute: "Appointment") -> bool:
    assert substitute.until is not None  # as a Plh. has a last day
    return holder.since <= substitute.since and (holder.until is None or holder.until >= substitute.until)


def _errors_of_person(appointment: "Appointment", overlapping: "AppointmentQuerySet") -> Errors:
    """One post of one's own, and beside it one neighbouring office by a dated mandate."""
    if appointment.office not in CHAIN:
        return {}
    beside = list(overlapping.filter(user=appointment.user_id, office__in=CHAIN))
    if not beside:
        return {}
    if len(beside) > 1:
        return {"office": _("Nobody holds more than two offices at a time.")}
    [other] = beside
    words = {"office": other.title}
    if appointment.is_definitive and other.is_definitive:
        return {"office": _("The person already holds a post of their own: %(office)s.") % words}
    if other.office == appointment.office or not are_neighbours(other.office, appointment.office):
        return {"office": _("Beside %(office)s a person holds only an office next to it.") % words}
    return {}


def exceeds(appointment: "Appointment", months: int) -> bool:
    """Whether a Plt. lasts longer, the terms in a row counted together."""
    if appointment.acting_kind != ActingKind.PLT or appointment.until is None:
        return False
    return appointment.until > months_after(first_day(appointment), months)


def first_day(appointment: "Appointment") -> date:
    """Where the unbroken row of the person's terms as Plt. of this office began."""
    terms = _others(appointment).filter(user=appointment.user_id, office=appointment.office, acting_kind=ActingKind.PLT)
    day = appointment.since
    for earlier in terms.filter(since__lt=day).order_by("-since"):
        if earlier.until is None or earlier.until < day - timedelta(days=1):
            break
        day = earlier.since
    return day


def months_after(day: date, months: int) -> date:
    """The last day of so many months that begin on `day`: six from 1 January end on 30 June."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    try:
        return date(year, month + 1, day.day) - timedelta(days=1)
    except ValueError:  # no such day in that month
        return date(year + (month + 1) // 12, (month + 1) % 12 + 1, 1) - timedelta(days=1)
