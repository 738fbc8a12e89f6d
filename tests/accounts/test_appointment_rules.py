"""Who may hold which office beside which other; and that no allowed set of appointments brings a request to a stop."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from accounts.appointment_rules import exceeds, months_after
from accounts.models import Appointment, User
from accounts.offices import HEADS, Office
from accounts.permissions import capacity_as_second, is_super_admin
from requests import sop
from requests.models import AccessRequest
from requests.permissions import can_be_assigned, capacities
from requests.states import State
from tests.cast import Cast, appoint

YEAR = {"since": date(2026, 1, 2), "until": date(2026, 12, 31)}


def refusal(user: User, office: Office, kind: str = "definitive", **days: Any) -> str:
    """What the rules say to it; empty when they allow it."""
    with transaction.atomic():
        try:
            appoint(user, office, kind, **(YEAR if kind == "plh" else {}) | days)
        except ValidationError as error:
            return " ".join(error.messages)
        finally:
            transaction.set_rollback(True)
    return ""


def vacate(*offices: Office) -> None:
    Appointment.objects.filter(office__in=offices).delete()


@pytest.mark.parametrize("office", HEADS)
def test_post_has_one_holder_at_a_time(cast: Cast, office: Office) -> None:
    assert "memegang jabatan ini dengan cara yang sama" in refusal(cast.liaison, office)
    Appointment.objects.filter(office=office).update(until="2026-06-30")
    assert "memegang jabatan ini" in refusal(cast.liaison, office, since=date(2026, 6, 30))
    assert refusal(cast.liaison, office, since=date(2026, 7, 1)) == ""


def test_admins_and_liaisons_are_several_and_never_acting(cast: Cast) -> None:
    assert refusal(cast.stranger, Office.ADMIN) == ""
    assert "memegang jabatan ini" in refusal(cast.staff, Office.ADMIN)
    assert "Hanya jabatan ketiga kepala" in refusal(cast.stranger, Office.ADMIN, "plh")
    assert refusal(cast.stranger, Office.LIAISON, agency=cast.health) == ""


def test_plt_fills_a_vacant_post_for_six_months_at_most(cast: Cast) -> None:
    half_a_year = {"since": date(2026, 1, 2), "until": date(2026, 7, 1)}
    assert "Jabatan ini tidak lowong" in refusal(cast.liaison, Office.HEAD, "plt", **half_a_year)
    vacate(Office.HEAD)
    assert refusal(cast.liaison, Office.HEAD, "plt", **half_a_year) == ""
    assert "lebih dari enam bulan" in refusal(
        cast.liaison, Office.HEAD, "plt", **half_a_year | {"until": date(2026, 7, 2)}
    )
    assert "memerlukan hari terakhir" in refusal(cast.liaison, Office.HEAD, "plt")
    first = appoint(cast.liaison, Office.HEAD, "plt", since=date(2026, 1, 2), until=date(2026, 4, 1))
    assert not exceeds(first, 3)
    again = {"since": date(2026, 4, 2), "until": date(2026, 7, 2)}
    assert "lebih dari enam bulan" in refusal(cast.liaison, Office.HEAD, "plt", **again)
    assert exceeds(appoint(cast.liaison, Office.HEAD, "plt", **again | {"until": date(2026, 7, 1)}), 3)
    assert "mengisi jabatan ini sebagai Plt." in refusal(cast.stranger, Office.HEAD, since=date(2026, 7, 1))
    assert refusal(cast.stranger, Office.HEAD, since=date(2026, 7, 2)) == ""


def test_what_was_ended_before_its_first_day_takes_no_office_and_breaks_no_row_of_terms(cast: Cast) -> None:
    vacate(Office.HEAD)
    mistake = {"since": date(2026, 4, 1), "until": date(2026, 3, 31)}
    appoint(cast.stranger, Office.HEAD, **mistake)
    assert refusal(cast.liaison, Office.HEAD) == ""
    appoint(cast.liaison, Office.HEAD, "plt", **mistake)
    appoint(cast.liaison, Office.HEAD, "plt", since=date(2026, 1, 2), until=date(2026, 4, 1))
    again = {"since": date(2026, 4, 2), "until": date(2026, 7, 2)}
    assert "lebih dari enam bulan" in refusal(cast.liaison, Office.HEAD, "plt", **again)


@pytest.mark.parametrize(
    ("day", "months", "last"),
    [
        (date(2026, 1, 1), 6, date(2026, 6, 30)),
        (date(2026, 8, 31), 6, date(2027, 2, 28)),
        (date(2026, 11, 30), 3, date(2027, 2, 28)),
        (date(2026, 9, 15), 3, date(2026, 12, 14)),
    ],
)
def test_months_end_the_day_before(day: date, months: int, last: date) -> None:
    assert months_after(day, months) == last


def test_plh_stands_in_for_a_definitive_holder(cast: Cast) -> None:
    assert refusal(cast.liaison, Office.HEAD, "plh") == ""
    assert "memerlukan hari terakhir" in refusal(cast.liaison, Office.HEAD, "plh", until=None)
    Appointment.objects.filter(office=Office.HEAD).update(until="2026-12-30")
    assert "Jabatan ini lowong" in refusal(cast.liaison, Office.HEAD, "plh")


def test_person_holds_one_post_and_one_office_next_to_it(cast: Cast) -> None:
    vacate(Office.DIVISION_HEAD)
    assert "telah memegang jabatan definitif: Kepala Dinas" in refusal(cast.head, Office.DIVISION_HEAD)
    assert "hanya dapat memegang jabatan yang berdekatan" in refusal(cast.head, Office.SECTION_HEAD, "plh")
    assert "hanya dapat memegang jabatan yang berdekatan" in refusal(cast.head, Office.HEAD, "plh")
    assert "hanya dapat memegang jabatan yang berdekatan" in refusal(cast.staff, Office.HEAD, "plh")
    assert refusal(cast.staff, Office.SECTION_HEAD, "plh") == ""
    appoint(cast.head, Office.DIVISION_HEAD, "plt", since=date(2026, 7, 1), until=date(2026, 12, 31))
    assert "lebih dari dua jabatan" in refusal(cast.head, Office.SECTION_HEAD, "plh")


# Every way in which the three posts can be filled by their own holders, an Admin or an outsider


@contextmanager
def undone() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def fillings(people: list[User], offices: tuple[Office, ...] = HEADS) -> Iterator[str]:
    """Makes each allowed set of appointments in turn, undone after its turn; names it."""
    if not offices:
        yield ""
        return
    office, *others = offices
    for kind, person in [("", None), *((kind, one) for kind in ("plh", "plt") for one in people)]:
        with undone():
            if kind == "plt":
                vacate(office)
            try:
                if kind and person:
                    appoint(person, office, kind, since=date(2026, 11, 1), until=date(2026, 12, 31))
            except ValidationError:
                continue
            for rest in fillings(people, tuple(others)):
                yield f"{kind} {office} {person.name}, {rest}" if person else rest


# What the assigned Admin does next; if their appointment has ended by then, another one is assigned for it.
ADMINS_TURNS = {State.ASSIGNED: sop.ACTIVATE, State.ACTIVATED: sop.DELIVER, State.DELIVERED: sop.REISSUE}


def stops(access_request: AccessRequest) -> list[str]:
    """The next steps that nobody could take, whoever took those before."""
    people = list(User.objects.filter(appointments__isnull=False).distinct())  # fresh: they remember what they hold
    stopped = [
        str(act)
        for act in (sop.DISPOSE, sop.APPROVE, sop.RETURN, sop.ASSIGN, sop.REASSIGN)
        if not any(capacities(access_request, act, one) for one in people)
    ]
    for approver in [one for one in people if capacities(access_request, sop.APPROVE, one)]:
        access_request.approver_id = approver.pk
        takers = [one for one in people if can_be_assigned(access_request, one)]
        stopped += [] if takers else [f"assign after {approver}"]
        for access_request.assignee in takers:
            unable = [
                act for act in ADMINS_TURNS.values() if not capacities(access_request, act, access_request.assignee)
            ]
            stopped += [f"{act} by {access_request.assignee}" for act in unable]
    seconds = {one.pk for one in people if capacity_as_second(one)}
    makers = {one.pk for one in people if is_super_admin(one)}
    return stopped if all(seconds - {maker} for maker in makers) and makers else [*stopped, "no second person"]


@pytest.mark.any_database
def test_under_every_allowed_set_some_person_takes_each_next_step(cast: Cast) -> None:
    """With one Admin only, the one before them having left. The applicant holds no office."""
    Appointment.objects.filter(user=cast.other_staff).update(until="2026-06-30")
    access_request = cast.draft()
    access_request.assignee = User.objects.get(pk=cast.other_staff.pk)
    turns = [capacities(access_request, act, access_request.assignee) for act in ADMINS_TURNS.values()]
    assert turns == [[], [], []] and tuple(ADMINS_TURNS) == sop.REASSIGN.sources
    seen = {}
    for name in fillings([cast.head, cast.division_head, cast.section_head, cast.staff, cast.liaison]):
        seen[name] = stops(access_request)
    assert len(seen) == 352
    assert {name: stopped for name, stopped in seen.items() if stopped} == {}


def test_official_without_a_colleague_in_office_waits_for_a_substitute_or_withdraws(cast: Cast) -> None:
    access_request = cast.request_in(State.SUBMITTED, applicant=cast.head)
    assert stops(access_request) == ["dispose"]
    appoint(cast.division_head, Office.HEAD, "plh", **YEAR)
    assert stops(access_request) == []
    assert cast.do(access_request, sop.WITHDRAW).state == State.WITHDRAWN


def test_whoever_approved_does_not_activate(cast: Cast) -> None:
    """Not even when they are an Admin by then: another Admin is appointed, or the request returned."""
    access_request = cast.request_in(State.APPROVED)
    yesterday = timezone.localdate() - timedelta(days=1)
    Appointment.objects.filter(user__in=[cast.division_head, cast.staff, cast.other_staff]).update(until=yesterday)
    appoint(cast.division_head, Office.ADMIN, since=timezone.localdate())
    assert not can_be_assigned(access_request, User.objects.get(pk=cast.division_head.pk))
    with pytest.raises(ValidationError):
        cast.do(access_request, sop.ASSIGN, assignee=cast.division_head)
    appoint(cast.stranger, Office.ADMIN)
    assert cast.do(access_request, sop.ASSIGN, assignee=cast.stranger).assignee == cast.stranger
