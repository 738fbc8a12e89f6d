"""Reading: what a person may see, what waits for them, where a request stands."""

from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, prefetch_related_objects
from django.utils import timezone

from accounts.models import Appointment, User
from accounts.offices import ActingKind, Office
from accounts.permissions import agencies_spoken_for, offices_of, posts_of
from requests import answers, sop
from requests.models import AccessRequest, Attachment, Credential, Disposition, RegisterEntry
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
    return _with_people(AccessRequest.objects.filter(visible))


def _with_people(access_requests: QuerySet[AccessRequest]) -> QuerySet[AccessRequest]:
    return access_requests.select_related("applicant", "agency", "letter", "register_entry", "assignee")


def requests_of(user: User) -> QuerySet[AccessRequest]:
    """The person's own requests, newest first."""
    return _with_people(AccessRequest.objects.filter(applicant=user))


def inbox(user: User) -> QuerySet[AccessRequest]:
    """What waits for this person in any office they hold today, oldest first; never their own requests."""
    held = offices_of(user)
    mine = Q(pk__in=[])
    for state, act in sop.AWAITED.items():
        if act.actor.office in held:
            mine |= Q(state=state, assignee=user) if act.actor == sop.Actor.STAFF else Q(state=state)
    return (
        _with_people(AccessRequest.objects.filter(mine))
        .exclude(applicant=user)
        .order_by("register_entry__year", "register_entry__number")
    )


def unconfirmed_handovers(user: User) -> QuerySet[AccessRequest]:
    """The staff member's deliveries whose receipt nobody has confirmed; `is_open` while the password can be taken."""
    unconfirmed = AccessRequest.objects.filter(assignee=user, state=State.DELIVERED, receipt_confirmed_at=None)
    open_now = Credential.objects.filter(account__access_request=OuterRef("pk"), open_until__gt=timezone.now())
    return (
        _with_people(unconfirmed)
        .annotate(is_open=Exists(open_now))
        .order_by("register_entry__year", "register_entry__number")
    )


def register(user: User) -> QuerySet[RegisterEntry]:
    """The register of incoming letters, newest first, as far as the person may see it."""
    entries = RegisterEntry.objects.select_related("access_request__agency")
    return entries.filter(access_request__in=visible_to(user).order_by().values("pk"))


def staff_with_load() -> QuerySet[User]:
    """Today's Admins, each with `load`: how many requests they still work on."""
    working = Q(assigned_requests__state__in=[State.ASSIGNED, State.ACTIVATED])
    admins = Appointment.objects.current().filter(office=Office.ADMIN).values("user")
    return User.objects.filter(pk__in=admins).annotate(load=Count("assigned_requests", filter=working)).order_by("name")


def history(access_request: AccessRequest) -> list[Disposition]:
    """Every act on the request, the first one first, each with what its actor was `beside` it."""
    acts = list(access_request.dispositions.select_related("audit_entry").order_by("version"))
    mark_combined(acts)
    return acts


def mark_combined(acts: list[Disposition]) -> None:
    """Fills `beside`: since the last submission, the other capacities in which the act's own actor has acted before."""
    earlier: list[Disposition] = []
    for act in acts:
        if act.act in (sop.SUBMIT, sop.RESUBMIT):
            earlier = []
        others = [one for one in earlier if one.actor_id == act.actor_id and one.office != act.office]
        act.beside = ", ".join(dict.fromkeys(one.capacity for one in others))
        earlier.append(act)


def done_in_the_name_of(user: User) -> QuerySet[Disposition]:
    """What each Plh. of a post that is this person's own did as such since it has been theirs, the newest first."""
    done = Q(pk__in=[])
    for post in posts_of(user):
        done |= Q(office=post.office, acting_kind=ActingKind.PLH, appointment__since__gte=post.since)
    acts = Disposition.objects.filter(done).select_related("access_request__register_entry")
    return acts.order_by("-at", "-version")


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


def last_return(acts: list[Disposition]) -> Disposition | None:
    """The return that the applicant has still to answer, if any."""
    return acts[-1] if acts and acts[-1].act is sop.RETURN else None


def latest_changes(acts: list[Disposition]) -> list[answers.Change]:
    """What the applicant changed between the last two submissions."""
    *_, before, after = [None, None, *submissions(acts)]
    return answers.changes(before.details["answers"], after.details["answers"]) if before and after else []


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
