"""Which act is told to whom, in which words: one table. The words are in `templates/requests/email/`."""

from collections.abc import Callable, Iterable
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation

from accounts.models import Appointment, User
from accounts.offices import Office
from helpdesk import mail
from requests import sop
from requests.models import AccessRequest, Disposition, RegisterExport
from requests.models.credential import RELEASED_FOR

Recipients = Callable[[Disposition], Iterable[User]]


def applicant(disposition: Disposition) -> list[User]:
    return [disposition.access_request.applicant]


def staff(disposition: Disposition) -> list[User]:
    assignee = disposition.access_request.assignee
    return [assignee] if assignee else []


def former_staff(disposition: Disposition) -> Iterable[User]:
    """Whom the act takes the assignment from: they may be at work on the server at this moment."""
    if disposition.from_state not in sop.REASSIGN.sources:
        return []
    assignments = [sop.ASSIGN.name, sop.REASSIGN.name]
    earlier = disposition.access_request.dispositions.filter(
        transition__in=assignments, version__lt=disposition.version
    ).last()
    return User.objects.filter(pk=earlier.details["assignee_id"]) if earlier else []


def holders_of(office: Office) -> Recipients:
    def holders(disposition: Disposition) -> Iterable[User]:
        current = Appointment.objects.current().filter(office=office)
        its_applicant = disposition.access_request.applicant_id
        return User.objects.filter(appointments__in=current).exclude(pk=its_applicant).distinct()

    return holders


ANNOUNCEMENTS: dict[sop.Transition, tuple[tuple[Recipients, str], ...]] = {
    sop.SUBMIT: ((applicant, "received"), (holders_of(Office.HEAD), "awaiting_disposition")),
    sop.RESUBMIT: ((applicant, "received"), (holders_of(Office.HEAD), "awaiting_disposition")),
    sop.DISPOSE: ((holders_of(Office.DIVISION_HEAD), "awaiting_approval"),),
    sop.APPROVE: ((applicant, "approved"), (holders_of(Office.SECTION_HEAD), "awaiting_assignment")),
    sop.RETURN: ((applicant, "returned"), (former_staff, "unassigned")),
    sop.ASSIGN: ((staff, "assigned"),),
    sop.REASSIGN: ((staff, "assigned"), (former_staff, "unassigned")),
    sop.ACTIVATE: ((applicant, "activated"),),
    sop.DELIVER: ((applicant, "credential_ready"),),
    sop.REISSUE: ((applicant, "credential_ready"),),
    sop.CONFIRM_RECEIPT: ((staff, "completed"),),
    sop.WITHDRAW: ((applicant, "withdrawn"),),
    # It changes no decision, and whoever acts next has it before them.
    sop.CORRECT: (),
}


def announce(disposition: Disposition) -> None:
    """Writes the mails of an act, in its transaction."""
    for recipients, template in ANNOUNCEMENTS[disposition.act]:
        tell(recipients(disposition), template, disposition.access_request, disposition)


def warn_staff(access_request: AccessRequest) -> None:
    """Tells the assigned staff that someone tried to take a credential that was not theirs to take any more."""
    tell([access_request.assignee] if access_request.assignee else [], "credential_refused", access_request)


def tell(
    people: Iterable[User], template: str, access_request: AccessRequest, disposition: Disposition | None = None
) -> None:
    its_page, desk = (settings.SITE_URL + path for path in (access_request.get_absolute_url(), reverse("desk")))
    context = {"access_request": access_request, "disposition": disposition, "link": its_page, "desk": desk}
    if disposition and disposition.act in (sop.DELIVER, sop.REISSUE):
        context["open_until"] = disposition.at + RELEASED_FOR
    _write(f"requests/email/{template}.txt", people, context)


def tell_of_export(export: RegisterExport) -> None:
    """That the file which the person ordered can be fetched."""
    link = settings.SITE_URL + reverse("register_export", args=[export.pk])
    _write("requests/email/export_ready.txt", [export.ordered_by], {"export": export, "link": link})


def _write(template: str, people: Iterable[User], context: dict[str, Any]) -> None:
    """The first line of the template is the subject."""
    for person in people:
        with translation.override(settings.LANGUAGE_CODE):
            subject, _, body = render_to_string(template, context | {"person": person}).strip().partition("\n")
        mail.post(to=person.email, subject=subject, body=body.strip() + "\n")
