"""Reading for the desk: what waits for a person, what they have decided, what comes next; and who has how much."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Case, Count, Exists, Min, OuterRef, Q, QuerySet, Subquery, Value, When
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import Appointment, User
from accounts.offices import ActingKind, Office
from accounts.permissions import offices_of, posts_of
from requests import sop
from requests.clock import is_late_when, late
from requests.models import AccessRequest, Credential, Disposition, Opening, ServerAccount
from requests.models.disposition import IS_DECISION
from requests.rounds import with_rounds
from requests.selectors import visible_to, with_people
from requests.states import State


def inbox(user: User) -> QuerySet[AccessRequest]:
    """What waits for this person in any office they hold today, the longest first; never their own requests."""
    held = offices_of(user)
    mine = Q(pk__in=[])
    for state, act in sop.AWAITED.items():
        if act.actor.office in held:
            mine |= Q(state=state, assignee=user) if act.actor == sop.Actor.STAFF else Q(state=state)
    return with_people(AccessRequest.objects.filter(mine)).exclude(applicant=user).order_by("waiting_since", "pk")


def with_marks(access_requests: QuerySet[AccessRequest], user: User) -> QuerySet[AccessRequest]:
    """Each with `opened`, whether this person has had it before them as it is now, its `urgency` and its `rounds`.

    The urgency is that of this round's disposal; until there is one, none.
    """
    openings = Opening.objects.filter(access_request=OuterRef("pk"), version=OuterRef("version"), person=user)
    disposals = Disposition.objects.filter(access_request=OuterRef("pk"), transition=sop.DISPOSE.name)
    ticked = Subquery(disposals.order_by("-version").values("urgency")[:1])
    urgency = Case(When(state=State.SUBMITTED, then=Value("")), default=ticked)
    return with_rounds(access_requests).annotate(opened=Exists(openings), urgency=urgency)


def next_waiting(user: User, after: AccessRequest) -> AccessRequest | None:
    """What waits behind this one, or else the first of all; None when nothing but this one waits.

    `after` tells where it stood: it may have been decided since.
    """
    behind = Q(waiting_since__gt=after.waiting_since) | Q(waiting_since=after.waiting_since, pk__gt=after.pk)
    others = inbox(user).exclude(pk=after.pk)
    return others.order_by(Case(When(behind, then=0), default=1), "waiting_since", "pk").first()


def decided(user: User) -> QuerySet[Disposition]:
    """The person's last decision on each request on which they made one, the newest first."""
    in_office = Disposition.objects.filter(IS_DECISION, actor=user)
    later = in_office.filter(access_request=OuterRef("access_request"), version__gt=OuterRef("version"))
    return _with_requests(in_office.exclude(Exists(later)))


def decided_today(user: User) -> QuerySet[Disposition]:
    today = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    return decided(user).filter(at__gte=today)


def returned(user: User) -> QuerySet[Disposition]:
    """Of those the ones that the applicant has to mend now."""
    return decided(user).filter(access_request__state=State.RETURNED)


def done_in_the_name_of(user: User) -> QuerySet[Disposition]:
    """What each Plh. of a post that is this person's own did as such since it has been theirs, the newest first."""
    done = Q(pk__in=[])
    for post in posts_of(user):
        done |= Q(office=post.office, acting_kind=ActingKind.PLH, appointment__since__gte=post.since)
    return _with_requests(Disposition.objects.filter(done))


def _with_requests(acts: QuerySet[Disposition]) -> QuerySet[Disposition]:
    people_and_papers = ("access_request__agency", "access_request__applicant", "access_request__register_entry")
    return acts.select_related(*people_and_papers).order_by("-at", "-pk")


def unconfirmed_handovers(user: User) -> QuerySet[AccessRequest]:
    """The staff member's deliveries whose receipt nobody has confirmed; `is_open` while the password can be taken."""
    unconfirmed = AccessRequest.objects.filter(assignee=user, state=State.DELIVERED, receipt_confirmed_at=None)
    open_now = Credential.objects.filter(account__access_request=OuterRef("pk"), open_until__gt=timezone.now())
    return with_people(unconfirmed).annotate(is_open=Exists(open_now)).order_by("waiting_since", "pk")


@dataclass(frozen=True)
class DeskList:
    """One list of the desk; `slug` is the last part of its address. Those of acts show them, the others what waits."""

    slug: str
    title: str | Promise
    empty: str | Promise
    everything: Callable[[User], QuerySet[Any]]
    of_acts: bool = True
    only_late: bool = False

    def rows(self, user: User, before: datetime) -> QuerySet[Any]:
        """`before` is `clock.late_before()`."""
        everything = self.everything(user)
        return late(everything, before) if self.only_late else everything

    @property
    def order(self) -> tuple[str, str]:
        return ("-at", "-pk") if self.of_acts else ("waiting_since", "pk")


WAITING = DeskList("menunggu", _("Waiting for you"), _("Nothing waits for you."), inbox, of_acts=False)
LATE = DeskList("terlambat", _("Late"), _("Nothing that waits for you is late."), inbox, of_acts=False, only_late=True)
TODAY = DeskList("hari-ini", _("Decided by you today"), _("You have decided nothing today."), decided_today)
RETURNED = DeskList("dikembalikan", _("Returned"), _("No request that you decided on is with its applicant."), returned)
IN_MY_NAME = DeskList("atas-nama", _("Done in your name"), _("Nobody has acted in your name."), done_in_the_name_of)
DECIDED = DeskList("diputuskan", _("Decided by you"), _("You have decided nothing yet."), decided)
LISTS = {one.slug: one for one in (WAITING, LATE, TODAY, RETURNED, IN_MY_NAME, DECIDED)}
TILES = (WAITING, LATE, TODAY, RETURNED, IN_MY_NAME)


def tiles(user: User, before: datetime) -> list[tuple[DeskList, int]]:
    """What each tile of the desk counts now. Only whose own post it is can have something done in their name."""
    shown = [one for one in TILES if one is not IN_MY_NAME or posts_of(user)]
    return [(one, one.rows(user, before).order_by().count()) for one in shown]


# The overview: who has how much, and what is late.

AT_WORK = (State.ASSIGNED, State.ACTIVATED)


@dataclass(frozen=True)
class Standing:
    """How many requests wait for an act of the SOP, how many of them late, and since when the longest."""

    act: sop.Transition
    waiting: int
    late: int
    longest: datetime | None


def standing(before: datetime) -> list[Standing]:
    """A row for each act that waits for an office, in the order of the SOP."""
    waiting = AccessRequest.objects.filter(state__in=sop.WAITING_FOR_OFFICIALS).order_by().values("state")
    counted = waiting.annotate(
        waiting=Count("pk"), late=Count("pk", filter=is_late_when(before)), longest=Min("waiting_since")
    )
    found = {row["state"]: (row["waiting"], row["late"], row["longest"]) for row in counted}
    return [Standing(sop.AWAITED[state], *found.get(state, (0, 0, None))) for state in sop.WAITING_FOR_OFFICIALS]


def admins_today() -> QuerySet[Appointment, Any]:
    """The keys of today's Admins, for another query."""
    return Appointment.objects.current().filter(office=Office.ADMIN).values("user")


def at_work_on() -> QuerySet[AccessRequest]:
    """What an Admin has to activate or to hand over."""
    return AccessRequest.objects.filter(state__in=AT_WORK)


def without_admin() -> QuerySet[AccessRequest]:
    """What is assigned to somebody who is no Admin any more, until its receipt is confirmed; the longest first."""
    assigned = AccessRequest.objects.filter(state__in=(*AT_WORK, State.DELIVERED), receipt_confirmed_at=None)
    return with_people(assigned).exclude(assignee__in=admins_today()).order_by("waiting_since", "pk")


def with_load(people: QuerySet[User]) -> QuerySet[User]:
    """Each with `load`: how many requests they still work on."""
    working = Count("assigned_requests", filter=_in_state(*AT_WORK))
    return people.annotate(load=working).order_by("name")


def staff_with_load() -> QuerySet[User]:
    """Today's Admins, each with `load`."""
    return with_load(User.objects.filter(pk__in=admins_today()))


def staff_with_lateness(before: datetime) -> QuerySet[User]:
    """And how many of each are `to_activate`, `to_deliver`, `late`, `unconfirmed`; since when the `longest` waits."""
    working = _in_state(*AT_WORK)
    unconfirmed = _in_state(State.DELIVERED) & Q(assigned_requests__receipt_confirmed_at=None)
    return staff_with_load().annotate(
        to_activate=Count("assigned_requests", filter=_in_state(State.ASSIGNED)),
        to_deliver=Count("assigned_requests", filter=_in_state(State.ACTIVATED)),
        unconfirmed=Count("assigned_requests", filter=unconfirmed),
        late=Count("assigned_requests", filter=is_late_when(before, of="assigned_requests__")),
        longest=Min("assigned_requests__waiting_since", filter=working),
    )


def _in_state(*states: State) -> Q:
    return Q(assigned_requests__state__in=states)


def late_ones(before: datetime) -> QuerySet[AccessRequest]:
    """All that is late in any office, the longest first, with `opened_at`: when somebody whose turn it is opened it."""
    opened = Opening.objects.filter(
        access_request=OuterRef("pk"), audit_entry__at__gte=OuterRef("waiting_since")
    ).order_by("audit_entry__at")
    everything = with_people(AccessRequest.objects.order_by("waiting_since", "pk"))
    return late(everything, before).annotate(opened_at=Subquery(opened.values("audit_entry__at")[:1]))


def to_assign() -> QuerySet[AccessRequest]:
    """What the section head has to assign, each with its `approver_id` at hand."""
    approvals = Disposition.objects.filter(access_request=OuterRef("pk"), transition=sop.APPROVE.name)
    approved = with_people(AccessRequest.objects.filter(state=State.APPROVED)).order_by("waiting_since", "pk")
    approver = Subquery(approvals.order_by("-version").values("actor")[:1])
    return approved.annotate(approver_id=approver)  # type: ignore[no-redef]  # fills the cached property


# What stands beside a decision: what else the applicant asked for, and what the agency has already.


def earlier_requests(access_request: AccessRequest, user: User) -> QuerySet[AccessRequest]:
    """The applicant's other submitted requests that this person may see, the newest first."""
    others = visible_to(user).filter(applicant=access_request.applicant_id).exclude(pk=access_request.pk)
    return others.exclude(state=State.DRAFT).order_by("-register_entry__year", "-register_entry__number")


def accounts_of(agency_id: uuid.UUID, user: User) -> QuerySet[ServerAccount]:
    """The agency's accounts that this person may see and whose time isn't over, the one that ends first at the head."""
    visible = visible_to(user).filter(agency=agency_id).order_by().values("pk")
    valid = ServerAccount.objects.filter(access_request__in=visible, valid_until__gte=timezone.localdate())
    people_and_papers = ("server", "access_request__register_entry", "access_request__applicant")
    return valid.select_related(*people_and_papers).order_by("valid_until", "pk")
