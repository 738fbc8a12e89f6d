"""Lists page by key, not by offset: the ten-thousandth page costs what the first costs."""

import json
from dataclasses import dataclass
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.core.signing import BadSignature, Signer
from django.db.models import Model, Q, QuerySet

PAGE_SIZE = 50


@dataclass(frozen=True)
class Page:
    """One page; `next_key` goes into the address of the page after it, empty on the last."""

    rows: list[Any]
    next_key: str


def page_by_key(rows: QuerySet[Any], key: str, order: tuple[str, ...], size: int = PAGE_SIZE) -> Page:
    """The rows after `key` in `order` (field names, "-" for descending; together unique).

    `key` is what an earlier page gave as `next_key`; an empty, altered or foreign one gives the first page.
    """
    rows = rows.order_by(*order)
    signer = Signer(salt=f"{rows.model._meta.label} by {order}")  # the key of one list is none of another's
    last = _read(key, signer)
    if last is not None:
        rows = rows.filter(_after(order, last))
    found = list(rows[: size + 1])
    return Page(found[:size], _write(found[size - 1], order, signer) if len(found) > size else "")


def _after(order: tuple[str, ...], last: list[Any]) -> Q:
    """Rows behind `last`: greater in the first field, or equal there and greater in the second, and so on."""
    behind, equal = Q(), Q()
    for field, value in zip(order, last, strict=True):
        name = field.removeprefix("-")
        beyond = f"{name}__lt" if field.startswith("-") else f"{name}__gt"
        behind |= equal & Q(**{beyond: value})
        equal &= Q(**{name: value})
    # By this the database finds the place in its index; from the alternatives alone it would read all that is before.
    first = order[0].removeprefix("-")
    return Q(**{f"{first}__lte" if order[0].startswith("-") else f"{first}__gte": last[0]}) & behind


def _write(row: Model, order: tuple[str, ...], signer: Signer) -> str:
    values = [_follow(row, field.removeprefix("-")) for field in order]
    return signer.sign(json.dumps(values, cls=_Exact))


def _follow(row: Model, path: str) -> Any:
    value: Any = row
    for name in path.split("__"):
        value = getattr(value, name)
    return value


def _read(key: str, signer: Signer) -> list[Any] | None:
    try:
        return json.loads(signer.unsign(key))
    except BadSignature:
        return None


class _Exact(DjangoJSONEncoder):
    """Django's encoder cuts times to milliseconds; a key must keep the microseconds."""

    def default(self, o: Any) -> Any:
        return o.isoformat() if hasattr(o, "isoformat") else super().default(o)
