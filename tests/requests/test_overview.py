"""The overview: what waits at each step, who has how much, what is late, and assigning from there."""

import pytest

from requests.states import State
from tests.by_http import form, signed_in, words
from tests.cast import Cast, fresh
from tests.requests.at_the_desk import address, open_pages, states, waits_for_days

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]


def test_the_overview_says_who_has_how_much_and_what_is_late(cast: Cast) -> None:
    unopened = cast.request_in(State.SUBMITTED)
    opened = cast.request_in(State.ASSIGNED)
    cast.request_in(State.ACTIVATED)
    cast.request_in(State.DELIVERED)
    cast.request_in(State.RETURNED)
    waits_for_days(unopened, 21)
    waits_for_days(opened, 14)
    open_pages(cast.staff, opened)
    page = signed_in(cast.section_head).get("/meja/ikhtisar/")
    standing = {row.act.name: (row.waiting, row.late) for row in page.context["standing"]}
    assert standing == {"dispose": (1, 1), "approve": (0, 0), "assign": (0, 0), "activate": (1, 1), "deliver": (1, 0)}
    figures = ("to_activate", "to_deliver", "unconfirmed", "late", "load")
    staff = {one: tuple(getattr(one, name) for name in figures) for one in page.context["staff"]}
    assert staff == {cast.staff: (1, 1, 1, 1, 2), cast.other_staff: (0, 0, 0, 0, 0)}
    assert list(page.context["late"]) == [unopened, opened]
    assert [one.opened_at is None for one in page.context["late"]] == [True, False]
    assert "belum dibuka" in words(page)


def test_the_section_head_assigns_from_the_overview_in_one_step(cast: Cast) -> None:
    first, second = cast.request_in(State.APPROVED), cast.request_in(State.APPROVED)
    section_head, where = signed_in(cast.section_head), f"{address(first)}tugaskan/"
    sent = form(section_head.get("/meja/ikhtisar/"), where) | {"assignee": [str(cast.other_staff.pk)]}
    answer = section_head.post(where, sent, follow=True)
    assert answer.redirect_chain == [("/meja/ikhtisar/", 302)]
    assert f"{first}: Admin telah ditugaskan." in words(answer)
    assert fresh(first).assignee == cast.other_staff
    assert states(first, second) == ["assigned", "approved"]


def test_an_assignment_to_nobody_comes_back_on_the_page_of_the_request(cast: Cast) -> None:
    access_request = cast.request_in(State.APPROVED)
    section_head, where = signed_in(cast.section_head), f"{address(access_request)}tugaskan/"
    answer = section_head.post(where, form(section_head.get("/meja/ikhtisar/"), where))
    assert answer.status_code == 200
    assert "Isian ini wajib diisi." in words(answer)
    assert states(access_request) == ["approved"]


def test_whoever_may_not_take_a_request_is_not_offered(cast: Cast) -> None:
    of_staff = cast.request_in(State.APPROVED, applicant=cast.staff)
    own = cast.request_in(State.APPROVED, applicant=cast.section_head)
    shown = signed_in(cast.section_head).get("/meja/ikhtisar/").context["to_assign"]
    rows = {row["access_request"]: row for row in shown}
    assert rows[of_staff]["staff"] == [cast.other_staff]
    assert rows[own]["capacity"] is None


def test_the_others_look_but_do_not_assign(cast: Cast) -> None:
    access_request = cast.request_in(State.APPROVED)
    for person in (cast.head, cast.division_head):
        page = signed_in(person).get("/meja/ikhtisar/")
        assert str(access_request) in words(page)
        assert "tugaskan/" not in page.content.decode()
