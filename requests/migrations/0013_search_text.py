import django.db.models.deletion
from django.contrib.postgres.operations import TrigramExtension
from django.db import migrations, models

ON_POSTGRESQL = (
    "CREATE INDEX requests_searchindex ON requests_searchtext USING gin (text gin_trgm_ops)",
)
# https://www.sqlite.org/fts5.html, 4.4.3 (external content) and 4.3.4 (trigram)
ON_SQLITE = (
    "CREATE VIRTUAL TABLE requests_searchindex USING fts5"
    " (text, content='requests_searchtext', content_rowid='id', tokenize='trigram case_sensitive 1')",
    "CREATE TRIGGER requests_searchtext_added AFTER INSERT ON requests_searchtext BEGIN"
    " INSERT INTO requests_searchindex (rowid, text) VALUES (new.id, new.text); END",
    "CREATE TRIGGER requests_searchtext_removed AFTER DELETE ON requests_searchtext BEGIN"
    " INSERT INTO requests_searchindex (requests_searchindex, rowid, text) VALUES ('delete', old.id, old.text); END",
    "CREATE TRIGGER requests_searchtext_changed AFTER UPDATE OF text ON requests_searchtext BEGIN"
    " INSERT INTO requests_searchindex (requests_searchindex, rowid, text) VALUES ('delete', old.id, old.text);"
    " INSERT INTO requests_searchindex (rowid, text) VALUES (new.id, new.text); END",
)
BACK = {
    "postgresql": ("DROP INDEX requests_searchindex",),
    "sqlite": (
        *(f"DROP TRIGGER requests_searchtext_{event}" for event in ("added", "removed", "changed")),
        "DROP TABLE requests_searchindex",
    ),
}


class Trigrams(TrigramExtension):
    """Going back too only where there are extensions: Django asks that of the way forward alone."""

    def database_backwards(self, app_label, schema_editor, from_state, to_state):
        if schema_editor.connection.vendor == "postgresql":
            super().database_backwards(app_label, schema_editor, from_state, to_state)


def make_index(apps, schema_editor):
    for statement in ON_POSTGRESQL if schema_editor.connection.vendor == "postgresql" else ON_SQLITE:
        schema_editor.execute(statement)


def drop_index(apps, schema_editor):
    for statement in BACK[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    """The texts themselves are made by the worker: of many letters it takes longer than a migration may."""

    dependencies = [
        ("requests", "0012_fill_kind_of_access"),
    ]

    operations = [
        Trigrams(),
        migrations.CreateModel(
            name="SearchText",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("text", models.TextField()),
                (
                    "access_request",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="search_text",
                        to="requests.accessrequest",
                    ),
                ),
            ],
        ),
        migrations.RunPython(make_index, drop_index),
        migrations.CreateModel(
            name="Renaming",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(help_text="as in `search.NAMED_IN`", max_length=10)),
                ("key", models.UUIDField()),
                (
                    "done_to",
                    models.UUIDField(
                        help_text="the last request, by its key, whose text has been renewed", null=True
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("kind", "key"), name="renamed_once_at_a_time")],
            },
        ),
    ]
