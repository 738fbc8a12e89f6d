"""Invented figures of a month, of which the samples of its report are made; their rows are never stored."""

from collections.abc import Iterator
from datetime import date

from accounts.models import Agency, User
from requests import answers
from requests.documents.sample_requests import LONG_NAME, PEOPLE, key_of
from requests.periods import Period, month_of
from requests.reports import DECIDED_STEPS, Flow, Report, Returns, Spread, StepTimes, Work
from requests.sop import Actor

MONTH = date(2026, 10, 1)
AGENCIES: tuple[str, ...] = ("Dinkes", "Disdikpora", "Dinsos P3AP2KB", "BPPKAD", "Disdukcapil", "RSUD", "Dishub")
AGENCIES += ("Bappeda", "DPMPTSP", "Kecamatan Kota")
ADMINS = (PEOPLE[Actor.STAFF][0], "Larasati Widyaningrum, A.Md.Kom.", "Galih Nugraha, S.T.")
FAULTS = ("letter", "letter_number", "source_addresses")
Figures = tuple[Report, Report]


def reports() -> Iterator[tuple[str, Figures]]:
    """By name: a month beside the one before."""
    month = month_of(MONTH)
    yield "biasa", (_busy(month, 3, 37), _busy(month.before, 2, 64))
    yield "kosong", (_idle(month), _idle(month.before))
    agencies = (*AGENCIES, *(f"Puskesmas Pembantu Desa Contoh {number}" for number in range(1, 51)))
    admins, faults = (*ADMINS, LONG_NAME), tuple(answers.PART_OF)
    long = (agencies, admins, faults)
    yield "panjang", (_busy(month, 31, 6200, *long), _busy(month.before, 24, 7100, *long))


def _busy(
    period: Period,
    letters: int,
    minutes: int,
    agencies: tuple[str, ...] = AGENCIES,
    admins: tuple[str, ...] = ADMINS,
    faults: tuple[str, ...] = FAULTS,
) -> Report:
    """About so many letters an agency, and so many minutes a step."""
    flows = {_agency(name): Flow(letters + row % 4, letters, row % 2, row % 3) for row, name in enumerate(agencies)}
    total = Flow.total(flows.values())
    share = total.granted // len(admins)
    return Report(
        period,
        flows,
        tuple(_step(number, total.received, minutes) for number in range(len(DECIDED_STEPS))),
        Returns(total.returned, total.returned - 2, {field: 1 + row for row, field in enumerate(faults)}, 1),
        {_person(name): Work(share + row, share, row) for row, name in enumerate(admins)},
        ending=letters,
        ending_soon=2 * letters,
    )


def _idle(period: Period) -> Report:
    """With an Admin who had nothing to do."""
    nothing = Spread(0, None, None)
    steps = tuple(StepTimes(step, 0, nothing, nothing, 0, 0) for step in DECIDED_STEPS)
    return Report(period, {}, steps, Returns(0, 0, {}, 0), {_person(ADMINS[0]): Work()}, 0, 0)


def _step(number: int, decisions: int, minutes: int) -> StepTimes:
    step, measured = DECIDED_STEPS[number], decisions - 1
    return StepTimes(
        step,
        decisions,
        waiting=Spread(decisions, minutes + number, 7 * minutes),
        working=Spread(measured, minutes // 4 + number, 2 * minutes),
        targeted=measured if step.target_minutes else 0,
        kept=measured - number if step.target_minutes else 0,
    )


def _agency(name: str) -> Agency:
    return Agency(pk=key_of(name), name=name, short_name=name)


def _person(name: str) -> User:
    return User(pk=key_of(name), name=name)
