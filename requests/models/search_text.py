"""The words by which a registered request is found, as one text."""

from typing import Any

from django.db import models
from django.db.models.lookups import Contains, Lookup


class SearchText(models.Model):
    """Written by `search.renew` alone. A migration that makes its table anew on SQLite makes its triggers anew too."""

    access_request = models.OneToOneField("requests.AccessRequest", models.PROTECT, related_name="search_text")
    text = models.TextField()

    def __str__(self) -> str:
        return self.text


class Renaming(models.Model):
    """An agency, server or person with a new name, until the worker has renewed every text that names it.

    A row of its own: a mark on each text would have the database write all of them, and their index, at once.
    """

    kind = models.CharField(max_length=10, help_text="as in `search.NAMED_IN`")
    key = models.UUIDField()
    done_to = models.UUIDField(null=True, help_text="the last request, by its key, whose text has been renewed")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "key"], name="renamed_once_at_a_time")]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"


@models.TextField.register_lookup
class Holds(Lookup):
    """`text__holds`: as `contains`, capital letters counted, and by an index of three-letter pieces on both databases.

    On SQLite that index is a table of its own (FTS5, tokenizer `trigram`), which triggers keep: `SearchText` only.
    """

    lookup_name = "holds"

    def as_sql(self, compiler: Any, connection: Any) -> Any:
        return Contains(self.lhs, self.rhs).as_sql(compiler, connection)

    def as_sqlite(self, compiler: Any, connection: Any) -> Any:
        key = f'{connection.ops.quote_name(self.lhs.alias)}."id"'
        phrase = '"' + str(self.rhs).replace('"', '""') + '"'
        # The key is the query's own alias; what was typed goes as a parameter.
        sql = f"{key} IN (SELECT rowid FROM requests_searchindex WHERE requests_searchindex MATCH %s)"  # nosec B608
        return sql, [phrase]
