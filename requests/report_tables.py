"""A report beside that of the period before, as tables in words; each chart is drawn from a column of its own table."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from requests import answers
from requests.charts import Chart, Value, bar_chart
from requests.office_hours import working_time
from requests.reports import ENDING_SOON, Flow, Report, StepTimes, Work


@dataclass(frozen=True)
class Figure:
    """`before` is None where there is none to compare with."""

    now: Value
    before: Value | None = None


@dataclass(frozen=True)
class Row:
    label: str
    figures: tuple[Figure, ...]


@dataclass(frozen=True)
class Table:
    """`heads` are those of the figures; `drawn` is the column of which there is a chart, `full` its whole width."""

    slug: str
    title: str
    explained: str
    of_rows: str
    heads: tuple[str, ...]
    rows: tuple[Row, ...]
    drawn: int | None = 0
    full: int | None = None

    @property
    def cells(self) -> list[tuple[str, list[tuple[str, Figure]]]]:
        """The rows, each figure with the head that it stands under."""
        return [(row.label, list(zip(self.heads, row.figures, strict=True))) for row in self.rows]

    @property
    def chart(self) -> Chart | None:
        if self.drawn is None:
            return None
        shown = [(row.label, row.figures[self.drawn].now, row.figures[self.drawn].before) for row in self.rows]
        return bar_chart(self.slug, self.title, self.heads[self.drawn], shown, self.full)


def tables(now: Report, before: Report) -> list[Table]:
    """All that the report says, each figure with that of the period before."""
    both = zip(now.steps, before.steps, strict=True)
    steps = [(f"{new.step.number}. {new.step.title}", new, old) for new, old in both]
    return [
        _flow(now.flow, before.flow),
        _waiting(steps),
        _working(steps),
        _targets(steps),
        _returns(now, before),
        _faults(now, before),
        _staff(now, before),
        _ending(now, before),
        _agencies(now, before),
    ]


Steps = Sequence[tuple[str, StepTimes, StepTimes]]


def _count(now: int, before: int) -> Figure:
    return Figure(Value(str(now), now), Value(str(before), before))


def _alone(number: int) -> Figure:
    return Figure(Value(str(number), number))


def _minutes(now: int | None, before: int | None) -> Figure:
    return Figure(Value(working_time(now), now), Value(working_time(before), before))


def _numbers(rows: Iterable[tuple[str, int, int]]) -> tuple[Row, ...]:
    return tuple(Row(label, (_count(now, before),)) for label, now, before in rows)


def _flow(now: Flow, before: Flow) -> Table:
    rows = (
        (_("Letters received"), now.received, before.received),
        (_("Accounts handed over"), now.granted, before.granted),
        (_("Requests withdrawn"), now.withdrawn, before.withdrawn),
        (_("Returns to applicants"), now.returned, before.returned),
    )
    explained = _(
        "In are the letters that were registered, out those whose account was handed over or that were withdrawn. "
        "A request that was returned has not gone out, so returns are counted apart."
    )
    return Table("arus", _("Requests in and out"), explained, _("What"), (_("Number"),), _numbers(rows))


def _by_step(steps: Steps, figures: Callable[[StepTimes, StepTimes], tuple[Figure, ...]]) -> tuple[Row, ...]:
    return tuple(Row(label, figures(now, before)) for label, now, before in steps)


def _waiting(steps: Steps) -> Table:
    rows = _by_step(
        steps,
        lambda now, before: (
            _minutes(now.waiting.median, before.waiting.median),
            _minutes(now.waiting.ninetieth, before.waiting.ninetieth),
            _count(now.waiting.measured, before.waiting.measured),
            _count(now.decisions, before.decisions),
        ),
    )
    explained = _(
        "From when a request came to the step until whoever had to act opened it, or until the decision where nobody "
        "did, in working time."
    )
    heads = (_("Median"), _("90th percentile"), _("Measured"), _("Decisions"))
    return Table("waktu-tunggu", _("Waiting time by step"), explained, _("Step"), heads, rows)


def _working(steps: Steps) -> Table:
    rows = _by_step(
        steps,
        lambda now, before: (
            _minutes(now.working.median, before.working.median),
            _minutes(now.working.ninetieth, before.working.ninetieth),
            _count(now.working.measured, before.working.measured),
        ),
    )
    explained = _(
        "From the opening until the decision, in working time. What was decided without being opened, as from the "
        "overview, has none."
    )
    heads = (_("Median"), _("90th percentile"), _("Measured"))
    return Table("waktu-pengerjaan", _("Working time by step"), explained, _("Step"), heads, rows)


def _targets(steps: Steps) -> Table:
    def figures(now: StepTimes, before: StepTimes) -> tuple[Figure, ...]:
        target = now.step.target_minutes
        return (
            Figure(_share(now), _share(before)),
            _count(now.kept, before.kept),
            _count(now.targeted, before.targeted),
            Figure(Value(working_time(target), target)),
        )

    explained = _(
        "How many of the measured working times were within the target that the SOP had on that day. "
        "It prints none for step 6."
    )
    heads = (_("Share"), _("Within the target"), _("Measured against it"), _("Target now"))
    rows = _by_step(steps, figures)
    return Table("target", _("Within the SOP's target"), explained, _("Step"), heads, rows, full=100)


def _share(times: StepTimes) -> Value:
    """In whole percent, rounded half up."""
    if not times.targeted:
        return Value("–", None)
    percent = (200 * times.kept + times.targeted) // (2 * times.targeted)
    return Value(f"{percent}%", percent)


def _returns(now: Report, before: Report) -> Table:
    rows = (
        (_("Returns"), now.returns.number, before.returns.number),
        (_("Requests returned at least once"), now.returns.requests, before.returns.requests),
    )
    explained = _("A request that was returned twice is one request and two returns.")
    return Table("pengembalian", _("Returns"), explained, _("What"), (_("Number"),), _numbers(rows), drawn=None)


def _faults(now: Report, before: Report) -> Table:
    named, named_before = now.returns.faults, before.returns.faults
    fields = [field for field in answers.PART_OF if field in named or field in named_before]
    rows = [(answers.label(field), named.get(field, 0), named_before.get(field, 0)) for field in fields]
    without = (now.returns.without_fault, before.returns.without_fault)
    if any(without):
        rows.append((_("Nothing named"), *without))
    explained = _("How often each answer or paper was named in a return; one return may name several.")
    return Table("alasan", _("Why requests were returned"), explained, _("Named"), (_("Times"),), _numbers(rows))


def _merged(now: Mapping[Any, Any], before: Mapping[Any, Any], nothing: Any) -> list[tuple[Any, Any, Any]]:
    """Each key of either with its figures in both; those of now first."""
    return [(key, now.get(key, nothing), before.get(key, nothing)) for key in {**now, **before}]


def _staff(now: Report, before: Report) -> Table:
    rows = tuple(
        Row(
            person.name,
            (
                _count(new.activated, old.activated),
                _count(new.delivered, old.delivered),
                _alone(max(new.load, old.load)),  # the same in both, where both know the person
            ),
        )
        for person, new, old in _merged(now.staff, before.staff, Work())
    )
    explained = _("What each Admin did in the period, and how many requests they have to activate or hand over today.")
    heads = (_("Accounts activated"), _("Accounts handed over"), _("In hand today"))
    return Table("admin", _("Load by Admin"), explained, _("Name"), heads, rows)


def _ending(now: Report, before: Report) -> Table:
    soon = _("In the %(days)s days after it") % {"days": ENDING_SOON}
    rows = ((_("In the period"), now.ending, before.ending), (soon, now.ending_soon, before.ending_soon))
    explained = _("Accounts whose last day lies in the period, and soon after it.")
    return Table("berakhir", _("Accounts ending"), explained, _("When"), (_("Number"),), _numbers(rows), drawn=None)


def _agencies(now: Report, before: Report) -> Table:
    """The agency from which most letters came first."""
    merged = sorted(_merged(now.agencies, before.agencies, Flow()), key=lambda row: (-row[1].received, row[0].name))
    names = ("received", "granted", "returned", "withdrawn")
    rows = tuple(
        Row(agency.short_name, tuple(_count(getattr(new, name), getattr(old, name)) for name in names))
        for agency, new, old in merged
    )
    heads = (_("Letters received"), _("Accounts handed over"), _("Returns"), _("Withdrawn"))
    explained = _("Agencies of which nothing came in or went out in either period are left out.")
    return Table("opd", _("By agency"), explained, _("Agency"), heads, rows)
