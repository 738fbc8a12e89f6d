"""Mail: a `Message` row written with its cause, and the worker's sending of it."""

from email.utils import parseaddr

from django.conf import settings
from django.core.mail import EmailMessage
from django.utils import timezone

from helpdesk.models import Message


def post(*, to: str, subject: str, body: str) -> Message:
    """Writes a message and wakes the worker, both within the caller's transaction."""
    from helpdesk.tasks import send_message  # the task calls `send` below

    message = Message.objects.create(to=to, subject=" ".join(subject.split())[:250], body=body)
    send_message.enqueue(str(message.pk))
    return message


def send(pk: str) -> None:
    """Sends one message; at least once, every repeat under the same Message-ID (RFC 5322, 3.6.4)."""
    message = Message.claim(pk)
    if message is None:
        return
    domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].partition("@")[2] or "localhost"
    mail = EmailMessage(
        message.subject,
        message.body,
        to=[message.to],
        headers={"Message-ID": f"<{message.pk}@{domain}>", "Auto-Submitted": "auto-generated"},
    )
    try:
        mail.send()
    except OSError as error:  # smtplib's errors are OSErrors
        message.fail(str(error))
    else:
        message.finish(sent_at=timezone.now())
