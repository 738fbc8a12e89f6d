"""Which act is told to whom, in which words, and how soon: one table. The words are in `templates/requests/email/`.

Everybody who is told finds a notice on the site. A mail comes at once for what nobody but its reader can move on, and
as the answer to what they themselves have just done; the rest stands in the digest of the next working day
(`requests.digest`).
"""

from collections.abc import Callable, Iterable
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from accounts.models import Appointment, User
from accounts.offices import HEADS, Office
from accounts.permissions import is_official
from accounts.telling import AT_ONCE, DIGEST, Speed, tell
from requests import sop
from requests.models import AccessRequest, Disposition, MonthlyReport, RegisterExport
from requests.models.credential import RELEASED_FOR

Recipients = Callable[[Disposition], Iterable[User]]
Rows = tuple[tuple[Recipients, str, Speed], ...]


def applicant(disposition: Disposition) -> list[User]:
    return [disposition.access_request.applicant]


def staff(disposition: Disposition) -> Iterable[User]:
    return in_charge_of(disposition.access_request)


def in_charge_of(access_request: AccessRequest) -> Iterable[User]:
    """Its assignee; if they are no Admin any more, the section head, who assigns another; without one, the heads."""
    return _admin_of(access_request) or _fallback(access_request)


def _admin_of(access_request: AccessRequest) -> QuerySet[User]:
    return _holders(Office.ADMIN).filter(assigned_requests=access_request)


def _fallback(access_request: AccessRequest) -> QuerySet[User]:
    return _others(access_request, Office.SECTION_HEAD) or _others(access_request, *HEADS)


def former_staff(disposition: Disposition) -> Iterable[User]:
    """Whom the act takes the assignment from: they may be at work on the server at this moment."""
    if disposition.from_state not in sop.REASSIGN.sources:
        return []
    assignments = [sop.ASSIGN.name, sop.REASSIGN.name]
    earlier = disposition.access_request.dispositions.filter(
        transition__in=assignments, version__lt=disposition.version
    ).last()
    return User.objects.filter(pk=earlier.details["assignee_id"]) if earlier else []


def _holders(*offices: Office) -> QuerySet[User]:
    current = Appointment.objects.current().filter(office__in=offices)
    return User.objects.filter(appointments__in=current).distinct()


def _others(access_request: AccessRequest, *offices: Office) -> QuerySet[User]:
    """Who holds one of the offices today and isn't the applicant."""
    return _holders(*offices).exclude(pk=access_request.applicant_id)


def holders_of(office: Office) -> Recipients:
    """All but the applicant."""
    return lambda disposition: _others(disposition.access_request, office)


def those_who_fill(office: Office) -> Recipients:
    """While nobody but the applicant holds the office: the section head, who appoints; without one, the other heads."""

    def recipients(disposition: Disposition) -> Iterable[User]:
        return [] if _others(disposition.access_request, office) else _fallback(disposition.access_request)

    return recipients


SUBMITTED: Rows = (
    (applicant, "received", AT_ONCE),
    (holders_of(Office.HEAD), "awaiting_disposition", AT_ONCE),
    (those_who_fill(Office.HEAD), "unattended", AT_ONCE),
)
ANNOUNCEMENTS: dict[sop.Transition, Rows] = {
    sop.SUBMIT: SUBMITTED,
    sop.RESUBMIT: SUBMITTED,
    sop.DISPOSE: (
        (holders_of(Office.DIVISION_HEAD), "awaiting_approval", AT_ONCE),
        (those_who_fill(Office.DIVISION_HEAD), "unattended", AT_ONCE),
    ),
    sop.APPROVE: (
        (applicant, "approved", DIGEST),
        (holders_of(Office.SECTION_HEAD), "awaiting_assignment", AT_ONCE),
        (those_who_fill(Office.SECTION_HEAD), "unattended", AT_ONCE),
    ),
    sop.RETURN: ((applicant, "returned", AT_ONCE), (former_staff, "unassigned", AT_ONCE)),
    sop.ASSIGN: ((staff, "assigned", AT_ONCE),),
    sop.REASSIGN: ((staff, "assigned", AT_ONCE), (former_staff, "unassigned", AT_ONCE)),
    sop.ACTIVATE: ((applicant, "activated", DIGEST),),
    sop.DELIVER: ((applicant, "credential_ready", AT_ONCE),),
    sop.REISSUE: ((applicant, "credential_ready", AT_ONCE),),
    sop.CONFIRM_RECEIPT: ((staff, "completed", DIGEST),),
    sop.WITHDRAW: ((applicant, "withdrawn", AT_ONCE),),
    # It changes no decision, and whoever acts next has it before them.
    sop.CORRECT: (),
}


def announce(disposition: Disposition) -> None:
    """Writes the notices and mails of an act, in its transaction."""
    for recipients, template, speed in ANNOUNCEMENTS[disposition.act]:
        _tell(recipients(disposition), template, disposition.access_request, disposition, speed)


def warn_staff(access_request: AccessRequest) -> None:
    """Tells the assigned staff that someone tried to take a credential that was not theirs to take any more."""
    _tell_in_charge("credential_refused", access_request)


def tell_of_lapse(access_request: AccessRequest) -> None:
    """That the password, which nobody took in time, is wiped: both those who issue a new one and who waits for it."""
    _tell_in_charge("credential_lapsed", access_request)
    _tell([access_request.applicant], "credential_missed", access_request)


def _tell_in_charge(template: str, access_request: AccessRequest) -> None:
    is_admin = _admin_of(access_request).exists()
    _tell(in_charge_of(access_request), template, access_request, is_admin=is_admin)


def _tell(
    people: Iterable[User],
    template: str,
    access_request: AccessRequest,
    disposition: Disposition | None = None,
    speed: Speed = AT_ONCE,
    **more: Any,
) -> None:
    context: dict[str, Any] = {"access_request": access_request, "disposition": disposition, **more}
    if disposition and disposition.act in (sop.DELIVER, sop.REISSUE):
        context["open_until"] = disposition.at + RELEASED_FOR
    for person in people:
        path = access_request.get_absolute_url()
        if template == "unassigned":  # whoever has lost an assignment may not see its request any more
            context["is_official"] = is_official(person)
            path = reverse("desk" if context["is_official"] else "notices")
        tell(person, f"requests/email/{template}.txt", path, context, speed=speed, thread=access_request.pk)


def tell_of_export(export: RegisterExport) -> None:
    """That the file which the person ordered can be fetched."""
    path = reverse("register_export", args=[export.pk])
    tell(export.ordered_by, "requests/email/export_ready.txt", path, {"export": export})


def tell_of_monthly_report(report: MonthlyReport) -> None:
    """Tells whoever holds the office of the head of the service, by mail in that morning's digest."""
    path = reverse("paper", args=[report.pk])
    for person in _holders(Office.HEAD):
        tell(person, "requests/email/monthly_report.txt", path, {"report": report}, speed=DIGEST)
