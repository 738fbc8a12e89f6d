"""The register on screen (Buku Agenda): what is found, narrowed down and marked, and what only some may see."""

import re
from datetime import UTC, datetime, timedelta
from importlib import import_module
from typing import Any

import pytest
from django.apps import apps
from django.db import connection
from django.http import HttpResponse
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import User
from helpdesk.paging import page_by_key
from requests import register_selectors, services, sop
from requests.models import AccessRequest, AgendaCounter, RegisterEntry
from requests.states import State
from tests.by_http import error_at, signed_in, words
from tests.cast import ANSWERS, Cast, fresh, number

YEAR = timezone.localdate().year


def register(user: User, **sought: Any) -> HttpResponse:
    return signed_in(user).get("/agenda/", sought)


def shown(user: User, **sought: Any) -> list[str]:
    """The agenda numbers on the page."""
    page = register(user, **sought)
    assert page.status_code == 200
    return [str(entry) for entry in page.context["page"].rows]


def moved_to(access_request: AccessRequest, year: int, agenda_number: int) -> None:
    """As if the letter had come in another year."""
    AgendaCounter.objects.get_or_create(year=year)
    moved = RegisterEntry.objects.filter(pk=access_request.pk)
    moved.update(year=year, number=agenda_number, received_at=datetime(year, 2, 28, 5, tzinfo=UTC))


def test_an_agenda_number_leads_straight_to_its_request(cast: Cast) -> None:
    access_request = cast.request_in(State.SUBMITTED)
    for typed in (f" {number(1)} ", f"0{number(1)}", number(1).replace("/", " / ")):
        answer = register(cast.head, q=typed)
        assert (answer.status_code, answer["Location"]) == (302, f"/permohonan/{access_request.pk}/")


def test_an_agenda_number_that_is_not_there_or_not_theirs_is_told_alike(cast: Cast) -> None:
    cast.request_in(State.SUBMITTED)  # no Admin has it yet
    told = [words(register(cast.staff, q=number(count))).replace(number(count), "") for count in (1, 9)]
    assert told[0] == told[1]
    assert "Tidak ada surat bernomor agenda" in told[0]
    assert f"Tidak ada surat bernomor agenda {number(9)}" in words(register(cast.head, q=number(9)))


def test_only_what_the_person_may_see_is_found(cast: Cast) -> None:
    cast.request_in(State.SUBMITTED)
    cast.request_in(State.ASSIGNED)
    assert shown(cast.head, q="puskesmas") == [number(2), number(1)]
    assert shown(cast.staff, q="puskesmas") == [number(2)]
    assert shown(cast.other_staff, q="puskesmas") == []
    assert register(cast.applicant, q="puskesmas").status_code == 403
    assert register(cast.liaison, q="puskesmas").status_code == 403


def test_found_words_are_marked_and_nothing_else_is_markup(cast: Cast) -> None:
    hostile = '<script>alert("x")</script> & e-Puskesmas'
    cast.do(cast.draft(letter_subject=hostile), sop.SUBMIT)
    page = register(cast.head, q="PUSKESMAS <script> ratna alert").content.decode()
    marked = (
        "<mark>&lt;script&gt;</mark><mark>alert</mark>(&quot;x&quot;)&lt;/script&gt; &amp; e-<mark>Puskesmas</mark>"
    )
    assert marked in page
    assert "<mark>Ratna</mark> Puspita, S.Kom." in page  # not a column: told below the subject
    assert "<script>alert" not in page


def test_words_too_short_are_told(cast: Cast) -> None:
    cast.request_in(State.SUBMITTED)
    page = register(cast.head, q="a 12")
    assert "Kata yang kurang dari tiga huruf tidak dicari." in words(page)
    assert "tidak dicari" not in words(register(cast.head, q="di puskesmas"))


HOSTILE = ["'", '"', "%%%", "___", "\\\\\\", "x\0y\0z", '" OR 1=1 --', "AND OR NOT NEAR(", "🙂🙂🙂", "{text}:"]


def test_hostile_words_find_nothing_and_break_nothing(cast: Cast) -> None:
    cast.request_in(State.SUBMITTED)
    found = {typed: register(cast.head, q=typed) for typed in HOSTILE}
    assert {typed for typed, page in found.items() if page.status_code != 200} == set()
    assert [typed for typed, page in found.items() if page.context["page"].rows and page.context["words"]] == []


def test_ten_thousand_letters_are_too_many(cast: Cast) -> None:
    page = register(cast.head, q="x" * 10_000)
    assert "200" in error_at(page, "id_q")
    assert "x" * 10_000 in page.content.decode()  # nothing typed is lost


@pytest.fixture
def everywhere(cast: Cast) -> dict[str, str]:
    """Agenda number by where the request stands; the last one is another agency's, for a VPN, of last year."""
    numbers, count = {}, 0
    for state in (State.SUBMITTED, State.DISPOSED, State.RETURNED, State.ASSIGNED, State.DELIVERED, State.WITHDRAWN):
        cast.request_in(state)
        numbers[state.value] = number(count := count + 1)
    cast.do(cast.request_in(State.DELIVERED), sop.CONFIRM_RECEIPT)
    numbers["completed"] = number(count := count + 1)
    moved_to(cast.do(cast.draft(cast.stranger, access_kind="vpn"), sop.SUBMIT), YEAR - 1, 5)
    late = RegisterEntry.objects.get(number=2).access_request_id
    AccessRequest.objects.filter(pk=late).update(waiting_since=timezone.now() - timedelta(days=30))
    return numbers | {"other": f"5/{YEAR - 1}"}


THIS_YEAR = {"submitted", "disposed", "returned", "assigned", "delivered", "withdrawn", "completed"}
ANY_YEAR = THIS_YEAR | {"other"}
DAY = timezone.localdate().isoformat()
NARROWED: list[tuple[dict[str, Any], set[str]]] = [
    ({}, THIS_YEAR),
    ({"year": YEAR}, THIS_YEAR),
    ({"year": YEAR - 1}, {"other"}),
    ({"year": "all"}, ANY_YEAR),
    ({"q": "akses"}, ANY_YEAR),
    ({"q": "akses", "year": YEAR - 1}, {"other"}),
    ({"state": "submitted"}, {"submitted", "other"}),
    ({"state": "delivered"}, {"delivered"}),
    ({"state": "completed"}, {"completed"}),
    ({"awaited": "approve"}, {"disposed"}),
    ({"awaited": "activate"}, {"assigned"}),
    ({"awaited": "resubmit"}, {"returned"}),
    ({"awaited": "confirm_receipt"}, {"delivered"}),
    ({"office": "head"}, ANY_YEAR - {"submitted", "withdrawn", "other"}),
    ({"office": "section_head"}, {"assigned", "delivered", "completed"}),
    ({"access_kind": "vpn"}, {"other"}),
    ({"since": DAY}, THIS_YEAR),
    ({"until": f"{YEAR - 1}-12-31"}, {"other"}),
    ({"since": DAY, "until": DAY, "state": "disposed"}, {"disposed"}),
    ({"late": "on"}, {"disposed"}),
    ({"q": "haryo", "state": "completed", "office": "admin", "access_kind": "ssh"}, {"completed"}),
]


def test_the_register_is_narrowed_down(cast: Cast, everywhere: dict[str, str]) -> None:
    """Without a year chosen the newest is shown, but if something is sought, all."""
    wrong = []
    for sought, expected in [*NARROWED, ({"agency": cast.transport.pk}, {"other"})]:
        found = set(shown(cast.section_head, **sought))
        if found != {everywhere[name] for name in expected}:
            wrong.append((sought, found))
    assert wrong == []


def test_late_is_told_beside_whom_it_waits_for(cast: Cast, everywhere: dict[str, str]) -> None:
    for sought in ({"late": "on"}, {}):
        assert register(cast.section_head, **sought).content.decode().count('<span class="tag tag-late">') == 1


def test_a_kind_of_access_not_yet_submitted_is_nobodys_to_find(cast: Cast) -> None:
    returned = cast.request_in(State.RETURNED)
    AccessRequest.objects.filter(pk=returned.pk).update(access_kind="vpn")
    assert shown(cast.head, access_kind="vpn") == []
    assert shown(cast.head, access_kind=ANSWERS["access_kind"]) == [number(1)]


def test_letters_registered_before_are_found_by_the_kind_last_submitted(cast: Cast, django_assert_num_queries) -> None:
    cast.request_in(State.SUBMITTED)
    mended, being_mended = cast.request_in(State.RETURNED), cast.request_in(State.RETURNED)
    for access_request in (mended, being_mended):
        services.save_answers(access_request, access_kind="vpn")
    cast.do(fresh(mended), sop.RESUBMIT)
    RegisterEntry.objects.update(access_kind="")
    with django_assert_num_queries(1):
        import_module("requests.migrations.0012_fill_kind_of_access").fill(apps, None)
    told = RegisterEntry.objects.order_by("number").values_list("access_kind", flat=True)
    assert list(told) == ["ssh", "vpn", "ssh"]


def test_a_web_process_of_the_release_before_registers_a_letter(cast: Cast) -> None:
    """While `migrate` has run and it still does: it knows no kind of access."""
    key = AccessRequest._meta.pk.get_db_prep_value(cast.draft().pk, connection)
    told = {"access_request_id": key, "year": YEAR, "number": 1, "received_at": timezone.now()}
    told |= {"letter_number": "1/A", "letter_date": timezone.localdate(), "subject": "Akses"}
    places = ", ".join(["%s"] * len(told))
    with connection.cursor() as cursor:
        cursor.execute(f"INSERT INTO requests_registerentry ({', '.join(told)}) VALUES ({places})", [*told.values()])
    assert RegisterEntry.objects.get().access_kind == ""


WRONG = [
    ("state", "draft", "id_state"),
    ("awaited", "submit", "id_awaited"),
    ("office", "liaison", "id_office"),
    ("agency", "x", "id_agency"),
    ("access_kind", "telnet", "id_access_kind"),
    ("since", "31-31-2026", "id_since"),
    ("since", "0001-01-01", "id_since"),
    ("until", "kemarin", "id_until"),
]


def test_a_bad_value_is_told_beside_its_field_and_nothing_is_lost(cast: Cast) -> None:
    cast.request_in(State.SUBMITTED)
    for name, value, field_id in WRONG:
        page = register(cast.head, q="puskesmas", **{name: value})
        assert error_at(page, field_id), (name, value)
        assert page.context["page"].rows == []
        assert 'value="puskesmas"' in page.content.decode()
        assert "<title>Galat: " in page.content.decode()
    page = register(cast.head, since="2026-02-01", until="2026-01-01")
    assert error_at(page, "id_until") == "Tanggal berakhir mendahului tanggal mulai."
    assert words(register(cast.head, year="1999")).count("Tidak ada tahun itu dalam buku agenda.") == 1


def test_what_is_sought_goes_along_to_the_next_page(cast: Cast) -> None:
    for _ in range(3):
        cast.request_in(State.SUBMITTED)
    moved_to(cast.request_in(State.SUBMITTED), YEAR - 1, 1)
    user = signed_in(cast.head)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("helpdesk.paging.page_by_key.__defaults__", (2,))
        first = user.get("/agenda/", {"q": "puskesmas", "state": "submitted", "year": "all"})
        assert [str(entry) for entry in first.context["page"].rows] == [number(3), number(2)]
        address = first.content.decode().split('rel="next" href="')[1].split('"')[0].replace("&amp;", "&")
        assert "q=puskesmas&state=submitted&year=all" in address
        second = user.get(f"/agenda/{address}")
    assert [str(entry) for entry in second.context["page"].rows] == [number(1), f"1/{YEAR - 1}"]


def test_the_years_are_those_of_the_register(cast: Cast) -> None:
    cast.request_in(State.SUBMITTED)
    assert register(cast.head).context["years"] == []  # nothing to choose from
    moved_to(cast.request_in(State.SUBMITTED), YEAR - 3, 1)
    page = register(cast.head)
    assert [year["label"] for year in page.context["years"]] == [str(YEAR), str(YEAR - 3), "Semua tahun"]
    assert [year["label"] for year in page.context["years"] if year["is_shown"]] == [str(YEAR)]


def explained(sql: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN {'' if connection.vendor == 'postgresql' else 'QUERY PLAN '}{sql}")
        return "\n".join(str(row[-1]) for row in cursor.fetchall())


@pytest.mark.parametrize("sought", [{"year": YEAR}, {}], ids=["a year", "all years"])
def test_a_page_deep_in_the_register_is_read_by_the_index(cast: Cast, sought: dict[str, Any]) -> None:
    """From where the page begins: no row before it is looked at, but those of the same year, and none is sorted."""
    for _ in range(2):
        cast.request_in(State.SUBMITTED)
    order = ("-number",) if sought else ("-year", "-number")
    entries = register_selectors.register_sought(cast.head, sought)
    first = page_by_key(entries, "", order, size=1)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(
                "SET LOCAL enable_seqscan = off; SET LOCAL enable_sort = off; SET LOCAL enable_bitmapscan = off"
            )
    with CaptureQueriesContext(connection) as captured:
        page_by_key(entries, first.next_key, order, size=1)
    plan = explained(captured[0]["sql"])
    if connection.vendor == "postgresql":
        assert re.search(r"Index Scan Backward using agenda_number_unique_in_year.*\n +Index Cond: \(.*year <?=", plan)
    else:
        assert f"(year{'=? AND number<?' if sought else '<?'})" in plan
    assert not re.search("Sort|TEMP B-TREE", plan)


def test_words_cost_two_queries_more_however_many_are_found(cast: Cast) -> None:
    for _ in range(2):
        cast.request_in(State.SUBMITTED)
    user, counts = signed_in(cast.head), []
    for q in ("", "nichts-da", "puskesmas"):
        with CaptureQueriesContext(connection) as captured:
            user.get("/agenda/", {"q": q})
        counts.append(len(captured))
    assert counts[2] == counts[0] + 2
