"""Reading: what a person may see, what waits for them, where a request stands."""

from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, QuerySet, prefetch_related_objects

from accounts.models import User
from accounts.offices import Office
from accounts.permissions import OFFICIALS, agencies_spoken_for, offices_of
from requests import answers, sop
from requests.models import AccessRequest, Attachment, Credential, Disposition, Note, RegisterEntry
from requests.models.disposition import IS_DECISION
from requests.permissions import READ_ALL, is_applicant
from requests.states import State


def visible_to(user: User) -> QuerySet[AccessRequest]:
    """The requests a person may know of; any other is to them as if it did not exist."""
    held = offices_of(user)
    visible, submitted = Q(applicant=user), ~Q(state=State.DRAFT)  # each office adds to it
    if held & READ_ALL:
        visible |= submitted
    if Office.ADMIN in held:
        acted = Disposition.objects.filter(access_request=OuterRef("pk"), actor=user)
        visible |= submitted & (Q(assignee=user) | Q(Exists(acted)))
    if Office.LIAISON in held:
        visible |= submitted & Q(agency__in=agencies_spoken_for(user))
    return with_people(AccessRequest.objects.filter(visible))


def with_people(access_requests: QuerySet[AccessRequest]) -> QuerySet[AccessRequest]:
    return access_requests.select_related("applicant", "agency", "letter", "register_entry", "assignee")


def requests_of(user: User) -> QuerySet[AccessRequest]:
    """The person's own requests, newest first."""
    return with_people(AccessRequest.objects.filter(applicant=user))


def register(user: User) -> QuerySet[RegisterEntry]:
    """The register of incoming letters, newest first, as far as the person may see it."""
    entries = RegisterEntry.objects.select_related("access_request__agency", "access_request__assignee")
    if offices_of(user) & READ_ALL:  # what is in the register has come in; not asked anew of each of 100,000
        return entries
    return entries.filter(access_request__in=visible_to(user).order_by().values("pk"))


def correctable_by(access_request: AccessRequest, user: User) -> QuerySet[Disposition]:
    """The person's own decisions in the offices that they hold today, the newest first."""
    own = access_request.dispositions.filter(IS_DECISION, actor=user, office__in=offices_of(user) & OFFICIALS)
    return own.order_by("-version")


def history(access_request: AccessRequest) -> list[Disposition]:
    """Every act on the request, the first one first, each with its `corrections` and what its actor was `beside` it."""
    acts = list(access_request.dispositions.select_related("audit_entry").order_by("version"))
    mark_combined(acts)
    for act in acts:
        act.corrections = corrections_of(act, acts)
    return acts


def decisions(acts: list[Disposition]) -> list[Disposition]:
    """The acts without the correcting notes, which belong to the one that they correct."""
    return [act for act in acts if act.act is not sop.CORRECT]


def previous_disposition(acts: list[Disposition]) -> Disposition | None:
    """The last act of the round if an official or staff member did it: what whoever decides next goes by."""
    last = decisions(acts)[-1:]
    return last[0] if last and last[0].office else None


def corrections_of(decision: Disposition, acts: list[Disposition]) -> list[Disposition]:
    """The correcting notes to it among the acts, the first one first."""
    return [act for act in acts if act.act is sop.CORRECT and act.details["corrects"] == decision.version]


def mark_combined(acts: list[Disposition]) -> None:
    """Fills `beside`: since the last submission, the other capacities in which the act's own actor has acted before."""
    earlier: list[Disposition] = []
    for act in decisions(acts):
        if act.act in (sop.SUBMIT, sop.RESUBMIT):
            earlier = []
        others = [one for one in earlier if one.actor_id == act.actor_id and one.office != act.office]
        act.beside = ", ".join(dict.fromkeys(one.capacity for one in others))
        earlier.append(act)


def submissions(acts: list[Disposition]) -> list[Disposition]:
    return [act for act in acts if act.act in (sop.SUBMIT, sop.RESUBMIT)]


def answers_shown(access_request: AccessRequest, acts: list[Disposition], user: User) -> dict[str, str]:
    """As last submitted; only the applicant, while they may edit, sees what they are changing."""
    submitted = submissions(acts)
    if not submitted or (access_request.is_editable and is_applicant(access_request, user)):
        return answers.snapshot(access_request)
    return submitted[-1].details["answers"]


def attachments_shown(
    access_request: AccessRequest, acts: list[Disposition], user: User
) -> list[tuple[Attachment, bool]]:
    """Every scan that belongs to the shown answers or came before them, and whether it is the current one."""
    shown = answers_shown(access_request, acts, user)
    scans = list(access_request.attachments.all())
    if not access_request.is_editable or not is_applicant(access_request, user):
        last = max(act.at for act in submissions(acts))
        scans = [scan for scan in scans if scan.uploaded_at <= last]
    return [(scan, shown[scan.kind] == answers.plain(scan)) for scan in scans]


def scans_to_read(attachments: list[tuple[Attachment, bool]]) -> dict[str, Attachment]:
    """Of `attachments_shown`, the current letter and signed form by their kind, each with its `page_images`."""
    current = {scan.kind: scan for scan, is_current in reversed(attachments) if is_current}
    prefetch_related_objects(list(current.values()), "page_images")
    return current


def newest_credential(access_request: AccessRequest) -> Credential | None:
    credentials = Credential.objects.select_related("account__server", "account__access_request", "recipient")
    return credentials.filter(account__access_request=access_request).first()


def timeline(acts: list[Disposition], notes: list[Note]) -> list[Disposition | Note]:
    """The decisions, each with its `corrections`, and the notes between officials as they came to be written."""
    entries: list[Disposition | Note] = [*decisions(acts), *notes]
    return sorted(entries, key=lambda entry: (entry.version, isinstance(entry, Note), entry.at))


@dataclass(frozen=True)
class Progress:
    """A step of the SOP as far as one request has come: `act` is set once it is done."""

    step: sop.Step
    act: Disposition | None
    is_current: bool


def progress(access_request: AccessRequest, acts: list[Disposition]) -> list[Progress]:
    """The six steps; a return undoes the later ones, for they must be gone through again."""
    done: dict[int, Disposition] = {}
    numbers = {step.transition: step.number for step in sop.STEPS} | {sop.RESUBMIT: 1}
    for act in acts:
        if act.act is sop.RETURN:
            done.clear()
        if act.act in numbers:
            done[numbers[act.act]] = act
    awaited = access_request.awaited
    current = numbers.get(awaited) if awaited else None
    return [Progress(step, done.get(step.number), step.number == current) for step in sop.STEPS]
