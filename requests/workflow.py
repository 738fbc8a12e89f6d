"""The single door through which an access request changes state."""

import uuid
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.db.models import F
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django_fsm import can_proceed

from accounts import audit
from accounts.models import Appointment, User
from requests import clock, effects, notifications, search, sop, tasks
from requests.exceptions import NotTheirTurn, StaleRequest
from requests.models import AccessRequest, Disposition
from requests.permissions import can_perform, why_barred

# What an official may write with any act; anything else in the data belongs to the act itself.
WRITTEN = ("urgency", "confidential", "instructions", "other_instruction", "note")


def sent_before(
    pk: uuid.UUID, act: sop.Transition, *, actor: User, key: uuid.UUID, data: Mapping[str, Any]
) -> Disposition | None:
    """The disposition of the same form, if it was sent before.

    Raises StaleRequest when the key was used for another form, or for other words, as a browser does that went back:
    it can't be of the page as it is now, and what is new in it must not be lost in silence.
    """
    earlier = Disposition.objects.filter(actor=actor, form_key=key).first()
    if earlier and ((earlier.access_request_id, earlier.transition) != (pk, act.name) or not _says(earlier, data)):
        raise StaleRequest(AccessRequest.objects.get(pk=pk))
    return earlier


def _says(earlier: Disposition, data: Mapping[str, Any]) -> bool:
    """Whether it says all that is in the form's data, as far as it keeps that."""
    kept = {name: getattr(earlier, name) for name in WRITTEN} | {"faults": earlier.details.get("faults")}
    same_words = all(kept[name] == data[name] for name in kept if name in data)
    return same_words and ("assignee" not in data or earlier.details["assignee_id"] == str(data["assignee"].pk))


@transaction.atomic
def perform(
    pk: uuid.UUID,
    act: sop.Transition,
    *,
    actor: User,
    appointment: Appointment | None,
    seen_version: int,
    seen_letter: str,
    key: uuid.UUID,
    **data: Any,
) -> Disposition:
    """Performs one act of the SOP: state, disposition, audit entry, mails and sheets, or nothing at all.

    `appointment` is the capacity the actor chose, None for the applicant's own acts; `seen_version`
    and `seen_letter` (SHA-256) are what stood on the page the decision was made from; `key` names
    the form: sent again, it gives the same disposition and no second effect.

    Raises NotTheirTurn (403) when the act belongs to someone else, whatever the state, and
    StaleRequest (409) when it is theirs but the request is no longer, or not yet, at that point, and
    ValidationError when a rule of the act itself isn't met, and Http404 when the draft was deleted
    meanwhile; nothing is changed by any of them.
    """
    if earlier := sent_before(pk, act, actor=actor, key=key, data=data):
        return earlier
    won, access_request = _lock(pk, act, seen_version)
    if not can_perform(access_request, act, actor, appointment):
        raise NotTheirTurn(access_request, why_barred(access_request, act, actor))
    may_proceed = won and can_proceed(getattr(access_request, act.name))
    if not may_proceed or access_request.letter_sha256 != seen_letter:
        if earlier := sent_before(
            pk, act, actor=actor, key=key, data=data
        ):  # the same form, twice at once: the other one won
            return earlier
        raise StaleRequest(access_request)
    return _carry_out(access_request, act, actor=actor, appointment=appointment, key=key, data=data)


def _lock(pk: uuid.UUID, act: sop.Transition, seen_version: int) -> tuple[bool, AccessRequest]:
    """Whether this one won the request: of many at once one alone does, on SQLite as on PostgreSQL."""
    unchanged = AccessRequest.objects.filter(pk=pk, version=seen_version, state__in=act.sources)
    won = unchanged.update(version=F("version") + 1) == 1
    people_and_papers = AccessRequest.objects.select_related("applicant", "agency", "letter", "register_entry")
    return won, get_object_or_404(people_and_papers, pk=pk)


def _carry_out(
    access_request: AccessRequest,
    act: sop.Transition,
    *,
    actor: User,
    appointment: Appointment | None,
    key: uuid.UUID,
    data: dict[str, Any],
) -> Disposition:
    """The act itself, with all that goes with it; `perform` has found that it may be done."""
    from_state = access_request.state
    effect = _move(access_request, act, appointment, data)
    moved = _what_moved(access_request, from_state)
    entry = audit.record(act.name, actor=actor, appointment=appointment, target=access_request, **moved)
    disposition = Disposition.objects.create(
        access_request=access_request,
        audit_entry=entry,
        transition=act.name,
        form_key=key,
        **effect,
        **moved,
        **Disposition.by(actor, appointment),  # copied: it says for ever who they were on this day
        **{name: data[name] for name in WRITTEN if name in data},
    )
    search.renew([access_request.pk])
    tasks.order_sheets(disposition)
    notifications.announce(disposition)
    return disposition


def _move(
    access_request: AccessRequest, act: sop.Transition, appointment: Appointment | None, data: dict[str, Any]
) -> dict[str, Any]:
    """The request as it is after the act, saved; and what its disposition says of that, with the moment and times."""
    from_state = access_request.state
    getattr(access_request, act.name)(data)
    details = effects.EFFECTS[act](access_request, appointment, data) if act in effects.EFFECTS else {}
    now = timezone.now()  # not before anything that belongs to the act
    times = clock.times(access_request, act, from_state, now)
    if act is not sop.CORRECT:  # it changes nothing of what the request waits for
        access_request.waiting_since = now
    access_request.save()
    return {"at": now, "details": details, **times}


def _what_moved(access_request: AccessRequest, from_state: str) -> dict[str, Any]:
    return {
        "from_state": from_state,
        "to_state": access_request.state,
        "version": access_request.version,
        "letter_sha256": access_request.letter_sha256,
    }
