"""What has been kept for longer than the settings say; somebody then decides by the records schedule (UU 43/2009)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import Exists, Min, OuterRef, QuerySet
from django.db.models.functions import Coalesce
from django.utils import timezone

from accounts.models import AuditEntry, Notice, User
from helpdesk.models import Message
from requests.models import AccessRequest, Disposition
from requests.states import State


@dataclass(frozen=True)
class Kept:
    """Rows of one kind that are older than `days`, and the oldest of them."""

    kind: str
    days: int
    beyond: int
    oldest: datetime | None


def report() -> Iterator[Kept]:
    """One line for each kind in `RETENTION_DAYS`. Reads only: nothing here, or anywhere, destroys by age."""
    for kind, (rows, age) in _kinds().items():
        days = settings.RETENTION_DAYS[kind]
        beyond = rows.filter(**{f"{age}__lt": timezone.now() - timedelta(days=days)})
        yield Kept(kind, days, beyond.count(), beyond.aggregate(oldest=Min(age))["oldest"])


def _kinds() -> dict[str, tuple[QuerySet[Any], str]]:
    """The rows of each kind, and the time from which its days count."""
    requests, acts = AccessRequest.objects.order_by(), Disposition.objects.filter(access_request=OuterRef("pk"))
    submitted = requests.exclude(state=State.DRAFT)
    of_person = AccessRequest.objects.filter(applicant=OuterRef("pk"))
    idle = User.objects.order_by().filter(~Exists(of_person), appointments=None)
    return {
        "drafts": (requests.filter(state=State.DRAFT), "created_at"),
        "accounts": (idle.annotate(last_seen=Coalesce("last_login", "date_joined")), "last_seen"),
        "messages": (Message.objects.order_by(), "created_at"),
        "notices": (Notice.objects.order_by(), "read_at"),  # an unread one has yet to be told
        "requests": (submitted.annotate(last_act=acts.order_by("-at").values("at")[:1]), "last_act"),
        "audit": (AuditEntry.objects.order_by(), "at"),
    }
