"""What goes into the audit trail, what never does, what can't be recorded; the page, its filters, the export."""

import ast
import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.conf import settings as site_settings
from django.db import DatabaseError, OperationalError, connection, connections
from django.test import Client

from accounts import audit, audit_chain
from accounts.models import AuditEntry, AuditHead
from requests import sop, tasks
from requests.audit_words import ACTIONS
from requests.models import Credential, Document, Opening, RegisterEntry
from requests.sheets import Sheet
from requests.states import State
from tests.by_http import signed_in, words
from tests.cast import PASSWORD, Cast, fresh, number
from tests.tables import rows_of_all_tables

pytestmark = pytest.mark.bar(26)
AUDIT = "/kelola/audit/"


def last() -> AuditEntry:
    return AuditEntry.objects.latest("number")


def test_signing_in_failing_and_leaving_are_recorded_with_the_address(cast: Cast, settings) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    client = Client(headers={"x-forwarded-for": "198.51.100.1, 203.0.113.9"})
    for email, password in (("ratna@dinkes.example", "salah"), ("nobody@dinkes.example", "s"), ("", PASSWORD)):
        client.post("/akun/masuk/", {"login": email, "password": password})
    client.post("/akun/masuk/", {"login": "ratna@dinkes.example", "password": PASSWORD})
    client.post("/akun/keluar/")
    rows = AuditEntry.objects.order_by("number").values_list("action", "actor__email", "target_id", "address", "data")
    ratna, key, address = "ratna@dinkes.example", str(cast.applicant.pk), "203.0.113.9"
    assert list(rows) == [
        ("sign_in_failed", None, key, address, {}),
        ("sign_in_failed", None, "", address, {}),
        ("signed_in", ratna, key, address, {}),
        ("signed_out", ratna, key, address, {}),
    ]


def test_an_entry_tells_everything_of_a_decision(cast: Cast) -> None:
    access_request = cast.request_in(State.DISPOSED)
    entry = access_request.dispositions.get(transition="dispose").audit_entry
    assert (entry.action, entry.actor, entry.actor_name) == ("dispose", cast.head, "Drs. Haryo Wibisono, M.Si.")
    assert (entry.capacity, entry.address) == ("Kepala Dinas", "")
    assert (entry.target_type, entry.target_id) == ("requests.accessrequest", str(access_request.pk))
    seen = {"version": access_request.version, "letter_sha256": access_request.letter_sha256}
    assert entry.data == {"from_state": "submitted", "to_state": "disposed", **seen}


def test_a_refusal_is_recorded_by_the_pattern_of_its_address(cast: Cast) -> None:
    access_request = cast.request_in(State.SUBMITTED)
    answer = signed_in(cast.liaison).post(f"/permohonan/{access_request.pk}/disposisi/?rahasia=1")
    assert answer.status_code == 403
    assert (last().action, last().actor, last().target_id) == ("refused", cast.liaison, str(access_request.pk))
    assert last().data == {"method": "POST", "route": "permohonan/<uuid:pk>/disposisi/"}
    before = AuditEntry.objects.count()
    assert Client().post("/meja/").status_code == 403
    assert AuditEntry.objects.count() == before


def test_whose_turn_it_is_opens_a_request_once_a_version(cast: Cast) -> None:
    access_request = cast.request_in(State.SUBMITTED)
    address = f"/permohonan/{access_request.pk}/"
    head, liaison, division_head = (signed_in(user) for user in (cast.head, cast.liaison, cast.division_head))
    for client in (liaison, division_head):
        client.get(address)
    head.head(address)
    assert not Opening.objects.exists()
    for _ in range(2):
        head.get(address)
        head.get(f"{address}disposisi/")
    opening = Opening.objects.get()
    assert (opening.person, opening.version) == (cast.head, access_request.version)
    assert (opening.audit_entry.action, opening.audit_entry.capacity) == ("opened", "Kepala Dinas")
    assert opening.audit_entry.data["letter_sha256"] == access_request.letter_sha256
    for act in (sop.DISPOSE, sop.RETURN, sop.RESUBMIT):
        cast.do(access_request, act)
    head.get(address)
    assert Opening.objects.filter(person=cast.head).count() == 2


def test_a_draft_is_opened_by_nobody(cast: Cast) -> None:
    draft = cast.draft()
    assert signed_in(cast.applicant).get(f"/permohonan/{draft.pk}/").status_code == 200
    assert not Opening.objects.exists()


def test_papers_and_originals_are_recorded_and_page_images_are_not(cast: Cast) -> None:
    access_request = cast.request_in(State.SUBMITTED)
    sheet = access_request.documents.get(sheet=Sheet.REGISTER)
    Document.objects.filter(pk=sheet.pk).update(state="done", file=access_request.letter.file.name, sha256="a" * 64)
    tasks.draw_page.call(str(access_request.letter.page_images.get(number=1).pk))
    head = signed_in(cast.head)
    before = AuditEntry.objects.count()
    for path in (f"{access_request.letter_id}/", f"{sheet.pk}/", f"{access_request.letter_id}/halaman/1/"):
        answer = head.get(f"/dokumen/{path}")
        assert answer.status_code == 200
        b"".join(answer)
    original, paper = AuditEntry.objects.filter(number__gt=before).order_by("number")
    of_letter = {"paper": str(access_request.letter_id), "kind": "letter", "sha256": access_request.letter_sha256}
    assert (original.action, original.data) == ("original_taken", of_letter)
    assert (paper.action, paper.data) == (
        "paper_taken",
        {"paper": str(sheet.pk), "kind": "register", "sha256": "a" * 64},
    )


def test_no_secret_is_in_the_trail(cast: Cast) -> None:
    """Neither a password, theirs or the account's, nor the words of anyone."""
    client = Client()
    client.post("/akun/masuk/", {"login": "ratna@dinkes.example", "password": PASSWORD})
    access_request = cast.request_in(State.DELIVERED)
    password = Credential.objects.get().open()
    assert password in client.post(f"/permohonan/{access_request.pk}/kredensial/", {"password": PASSWORD}).text
    client.post("/akun/sandi/ubah/", {"oldpassword": PASSWORD, "password1": f"{PASSWORD}-2", "password2": "x"})
    trail = json.dumps(list(audit.entries()))
    assert "credential_shown" in trail
    for secret in (password, PASSWORD, "Mohon ditindaklanjuti."):
        assert secret not in trail


def test_every_kind_of_entry_has_its_words() -> None:
    """Whatever `audit.record` is called with in the code, as far as it stands there as a text."""
    written = set()
    for path in (path for app in ("accounts", "requests") for path in (site_settings.BASE_DIR / app).rglob("*.py")):
        for call in (node for node in ast.walk(ast.parse(Path(path).read_text())) if isinstance(node, ast.Call)):
            if ast.unparse(call.func) == "audit.record":
                texts = [node.value for node in ast.walk(call.args[0]) if isinstance(node, ast.Constant)]
                written |= {text for text in texts if not text.startswith("_") and not text.endswith("_")}
    assert len(written) > 10
    assert written - set(ACTIONS) == set()


@contextmanager
def unwritable() -> Iterator[None]:
    """The database takes no audit entry, for whatever reason."""
    table, refuse = AuditEntry._meta.db_table, "BEFORE INSERT ON accounts_auditentry"
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(f"CREATE TRIGGER full_up {refuse} BEGIN SELECT RAISE(ABORT, 'full'); END")
        else:
            cursor.execute(f"CREATE TRIGGER full_up {refuse} EXECUTE FUNCTION refuse_change()")
        yield
        cursor.execute("DROP TRIGGER full_up" + ("" if connection.vendor == "sqlite" else f" ON {table}"))


@pytest.mark.bar(28)
def test_what_can_not_be_recorded_is_not_done(cast: Cast) -> None:
    access_request = cast.request_in(State.SUBMITTED)
    head, liaison = signed_in(cast.head), signed_in(cast.liaison)
    stranger = Client()
    for client in (head, liaison, stranger):
        client.raise_request_exception = False
    data = {"login": "ratna@dinkes.example", "password": PASSWORD}
    with unwritable():
        before = rows_of_all_tables()
        with pytest.raises(DatabaseError):
            cast.do(access_request, sop.DISPOSE)
        assert head.get(f"/dokumen/{access_request.letter_id}/").status_code == 500
        assert head.get(f"/permohonan/{access_request.pk}/").status_code == 500
        assert liaison.get("/meja/").status_code == 500
        assert rows_of_all_tables() == before
        assert stranger.post("/akun/masuk/", data).status_code == 500
        assert stranger.get("/permohonan/").status_code == 302  # nobody is signed in
    assert cast.do(access_request, sop.DISPOSE).state == State.DISPOSED


@pytest.mark.bar(28)
@pytest.mark.skipif(connection.vendor == "sqlite", reason="on SQLite a writer waits for the whole database")
def test_an_act_that_waits_too_long_for_the_trail_is_not_done(transactional_db: None) -> None:
    cast = Cast()
    access_request = cast.request_in(State.SUBMITTED)
    held, done = threading.Event(), threading.Event()

    def hold() -> None:
        with connection.cursor() as cursor:
            cursor.execute("BEGIN")
            cursor.execute("SELECT * FROM accounts_audithead FOR UPDATE")
            held.set()
            done.wait(20)
            cursor.execute("ROLLBACK")
        connections.close_all()

    holder = threading.Thread(target=hold)
    holder.start()
    held.wait(20)
    began = time.monotonic()
    with pytest.raises(OperationalError, match="lock timeout"):
        cast.do(access_request, sop.DISPOSE)
    assert time.monotonic() - began < 10
    done.set()
    holder.join()
    assert (fresh(access_request).state, AuditEntry.objects.count()) == ("submitted", 1)


# -- the page


def numbers(page) -> list[int]:
    return [line["entry"].number for line in page.context["lines"]]


def test_super_admin_finds_entries_newest_first(cast: Cast) -> None:
    first, second = cast.request_in(State.DISPOSED), cast.request_in(State.SUBMITTED)
    section_head = signed_in(cast.section_head)
    page = section_head.get(AUDIT)
    assert numbers(page) == [4, 3, 2, 1]
    assert f"Kepala Dinas {sop.DISPOSE.done} {number(1)}" in words(page)
    assert f'href="/permohonan/{first.pk}/"' in page.text
    for sought, expected in (
        ("action=dispose", [2]),
        ("person=haryo", [2]),
        ("person=ratna&action=submit", [3, 1]),
        (f"agenda_number={number(2)}", [3]),
        ("agenda_number=99/2026", []),
        ("until=2020-01-01", []),
        ("since=2020-01-01&action=signed_in", [4]),
        ("since=0001-01-01", []),
        ("agenda_number=x&action=y", []),
    ):
        assert numbers(section_head.get(f"{AUDIT}?{sought}")) == expected, sought
    assert RegisterEntry.objects.get(access_request=second).number == 2


def test_pages_keep_what_is_sought(cast: Cast) -> None:
    for _ in range(60):
        audit.record("signed_up", actor=cast.applicant)
    section_head = signed_in(cast.section_head)
    page = section_head.get(f"{AUDIT}?person=ratna&action=signed_up")
    assert numbers(page) == list(range(60, 10, -1))
    after = section_head.get(f"{AUDIT}?person=ratna&action=signed_up&sesudah={page.context['page'].next_key}")
    assert numbers(after) == list(range(10, 0, -1))
    assert "?person=ratna&amp;action=signed_up&amp;sesudah=" in page.text


def test_export_needs_proof_is_recorded_and_verifies(cast: Cast) -> None:
    cast.request_in(State.SUBMITTED)
    section_head = signed_in(cast.section_head)
    asked = section_head.post(f"{AUDIT}ekspor/")
    assert (asked.status_code, asked.url) == (302, "/akun/masuk-ulang/?next=%2Fkelola%2Faudit%2Fekspor%2F")
    assert last().action == "signed_in"
    exported = section_head.post(asked.url, {"password": PASSWORD, "next": f"{AUDIT}ekspor/"})
    lines = b"".join(exported).decode().splitlines()
    entries = [json.loads(line) for line in lines]
    assert [entry["action"] for entry in entries] == ["submit", "signed_in", "audit_exported"]
    assert entries[2]["capacity"] == "Kepala Seksi TI dan Persandian"
    assert audit_chain.verify(entries, [], "00" * 32) == audit_chain.Report(3, 0, AuditHead.objects.get().hash)
    assert exported["Content-Disposition"] == 'attachment; filename="audit-3.jsonl"'


def test_the_program_that_checks_is_handed_out_as_it_runs(cast: Cast) -> None:
    answer = signed_in(cast.section_head).get(f"{AUDIT}pemeriksa/")
    assert answer.content == Path(audit_chain.__file__).read_bytes()


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_nobody_changes_the_trail_by_the_site(cast: Cast, method: str) -> None:
    section_head = signed_in(cast.section_head)
    before = list(audit.entries())
    assert getattr(section_head, method)(AUDIT).status_code == 405
    assert list(audit.entries()) == before
