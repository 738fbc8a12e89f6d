"""What each sheet says, from what was written down when it happened.

A sheet reads the dispositions up to its own, the answers of the newest submission among them, the number
and time of its register entry, and its letterhead: what never changes. The form of a draft alone reads
the request as it stands.
"""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from requests import answers, selectors, sop
from requests.access import AccessLevel
from requests.models import Disposition, Document
from requests.models.document import Issued
from requests.sheets import Sheet
from requests.states import State

Acts = list[Disposition]
Context = dict[str, Any]


def context(document: Document, mark: str, given: Acts | None) -> Context:
    """Everything the template of `document.sheet` prints. Call it in the language of the paper."""
    is_draft = document.disposition_id is None
    acts = [] if is_draft else given or acts_until(document)
    asked = _as_it_stands(document) if is_draft else _as_submitted(acts)
    return {
        **frame(document, mark),
        "mark": mark,
        "entry": None if is_draft else document.access_request.register_entry,
        "version": sum(document.sheet in act.act.sheets for act in acts),
        "made_by": None if is_draft else document.disposition,
        **asked,
        **_BY_SHEET[Sheet(document.sheet)](acts, asked),
    }


def frame(paper: Issued, mark: str = "") -> Context:
    """What the head and the foot of every paper print."""
    return {
        "document": paper,
        "sheet": paper.sheet,
        "title": paper.get_sheet_display(),
        "size": paper.paper_size,
        "created": _created(paper, mark),
        "letterhead": paper.letterhead,
        "address": address_of(paper),
    }


def address_of(paper: Issued) -> str:
    """Where a stranger checks the paper."""
    return f"{settings.SITE_URL}{reverse('verify', args=[paper.code])}"


def acts_until(document: Document) -> Acts:
    """The acts on the request up to the one after which the paper is made."""
    return [act for act in selectors.history(document.access_request) if act.version <= document.request_version]


def _created(paper: Issued, mark: str) -> str:
    """To the second, as the two places of a PDF that hold it must agree; what isn't in force is made of a day."""
    moment = timezone.localtime(paper.created_at)
    since = moment.replace(hour=0, minute=0, second=0) if mark else moment
    return since.replace(microsecond=0).isoformat()


def _as_submitted(acts: Acts) -> Context:
    submission = selectors.submissions(acts)[-1]
    return {"applicant": submission, "terms": submission.details["terms"]} | _asked(
        submission.details["answers"], submission.details["sender"]
    )


def _as_it_stands(document: Document) -> Context:
    """As the request would be submitted now: the applicant's disposition, not yet written."""
    access_request = document.access_request
    user = access_request.applicant
    applicant = Disposition(
        actor_name=user.name, actor_nip=user.nip, actor_rank=user.rank, actor_job_title=user.job_title
    )
    return {"applicant": applicant, "terms": access_request.terms and access_request.terms.number} | _asked(
        answers.snapshot(access_request), answers.sender(access_request)
    )


def _asked(snapshot: dict[str, str], sender: dict[str, str]) -> Context:
    given = answers.display(snapshot)
    return {"sender": sender, "answers": given, "answer": {answer.field: answer.text for answer in given}}


def _access_form(acts: Acts, asked: Context) -> Context:
    """The answers by part of the form."""
    given = asked["answers"]
    return {"parts": [(part.title, [answer for answer in given if answer.part is part]) for part in answers.PARTS]}


def _register(acts: Acts, asked: Context) -> Context:
    submission = selectors.submissions(acts)[-1]
    return {
        "forwarded_to": forwarded_to(disposal_of(acts)) or sop.Actor.HEAD.label,
        "resubmitted_at": submission.at if submission.act is sop.RESUBMIT else None,
        "letter_sha256": submission.letter_sha256,
    }


def _disposition(acts: Acts, asked: Context) -> Context:
    """The head shows what the head of the service decided on the newest submission, the rows every decision."""
    disposal = disposal_of(acts)
    ticked = disposal.instructions if disposal else []
    return {
        "disposal": disposal,
        "forwarded_to": forwarded_to(disposal),
        "instructions": [(choice.label, choice in ticked) for choice in sop.Instruction],
        "rows": [
            {
                "act": act,
                "is_above": act is disposal,
                "faults": _faults(act),
                "corrections": selectors.corrections_of(act, acts),
            }
            for act in selectors.decisions(acts)
            if act.act is not sop.SUBMIT
        ],
        "to_come": _offices_to_come(acts),
    }


def _offices_to_come(acts: Acts) -> list[str]:
    """The levels that have still to act on the newest submission; none while it is with the applicant."""
    awaited = sop.AWAITED.get(State(acts[-1].to_state))
    if awaited is None or awaited.actor.office is None:
        return []
    since = acts.index(selectors.submissions(acts)[-1])
    acted = {act.act.actor for act in acts[since:]}
    return [str(actor.office.label) for actor in sop.Actor if actor.office and actor not in acted]


def disposal_of(acts: Acts) -> Disposition | None:
    """How the head of the service disposed the newest submission, if that has happened."""
    since = acts.index(selectors.submissions(acts)[-1])
    return next((act for act in acts[since:] if act.act is sop.DISPOSE), None)


def forwarded_to(disposal: Disposition | None) -> str:
    """The office to which the letter has been disposed; empty before."""
    return str(sop.APPROVE.actor.label) if disposal else ""


def _faults(act: Disposition) -> list[str]:
    return [answers.label(field) for field in act.details.get("faults", []) if field in answers.PART_OF]


def _account(acts: Acts, asked: Context) -> Context:
    activation = _latest(acts, sop.ACTIVATE)
    account = activation.details["account"]
    return {
        "activation": activation,
        "account": account,
        "access_level": AccessLevel(account["access_level"]).label,
        "valid_until": date.fromisoformat(account["valid_until"]),
    }


def _receipt(acts: Acts, asked: Context) -> Context:
    return _account(acts, asked) | {
        "handover": _latest(acts, sop.DELIVER, sop.REISSUE),
        "receipt": _latest(acts, sop.CONFIRM_RECEIPT),
    }


def _latest(acts: Acts, *kinds: sop.Transition) -> Disposition:
    return next(act for act in reversed(acts) if act.act in kinds)


_BY_SHEET: dict[Sheet, Callable[[Acts, Context], Context]] = {
    Sheet.ACCESS_FORM: _access_form,
    Sheet.REGISTER: _register,
    Sheet.DISPOSITION: _disposition,
    Sheet.ACCOUNT: _account,
    Sheet.RECEIPT: _receipt,
    Sheet.REVOCATION: _account,
    Sheet.BUNDLE: lambda acts, asked: {},  # its parts come from `bundle.py`
}
