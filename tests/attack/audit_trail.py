"""The owner of the database alters the audit trail; whoever checks the export must find it, and where it begins."""

import hashlib
import json
import random
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.db import connection, transaction

from accounts import audit
from accounts.audit_chain import BEFORE_THE_FIRST, Checkpoint, Report, entry_hash, moment, verify
from accounts.models import AuditEntry, User
from tests.tables import drop_guards

ROWS, CHECKPOINT_EVERY = 40, 10
KEY = Ed25519PrivateKey.from_private_bytes(hashlib.sha256(b"attack").digest())
PUBLIC_KEY = KEY.public_key().public_bytes_raw().hex()
NAMES = ("Ratna", "Raden Ajeng Đoàn", "李", 'O\'Brien "Budi" \\ \n', "🙂")


def checkpoint(size: int, hash: str) -> str:
    unsigned = Checkpoint("https://testserver", size, hash, moment(datetime.now(UTC)), b"")
    return str(unsigned._replace(signature=KEY.sign(unsigned.signed.encode())))


def write_trail(actors: list[User]) -> list[str]:
    """A trail of `ROWS` entries by some people and the console; returns its checkpoints."""
    AuditEntry.objects.exists()
    first, lines = AuditEntry.objects.count() + 1, []
    for number in range(first, first + ROWS):
        actor = random.choice([None, *actors])
        entry = audit.record(f"act_{number % 7}", actor=actor, target=actor, words=random.choice(NAMES), version=number)
        if number % CHECKPOINT_EVERY == 0 or number == first + ROWS - 1:
            lines.append(checkpoint(entry.number, entry.hash))
    return lines


def as_exported() -> list[dict[str, Any]]:
    return [json.loads(json.dumps(entry)) for entry in audit.entries()]


def check(lines: list[str]) -> Report:
    return verify(as_exported(), lines, PUBLIC_KEY)


# Each alters the table, and returns the first row that then is another: the one to be named.
def edit(size: int) -> int:
    row = random.randint(1, size)
    column, value = random.choice(
        [
            *(("actor_name", "Orang lain"), ("capacity", "Plt. Kepala Dinas"), ("address", "192.0.2.99")),
            *(("action", "approve"), ("target_id", "another"), ("data", '{"version": 1, "words": "x"}')),
            *(("at", "2026-01-02 03:04:05.000006+00:00"), ("hash", "0" * 64)),
        ]
    )
    execute(f"UPDATE {TABLE} SET {column} = %s WHERE number = %s", value, row)
    return row


def edit_by_a_microsecond(size: int) -> int:
    entry = AuditEntry.objects.get(number=random.randint(1, size))
    put(entry, at=entry.at + timedelta(microseconds=1))
    return entry.number


def insert(size: int) -> int:
    """A copy comes in between; what follows moves up by one."""
    row = random.randint(1, size)
    for number in range(size, row - 1, -1):
        execute(f"UPDATE {TABLE} SET number = %s WHERE number = %s", number + 1, number)
    copy = AuditEntry.objects.get(number=row + 1)
    AuditEntry.objects.bulk_create([put_on(copy, number=row, action="invented")])
    return row


def delete(size: int) -> int:
    row = random.randint(1, size - 1)
    execute(f"DELETE FROM {TABLE} WHERE number = %s", row)
    return row


def delete_and_close_the_gap(size: int) -> int:
    row = delete(size)
    for number in range(row + 1, size + 1):
        execute(f"UPDATE {TABLE} SET number = %s WHERE number = %s", number - 1, number)
    return row


def swap(size: int) -> int:
    one, other = sorted(random.sample(range(1, size + 1), 2))
    for old, new in ((one, size + 9), (other, one), (size + 9, other)):
        execute(f"UPDATE {TABLE} SET number = %s WHERE number = %s", new, old)
    return one


def cut_tail(size: int) -> int:
    row = random.randint(2, size)
    execute(f"DELETE FROM {TABLE} WHERE number >= %s", row)
    return row


def rewrite(size: int) -> int:
    """An entry is altered, and every hash from there on made to follow, as the site itself would have."""
    row = random.randint(1, size)
    previous = AuditEntry.objects.get(number=row - 1).hash if row > 1 else BEFORE_THE_FIRST
    for entry in AuditEntry.objects.filter(number__gte=row).order_by("number"):
        if entry.number == row:
            entry.action = "invented"
        previous = entry.hash = entry_hash(previous, entry.told())
        put(entry, action=entry.action, hash=entry.hash)
    return row


WAYS: tuple[Callable[[int], int], ...] = (
    *(edit, edit_by_a_microsecond, insert, delete, delete_and_close_the_gap, swap, cut_tail, rewrite),
)
TABLE = AuditEntry._meta.db_table


def execute(statement: str, *values: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def put(entry: AuditEntry, **values: Any) -> None:
    """An UPDATE past the model, which refuses it."""
    AuditEntry._base_manager.filter(number=entry.number)._update(
        [(AuditEntry._meta.get_field(name), None, value) for name, value in values.items()]
    )


def put_on(entry: AuditEntry, **values: Any) -> AuditEntry:
    for name, value in values.items():
        setattr(entry, name, value)
    return entry


def tamperings(count: int, lines: list[str], seed: int = 4) -> Iterator[str]:
    """Alters the trail `count` times and undoes it; gives a sentence for each time it was not found, or misplaced.

    A rewritten trail is found at the first checkpoint after the change: that names the stretch, up to the checkpoint.
    """
    random.seed(seed)
    size = AuditEntry.objects.count()
    for number in range(count):
        way = WAYS[number % len(WAYS)]
        with transaction.atomic():
            drop_guards()
            row, report = way(size), check(lines)
            transaction.set_rollback(True)
        named = report.vouched < row <= report.row if way is rewrite else report.row == row
        if not (report.reason and named):
            yield f"{way.__name__} of row {row}: {report}"


def invented_trail(rows: int) -> Iterator[dict[str, Any]]:
    """A long trail, made as it is read."""
    previous, began = BEFORE_THE_FIRST, datetime(2026, 1, 2, tzinfo=UTC)
    for number in range(1, rows + 1):
        at = moment(began + timedelta(seconds=number, microseconds=number))
        entry = {"number": number, "at": at, "actor": "0" * 36, "actor_name": "Ratna", "capacity": "", "address": ""}
        entry |= {"action": "opened", "target_type": "requests.accessrequest", "target_id": "1" * 36}
        entry["data"] = {"version": 3, "letter_sha256": "2" * 64}
        previous = entry["hash"] = entry_hash(previous, entry)
        yield entry
