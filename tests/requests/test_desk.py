"""The desk: its tiles and lists, what comes after a decision, and what lies beside it."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from accounts.models import User
from accounts.offices import Office
from requests import sop
from requests.models import AccessRequest
from requests.states import State
from tests.by_http import form, signed_in, words
from tests.cast import Cast, appoint, number
from tests.requests.at_the_desk import address, submitted, waits_for_days

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]

SLUGS = ("menunggu", "terlambat", "hari-ini", "dikembalikan", "atas-nama")
OFFICIALS = ("head", "division_head", "section_head", "staff", "other_staff")


def tiles(user: User) -> dict[str, int]:
    return signed_in(user).get("/meja/jumlah/").json()


def listed(user: User, slug: str) -> list[AccessRequest]:
    """The requests of one list of the desk, as the page shows them."""
    rows = signed_in(user).get(f"/meja/{slug}/").context["page"].rows
    return [getattr(row, "access_request", row) for row in rows]


def send(user: User, access_request: AccessRequest, act: sop.Transition, **answers: Any) -> Any:
    """Opens the page, fills in the act's form and sends it."""
    client, where = signed_in(user), f"{address(access_request)}{act.slug}/"
    filled = form(client.get(where), where) | {name: [str(value)] for name, value in answers.items()}
    return client.post(where, filled)


# Tiles and lists


def test_each_tile_counts_its_list(cast: Cast) -> None:
    late, waiting, returned = submitted(cast, 3)
    waits_for_days(late, 14)
    cast.do(cast.do(returned, sop.DISPOSE), sop.RETURN)
    assert tiles(cast.head) == dict(zip(SLUGS, (2, 1, 1, 1, 0), strict=True))
    assert tiles(cast.division_head) == {
        "menunggu": 0,
        "terlambat": 0,
        "hari-ini": 1,
        "dikembalikan": 1,
        "atas-nama": 0,
    }
    assert tiles(cast.staff) == dict(zip(SLUGS[:-1], (0, 0, 0, 0), strict=True))  # nobody acts in an Admin's name
    assert listed(cast.head, "menunggu") == [late, waiting]
    assert listed(cast.head, "terlambat") == [late]
    for slug in ("hari-ini", "dikembalikan", "diputuskan"):
        assert listed(cast.head, slug) == listed(cast.division_head, slug) == [returned]
    cast.do(returned, sop.RESUBMIT)
    assert tiles(cast.division_head)["dikembalikan"] == 0
    assert listed(cast.division_head, "diputuskan") == [returned]


def test_what_waits_longest_stands_first(cast: Cast) -> None:
    first, second, third = submitted(cast, 3)
    waits_for_days(third, 1)
    assert listed(cast.head, "menunggu") == [third, first, second]


def test_a_request_stays_on_the_desk_of_everyone_who_decided_on_it(cast: Cast) -> None:
    access_request = cast.do(cast.request_in(State.DELIVERED), sop.CONFIRM_RECEIPT)
    for name in OFFICIALS[:-1]:
        person = getattr(cast, name)
        assert listed(person, "diputuskan") == [access_request]
        assert "Selesai" in words(signed_in(person).get("/meja/"))
    assert listed(cast.other_staff, "diputuskan") == []


def test_the_last_decision_on_a_request_stands_for_the_earlier_ones(cast: Cast) -> None:
    access_request = cast.do(cast.request_in(State.RETURNED), sop.RESUBMIT)
    other = cast.request_in(State.DISPOSED)
    cast.do(access_request, sop.DISPOSE)
    assert listed(cast.head, "diputuskan") == [access_request, other]
    assert tiles(cast.head)["hari-ini"] == 2


def test_what_was_decided_yesterday_is_not_of_today(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    yesterday = timezone.now() - timedelta(days=1)
    with monkeypatch.context() as then:
        then.setattr("django.utils.timezone.now", lambda: yesterday)
        cast.request_in(State.DISPOSED)
    cast.request_in(State.DISPOSED)
    assert tiles(cast.head)["hari-ini"] == 1
    assert len(listed(cast.head, "diputuskan")) == 2


def test_the_absent_official_sees_what_was_done_in_their_name(cast: Cast) -> None:
    plh = appoint(cast.division_head, Office.HEAD, "plh", until=timezone.localdate())
    access_request = cast.do(cast.request_in(State.SUBMITTED), sop.DISPOSE, by=cast.division_head, appointment=plh)
    assert tiles(cast.head)["atas-nama"] == 1
    assert listed(cast.head, "atas-nama") == [access_request]
    assert "Siti Maryam, S.T., M.Kom., Plh. Kepala Dinas" in words(signed_in(cast.head).get("/meja/atas-nama/"))
    assert listed(cast.section_head, "atas-nama") == []


def test_there_is_no_other_list(cast: Cast) -> None:
    assert signed_in(cast.head).get("/meja/semua/").status_code == 404


def test_counting_keeps_no_session_alive(cast: Cast) -> None:
    client = signed_in(cast.head)
    client.get("/meja/")
    session = client.session
    session["seen_at"] -= 20 * 60
    session.save()
    before = client.session["seen_at"]
    assert client.get("/meja/jumlah/").status_code == 200
    assert client.session["seen_at"] == before
    client.get("/meja/")
    assert client.session["seen_at"] > before


def test_the_year_is_told_with_the_number(cast: Cast) -> None:
    cast.request_in(State.SUBMITTED)
    assert number(1) in words(signed_in(cast.head).get("/meja/"))


# After a decision


def test_after_a_decision_comes_what_waits_behind_it_then_the_first_then_the_desk(cast: Cast) -> None:
    first, second, third = submitted(cast, 3)
    assert words(signed_in(cast.head).get(address(second))).count(f"Berikutnya yang menunggu: {third}") == 1
    assert send(cast.head, second, sop.DISPOSE).url == address(third)
    assert send(cast.head, third, sop.DISPOSE).url == address(first)
    assert send(cast.head, first, sop.DISPOSE).url == "/meja/"
    desk = signed_in(cast.head).get("/meja/")
    assert "Tidak ada yang menunggu Saudara." in words(desk)


def test_the_next_page_says_what_was_done(cast: Cast) -> None:
    first, second = submitted(cast, 2)
    head, where = signed_in(cast.head), f"{address(first)}disposisi/"
    page = head.post(where, form(head.get(where), where), follow=True)
    assert page.redirect_chain == [(address(second), 302)]
    assert f"{first}: Surat telah didisposisikan kepada Kepala Bidang Informatika." in words(page)


def test_who_has_the_next_step_too_stays_with_the_request(cast: Cast) -> None:
    appoint(cast.division_head, Office.HEAD, "plh", until=timezone.localdate())
    first, _second = submitted(cast, 2)
    assert send(cast.division_head, first, sop.DISPOSE).url == address(first)


def test_a_return_goes_on_to_the_next_one_too(cast: Cast) -> None:
    first, second = cast.request_in(State.DISPOSED), cast.request_in(State.DISPOSED)
    answer = send(cast.division_head, first, sop.RETURN, note="Surat tidak terbaca.", faults_berkas="letter")
    assert answer.url == address(second)


def test_what_moves_nothing_stays_with_the_request(cast: Cast) -> None:
    access_request = cast.request_in(State.ASSIGNED)
    cast.request_in(State.APPROVED)
    answer = send(cast.section_head, access_request, sop.REASSIGN, assignee=cast.other_staff.pk)
    assert answer.url == address(access_request)


# Beside the decision


def test_earlier_requests_and_accounts_lie_beside_the_decision(cast: Cast) -> None:
    done = cast.do(cast.request_in(State.DELIVERED), sop.CONFIRM_RECEIPT)
    cast.draft()
    foreign = cast.request_in(State.SUBMITTED, applicant=cast.stranger)
    access_request = cast.request_in(State.SUBMITTED)
    page = signed_in(cast.head).get(address(access_request))
    assert list(page.context["earlier"]) == [done]
    assert [account.username for account in page.context["accounts"]] == ["dinkes-ratna"]
    assert "dinkes-ratna · aplikasi-01" in words(page)
    of_another_agency = signed_in(cast.head).get(address(foreign))
    assert list(of_another_agency.context["earlier"]) == list(of_another_agency.context["accounts"]) == []


def test_staff_see_beside_theirs_only_what_is_theirs(cast: Cast) -> None:
    of_others = cast.request_in(State.DELIVERED)
    access_request = cast.do(cast.request_in(State.ASSIGNED), sop.REASSIGN)
    page = signed_in(cast.other_staff).get(address(access_request))
    assert list(page.context["earlier"]) == list(page.context["accounts"]) == []
    page = signed_in(cast.section_head).get(address(access_request))
    assert list(page.context["earlier"]) == [of_others]


@pytest.mark.parametrize(
    ("state", "name"),
    [
        (State.SUBMITTED, "head"),
        (State.DISPOSED, "division_head"),
        (State.APPROVED, "section_head"),
        (State.ASSIGNED, "staff"),
        (State.ACTIVATED, "staff"),
    ],
)
def test_the_decision_has_one_primary_button(cast: Cast, state: State, name: str) -> None:
    page = signed_in(getattr(cast, name)).get(address(cast.request_in(state)))
    assert page.text.count("btn-primary") == 1


def test_what_the_official_before_wrote_stands_above_the_decision(cast: Cast) -> None:
    access_request = cast.request_in(State.DISPOSED)
    page = signed_in(cast.division_head).get(address(access_request))
    assert page.context["previous"] == access_request.dispositions.get(transition="dispose")
    assert (
        "Dari: Kepala Dinas Surat telah didisposisikan kepada Kepala Bidang Informatika · Segera "
        "Instruksi: Proses lebih lanjut Mohon ditindaklanjuti." in words(page)
    )
    returned = cast.do(access_request, sop.RETURN)
    again = signed_in(cast.head).get(address(cast.do(returned, sop.RESUBMIT)))
    assert again.context["previous"] is None  # the applicant's words stand on the page themselves


def test_that_a_request_is_late_stands_on_its_own_page_for_officials(cast: Cast) -> None:
    access_request = cast.request_in(State.SUBMITTED)
    waits_for_days(access_request, 14)
    late = '<span class="tag tag-late">terlambat</span>'
    assert late in signed_in(cast.head).get(address(access_request)).text
    assert late not in signed_in(cast.applicant).get(address(access_request)).text


def test_nobody_else_is_shown_them(cast: Cast) -> None:
    access_request = cast.request_in(State.SUBMITTED)
    for person in (cast.applicant, cast.liaison):
        assert "earlier" not in signed_in(person).get(address(access_request)).context
