"""Several letters disposed at once, each by the one door."""

import uuid
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from accounts.models import Appointment, User
from requests import selectors, sop
from requests.exceptions import NotTheirTurn, StaleRequest
from requests.models import AccessRequest, Opening
from requests.workflow import perform


@dataclass(frozen=True)
class Seen:
    """A request as it stood before the person who decides on it."""

    pk: uuid.UUID
    version: int
    letter: str


def dispose_together(
    *, actor: User, capacity: Appointment, key: uuid.UUID, chosen: list[Seen], **written: Any
) -> tuple[list[AccessRequest], list[tuple[AccessRequest, str]]]:
    """Disposes each letter by itself; returns those disposed, and those not with the reason, in the order given.

    Only letters that the person has had before them as they are now: nobody decides without having read. Sent again
    under the same key it disposes none of them twice. What is not this person's to see is passed over.
    """
    disposed, refused = [], []
    known = selectors.visible_to(actor).in_bulk([seen.pk for seen in chosen])
    for seen in chosen:
        if access_request := known.get(seen.pk):
            why = _why_not_disposed(seen, actor, capacity, uuid.uuid5(key, str(seen.pk)), written)
            refused.append((access_request, why)) if why else disposed.append(access_request)
    return disposed, refused


def _why_not_disposed(seen: Seen, actor: User, capacity: Appointment, key: uuid.UUID, written: dict[str, Any]) -> str:
    """Disposes the letter, and returns nothing; else why it was not disposed."""
    if not Opening.objects.filter(access_request=seen.pk, version=seen.version, person=actor).exists():
        return _("not disposed, as you have not opened it. Open the letter first.")
    try:
        perform(
            seen.pk,
            sop.DISPOSE,
            actor=actor,
            appointment=capacity,
            seen_version=seen.version,
            seen_letter=seen.letter,
            key=key,
            **written,
        )
    except NotTheirTurn as refusal:
        return str(refusal)
    except StaleRequest:
        return _("not disposed, as it has moved on in the meantime.")
    return ""
