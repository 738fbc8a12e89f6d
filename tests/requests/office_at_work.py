"""The office at work by a clock of its own, and the small set of letters of which a report's every figure is known."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from requests import sop
from requests.models import AccessRequest
from requests.services import note_opening
from tests.cast import Cast, fresh

WIB = ZoneInfo("Asia/Jakarta")
NOVEMBER = (date(2026, 11, 1), date(2026, 11, 30))
OCTOBER = (date(2026, 10, 1), date(2026, 10, 31))


class Office:
    """Moments are such as "11-02 08.10", of 2026."""

    def __init__(self, cast: Cast, set_clock: Callable[[datetime], None]) -> None:
        self.cast, self.set_clock = cast, set_clock

    def at(self, moment: str) -> None:
        self.set_clock(datetime.strptime(f"2026-{moment}", "%Y-%m-%d %H.%M").replace(tzinfo=WIB).astimezone(UTC))

    def receives(self, moment: str, **draft: Any) -> AccessRequest:
        self.at(moment)
        return self.cast.do(self.cast.draft(**draft), sop.SUBMIT)

    def does(self, act: sop.Transition, of: AccessRequest, opened: str, decided: str, **data: Any) -> AccessRequest:
        if opened:
            self.at(opened)
            note_opening(fresh(of), by=self.cast.actor_of(act, fresh(of)))
        self.at(decided)
        return self.cast.do(of, act, **data)


def known_set(office: Office) -> None:
    """Two letters of October, four of November; the office opens at 7.30, and rests from 12 to 13."""
    _october(office)
    _granted(office)
    _returned_twice_and_withdrawn(office)
    _returned_after_approval(office)
    _returned_once(office)


def _october(office: Office) -> None:
    """One is handed over by the other Admin; one, never opened, is moved to them in November."""
    cast = office.cast
    one = office.receives("10-01 08.00", applicant=cast.stranger)
    office.does(sop.DISPOSE, one, "10-01 08.20", "10-01 08.26")
    office.does(sop.APPROVE, one, "10-01 08.36", "10-01 08.39")
    office.does(sop.ASSIGN, one, "10-01 08.40", "10-01 08.45", assignee=cast.other_staff)
    office.does(sop.ACTIVATE, one, "10-01 08.55", "10-01 09.15", valid_until=date(2026, 12, 30))
    office.does(sop.DELIVER, one, "10-01 09.20", "10-01 09.22")
    other = office.receives("10-01 10.00")
    for act in (sop.DISPOSE, sop.APPROVE, sop.ASSIGN):
        office.does(act, other, "", "10-01 10.00")
    office.does(sop.REASSIGN, other, "", "11-03 09.00")


def _granted(office: Office) -> None:
    one = office.receives("11-02 08.00")
    office.does(sop.DISPOSE, one, "11-02 08.10", "11-02 08.14")
    office.does(sop.APPROVE, one, "11-02 08.30", "11-02 08.50")
    office.does(sop.ASSIGN, one, "", "11-02 09.00")
    office.does(sop.ACTIVATE, one, "11-02 09.30", "11-02 09.45", valid_until=date(2026, 11, 30))
    office.does(sop.DELIVER, one, "11-02 10.00", "11-02 10.01")
    office.does(sop.REISSUE, one, "", "11-02 10.30")


def _returned_twice_and_withdrawn(office: Office) -> None:
    """In the second round a correcting note lies between disposal and return."""
    one = office.receives("11-02 08.00")
    office.does(sop.DISPOSE, one, "11-02 09.00", "11-02 09.10")
    office.does(sop.RETURN, one, "11-02 09.20", "11-02 09.25")
    office.does(sop.RESUBMIT, one, "", "11-03 08.00")
    office.does(sop.DISPOSE, one, "11-03 08.02", "11-03 08.13")
    office.does(sop.CORRECT, one, "", "11-03 08.20")
    office.does(sop.RETURN, one, "11-03 08.23", "11-03 08.33", faults=["letter"])
    office.does(sop.WITHDRAW, one, "", "11-04 08.30")


def _returned_after_approval(office: Office) -> None:
    """Which ends no step, and names nothing."""
    one = office.receives("11-02 08.00", applicant=office.cast.stranger)
    office.does(sop.DISPOSE, one, "11-02 08.30", "11-02 08.50")
    office.does(sop.APPROVE, one, "11-02 09.50", "11-02 10.02")
    office.does(sop.RETURN, one, "", "11-02 10.30", faults=[])


def _returned_once(office: Office) -> None:
    one = office.receives("11-02 13.00")
    office.does(sop.DISPOSE, one, "", "11-02 13.20")
    office.does(sop.RETURN, one, "11-02 13.30", "11-02 13.37", faults=["letter"])
