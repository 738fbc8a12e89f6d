"""A database from before entries were chained: its own are numbered and chained as they stand, and it goes on."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from django.apps.registry import Apps
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from accounts import audit, audit_chain
from accounts.models import AuditEntry, AuditHead, User
from tests.tables import drop_guards

BEFORE = [("accounts", "0005_second_person_and_active_dates"), ("requests", "0008_second_person_and_active_dates")]
# Number, time in UTC, whether somebody did it, data. Numbers of old had gaps, and didn't follow the time.
OLD = (
    (3, datetime(2026, 10, 1, 3, 15, 0, 1, UTC), True, {"version": 3, "to_state": "submitted"}),
    (4, datetime(2026, 10, 1, 3, 14, tzinfo=UTC), False, {}),
    (9, datetime(2026, 11, 2, 17, 0, tzinfo=UTC), True, {"faults": ["letter"], "note": "Diperbaiki – “segera”"}),
)


def migrate(targets: list[tuple[str, str]]) -> Apps:
    executor = MigrationExecutor(connection)
    executor.migrate(targets)
    return executor.loader.project_state(targets).apps


def migrate_to_the_newest() -> None:
    migrate(MigrationExecutor(connection).loader.graph.leaf_nodes())


@pytest.fixture
def before(transactional_db: None) -> Iterator[Apps]:
    """The models as they were, on a database as it was."""
    drop_guards()
    yield migrate(BEFORE)
    migrate_to_the_newest()


def test_entries_of_an_existing_database_are_chained(before: Apps) -> None:
    agency = before.get_model("accounts", "Agency").objects.create(name="Dinas Kesehatan", short_name="Dinkes")
    ratna = before.get_model("accounts", "User").objects.create(email="ratna@dinkes.example", agency=agency)
    entries = before.get_model("accounts", "AuditEntry").objects
    for number, at, by_somebody, data in OLD:
        entry = entries.create(id=number, action="submit", actor=ratna if by_somebody else None, data=data)
        entries.filter(pk=entry.pk).update(at=at)

    migrate_to_the_newest()

    told = list(AuditEntry.objects.order_by("number").values_list("number", "at", "actor", "data"))
    key = ratna.pk
    assert told == [(n, at, key if by else None, data) for n, (_old, at, by, data) in enumerate(OLD, 1)]
    head = AuditHead.objects.get()
    assert audit_chain.verify(audit.entries(), [], "00" * 32) == audit_chain.Report(3, 0, head.hash)
    audit.record("signed_in", actor=User.objects.get())
    assert audit_chain.verify(audit.entries(), [], "00" * 32).rows == 4
    assert audit_chain.verify(audit.entries(), [], "00" * 32).reason == ""


def test_database_without_entries_begins_with_the_first(before: Apps) -> None:
    migrate_to_the_newest()
    assert audit.record("signed_in", actor=None).number == 1
    assert audit_chain.verify(audit.entries(), [], "00" * 32).reason == ""
