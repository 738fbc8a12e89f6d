"""The mails as whoever keeps the site sees them: their state, and the addresses that fail. Never a text."""

from typing import Any

from django.db.models import Case, CharField, Count, Exists, Max, Min, OuterRef, Q, QuerySet, TextChoices, Value, When
from django.utils.translation import gettext_lazy as _

from helpdesk.mail import HAS_TEXT, can_be_sent_again
from helpdesk.models import JobState, Message

OFTEN = 3  # so many attempts have failed, and an address counts as failing


class MailState(TextChoices):
    """A job's state, and whether it has been begun."""

    WAITING = "waiting", _("Waiting")
    TRIED = "tried", _("Being tried again")
    SENT = "sent", _("Sent")
    GIVEN_UP = "given-up", _("Given up")


IN_STATE = {
    MailState.WAITING: Q(state=JobState.PENDING, attempts=0),
    MailState.TRIED: Q(state=JobState.PENDING, attempts__gt=0),
    MailState.SENT: Q(state=JobState.DONE),
    MailState.GIVEN_UP: Q(state=JobState.FAILED),
}


def messages() -> QuerySet[Any]:
    """Without their texts, which may carry a token. Each knows its `MailState`, and whether it can be sent again."""
    in_words = [When(which, then=Value(state.value)) for state, which in IN_STATE.items()]
    return Message.objects.defer("body", "sealed_body").annotate(
        mail_state=Case(*in_words, output_field=CharField()),
        has_text=HAS_TEXT,
        can_be_sent_again=can_be_sent_again(),
    )


def failing_addresses() -> QuerySet[Any, Any]:
    """Each address (`to`) whose newest mails fail, `count` of them `since` then; the one that failed last comes first.

    What fails was given up or has failed `OFTEN`; a mail that was written later and sent makes up for it.
    """
    sent_later = Message.objects.filter(to=OuterRef("to"), state=JobState.DONE, created_at__gt=OuterRef("created_at"))
    rows = Message.objects.filter(_fails()).exclude(Exists(sent_later)).order_by().values("to")
    return rows.annotate(count=Count("pk"), since=Min("created_at"), last=Max("created_at")).order_by("-last", "to")


def _fails() -> Q:
    """Its `OFTEN`-th attempt has failed, not merely begun."""
    begun = IN_STATE[MailState.TRIED]
    tried_often = begun & (Q(attempts__gt=OFTEN) | Q(attempts=OFTEN) & Message.at_rest())
    return IN_STATE[MailState.GIVEN_UP] | tried_often
