"""The whole database as it stands, to show that something changed nothing, or is nowhere to be found."""

from collections.abc import Collection

from django.db import connection

# Signing in and reading move these, and nothing hangs on them.
OF_VISITS = ("accounts_session",)
# Reading and being refused are recorded, by GET too; nothing else may change.
OF_RECORDS = (*OF_VISITS, "accounts_auditentry", "accounts_audithead", "requests_opening")


def rows_of_all_tables(leave_out: Collection[str] = OF_VISITS) -> dict[str, list[str]]:
    """Every row of every table as text, bytes as Latin-1."""
    with connection.cursor() as cursor:
        tables = [name for name in connection.introspection.table_names(cursor) if name not in leave_out]
        return {table: sorted(_rows(cursor, table)) for table in sorted(tables)}


def _rows(cursor: object, table: str) -> list[str]:
    cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")  # type: ignore[attr-defined]
    return [" | ".join(map(_text, row)) for row in cursor.fetchall()]  # type: ignore[attr-defined]


def _text(value: object) -> str:
    return bytes(value).decode("latin-1") if isinstance(value, bytes | memoryview) else str(value)


def drop_guards() -> None:
    """What the owner of the database can do: append-only tables may be changed, until the next `migrate` or `flush`."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("DROP FUNCTION IF EXISTS refuse_change CASCADE")
            return
        cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger' AND name LIKE '%_no_%'")
        for (trigger,) in cursor.fetchall():
            cursor.execute(f"DROP TRIGGER {trigger}")
