"""Which act is told to whom, in which words: one table. The words are in `templates/requests/email/`."""

from collections.abc import Callable, Iterable

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation

from accounts.models import Appointment, User
from accounts.offices import Office
from helpdesk import mail
from requests import sop
from requests.models import AccessRequest, Disposition


def applicant(access_request: AccessRequest) -> list[User]:
    return [access_request.applicant]


def staff(access_request: AccessRequest) -> list[User]:
    return [access_request.assignee] if access_request.assignee else []


def holders_of(office: Office) -> Callable[[AccessRequest], Iterable[User]]:
    def holders(access_request: AccessRequest) -> Iterable[User]:
        current = Appointment.objects.current().filter(office=office)
        return User.objects.filter(appointments__in=current).exclude(pk=access_request.applicant_id).distinct()

    return holders


Recipients = Callable[[AccessRequest], Iterable[User]]
ANNOUNCEMENTS: dict[sop.Transition, tuple[tuple[Recipients, str], ...]] = {
    sop.SUBMIT: ((applicant, "received"), (holders_of(Office.HEAD), "awaiting_disposition")),
    sop.RESUBMIT: ((applicant, "received"), (holders_of(Office.HEAD), "awaiting_disposition")),
    sop.DISPOSE: ((holders_of(Office.DIVISION_HEAD), "awaiting_approval"),),
    sop.APPROVE: ((applicant, "approved"), (holders_of(Office.SECTION_HEAD), "awaiting_assignment")),
    sop.RETURN: ((applicant, "returned"),),
    sop.ASSIGN: ((staff, "assigned"),),
    sop.REASSIGN: ((staff, "assigned"),),
    sop.ACTIVATE: ((applicant, "activated"),),
    sop.DELIVER: ((applicant, "credential_ready"),),
    sop.REISSUE: ((applicant, "credential_ready"),),
    sop.CONFIRM_RECEIPT: ((staff, "completed"),),
    sop.WITHDRAW: ((applicant, "withdrawn"),),
}


def announce(disposition: Disposition) -> None:
    """Writes the mails of an act, in its transaction."""
    for recipients, template in ANNOUNCEMENTS[disposition.act]:
        tell(recipients(disposition.access_request), template, disposition.access_request, disposition)


def warn_staff(access_request: AccessRequest) -> None:
    """Tells the assigned staff that someone tried to take a credential that was not theirs to take any more."""
    tell(staff(access_request), "credential_refused", access_request)


def tell(
    people: Iterable[User], template: str, access_request: AccessRequest, disposition: Disposition | None = None
) -> None:
    link = settings.SITE_URL + reverse("access_request", args=[access_request.pk])
    for person in people:
        context = {"person": person, "access_request": access_request, "disposition": disposition, "link": link}
        with translation.override(settings.LANGUAGE_CODE):
            subject, _, body = render_to_string(f"requests/email/{template}.txt", context).strip().partition("\n")
        mail.post(to=person.email, subject=subject, body=body.strip() + "\n")
