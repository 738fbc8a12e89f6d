"""How long a request waits, and when it is late."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time
from importlib import import_module
from zoneinfo import ZoneInfo

import pytest
from django.apps import apps
from django.db import DatabaseError, models, transaction
from django.utils import translation

from requests import clock, sop
from requests.models import AccessRequest, Disposition, Holiday, OfficeHours, Ramadan
from requests.services import note_opening
from requests.states import State
from requests.templatetags.request_tags import working_time
from tests.by_http import signed_in, words
from tests.cast import WAYS, Cast, appoint, fresh
from tests.tables import drop_guards

pytestmark = pytest.mark.any_database


WIB = ZoneInfo("Asia/Jakarta")
TUESDAY_TEN = datetime(2026, 11, 24, 10, 0, tzinfo=WIB)
MONDAY_TEN = datetime(2026, 11, 23, 10, 0, tzinfo=WIB)


def test_a_request_waits_since_its_last_act(cast: Cast) -> None:
    access_request = cast.draft()
    for act in (*WAYS[State.DELIVERED], sop.REISSUE, sop.CONFIRM_RECEIPT):
        access_request = cast.do(access_request, act)
        assert access_request.waiting_since == access_request.dispositions.get(version=access_request.version).at


def test_a_draft_waits_for_nobody(cast: Cast) -> None:
    assert cast.draft().waiting_since is None


def test_another_admin_has_the_whole_time_before_them(cast: Cast) -> None:
    access_request = cast.request_in(State.ASSIGNED)
    moved = cast.do(access_request, sop.REASSIGN)
    assert moved.waiting_since == moved.dispositions.last().at > access_request.waiting_since


def test_late_is_what_waited_longer_than_one_working_day(cast: Cast) -> None:
    assert clock.late_before(TUESDAY_TEN) == MONDAY_TEN
    assert clock.late_before(datetime(2026, 11, 24, 3, 0, 59, tzinfo=UTC)) == MONDAY_TEN  # seconds don't count


def test_the_limit_is_a_setting(cast: Cast, settings) -> None:
    settings.LATE_AFTER_MINUTES = 60
    assert clock.late_before(TUESDAY_TEN) == datetime(2026, 11, 24, 9, 0, tzinfo=WIB)


def test_late_is_only_what_waits_for_an_official(cast: Cast) -> None:
    before = clock.late_before(TUESDAY_TEN)
    cases = [
        (datetime(2026, 11, 23, 9, 59, 59, tzinfo=WIB), True),  # 451 minutes ago
        (MONDAY_TEN, False),
        (None, False),
    ]
    rows = [
        AccessRequest(applicant=cast.applicant, agency=cast.health, state=state, waiting_since=since)
        for state in State
        for since, _is_late in cases
    ]
    expected = {
        row.pk
        for row in AccessRequest.objects.bulk_create(rows)
        if row.state in ("submitted", "disposed", "approved", "assigned", "activated")
        and dict(cases)[row.waiting_since]
    }
    assert len(expected) == 5
    assert {row.pk for row in clock.late(AccessRequest.objects.all(), before)} == expected
    assert {row.pk for row in AccessRequest.objects.all() if clock.is_late(row, before)} == expected


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Sets the clock of the whole site: `at(23, 10, 15)` is the 23rd of November 2026, 10.15 WIB; a Monday."""

    def set_clock(day: int, hour: int, minute: int = 0, second: int = 0) -> None:
        now = datetime(2026, 11, day, hour, minute, second, tzinfo=WIB).astimezone(UTC)
        monkeypatch.setattr("django.utils.timezone.now", lambda: now)

    return set_clock


def times(access_request: AccessRequest) -> tuple[int | None, int | None, int | None]:
    """Waiting and working minutes of the last act, and the target."""
    act = access_request.dispositions.last()
    return act.waiting_minutes, act.working_minutes, act.target_minutes


def test_waiting_ends_when_it_is_opened_and_working_when_it_is_decided(cast: Cast, at) -> None:
    at(23, 15, 30)
    access_request = cast.request_in(State.SUBMITTED)
    at(24, 8, 20, 30)
    note_opening(access_request, by=cast.head)
    at(24, 8, 24)
    note_opening(access_request, by=cast.head)  # again: the first time counts
    at(24, 8, 26, 29)
    access_request = cast.do(access_request, sop.DISPOSE)
    assert times(access_request) == (80, 6, 10)
    assert access_request.dispositions.last().sop_revised_on == date(2021, 10, 1)
    assert access_request.waiting_since == datetime(2026, 11, 24, 8, 26, 29, tzinfo=WIB)


def test_every_step_of_an_official_is_measured_against_its_own_target(cast: Cast, at) -> None:
    at(23, 8)
    access_request = cast.request_in(State.SUBMITTED)
    measured, hour = {}, 8
    for act, who, minutes in (
        (sop.DISPOSE, cast.head, 1),
        (sop.APPROVE, cast.division_head, 2),
        (sop.ASSIGN, cast.section_head, 3),
        (sop.ACTIVATE, cast.staff, 4),
        (sop.DELIVER, cast.staff, 5),
    ):
        hour += 1
        at(23, hour)
        note_opening(access_request, by=who)
        at(23, hour, minutes)
        access_request = cast.do(access_request, act)
        measured[act.name] = times(access_request)
    assert measured == {
        "dispose": (60, 1, 10),
        "approve": (59, 2, 10),
        "assign": (58, 3, 15),
        "activate": (57, 0, 15),  # in the lunch break
        "deliver": (0, 5, None),
    }


def test_an_act_without_opening_has_waited_until_then(cast: Cast, at) -> None:
    at(23, 9)
    access_request = cast.request_in(State.SUBMITTED)
    at(23, 9, 45)
    assert times(cast.do(access_request, sop.DISPOSE)) == (45, None, 10)


def test_the_time_with_the_applicant_is_nobodys(cast: Cast, at) -> None:
    """A return is measured as the approval would be; the mended letter begins anew."""
    at(23, 9)
    access_request = cast.request_in(State.DISPOSED)
    at(23, 9, 10)
    note_opening(access_request, by=cast.division_head)
    at(23, 9, 30)
    returned = cast.do(access_request, sop.RETURN)
    assert times(returned) == (10, 20, 10)
    at(27, 9)
    note_opening(returned, by=cast.applicant)
    resubmitted = cast.do(returned, sop.RESUBMIT)
    assert times(resubmitted) == (None, None, None)
    at(27, 9, 5)
    assert times(cast.do(resubmitted, sop.DISPOSE)) == (5, None, 10)


def test_another_admin_begins_anew(cast: Cast, at) -> None:
    """What the one before opened is not theirs."""
    at(23, 9)
    access_request = cast.request_in(State.ASSIGNED)
    at(23, 9, 10)
    note_opening(access_request, by=cast.staff)
    at(23, 10)
    access_request = cast.do(access_request, sop.REASSIGN)
    assert times(access_request) == (None, None, None)  # the section head's act decides no step
    at(23, 10, 20)
    note_opening(access_request, by=cast.other_staff)
    at(23, 10, 50)
    assert times(cast.do(access_request, sop.ACTIVATE)) == (20, 30, 15)


@pytest.mark.parametrize("state", [State.APPROVED, State.ASSIGNED])
def test_a_return_of_what_was_approved_already_decides_no_step(cast: Cast, state: State) -> None:
    assert times(cast.do(cast.request_in(state), sop.RETURN)) == (None, None, None)


def test_the_first_opening_counts_whoever_of_the_office_it_was(cast: Cast, at) -> None:
    at(23, 9)
    access_request = cast.request_in(State.SUBMITTED)
    appoint(cast.liaison, "head", "plh", until="2026-12-31")
    at(23, 9, 5)
    note_opening(access_request, by=cast.liaison)
    at(23, 9, 50)
    note_opening(access_request, by=cast.head)
    at(23, 10)
    assert times(cast.do(access_request, sop.DISPOSE)) == (5, 55, 10)


def test_whoever_only_reads_ends_no_waiting(cast: Cast, at) -> None:
    at(23, 9)
    access_request = cast.request_in(State.SUBMITTED)
    at(23, 9, 5)
    for reader in (cast.applicant, cast.liaison, cast.division_head, cast.section_head):
        note_opening(access_request, by=reader)
    at(23, 9, 40)
    assert times(cast.do(access_request, sop.DISPOSE)) == (40, None, 10)


def test_the_clock_of_another_machine_may_differ(cast: Cast, at) -> None:
    at(23, 9)
    access_request = cast.request_in(State.SUBMITTED)
    at(23, 8, 55)
    note_opening(access_request, by=cast.head)
    at(23, 9, 10)
    assert times(cast.do(access_request, sop.DISPOSE)) == (0, 10, 10)


def test_other_hours_and_holidays_rewrite_nothing_and_count_from_then_on(cast: Cast, at) -> None:
    at(23, 9)
    measured = cast.request_in(State.SUBMITTED)
    waiting = cast.request_in(State.SUBMITTED)
    at(23, 11)
    measured = cast.do(measured, sop.DISPOSE)
    before = list(Disposition.objects.order_by("pk").values())
    Holiday.objects.create(day=date(2026, 11, 23), name="Hari Jadi", kind="local")
    Ramadan.objects.create(since=date(2026, 11, 24), until=date(2026, 12, 22))
    OfficeHours.objects.create(
        season="usual", weekdays=[0], valid_from=date(2026, 11, 30), opens=time(9), closes=time(10)
    )
    assert list(Disposition.objects.order_by("pk").values()) == before
    assert times(measured) == (120, None, 10)
    at(24, 12, 45)  # lunch in Ramadan is over at 12.30
    assert times(cast.do(waiting, sop.DISPOSE)) == (255, None, 10)


def test_what_was_taken_back_counts_no_more(cast: Cast) -> None:
    Holiday.objects.create(day=date(2026, 11, 23), name="Hari Jadi", kind="local", in_force=False)
    Ramadan.objects.create(since=date(2026, 11, 20), until=date(2026, 12, 18), in_force=False)
    assert clock.late_before(TUESDAY_TEN) == MONDAY_TEN


def test_hours_entered_later_take_the_place_of_those_before(cast: Cast) -> None:
    for closes in (time(12), time(14)):
        OfficeHours.objects.create(
            season="usual", weekdays=[0, 1], valid_from=date(2026, 11, 23), opens=time(8), closes=closes
        )
    calendar = clock.read_calendar()
    assert [calendar.hours_on(date(2026, 11, day)).minutes for day in (16, 23, 24, 25, 27, 28)] == [
        450,
        360,
        360,
        450,
        450,
        0,
    ]
    OfficeHours.objects.create(season="usual", weekdays=[2], valid_from=date(2026, 11, 25))
    assert clock.read_calendar().hours_on(date(2026, 11, 25)).minutes == 0


def test_weeks_have_the_hours_of_the_regulation(cast: Cast) -> None:
    """Perpres 21/2023: 37 hours and a half, in Ramadan 32 and a half."""
    Ramadan.objects.create(since=date(2026, 2, 19), until=date(2026, 3, 20))
    calendar = clock.read_calendar()

    usual = sum(calendar.hours_on(date(2026, 2, day)).minutes for day in range(9, 16))
    in_ramadan = sum(calendar.hours_on(date(2026, 2, day)).minutes for day in range(22, 29))
    assert (usual, in_ramadan) == (37 * 60 + 30, 32 * 60 + 30)


def test_history_tells_officials_how_long_each_step_took_and_nobody_else(cast: Cast, at) -> None:
    at(23, 15, 30)
    access_request = cast.request_in(State.SUBMITTED)
    at(24, 8, 20)
    note_opening(access_request, by=cast.head)
    at(24, 8, 26)
    access_request = cast.do(access_request, sop.DISPOSE)
    note_opening(access_request, by=cast.division_head)
    at(25, 10, 27)
    for act in (sop.APPROVE, sop.ASSIGN):
        access_request = cast.do(access_request, act)
    access_request = cast.do(access_request, sop.ACTIVATE, valid_until=access_request.ends_on)
    access_request = cast.do(access_request, sop.DELIVER)
    address = f"/permohonan/{access_request.pk}/"
    lines = [
        "Waktu tunggu 1 jam 20 menit · waktu pengerjaan 6 menit (target 10 menit: tercapai)",
        "Waktu tunggu 0 menit · waktu pengerjaan 1 hari kerja 2 jam (target 10 menit: terlampaui)",
        "Waktu tunggu 0 menit · waktu pengerjaan – (tidak dibuka lebih dahulu)",
    ]
    for official in (cast.head, cast.division_head, cast.section_head, cast.staff):
        page = words(signed_in(official).get(address))
        assert [line for line in lines if line in page] == lines
        assert page.count("Waktu tunggu") == 5  # and not at the submission
        assert page.count("target") == 2
    for other in (cast.applicant, cast.liaison):
        assert "Waktu tunggu" not in words(signed_in(other).get(address))


def test_an_official_does_not_see_the_times_of_their_own_request(cast: Cast) -> None:
    access_request = cast.do(cast.request_in(State.SUBMITTED, applicant=cast.other_staff), sop.DISPOSE)
    assert "Waktu tunggu" not in words(signed_in(cast.other_staff).get(f"/permohonan/{access_request.pk}/"))
    assert "Waktu tunggu" in words(signed_in(cast.head).get(f"/permohonan/{access_request.pk}/"))


def test_what_was_decided_before_there_was_a_clock_has_no_figures(cast: Cast) -> None:
    access_request = cast.do(cast.request_in(State.SUBMITTED), sop.DISPOSE)
    drop_guards()
    figures = ("waiting_minutes", "working_minutes", "target_minutes", "sop_revised_on")
    models.QuerySet.update(Disposition.objects.all(), **dict.fromkeys(figures))
    page = words(signed_in(cast.head).get(f"/permohonan/{access_request.pk}/"))
    assert "Waktu tunggu – · waktu pengerjaan – " in page


def test_requests_from_before_wait_since_their_last_act(cast: Cast) -> None:
    draft, waiting = cast.draft(), cast.request_in(State.APPROVED)
    AccessRequest.objects.update(waiting_since=None)
    import_module("requests.migrations.0010_waiting_since").fill(apps, None)
    assert fresh(waiting).waiting_since == waiting.dispositions.get(transition="approve").at
    assert fresh(draft).waiting_since is None


def test_figures_can_not_be_changed_afterwards(cast: Cast) -> None:
    disposition = cast.do(cast.request_in(State.SUBMITTED), sop.DISPOSE).dispositions.last()
    disposition.working_minutes = 1
    with pytest.raises(TypeError, match="append-only"):
        disposition.save()
    with pytest.raises(DatabaseError), transaction.atomic():
        models.QuerySet.update(Disposition.objects.all(), working_minutes=1)


@pytest.mark.parametrize(
    ("minutes", "said"),
    [
        (None, "–"),
        (0, "0 menit"),
        (1, "1 menit"),
        (59, "59 menit"),
        (60, "1 jam"),
        (80, "1 jam 20 menit"),
        (449, "7 jam 29 menit"),
        (450, "1 hari kerja"),
        (451, "1 hari kerja"),  # minutes no longer matter
        (570, "1 hari kerja 2 jam"),
        (4530, "10 hari kerja"),
    ],
)
def test_working_time_in_words(minutes: int | None, said: str) -> None:
    assert working_time(minutes) == said


def test_working_time_in_english() -> None:
    with translation.override("en"):
        assert [working_time(minutes) for minutes in (1, 62, 510, 1020)] == [
            "1 minute",
            "1 hour 2 minutes",
            "1 working day 1 hour",
            "2 working days 2 hours",
        ]


def test_what_a_page_shows_of_the_time_so_far(cast: Cast, at) -> None:
    at(23, 15, 30)
    access_request, draft = cast.request_in(State.SUBMITTED), cast.draft()
    at(24, 8, 20)
    calendar = clock.read_calendar()
    assert (clock.waited(access_request, calendar), clock.waited(draft, calendar)) == (80, None)


def test_the_figures_of_a_decision_cost_four_queries(cast: Cast, django_assert_num_queries) -> None:
    """However often it was opened, and however full the calendar."""
    Holiday.objects.bulk_create(Holiday(day=date(2030, 1, day), name="Libur", kind="local") for day in range(1, 31))
    access_request = cast.request_in(State.SUBMITTED)
    for reader in (cast.head, cast.division_head):
        note_opening(access_request, by=reader)
    with django_assert_num_queries(4):  # opening, hours, Ramadan, holidays
        clock.times(access_request, sop.DISPOSE, State.SUBMITTED, datetime.now(UTC))
