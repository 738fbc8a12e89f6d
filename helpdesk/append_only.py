"""The database itself refuses to change what is append-only, whoever asks it.

After every migration, for every model that is `AppendOnly`: a table made anew by a migration of SQLite has lost its
triggers. Whoever owns the database can drop them; that is what the chain of the audit trail is for.
"""

from typing import Any

from django.apps import AppConfig
from django.db import connections

from helpdesk.models import AppendOnly

ON_SQLITE = (
    "CREATE TRIGGER IF NOT EXISTS {table}_no_update BEFORE UPDATE ON {table}"
    " BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END",
    "CREATE TRIGGER IF NOT EXISTS {table}_no_delete BEFORE DELETE ON {table}"
    " BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END",
)
ON_POSTGRESQL = (
    "CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS"
    " $$ BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END $$",
    "CREATE OR REPLACE TRIGGER {table}_no_change BEFORE UPDATE OR DELETE OR TRUNCATE ON {table}"
    " FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()",
)


def guard(app_config: AppConfig, using: str, **kwargs: Any) -> None:
    """Receiver of `post_migrate`: gives the app's append-only tables their triggers; idempotent."""
    connection = connections[using]
    statements = ON_SQLITE if connection.vendor == "sqlite" else ON_POSTGRESQL
    models = [model for model in app_config.get_models() if issubclass(model, AppendOnly)]
    there = set(connection.introspection.table_names()) if models else set()
    with connection.cursor() as cursor:
        for table in (model._meta.db_table for model in models if model._meta.db_table in there):
            for statement in statements:
                cursor.execute(statement.format(table=table))
