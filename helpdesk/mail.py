"""Mail is written as a `Message` row with its cause; the worker sends it (`helpdesk.tasks`)."""

from uuid import UUID

from django.utils.translation import get_language

from helpdesk.models import Message
from helpdesk.tasks import send_message


def post_text(text: str, *, to: str, thread: UUID | None = None) -> Message:
    """The same for a text whose first line is the subject."""
    subject, _, body = text.strip().partition("\n")
    return post(to=to, subject=subject, body=body.strip() + "\n", thread=thread)


def post(*, to: str, subject: str, body: str, sealed: bool = False, thread: UUID | None = None) -> Message:
    """Writes a message, in the language of the moment, and wakes the worker, both within the caller's transaction.

    `sealed` is for texts that carry a token: the database never holds them in clear, nor at all once they are sent.
    `thread` is the key of what the mail is about: a mail program shows all of a thread as one conversation.
    """
    message = Message(to=to, subject=" ".join(subject.split())[:250], language=get_language() or "", thread=thread)
    if sealed:
        message.seal(body)
    else:
        message.body = body
    message.save(force_insert=True)
    send_message.enqueue(str(message.pk))
    return message
