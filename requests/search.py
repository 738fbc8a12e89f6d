"""Finding requests by words: what each is found by, and how that text is kept up to date."""

import unicodedata
import uuid
from collections.abc import Collection, Iterable

from django.db import transaction
from django.db.models import Model, Prefetch, Q, QuerySet

from accounts.models import Agency, AuditHead, User
from helpdesk.text import without_hidden
from requests.models import AccessRequest, Disposition, SearchText, Server
from requests.selectors import submissions

SHORTEST_WORD = 3  # letters; both databases' indexes are made of such pieces
AT_ONCE = 200
# Of the answers as last submitted; the rest of `places` are names.
ANSWERS = ("letter_number", "letter_subject", "letter_signatory", "target", "developer_name", "developer_company")


def searchable(text: str) -> str:
    """As stored and as sought, so that both databases find the same: lower case, nothing hidden, one form a letter."""
    return unicodedata.normalize("NFKC", without_hidden(text)).lower()


def words_of(typed: str) -> list[str]:
    """The words that must be found; shorter ones count for nothing."""
    return [word for word in searchable(typed).split() if len(word) >= SHORTEST_WORD]


def holding(words: Iterable[str]) -> QuerySet[SearchText]:
    """The texts in which every one of the words occurs, wherever in a word it is."""
    texts = SearchText.objects.all()
    for word in words:
        texts = texts.filter(text__holds=word)
    return texts


def with_places(access_requests: QuerySet[AccessRequest]) -> QuerySet[AccessRequest]:
    """With all that `places` reads, in two queries."""
    acts = Disposition.objects.select_related("actor").order_by("version")
    acts = acts.only("access_request_id", "transition", "details", "actor_name", "actor__name")
    related = ("register_entry", "agency", "applicant", "assignee", "server_account__server")
    return access_requests.select_related(*related).prefetch_related(Prefetch("dispositions", acts))


def places(access_request: AccessRequest) -> list[str]:
    """All that a registered request is found by: the letter as submitted, names as they were and as they are."""
    acts = list(access_request.dispositions.all())
    submission = submissions(acts)[-1]
    agency, account = access_request.agency, getattr(access_request, "server_account", None)
    found_by = [str(access_request.register_entry), *(submission.details["answers"][field] for field in ANSWERS)]
    found_by += [submission.details["sender"]["agency"], agency.name, agency.short_name, access_request.applicant.name]
    found_by += [name for act in acts for name in (act.actor_name, act.actor.name)]
    found_by += [access_request.assignee.name] if access_request.assignee else []
    found_by += [account.username, account.server.name, account.server.address] if account else []
    return list(dict.fromkeys(filter(None, found_by)))


def found_beside(access_request: AccessRequest, words: Collection[str]) -> list[str]:
    """The places that hold one of the words and don't stand in a row of the register."""
    entry, agency = access_request.register_entry, access_request.agency
    shown = {str(entry), entry.letter_number, entry.subject, agency.short_name}
    others = [place for place in places(access_request) if place not in shown]
    return [place for place in others if any(word in searchable(place) for word in words)]


def renew(keys: Collection[uuid.UUID]) -> None:
    """Writes the texts of these requests from their rows as they are now; a draft has none."""
    registered = with_places(AccessRequest.objects.filter(pk__in=keys, register_entry__isnull=False))
    texts = [SearchText(access_request=one, text=searchable("\n".join(places(one)))) for one in registered]
    # Not `is_stale`: a name may have changed between reading and writing.
    SearchText.objects.bulk_create(
        texts, update_conflicts=True, update_fields=["text"], unique_fields=["access_request"]
    )


def mark_stale(renamed: Model) -> int:
    """Marks the texts in which this agency, server or person is named, in the transaction that renames it."""
    AuditHead.locked()  # first, as every act takes it before it writes its text
    requests = AccessRequest.objects.filter(_named_in(renamed))
    return SearchText.objects.filter(access_request__in=requests.values("pk")).update(is_stale=True)


def _named_in(row: Model) -> Q:
    if isinstance(row, Agency):
        return Q(agency=row)
    if isinstance(row, Server):
        return Q(server_account__server=row)
    assert isinstance(row, User)
    acted = Disposition.objects.filter(actor=row).values("access_request")
    return Q(applicant=row) | Q(assignee=row) | Q(pk__in=acted)


@transaction.atomic
def renew_some_stale() -> int:
    """Makes some stale texts anew; returns how many. Whoever acts on one of the requests meanwhile goes first."""
    stale = SearchText.objects.filter(is_stale=True).order_by("id").select_for_update(skip_locked=True)
    some = list(stale.only("access_request_id")[:AT_ONCE])
    SearchText.objects.filter(pk__in=[text.pk for text in some]).update(is_stale=False)
    renew([text.access_request_id for text in some])
    return len(some)
