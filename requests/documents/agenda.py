"""What the agenda book (Buku Agenda) of a month says: a line for each letter, from the acts up to the book's making."""

from itertools import groupby
from typing import Any

from requests import answers, paper_selectors, selectors, sop
from requests.documents.context import disposal_of, forwarded_to, frame
from requests.models import AgendaBook, Disposition
from requests.states import COMPLETED, State

STANDS = [*(state.label for state in State), COMPLETED]


def context(book: AgendaBook, acts: list[Disposition] | None) -> dict[str, Any]:
    """Everything the template prints. Call it in the language of the paper."""
    if acts is None:
        acts = _acts_counted(book)
    rows = [_line(list(of_one)) for _key, of_one in groupby(acts, key=lambda act: act.access_request_id)]
    stands = [row["stands"] for row in rows]
    return {
        **frame(book),
        "month": book.month,
        "rows": rows,
        "totals": [(name, stands.count(name)) for name in STANDS if name in stands],
    }


def _acts_counted(book: AgendaBook) -> list[Disposition]:
    """Those that `AgendaBook.acts` counted, later ones left out, and by no clock: those of two machines may differ."""
    acts = list(paper_selectors.acts_on_letters_of(book.month))
    counted = set(sorted(acts, key=lambda act: act.at)[: book.acts])
    return [act for act in acts if act in counted]


def _line(acts: list[Disposition]) -> dict[str, Any]:
    submission, last = selectors.submissions(acts)[-1], acts[-1]
    given = {answer.field: answer.text for answer in answers.display(submission.details["answers"])}
    done = any(act.act is sop.CONFIRM_RECEIPT for act in acts)
    selectors.mark_combined(acts)
    return {
        "entry": submission.access_request.register_entry,
        "sender": submission.details["sender"]["agency"],
        "answer": given,
        "pages": answers.pages_in(submission.details["answers"]),
        "forwarded_to": forwarded_to(disposal_of(acts)) or sop.Actor.HEAD.label,
        "stands": COMPLETED if done else State(last.to_state).label,
        "combined": dict.fromkeys((act.capacity, act.beside) for act in acts if act.beside),
    }
