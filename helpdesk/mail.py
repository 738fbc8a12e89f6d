"""Mail is written as a `Message` row with its cause; the worker sends it (`helpdesk.tasks`)."""

from helpdesk.models import Message
from helpdesk.tasks import send_message


def post(*, to: str, subject: str, body: str, sealed: bool = False) -> Message:
    """Writes a message and wakes the worker, both within the caller's transaction.

    `sealed` is for texts that carry a token: the database never holds them in clear, nor at all once they are sent.
    """
    message = Message(to=to, subject=" ".join(subject.split())[:250])
    if sealed:
        message.seal(body)
    else:
        message.body = body
    message.save(force_insert=True)
    send_message.enqueue(str(message.pk))
    return message
