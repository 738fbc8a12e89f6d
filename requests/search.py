"""Finding requests by words: what each is found by, and how that text is kept up to date."""

import unicodedata
import uuid
from collections.abc import Callable, Collection, Iterable

from django.db import transaction
from django.db.models import Exists, Model, OuterRef, Prefetch, Q, QuerySet

from accounts.models import AuditHead
from helpdesk.text import without_hidden
from requests.models import AccessRequest, Disposition, Renaming, SearchText
from requests.selectors import submissions

SHORTEST_WORD = 3  # letters; both databases' indexes are made of such pieces
AT_ONCE = 50  # renewed in one transaction, for which an act on one of them may have to wait
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
    named = with_places(registered().filter(pk__in=keys))
    texts = [SearchText(access_request=one, text=searchable("\n".join(places(one)))) for one in named]
    SearchText.objects.bulk_create(
        texts, update_conflicts=True, update_fields=["text"], unique_fields=["access_request"]
    )


def registered() -> QuerySet[AccessRequest]:
    return AccessRequest.objects.filter(register_entry__isnull=False)


def without_text() -> QuerySet[AccessRequest]:
    """Registered before there was a search, or by a web process of the release before."""
    return registered().filter(search_text=None)


def note_renaming(renamed: Model) -> None:
    """One row, whatever names this agency, server or person; in the transaction that renames it."""
    AuditHead.locked()  # first, as every act takes it before it reads names for its text
    Renaming.objects.update_or_create(kind=renamed._meta.model_name, key=renamed.pk, defaults={"done_to": None})


# By the kind of `Renaming`: which requests name the one with this key.
NAMED_IN: dict[str, Callable[[uuid.UUID], Q]] = {
    "agency": lambda key: Q(agency=key),
    "server": lambda key: Q(server_account__server=key),
    "user": lambda key: Q(applicant=key) | Q(assignee=key) | _acted_on_by(key),
}


def _acted_on_by(person: uuid.UUID) -> Q:
    return Q(Exists(Disposition.objects.filter(access_request=OuterRef("pk"), actor=person)))


def is_behind() -> bool:
    """Whether there are texts to renew or to make."""
    return Renaming.objects.exists() or without_text().exists()


@transaction.atomic
def renew_some() -> bool:
    """Renews or makes some texts, a short transaction however many there are; returns whether there were any to do."""
    renaming = Renaming.objects.order_by("pk").select_for_update(skip_locked=True).first()
    if renaming is None:
        keys = _first_keys(without_text())
        _renew_before_others(keys)
        return bool(keys)
    named = registered().filter(NAMED_IN[renaming.kind](renaming.key))
    keys = _first_keys(named.filter(pk__gt=renaming.done_to) if renaming.done_to else named)
    _renew_before_others(keys)
    if keys:
        Renaming.objects.filter(pk=renaming.pk).update(done_to=keys[-1])
    else:
        renaming.delete()
    return True


def _first_keys(access_requests: QuerySet[AccessRequest]) -> list[uuid.UUID]:
    return list(access_requests.order_by("pk").values_list("pk", flat=True)[:AT_ONCE])


def _renew_before_others(keys: list[uuid.UUID]) -> None:
    """Locks the texts before it reads what they are made of, so that nothing newer is ever written over.

    All who lock several do so in this order, and an act has but one: nobody waits for each other.
    """
    SearchText.objects.bulk_create([SearchText(access_request_id=key, text="") for key in keys], ignore_conflicts=True)
    texts = SearchText.objects.filter(access_request__in=keys).order_by("access_request_id").select_for_update()
    list(texts.values_list("pk"))
    renew(keys)
