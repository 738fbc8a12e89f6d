"""Who may do what with people and offices. Rights come from today's appointments, nothing else."""

from collections.abc import Collection

from accounts.models import Agency, Appointment, DataRequest, User
from accounts.offices import Office

# Those who act in the SOP; a liaison speaks for their own agency only.
OFFICIALS = frozenset({Office.HEAD, Office.DIVISION_HEAD, Office.SECTION_HEAD, Office.ADMIN})


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


def can_appoint(user: User, person: User) -> bool:
    """The Super Admin gives, changes and ends the appointments of everybody but themselves."""
    return is_super_admin(user) and user.pk != person.pk


def can_deactivate(user: User, person: User) -> bool:
    return is_super_admin(user) and user.pk != person.pk


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
