"""Who may do what with people and offices. Rights come from today's appointments, nothing else."""

from collections.abc import Collection
from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Agency, Appointment, DataRequest, Proposal, User
from accounts.offices import HEADS, ActingKind, Office

# Those who act in the SOP; a liaison speaks for their own agency only.
OFFICIALS = frozenset({Office.HEAD, Office.DIVISION_HEAD, Office.SECTION_HEAD, Office.ADMIN})
LATELY = timedelta(days=30)  # how long an office that has ended still counts


def current_appointments(user: User) -> list[Appointment]:
    """The offices a person holds today; remembered on the object for the length of a request."""
    remembered = vars(user)
    if "_current_appointments" not in remembered:
        held = Appointment.objects.current().filter(user=user).select_related("agency", "user")
        remembered["_current_appointments"] = list(held)
    return remembered["_current_appointments"]


def offices_of(user: User) -> set[str]:
    return {appointment.office for appointment in current_appointments(user)}


def holds(user: User, offices: Collection[str]) -> bool:
    return user.is_authenticated and not offices_of(user).isdisjoint(offices)


def is_official(user: User) -> bool:
    return holds(user, OFFICIALS)


def is_super_admin(user: User) -> bool:
    """The head of the IT section keeps the reference data (SOP, step 4)."""
    return holds(user, {Office.SECTION_HEAD})


def capacity_as_super_admin(user: User) -> Appointment | None:
    return next((held for held in current_appointments(user) if held.office == Office.SECTION_HEAD), None)


def posts_of(user: User) -> list[Appointment]:
    """The heads' posts that are the person's own today: an absent official makes a Plh. for these alone."""
    return [held for held in current_appointments(user) if held.office in HEADS and held.is_definitive]


def capacity_to_appoint(user: User, office: str, acting_kind: str) -> Appointment | None:
    """The office in which the person may propose such an appointment; None when they may not.

    No re-delegation: who holds an office only as Plt. or Plh. makes no substitute for it.
    """
    held = current_appointments(user)
    if acting_kind == ActingKind.PLH and office in {one.office for one in held}:
        return next((post for post in posts_of(user) if post.office == office), None)
    return capacity_as_super_admin(user)


def capacity_as_second(user: User) -> Appointment | None:
    """The head's office in which the person decides what others propose, their own post before any other."""
    held = [one for one in current_appointments(user) if one.office in HEADS]
    return min(held, key=lambda one: not one.is_definitive, default=None)


def why_not_second(user: User, proposal: Proposal) -> str:
    """Why the person doesn't decide on it, and who does; empty for a second person."""
    if capacity_as_second(user) is None:
        return _("This is decided by another holder of one of the three heads' offices.")
    if user.pk == proposal.made_by_id:
        return _("Whoever made a proposal doesn't grant it; another head does.")
    if user.pk == proposal.person_id:
        return _("Nobody decides on what concerns themselves; another head does.")
    return ""


def can_deactivate(user: User, person: User) -> bool:
    """Alone, the Super Admin deactivates only people who hold no office; the others through a proposal.

    Nor anyone who held one lately: else the Super Admin, who ends offices alone, would take both one after the other.
    """
    return is_super_admin(user) and user.pk != person.pk and not (holds_office(person) or held_one_lately(person))


def holds_office(person: User) -> bool:
    """Today or from a later day on."""
    return Appointment.objects.between(timezone.localdate(), None).filter(user=person).exists()


def held_one_lately(person: User) -> bool:
    """An office that ended in these days, were it before its first day was over."""
    return Appointment.objects.filter(user=person, until__gte=timezone.localdate() - LATELY).exists()


def agencies_spoken_for(user: User) -> list[Agency]:
    """The agencies whose liaison the person is today."""
    return [held.agency for held in current_appointments(user) if held.office == Office.LIAISON and held.agency]


def can_confirm_agency_of(user: User, applicant: User) -> bool:
    """A liaison confirms the people of their own agency, but never themselves."""
    return applicant.pk != user.pk and applicant.agency_id in {agency.pk for agency in agencies_spoken_for(user)}


# Who reads a NIP to decide by it: it tells the date of birth and the sex.
READ_NIPS = frozenset({Office.HEAD, Office.DIVISION_HEAD, Office.SECTION_HEAD})


def can_see_nip(user: User, person: User) -> bool:
    """The person, those who decide on requests, and the liaison who confirms the person; to others it is masked."""
    return user.pk == person.pk or holds(user, READ_NIPS) or can_confirm_agency_of(user, person)


def keeps_data_requests(user: User) -> bool:
    """The Super Admin answers them; the head of the service too, for nobody answers their own."""
    return holds(user, {Office.SECTION_HEAD, Office.HEAD})


def can_answer(user: User, data_request: DataRequest) -> bool:
    return keeps_data_requests(user) and user.pk != data_request.person_id
