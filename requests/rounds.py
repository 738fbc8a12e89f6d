"""A request that comes back: what was named as at fault, what was changed since, in which round it is.

A round begins with each submission; only the last two are compared.
"""

from collections.abc import Sequence
from dataclasses import replace

from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from requests import answers, selectors, sop
from requests.models import AccessRequest, Attachment, Disposition


def last_return(acts: list[Disposition]) -> Disposition | None:
    """The return that the applicant has still to answer, if any; a correcting note to it doesn't answer it."""
    last = selectors.decisions(acts)[-1:]
    return last[0] if last and last[0].act is sop.RETURN else None


def faults_of(returned: Disposition | None) -> list[str]:
    """The answers and papers that a return names, in the order of the form; none when the reason says it all."""
    named = returned.details["faults"] if returned else []
    return [field for field in answers.PART_OF if field in named]


def parts_to_mend(faults: list[str]) -> tuple[answers.Part, ...]:
    """The pages of the form that hold them."""
    return tuple(part for part in answers.PARTS if set(part.fields) & set(faults))


def changes_since_return(access_request: AccessRequest, acts: list[Disposition]) -> list[answers.Change] | None:
    """What the applicant has changed so far of what was returned; None for a request that is not being mended."""
    returned = last_return(acts)
    if returned is None:
        return None
    submitted = selectors.submissions(acts)[-1].details["answers"]
    return answers.changes(submitted, answers.snapshot(access_request), faults_of(returned))


def latest_changes(
    acts: list[Disposition], attachments: Sequence[tuple[Attachment, bool]] = ()
) -> list[answers.Change] | None:
    """What the applicant changed between the last two submissions, and what they were asked to and didn't.

    None until a request is submitted again. `attachments` (`selectors.attachments_shown`) are where both papers of a
    changed scan are found.
    """
    *_, before, after = [None, None, *selectors.submissions(acts)]
    if before is None or after is None:
        return None
    returned = [act for act in acts if act.act is sop.RETURN and act.version < after.version]
    given, scans = (before.details["answers"], after.details["answers"]), [scan for scan, _is_current in attachments]
    return [_with_papers(change, given, scans) for change in answers.changes(*given, faults_of(returned[-1]))]


def _with_papers(
    change: answers.Change, given: tuple[dict[str, str], dict[str, str]], scans: list[Attachment]
) -> answers.Change:
    if change.field not in answers.SCANS or not change.is_changed:
        return change
    of_kind = {answers.plain(scan): scan for scan in scans if scan.kind == change.field}
    earlier, current = (of_kind.get(one.get(change.field, "")) for one in given)
    return replace(change, earlier=earlier, current=current)


def count(acts: list[Disposition]) -> int:
    """In which round a request is, 1 from its first submission on; 0 for a draft."""
    return len(selectors.submissions(acts))


def with_rounds(access_requests: QuerySet[AccessRequest]) -> QuerySet[AccessRequest]:
    """Each with `rounds`, for lists."""
    acts = Disposition.objects.filter(access_request=OuterRef("pk")).order_by()
    submissions = acts.filter(transition__in=[sop.SUBMIT.name, sop.RESUBMIT.name])
    counted = submissions.values("access_request").annotate(number=Count("pk")).values("number")
    return access_requests.annotate(rounds=Coalesce(Subquery(counted), 0))
