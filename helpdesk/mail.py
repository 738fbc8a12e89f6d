"""Mail is written as a `Message` row with its cause; the worker sends it (`helpdesk.tasks`)."""

from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils.translation import get_language

from helpdesk.models import JobState, Message
from helpdesk.models.job import a_minute_from_now
from helpdesk.tasks import send_message

HAS_TEXT = ~Q(body="") | Q(sealed_body__isnull=False)


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


def can_be_sent_again() -> Q:
    """Mails with a text that neither wait for their first attempt nor are in a worker's hands."""
    begun = ~Q(state=JobState.PENDING) | Q(attempts__gt=0)
    return HAS_TEXT & begun & Message.at_rest()


@transaction.atomic
def send_again(message: Message) -> bool:
    """Gives a mail all its attempts anew, under its own Message-ID, and wakes the worker, both within one transaction.

    Of several at once one wins. False for the others and for what can't be sent again; nothing is changed then.
    """
    rows = Message.objects.filter(can_be_sent_again(), pk=message.pk)
    if not rows.update(**Message.anew(a_minute_from_now())):  # by then the wake-up written here has long come
        return False
    send_message.enqueue(str(message.pk))
    return True
