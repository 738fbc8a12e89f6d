"""By which words a request is found: the same on SQLite and on PostgreSQL."""

import pytest
from django.db import connection, transaction
from django.db.models import Model
from django.test.utils import CaptureQueriesContext
from django_tasks_db.models import DBTaskResult

from accounts.models import User
from requests import search, services, sop, tasks
from requests.models import AccessRequest, Renaming, SearchText
from requests.states import State
from tests.by_http import form, signed_in
from tests.cast import Cast, fresh, number


def found(typed: str) -> list[AccessRequest]:
    texts = search.holding(search.words_of(typed))
    return list(AccessRequest.objects.filter(search_text__in=texts).order_by("register_entry__number"))


@pytest.fixture
def delivered(cast: Cast) -> AccessRequest:
    access_request = cast.draft(developer_name="Slamet Riyadi", developer_company="CV Muria Digital")
    for act in (sop.SUBMIT, sop.DISPOSE, sop.APPROVE, sop.ASSIGN, sop.ACTIVATE, sop.DELIVER):
        access_request = cast.do(access_request, act)
    return access_request


def rename(row: Model, name: str) -> None:
    row.name = name
    with transaction.atomic():
        row.save()


def renew_all() -> None:
    """As the worker does, woken by housekeeping."""
    tasks.wake_due_search_texts()
    while search.renew_some():
        pass


FINDS = [
    *("1/2", "045/112/DINKES/X/2026", "112/din", "e-Puskesmas", "PUSKESMAS", "uskesma"),  # the letter
    *("Dinas Kesehatan", "dinkes", "Bambang Hartono", "M.Kes."),  # agency, signatory
    *("Ratna Puspita", "Haryo", "Maryam", "Agus Prasetyo", "Dewi Anggraini"),  # who acted
    *("Slamet Riyadi", "Muria Digital"),  # third party
    *("aplikasi-01", "10.10.0.21", "dinkes-ratna"),  # server and account
    *("  puspita\t045/112  ratna ", "puspita di X"),  # every word, in any order; short ones don't count
    *("\0\0\0puskesmas", "pus\0kes\0mas", "\ud800puskesmas", "pus\u200bkesmas"),  # what can't be seen isn't sought
]
FINDS_NOT = [
    *("Joko", "puskesmas Joko", "ratnapuspita", "Fajar Nugroho"),  # who has nothing to do with it
    *("Pemeliharaan", "x" * 10_000),  # the purpose is no part of it
]


def test_a_request_is_found_by_its_words(delivered: AccessRequest) -> None:
    """Every word must occur."""
    assert [typed for typed in FINDS if found(typed) != [delivered]] == []
    assert [typed for typed in FINDS_NOT if found(typed)] == []


HOSTILE = [
    *("100%", "a_b_c", "%%%", "___", "\\\\\\", "'''", '"""', 'x"y"z', "a'b'c", "***", "(((", "^^^", ":::", "{x}"),
    *("AND", "NOT", "NEAR(", "text:x", '"OR"1=1--', "🙂🙂🙂", "👩‍💻👩‍💻👩‍💻", "Ünïcödé", "İSTANBUL", "ﬁlm", "＝１＋１"),
]


def test_every_sign_stands_for_itself_alone(cast: Cast) -> None:
    """Whatever an index or a pattern may take for an operator is found where it is written, and nowhere else."""
    plain = cast.do(cast.draft(letter_subject="Permohonan biasa", letter_number="100/axbxc"), sop.SUBMIT)
    other = cast.do(cast.draft(), sop.SUBMIT)
    for word in HOSTILE:
        SearchText.objects.filter(access_request=other).update(text=search.searchable(f"surat {word} lagi"))
        assert found(word) == [other], word
    assert found("biasa") == [plain]


@pytest.mark.parametrize("typed", ["", "12", "a b c", "🙂", "  "])
def test_shorter_words_are_no_words(typed: str) -> None:
    assert search.words_of(typed) == []


def test_an_act_and_the_text_become_true_together(cast: Cast) -> None:
    access_request = cast.request_in(State.SUBMITTED)
    with transaction.atomic():
        cast.do(access_request, sop.DISPOSE)
        assert found("Haryo") == [access_request]
        transaction.set_rollback(True)
    assert found("Haryo") == []


def test_what_is_not_submitted_is_not_found(cast: Cast) -> None:
    cast.draft()
    assert not SearchText.objects.exists()
    returned = cast.request_in(State.RETURNED)
    services.save_answers(returned, letter_subject="Perihal yang belum diajukan")
    rename(cast.health, "Dinas Kesehatan dan Gizi")
    renew_all()
    assert found("belum diajukan") == []
    assert found("e-Puskesmas") == [returned]
    cast.do(fresh(returned), sop.RESUBMIT)
    assert found("belum diajukan") == [returned]


@pytest.mark.parametrize(
    ("kind", "who", "fields", "words"),
    [
        ("opd", "health", {"name": "Dinas Kesehatan dan Gizi", "short_name": "Dinkes"}, "dan Gizi"),
        ("server", "server", {"name": "aplikasi-01", "address": "puskesmas.kudus"}, "puskesmas.kudus"),
        ("orang", "staff", {"name": "Dewi Anggraini Saputri"}, "Saputri"),
        ("orang", "head", {"name": "Haryo Wibisono Kusuma"}, "Kusuma"),
        ("orang", "applicant", {"name": "Ratna Puspita Dewanti"}, "Dewanti"),
    ],
)
def test_a_new_name_finds_the_requests_that_name_it(
    cast: Cast, delivered: AccessRequest, kind: str, who: str, fields: dict[str, str], words: str
) -> None:
    super_admin, address = signed_in(cast.section_head), f"/kelola/{kind}/{getattr(cast, who).pk}/"
    told = form(super_admin.get(address), "") | fields
    assert super_admin.post(address, told).status_code == 302
    renew_all()
    assert found(words) == [delivered]
    assert not Renaming.objects.exists()


def test_saving_without_a_new_name_costs_nothing(cast: Cast, delivered: AccessRequest) -> None:
    for row in (User.objects.get(pk=cast.head.pk), cast.health, cast.server):
        row.save()
    assert not Renaming.objects.exists()


def test_a_new_name_costs_the_same_however_many_requests_name_it(cast: Cast) -> None:
    """The page that renames writes no text: it would wait for their index, and every act for the page."""
    costs = []
    for count in (1, 3):
        for _ in range(count):
            cast.request_in(State.DISPOSED)
        with CaptureQueriesContext(connection) as captured:
            rename(cast.head, f"Haryo Wibisono Kusuma {count}")
        assert not [query for query in captured if "requests_searchtext" in query["sql"]]
        costs.append(len(captured))
        renew_all()
    assert costs[0] == costs[1]


@pytest.fixture
def renamed(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> list[AccessRequest]:
    """Five requests, one not the agency's, whose worker renews two texts at a time."""
    monkeypatch.setattr(search, "AT_ONCE", 2)
    requests = [cast.request_in(State.SUBMITTED) for _ in range(4)]
    cast.do(cast.draft(cast.stranger), sop.SUBMIT)
    rename(cast.health, "Dinas Kesehatan dan Gizi")
    return requests


def test_texts_are_renewed_some_at_a_time(renamed: list[AccessRequest]) -> None:
    told = []
    while search.renew_some():
        told.append((len(found("gizi")), Renaming.objects.count()))
    assert told == [(2, 1), (4, 1), (4, 0)]
    assert found("gizi") == renamed


def test_a_worker_killed_on_the_way_is_followed_by_one_that_goes_on(renamed: list[AccessRequest]) -> None:
    search.renew_some()
    with pytest.raises(ZeroDivisionError), transaction.atomic():  # killed within a part: nothing of it counts
        search.renew_some()
        raise ZeroDivisionError
    done = found("gizi")
    assert len(done) == 2
    SearchText.objects.filter(access_request__in=done).update(text="tidak dibuat dua kali")
    tasks.wake_due_search_texts()
    assert DBTaskResult.objects.filter(task_path="requests.tasks.renew_search_texts").count() == 2
    renew_all()
    assert found("gizi") == [one for one in renamed if one not in done]
    assert found("dua kali") == done


def test_a_second_new_name_on_the_way_begins_anew(cast: Cast, renamed: list[AccessRequest]) -> None:
    search.renew_some()
    rename(cast.health, "Dinas Kesehatan dan Keluarga")
    assert Renaming.objects.count() == 1
    renew_all()
    assert (found("gizi"), found("keluarga")) == ([], renamed)


def test_two_at_once_are_both_renewed(cast: Cast, renamed: list[AccessRequest]) -> None:
    rename(cast.applicant, "Ratna Puspita Dewanti")
    rename(cast.stranger, "Joko Susilo Wibowo")
    assert Renaming.objects.count() == 3
    renew_all()
    assert found("gizi dewanti") == renamed
    assert len(found("wibowo")) == 1


def test_texts_that_are_missing_are_made(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of letters from before the migration, or from a web process of the release before."""
    monkeypatch.setattr(search, "AT_ONCE", 2)
    access_requests = [cast.request_in(State.DISPOSED) for _ in range(3)]
    cast.draft()
    SearchText.objects.all().delete()
    DBTaskResult.objects.all().delete()
    tasks.wake_due_search_texts()
    assert DBTaskResult.objects.get().task_path == "requests.tasks.renew_search_texts"
    renew_all()
    assert found("puskesmas haryo") == access_requests
    assert SearchText.objects.count() == 3


def test_the_index_is_used(cast: Cast) -> None:
    """The plan names it; on PostgreSQL, which rightly reads a small table whole, once that is made dear."""
    cast.request_in(State.SUBMITTED)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL enable_seqscan = off")
    plan = search.holding(["puskesmas", "ratna"]).explain()
    if connection.vendor == "postgresql":
        assert "Bitmap Index Scan on requests_searchindex" in plan
    else:
        assert plan.count("SCAN requests_searchindex VIRTUAL TABLE INDEX 0:M") == 2
        assert "SEARCH requests_searchtext USING INTEGER PRIMARY KEY" in plan


def test_the_index_of_sqlite_follows_every_change(cast: Cast) -> None:
    """FTS5 compares its index with the rows; nothing is left of what was replaced or removed."""
    access_request = cast.request_in(State.SUBMITTED)
    SearchText.objects.update(text="kata yang lain")
    assert (found("puskesmas"), found("lain")) == ([], [access_request])
    SearchText.objects.all().delete()
    assert found("lain") == []
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO requests_searchindex (requests_searchindex, rank) VALUES ('integrity-check', 1)"
            )


def test_the_agenda_number_is_part_of_it(cast: Cast) -> None:
    cast.request_in(State.SUBMITTED)
    second = cast.request_in(State.SUBMITTED)
    assert found(number(2)) == [second]
