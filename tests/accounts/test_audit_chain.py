"""The chain of the audit trail: what the owner of the database alters is found, and nothing else is."""

import json
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from accounts import audit, audit_chain, audit_checkpoints
from accounts.models import AuditEntry, AuditHead
from helpdesk.models import Message
from requests import sop
from requests.models import Disposition, Opening
from requests.states import State
from tests.attack import amount
from tests.attack.audit_trail import PUBLIC_KEY, as_exported, check, checkpoint, invented_trail, tamperings, write_trail
from tests.by_http import signed_in
from tests.cast import Cast
from tests.tables import drop_guards

ZONES = ("UTC", "Asia/Jakarta", "America/St_Johns", "Pacific/Kiritimati", "Asia/Kathmandu")


@pytest.fixture
def trail(cast: Cast) -> list[str]:
    """The checkpoints of a trail of forty entries."""
    return write_trail([cast.applicant, cast.head])


@pytest.mark.bar(27)
def test_every_tampering_is_found_and_its_first_row_named(
    trail: list[str], counted: Callable[[int, str], None]
) -> None:
    assert check(trail) == audit_chain.Report(40, 40, AuditHead.objects.get().hash)
    counted(amount(64, 1000), "tamperings")
    assert list(tamperings(amount(64, 1000), trail)) == []


@pytest.fixture
def in_zone(transactional_db: None) -> Iterator[Callable[[str], None]]:
    """Lets the site, and its connection to PostgreSQL, work in a time zone; SQLite keeps the zone of no time."""

    def work_in(zone: str | None) -> None:
        timezone.activate(zone or "UTC")
        if connection.vendor == "postgresql":
            connection.close()
            connection.settings_dict["TIME_ZONE"] = zone
            for known in ("timezone", "timezone_name"):
                vars(connection).pop(known, None)

    yield work_in
    work_in(None)
    timezone.deactivate()


@pytest.mark.bar(27)
def test_no_time_zone_makes_it_look_altered(in_zone: Callable[[str], None]) -> None:
    cast = Cast()
    lines = write_trail([cast.applicant, cast.head])
    before = as_exported()
    for number, zone in enumerate(ZONES, 1):
        in_zone(zone)
        audit.record("signed_in", actor=None)
        assert check(lines)[:2] == (40 + number, 40), zone
        assert as_exported()[:40] == before


def test_a_tail_cut_after_the_last_checkpoint_shows_by_the_head(trail: list[str], elsewhere: Path) -> None:
    drop_guards()
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM accounts_auditentry WHERE number > 38")
    with pytest.raises(CommandError, match="Entry 39 is the first bad one: missing: 40 were written"):
        call_command("audit_verify")


def test_a_checkpoint_of_another_key_is_no_evidence(trail: list[str]) -> None:
    foreign = audit_chain.Checkpoint.read(trail[-1])._replace(signature=b"0" * 64)
    for lines in ([str(foreign)], [*trail, str(foreign._replace(hash="0" * 64))], [str(foreign._replace(size=99))]):
        assert "is not signed with this key" in check(lines).reason
    assert check(["not a checkpoint"]).reason == "a line of the checkpoints can't be read"
    assert check([]) == audit_chain.Report(40, 0, AuditHead.objects.get().hash)


@pytest.mark.parametrize("row", ["null", "[]", '{"number": 1}', '{"number": 1, "hash": "0"'])
def test_what_is_no_entry_is_named(row: str, tmp_path: Path) -> None:
    (tmp_path / "export").write_text(f"{row}\n")
    (tmp_path / "checkpoints").write_text("")
    said = audit_chain.main(str(tmp_path / "export"), str(tmp_path / "checkpoints"), PUBLIC_KEY)
    assert said == "Entry 1 is the first bad one: not an entry."


def test_signatures_are_those_of_the_standard() -> None:
    """RFC 8032, section 7.1, tests 1 to 3; and whatever the library signs, and nothing near it."""
    for key, message, signature in (
        (
            "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
            "",
            "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595b"
            "be24655141438e7a100b",
        ),
        (
            "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
            "72",
            "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb430"
            "2aeeb00d291612bb0c00",
        ),
        (
            "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
            "af82",
            "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716e"
            "d28dc027beceea1ec40a",
        ),
    ):
        assert audit_chain.is_signed(bytes.fromhex(key), bytes.fromhex(message), bytes.fromhex(signature))
    private = Ed25519PrivateKey.generate()
    key, message = private.public_key().public_bytes_raw(), b"audit"
    signature = private.sign(message)
    assert audit_chain.is_signed(key, message, signature)
    order = 2**252 + 27742317777372353535851937790883648493
    twin = signature[:32] + (int.from_bytes(signature[32:], "little") + order).to_bytes(32, "little")
    wrong = [(key, b"Audit", signature), (key, message, twin), (key, message, signature[:-1]), (key[1:], message, b"")]
    wrong += [(key, message, bytes(byte ^ (place == at) for place, byte in enumerate(signature))) for at in range(64)]
    assert [case for case in wrong if audit_chain.is_signed(*case)] == []


@pytest.mark.bar(28)
def test_a_long_trail_verifies_within_a_minute(tmp_path: Path, counted: Callable[[int, str], None]) -> None:
    """A million entries in `make attack`; by the program alone, in a process of its own."""
    many = amount(1000, 1_000_000)
    lines = [f"{json.dumps(row)}\n" for row in invented_trail(many)]
    (tmp_path / "export").write_text("".join(lines))
    (tmp_path / "checkpoints").write_text(f"{checkpoint(900, json.loads(lines[899])['hash'])}\n")
    counted(1, f"trail of {many:,} entries")
    program = [sys.executable, "-I", "-S", audit_chain.__file__, tmp_path / "export", tmp_path / "checkpoints"]
    began = time.monotonic()
    said = subprocess.run([*program, PUBLIC_KEY], capture_output=True, text=True, check=False, cwd=tmp_path)
    assert time.monotonic() - began < 60
    whole = f"{many} entries are as they were written; {many - 900} are newer than the last checkpoint.\n"
    assert said.stdout + said.stderr == whole
    lines[499] = lines[499].replace('"opened"', '"closed"')
    (tmp_path / "export").write_text("".join(lines))
    said = subprocess.run([*program, PUBLIC_KEY], capture_output=True, text=True, check=False, cwd=tmp_path)
    assert said.returncode == 1
    assert said.stderr.startswith("Entry 500 is the first bad one: altered")


@pytest.mark.parametrize("model", [AuditEntry, Disposition, Opening])
def test_the_database_refuses_to_change_what_is_written(cast: Cast, model: type) -> None:
    access_request = cast.request_in(State.SUBMITTED)
    signed_in(cast.head).get(f"/permohonan/{access_request.pk}/")
    assert model.objects.exists()
    table = model._meta.db_table
    statements = [f"UPDATE {table} SET {model._meta.pk.column} = NULL", f"DELETE FROM {table}"]
    if connection.vendor == "postgresql":
        statements += [f"TRUNCATE {table} CASCADE"]
    else:
        statements += [f"INSERT OR REPLACE INTO {table} SELECT * FROM {table}"]
    connection.check_constraints()  # a table with checks still to come can't be emptied anyway
    for statement in statements:
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)


@pytest.fixture
def elsewhere(settings, tmp_path: Path) -> Path:
    """Where the checkpoints go."""
    settings.AUDIT_CHECKPOINTS = tmp_path / "elsewhere/checkpoints"
    return settings.AUDIT_CHECKPOINTS


def test_a_checkpoint_is_written_when_there_is_something_new(cast: Cast, elsewhere: Path, settings) -> None:
    settings.AUDIT_CHECKPOINT_MAIL = "auditor@inspektorat.example"
    call_command("housekeeping")
    assert not elsewhere.exists()  # nothing has happened yet
    cast.request_in(State.SUBMITTED)
    for _ in range(2):
        call_command("housekeeping")
    line = elsewhere.read_text()
    assert re.fullmatch(rf"https://testserver 1 {AuditEntry.objects.get().hash} 20\S+Z [0-9a-f]{{128}}\n", line)
    assert Message.objects.get(to="auditor@inspektorat.example").body == line


def test_checkpoints_come_every_fifteen_minutes_at_most(cast: Cast, elsewhere: Path, monkeypatch) -> None:
    cast.request_in(State.DISPOSED)
    call_command("housekeeping")
    cast.request_in(State.SUBMITTED)
    call_command("housekeeping")
    assert [line.split()[1] for line in audit_checkpoints.lines()] == ["2"]
    monkeypatch.setattr(audit_checkpoints, "EVERY", timedelta(0))
    call_command("housekeeping")
    call_command("housekeeping")
    assert [line.split()[1] for line in audit_checkpoints.lines()] == ["2", "3"]


def test_a_half_written_checkpoint_spoils_no_later_one(cast: Cast, elsewhere: Path) -> None:
    cast.request_in(State.SUBMITTED)
    audit_checkpoints.write_checkpoint.call()
    whole = elsewhere.read_text()
    elsewhere.write_text(whole[:-21])  # twenty digits and the line feed are missing
    audit_checkpoints.write_checkpoint.call()
    assert [len(line.split()[-1]) for line in audit_checkpoints.lines()] == [108, 128]
    assert audit_checkpoints.lines()[1].split()[:3] == whole.split()[:3]


def test_a_checkpoint_is_ordered_with_each_delivery(cast: Cast, elsewhere: Path) -> None:
    access_request = cast.request_in(State.ACTIVATED)
    assert not DBTaskResult.objects.filter(task_path__endswith="write_checkpoint").exists()
    cast.do(access_request, sop.DELIVER)
    assert DBTaskResult.objects.filter(task_path__endswith="write_checkpoint").count() == 1
    cast.do(access_request, sop.REISSUE)
    assert DBTaskResult.objects.filter(task_path__endswith="write_checkpoint").count() == 2
    audit_checkpoints.write_checkpoint.call()
    assert elsewhere.read_text().split()[1:3] == ["7", AuditHead.objects.get().hash]


def test_commands_verify_what_the_site_wrote(cast: Cast, elsewhere: Path, capsys) -> None:
    cast.request_in(State.DELIVERED)
    audit_checkpoints.write_checkpoint.call()
    cast.request_in(State.SUBMITTED)
    call_command("audit_verify")
    said = capsys.readouterr().out
    assert said == "7 entries are as they were written; 1 are newer than the last checkpoint.\n"
    call_command("audit_key")
    key = capsys.readouterr().out.strip()
    assert audit_chain.verify(as_exported(), audit_checkpoints.lines(), key).vouched == 6
    drop_guards()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE accounts_auditentry SET capacity = 'Plh. Kepala Dinas' WHERE number = 2")
    with pytest.raises(CommandError, match="Entry 2 is the first bad one: altered") as refused:
        call_command("audit_verify")
    assert refused.value.returncode == 1
