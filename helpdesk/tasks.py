"""Background tasks of the site. Their arguments are primary keys; the rows are the truth."""

import logging
from datetime import timedelta
from email.utils import parseaddr
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils import timezone
from django_tasks import task

from helpdesk.models import Job, Message

logger = logging.getLogger(__name__)


@task()
def send_message(pk: str) -> None:
    """Sends one message; at least once, every repeat under the same Message-ID (RFC 5322, 3.6.4)."""
    message = Message.claim(pk)
    if message is None:
        return
    try:
        _letter(message).send()
    except Exception as error:  # a mail server's refusal, or words that no header can hold
        logger.exception("Message %s could not be sent", pk)
        message.fail(repr(error))
    else:
        # The demo's mail page shows what was sent; nowhere else does a token outlive its mail.
        message.finish(sent_at=timezone.now(), **({} if settings.DEMO else {"sealed_body": None}))


def _letter(message: Message) -> EmailMultiAlternatives:
    """The text, and the same as HTML with links to be pressed.

    A conversation has no first mail, as everybody gets others of it: all answer the same key (RFC 5322, 3.6.4).
    """
    domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].partition("@")[2] or "localhost"
    headers = {"Message-ID": f"<{message.pk}@{domain}>", "Auto-Submitted": "auto-generated"}
    if message.thread:
        headers |= dict.fromkeys(("In-Reply-To", "References"), f"<{message.thread}@{domain}>")
    headers["Content-Language"] = message.language
    letter = EmailMultiAlternatives(message.subject, message.text, to=[message.to], headers=headers)
    letter.attach_alternative(render_to_string("helpdesk/mail.html", {"message": message}), "text/html")
    return letter


def wake_due(model: type[Job], wake_up: Any) -> int:
    """Queues `wake_up` again for every row that is due and unclaimed; returns how many.

    Idempotent: a row is woken at most once in five minutes, however often this runs.
    """
    now, woken = timezone.now(), 0
    for pk in model.unclaimed().filter(next_attempt_at__lte=now).values_list("pk", flat=True):
        due = model.unclaimed().filter(pk=pk, next_attempt_at__lte=now)
        if due.update(next_attempt_at=now + timedelta(minutes=5)):
            wake_up.enqueue(str(pk))
            woken += 1
    return woken


def wake_due_messages() -> int:
    return wake_due(Message, send_message)
