"""Mail is written as a `Message` row with its cause; the worker sends it (`helpdesk.tasks`)."""

from helpdesk.models import Message
from helpdesk.tasks import send_message


def post(*, to: str, subject: str, body: str) -> Message:
    """Writes a message and wakes the worker, both within the caller's transaction."""
    message = Message.objects.create(to=to, subject=" ".join(subject.split())[:250], body=body)
    send_message.enqueue(str(message.pk))
    return message
