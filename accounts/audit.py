"""The one way to write an audit entry, and to read them as they are exported."""

import json
from collections.abc import Iterator
from typing import Any, NoReturn

from allauth.account.adapter import get_adapter
from allauth.core import context
from django.conf import settings
from django.db import models, transaction
from django.utils import timezone, translation

from accounts import audit_chain
from accounts.models import Appointment, AuditEntry, AuditHead, User

READ_AT_ONCE = 2000


def record(
    action: str,
    *,
    actor: User | None,
    appointment: Appointment | None = None,
    target: models.Model | None = None,
    **data: Any,
) -> AuditEntry:
    """Writes one entry in the caller's transaction: if it can't be written, the act fails with it.

    `appointment` is the capacity in which the actor acted, if any. It is worded in the site's own
    language, whichever the actor reads. The client's address is that of the request under way.
    """
    with translation.override(settings.LANGUAGE_CODE):
        capacity = appointment.title if appointment else ""
    return _append(
        AuditEntry(
            action=action,
            actor=actor,
            actor_name=actor.name if actor and appointment else "",
            capacity=capacity,
            target_type=target._meta.label_lower if target else "",
            target_id=str(target.pk) if target else "",
            data=data,
        )
    )


def record_refusal(user: User, *, method: str, route: str, about: str) -> AuditEntry:
    """Writes that a signed-in person was refused an address: its pattern, and the key in it of what it is about.

    Not the address itself, for some hold a secret.
    """
    data = {"method": method, "route": route}
    return _append(AuditEntry(action="refused", actor=user, target_id=about, data=data))


def record_attempt(action: str, email: object) -> AuditEntry:
    """Writes that a sign-in under this address went wrong, about the account there is, if any.

    What was typed isn't kept: for an account there isn't it may be a password in the wrong field.
    """
    person = User.objects.filter(email__iexact=str(email)).first()
    return record(action, actor=None, target=person)


@transaction.atomic
def _append(entry: AuditEntry) -> AuditEntry:
    """Gives the entry its number, moment, address and hash."""
    entry.address = _client_address()
    # As any database gives it back; a fraction may come back otherwise.
    entry.data = json.loads(json.dumps(entry.data), parse_float=_refuse_fraction)
    head = AuditHead.locked()
    entry.number, entry.at = head.size + 1, timezone.now()
    entry.hash = audit_chain.entry_hash(head.hash, entry.told())
    entry.save()
    head.size, head.hash = entry.number, entry.hash
    head.save()
    return entry


def _client_address() -> str:
    """By allauth's rule of trusted proxies; empty outside of a request."""
    return get_adapter().get_client_ip(context.request) if context.request else ""


def _refuse_fraction(number: str) -> NoReturn:
    raise TypeError(f"No fraction in an audit entry: {number}")


def entries(until: int | None = None) -> Iterator[dict[str, Any]]:
    """Every entry from the first on, as exported, up to number `until`; read in parts, however many there are."""
    rows, last = AuditEntry.objects.order_by("number"), 0
    if until is not None:
        rows = rows.filter(number__lte=until)
    while part := list(rows.filter(number__gt=last)[:READ_AT_ONCE]):
        yield from (row.told() for row in part)
        last = part[-1].number
