"""Mails as they stand in the table, for tests of what is shown and done with them; none has a wake-up."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from helpdesk.models import Message

MAILS = "/kelola/surat/"
REFUSED = "SMTPRecipientsRefused({'ratna@dinkes.example': (550, b'5.1.1 User unknown')})"


def written(
    to: str = "ratna@dinkes.example", subject: str = "Surel", *, hours_ago: float = 0, **fields: Any
) -> Message:
    message = Message.objects.create(to=to, subject=subject, **{"body": "Yth. Saudara"} | fields)
    Message.objects.filter(pk=message.pk).update(created_at=timezone.now() - timedelta(hours=hours_ago))
    return message


def given_up(to: str = "ratna@dinkes.example", subject: str = "Surel", **fields: Any) -> Message:
    return written(to, subject, **{"state": "failed", "attempts": 10, "error": REFUSED} | fields)


def sent(to: str = "ratna@dinkes.example", subject: str = "Surel", **fields: Any) -> Message:
    return written(to, subject, **{"state": "done", "attempts": 1, "sent_at": timezone.now()} | fields)


def tried(to: str = "ratna@dinkes.example", subject: str = "Surel", *, times: int = 1, **fields: Any) -> Message:
    """Failed so often, and paused until the next attempt."""
    again_at = timezone.now() + timedelta(minutes=4)
    paused = {"attempts": times, "error": REFUSED, "leased_until": again_at, "next_attempt_at": again_at}
    return written(to, subject, **paused | fields)
