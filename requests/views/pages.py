"""The pages on which a request is shown, and how a refusal looks; shared by the views that act."""

import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import get_language

from accounts.models import User
from accounts.permissions import is_official
from requests import answers, desk_selectors, paper_selectors, rounds, selectors, services, sop
from requests.clock import late_before
from requests.forms.act_form import ActForm
from requests.forms.acts import form_for
from requests.forms.notes import NoteForm
from requests.forms.parts import unfinished_parts
from requests.models import AccessRequest, Disposition, Terms
from requests.permissions import can_preview_revocation, can_see_times, is_applicant, is_theirs, note_capacities
from requests.states import State

# These are done on pages of their own: the check of the answers, and the credential.
ELSEWHERE = (sop.SUBMIT, sop.RESUBMIT, sop.CONFIRM_RECEIPT)
SHOWN_AT_MOST = 10  # earlier requests, and accounts of the agency


def get_visible(request: HttpRequest, pk: uuid.UUID) -> AccessRequest:
    """The request, or the 404 of a missing one for everyone who may not know of it."""
    return get_object_or_404(selectors.visible_to(request.user), pk=pk)


def possible_acts(request: HttpRequest, access_request: AccessRequest) -> list[sop.Transition]:
    """What this person may do now, in the order of the SOP; nothing once receipt is confirmed."""
    if access_request.is_complete:
        return []
    return [
        act
        for act in sop.TRANSITIONS
        if access_request.state in act.sources and is_theirs(access_request, act, request.user)
    ]


def render_request(
    request: HttpRequest,
    access_request: AccessRequest,
    bound: ActForm | None = None,
    *,
    opened: sop.Transition | None = None,
    note_form: NoteForm | None = None,
) -> HttpResponse:
    """One request with its stepper, answers, papers, history and the forms of what this person may do."""
    if request.method == "GET":
        services.note_opening(access_request, by=request.user)
    acts = selectors.history(access_request)
    context = {
        "access_request": access_request,
        "forms": _forms(request, access_request, bound),
        "opened": bound.act if bound else opened,
        "bound": bound or note_form,
        "credential": selectors.newest_credential(access_request) if access_request.state == State.DELIVERED else None,
        **_told(access_request, acts, request.user),
        **_returned(acts),
        **_written(access_request, acts, request.user, note_form),
        **_beside_the_decision(access_request, acts, request.user),
    }
    return render(request, "requests/access_request.html", context)


def _forms(request: HttpRequest, access_request: AccessRequest, bound: ActForm | None) -> list[ActForm]:
    """One of each act that this person may do here; `bound`, the one that came back, in its place."""
    return [
        bound if bound and bound.act is act else form_for(act, access_request=access_request, user=request.user)
        for act in possible_acts(request, access_request)
        if act not in ELSEWHERE
    ]


def _told(access_request: AccessRequest, acts: list[Disposition], user: User) -> dict[str, Any]:
    """What was asked, with its papers, and how far it has come: as much of it as this person may read."""
    shown = selectors.answers_shown(access_request, acts, user)
    attachments = selectors.attachments_shown(access_request, acts, user)
    return {
        "progress": selectors.progress(access_request, acts),
        "answers": answers.display(shown),
        "subject": shown["letter_subject"],
        "letter_number": shown["letter_number"],
        "changes": rounds.latest_changes(acts, attachments),
        "round": rounds.count(acts),
        "sheets": paper_selectors.sheets_of(access_request),
        "attachments": attachments,
        "scans": selectors.scans_to_read(attachments),
        "may_preview_revocation": can_preview_revocation(access_request, user),
        "shows_times": can_see_times(access_request, user),
        "is_owner": is_applicant(access_request, user),
    }


def _beside_the_decision(access_request: AccessRequest, acts: list[Disposition], user: User) -> dict[str, Any]:
    """What officials look at before they decide, and where they go on; nothing for anyone else."""
    if is_applicant(access_request, user) or not is_official(user):
        return {}
    return {
        "late_before": late_before(),
        "previous": selectors.previous_disposition(acts),
        "earlier": desk_selectors.earlier_requests(access_request, user)[:SHOWN_AT_MOST],
        "accounts": desk_selectors.accounts_of(access_request.agency_id, user)[:SHOWN_AT_MOST],
        "following": desk_selectors.next_waiting(user, access_request),
    }


def _written(
    access_request: AccessRequest, acts: list[Disposition], user: User, form: NoteForm | None
) -> dict[str, Any]:
    """The history; for those who work on the request, with their notes and the form for another."""
    held = note_capacities(access_request, user)
    notes = list(access_request.notes.all()) if held else []
    note_form = (form or NoteForm()) if held else None
    return {"timeline": selectors.timeline(acts, notes), "notes": notes, "note_form": note_form, "note_as": held[:1]}


def _returned(acts: list[Disposition]) -> dict[str, Any]:
    """The return that is still to be answered, and what of the form it sends the applicant to."""
    returned = rounds.last_return(acts)
    faults = rounds.faults_of(returned)
    return {"last_return": returned, "faults": faults, "to_mend": rounds.parts_to_mend(faults)}


def render_check(request: HttpRequest, access_request: AccessRequest, bound: ActForm | None = None) -> HttpResponse:
    """*Periksa jawaban*: every answer with a way back to it, the filled form to print, consent and submission."""
    acts = selectors.history(access_request)
    act = access_request.awaited
    assert act in (sop.SUBMIT, sop.RESUBMIT)
    rows = answers.display(answers.snapshot(access_request))
    newest = Terms.newest()
    changes = rounds.changes_since_return(access_request, acts)
    context = {
        "access_request": access_request,
        "form": bound or form_for(act, access_request=access_request, user=request.user),
        "clauses": newest.clauses(get_language()) if newest else [],
        "parts": [(part, [row for row in rows if row.part is part]) for part in answers.PARTS],
        "unfinished": unfinished_parts(access_request),
        "required": answers.required_fields(),
        "changes": changes,
        "not_mended": [change for change in changes or [] if not change.is_changed],
        **_returned(acts),
    }
    return render(request, "requests/check_answers.html", context)


def render_conflict(request: HttpRequest, access_request: AccessRequest, typed: list[tuple[str, str]]) -> HttpResponse:
    """409: what happened in the meantime, and what the person had typed."""
    last_act = access_request.dispositions.last()
    context = {"access_request": access_request, "last_act": last_act, "typed": typed}
    return render(request, "409.html", context, status=409)
