"""The words by which a registered request is found, as one text."""

from typing import Any

from django.db import models
from django.db.models.lookups import Contains, Lookup


class SearchText(models.Model):
    """Written by `search.renew` alone. A migration that makes its table anew on SQLite makes its triggers anew too."""

    access_request = models.OneToOneField("requests.AccessRequest", models.PROTECT, related_name="search_text")
    text = models.TextField()
    # Something it was made from has been renamed: the worker makes it anew.
    is_stale = models.BooleanField(default=False)

    class Meta:
        indexes = [models.Index(fields=["id"], condition=models.Q(is_stale=True), name="stale_search_text")]

    def __str__(self) -> str:
        return self.text


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
        return f"{key} IN (SELECT rowid FROM requests_searchindex WHERE requests_searchindex MATCH %s)", [phrase]
