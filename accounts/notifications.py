"""Which event of accounts and offices is told to whom, in which words, with which page and how soon: one table.

The words are in `templates/accounts/email/`; there the row that the event is about is `about`. Every one of them is
mailed at once: it waits for its reader, answers them, or tells them what others did with their account.
"""

from collections.abc import Callable, Iterable
from enum import Enum
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from accounts.models import Appointment, DataRequest, Proposal, User
from accounts.offices import HEADS, Office
from accounts.telling import AT_ONCE, MAIL_ALONE, Speed, tell

About = User | Appointment | Proposal | DataRequest
Recipients = Callable[[Any], Iterable[User]]
Page = Callable[[About], str]


class Event(Enum):
    """Its value is what the event is about."""

    ADDED = "the person whom somebody else entered"
    AGENCY_CLAIMED = "the person who says that they belong to their agency"
    PROPOSED = "the proposal"
    PROPOSAL_REFUSED = "the proposal that a second person has refused"
    APPOINTED = "the proposal that was granted"
    ADDRESS_CHANGES = "the proposal that was granted, before the person has the new address"
    SECOND_FACTOR_RESET = "the person who has to add a new one"
    DEACTIVATED = "the person who is shut out"
    APPOINTMENT_ENDED = "the appointment that somebody else has given an earlier last day"
    SUBSTITUTION_ENDED = "the appointment of whoever stood in"
    DATA_REQUEST_MADE = "the request"
    DATA_REQUEST_ANSWERED = "the request with its answer"


def themselves(person: User) -> list[User]:
    return [person]


def its_person(about: Proposal | DataRequest) -> list[User]:
    return [about.person]


def its_maker(proposal: Proposal) -> list[User]:
    return [proposal.made_by]


def its_person_if_shut_out(asked: DataRequest) -> list[User]:
    return [] if asked.person.is_active else [asked.person]


def its_holder(appointment: Appointment) -> list[User]:
    return [appointment.user]


def liaisons(claimant: User) -> QuerySet[User]:
    return _holders(office=Office.LIAISON, agency=claimant.agency).exclude(pk=claimant.pk)


def those_who_may_grant(proposal: Proposal) -> QuerySet[User]:
    return _holders(office__in=HEADS).exclude(pk__in=[proposal.made_by_id, proposal.person_id])


def those_who_answer(asked: DataRequest) -> QuerySet[User]:
    """The Super Admin; of a request of their own the head of the service, for nobody answers their own."""
    super_admin, head = (_holders(office=office) for office in (Office.SECTION_HEAD, Office.HEAD))
    return super_admin.exclude(pk=asked.person_id) or head.exclude(pk=asked.person_id)


def _holders(**of: Any) -> QuerySet[User]:
    """Whoever holds such an office today, each once."""
    return User.objects.filter(appointments__in=Appointment.objects.current().filter(**of)).distinct()


def page(name: str) -> Page:
    return lambda about: reverse(name)


def its_page(name: str) -> Page:
    return lambda about: reverse(name, args=[about.pk])


ANNOUNCEMENTS: dict[Event, tuple[tuple[Recipients, str, Page, Speed], ...]] = {
    # Has no password yet, and no way in but what this mail asks them to do.
    Event.ADDED: ((themselves, "added", page("account_reset_password"), MAIL_ALONE),),
    Event.AGENCY_CLAIMED: ((liaisons, "claim", page("applicants_of_agency"), AT_ONCE),),
    Event.PROPOSED: ((those_who_may_grant, "proposed", its_page("proposal"), AT_ONCE),),
    Event.PROPOSAL_REFUSED: ((its_maker, "proposal_refused", its_page("proposal"), AT_ONCE),),
    # Not the desk: it opens on the first day of the office, and to a liaison never.
    Event.APPOINTED: ((its_person, "appointed", its_page("proposal"), AT_ONCE),),
    # To the address that is taken away: it may be someone else who signs in with the new one.
    Event.ADDRESS_CHANGES: ((its_person, "email_changed", page("home"), MAIL_ALONE),),
    Event.SECOND_FACTOR_RESET: ((themselves, "second_factor_reset", page("mfa_index"), AT_ONCE),),
    # Can't sign in any more.
    Event.DEACTIVATED: ((themselves, "deactivated", page("home"), MAIL_ALONE),),
    Event.APPOINTMENT_ENDED: ((its_holder, "appointment_ended", page("own_data"), AT_ONCE),),
    Event.SUBSTITUTION_ENDED: ((its_holder, "substitution_ended", page("own_data"), AT_ONCE),),
    Event.DATA_REQUEST_MADE: (
        (its_person, "data_request_received", page("own_data"), AT_ONCE),
        (those_who_answer, "data_request_waiting", its_page("data_request"), AT_ONCE),
    ),
    Event.DATA_REQUEST_ANSWERED: (
        (its_person, "data_request_answered", page("own_data"), AT_ONCE),
        # Whoever was shut out meanwhile is owed the answer all the same (Law 27/2022, article 30).
        (its_person_if_shut_out, "data_request_answered", page("home"), MAIL_ALONE),
    ),
}


def announce(event: Event, about: About) -> None:
    """Writes the notices and mails of an event, in its transaction."""
    for recipients, template, path, speed in ANNOUNCEMENTS[event]:
        for person in recipients(about):
            tell(person, f"accounts/email/{template}.txt", path(about), {"about": about}, speed=speed)
