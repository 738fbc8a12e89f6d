"""The figures of the office for a period. Each is counted from the dispositions or the accounts.

A *median* and a *90th percentile* are by nearest rank: the smallest figure that at least 50, or 90, in a hundred of all
don't exceed; so each is a figure that was measured, and of four the median is the second. Correcting notes, another
Admin, a new password and a return of what was approved already decide no step (`sop.step_decided`).
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import astuple, dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Q
from django.utils import timezone

from accounts.models import Agency, User
from requests import answers, sop
from requests.desk_selectors import admins_today, at_work_on, with_load
from requests.models import Disposition, ServerAccount
from requests.periods import Period

ENDING_SOON = 30  # days after the period in which accounts end soon
RECENT = timedelta(days=90)  # what the public page calls recent
ENOUGH = 5  # decisions from which it tells a median

# The acts, each with the state that it found, that decide a step; and the number of that step.
DECIDES = {
    (str(state), act.name): step.number
    for act in sop.TRANSITIONS
    for state in act.sources
    if (step := sop.step_decided(state, act))
}
DECIDED_STEPS = tuple(step for step in sop.STEPS if step.number in DECIDES.values())


@dataclass(frozen=True)
class Flow:
    """Letters received, accounts handed over, requests withdrawn, and returns (one request may have several).

    A letter that comes again after a return keeps its number in the register, and isn't received anew.
    """

    received: int = 0
    granted: int = 0
    withdrawn: int = 0
    returned: int = 0

    @classmethod
    def total(cls, flows: Iterable["Flow"]) -> "Flow":
        return cls(*map(sum, zip(*map(astuple, flows), strict=True)))


@dataclass(frozen=True)
class Spread:
    """Working minutes, as often as they were measured; None where they never were."""

    measured: int
    median: int | None
    ninetieth: int | None

    @classmethod
    def of(cls, measured: Counter[int]) -> "Spread":
        return cls(measured.total(), nearest_rank(measured, 50), nearest_rank(measured, 90))


@dataclass(frozen=True)
class StepTimes:
    """The decisions that ended a step: all, those with a waiting time, and those with a working time.

    Of the last, `kept` of `targeted` stayed within the target that was the SOP's then.
    """

    step: sop.Step
    decisions: int
    waiting: Spread
    working: Spread
    targeted: int
    kept: int


@dataclass(frozen=True)
class Returns:
    """How many returns, of how many requests; how often each answer or paper was named, and how often none."""

    number: int
    requests: int
    faults: Mapping[str, int]
    without_fault: int


@dataclass(frozen=True)
class Work:
    """What an Admin activated and handed over; and how many requests they have to activate or hand over now."""

    activated: int = 0
    delivered: int = 0
    load: int = 0


@dataclass(frozen=True)
class Report:
    """`agencies` has those with a figure, `staff` today's Admins and whoever did or has something; both by name."""

    period: Period
    agencies: Mapping[Agency, Flow]
    steps: tuple[StepTimes, ...]
    returns: Returns
    staff: Mapping[User, Work]
    ending: int
    ending_soon: int

    @property
    def flow(self) -> Flow:
        return Flow.total([Flow(), *self.agencies.values()])


def report(since: date, until: date) -> Report:
    """From the first to the last day, both included, in Asia/Jakarta; eight queries."""
    period = Period(since, until)
    return Report(
        period, _agencies(period), _steps(period), _returns(period), _staff(period), *_accounts_ending(period)
    )


def nearest_rank(measured: Counter[int], percent: int) -> int | None:
    """The smallest value that at least so many percent of all don't exceed; None of nothing."""
    left = -(-measured.total() * percent // 100)
    for value in sorted(measured):
        left -= measured[value]
        if left <= 0:
            return value
    return None


def _acts(period: Period, names: Collection[str], *by: str) -> Any:
    """How many acts of these names there were, by these columns, the number last."""
    acts = Disposition.objects.filter(period.holds("at"), transition__in=names).order_by()
    return acts.values_list(*by).annotate(Count("pk"))


_FLOWS = {
    sop.SUBMIT.name: "received",
    sop.DELIVER.name: "granted",
    sop.WITHDRAW.name: "withdrawn",
    sop.RETURN.name: "returned",
}


def _agencies(period: Period) -> dict[Agency, Flow]:
    """A request is submitted, handed over, or withdrawn, only once."""
    counted: dict[Any, dict[str, int]] = defaultdict(dict)
    for agency, act, number in _acts(period, _FLOWS, "access_request__agency", "transition"):
        counted[agency][_FLOWS[act]] = number
    return {agency: Flow(**counted[agency.pk]) for agency in Agency.objects.filter(pk__in=list(counted))}


def _decisions(period: Period, *figures: str) -> dict[int, Counter[Any]]:
    """For each step how often its decisions had each combination of the figures."""
    found: dict[int, Counter[Any]] = {step.number: Counter() for step in DECIDED_STEPS}
    for state, act, *said, number in _acts(period, {act for _, act in DECIDES}, "from_state", "transition", *figures):
        if step := DECIDES.get((state, act)):
            found[step][tuple(said)] += number
    return found


def _minutes(decisions: Counter[Any]) -> Counter[int]:
    """How often each number of minutes, the first of the figures, was measured."""
    minutes: Counter[int] = Counter()
    for (measured, *_), number in decisions.items():
        if measured is not None:
            minutes[measured] += number
    return minutes


def _steps(period: Period) -> tuple[StepTimes, ...]:
    waiting = _decisions(period, "waiting_minutes")
    working = _decisions(period, "working_minutes", "target_minutes")
    return tuple(_step(step, waiting[step.number], working[step.number]) for step in DECIDED_STEPS)


def _step(step: sop.Step, waiting: Counter[Any], working: Counter[Any]) -> StepTimes:
    targeted = Counter({said: number for said, number in working.items() if None not in said})
    kept = sum(number for (minutes, target), number in targeted.items() if minutes <= target)
    spreads = (Spread.of(_minutes(waiting)), Spread.of(_minutes(working)))
    return StepTimes(step, waiting.total(), *spreads, targeted.total(), kept)


def _returns(period: Period) -> Returns:
    acts = Disposition.objects.filter(period.holds("at"), transition=sop.RETURN.name).order_by()
    found = list(acts.values_list("access_request", "details__faults"))
    named = Counter(field for _, faults in found for field in faults or ())
    of_the_form = {field: named[field] for field in answers.PART_OF if named[field]}
    without = sum(not faults for _, faults in found)
    return Returns(len(found), len({access_request for access_request, _ in found}), of_the_form, without)


def _staff(period: Period) -> dict[User, Work]:
    done: dict[Any, dict[str, int]] = defaultdict(dict)
    names = {sop.ACTIVATE.name: "activated", sop.DELIVER.name: "delivered"}
    for actor, act, number in _acts(period, names, "actor", "transition"):
        done[actor][names[act]] = number
    loaded = Q(pk__in=at_work_on().values("assignee"))  # also whoever has left requests behind
    people: Any = with_load(User.objects.filter(Q(pk__in=admins_today()) | Q(pk__in=list(done)) | loaded))
    return {person: Work(load=person.load, **done[person.pk]) for person in people}


def _accounts_ending(period: Period) -> tuple[int, int]:
    """Those whose last day lies in the period, and in the days after it."""
    soon = period.after(ENDING_SOON)
    found = ServerAccount.objects.aggregate(
        ending=Count("pk", filter=Q(valid_until__range=(period.since, period.until))),
        soon=Count("pk", filter=Q(valid_until__range=(soon.since, soon.until))),
    )
    return found["ending"], found["soon"]


# What everybody may know: no person, no agency.


@dataclass(frozen=True)
class Recent:
    """How many decisions of a step had a working time lately, and their median; None of fewer than `ENOUGH`."""

    decisions: int
    median: int | None


def recent_working_times() -> dict[int, Recent]:
    """For each step that is measured, by its number; the last 90 days, today among them; one query."""
    today = timezone.localdate()
    measured = _decisions(Period(today - RECENT + timedelta(days=1), today), "working_minutes")
    spreads = {number: Spread.of(_minutes(decisions)) for number, decisions in measured.items()}
    return {
        number: Recent(spread.measured, spread.median if spread.measured >= ENOUGH else None)
        for number, spread in spreads.items()
    }
