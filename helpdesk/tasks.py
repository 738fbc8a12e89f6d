"""Background tasks of the site. Their arguments are primary keys; the rows are the truth."""

from datetime import timedelta
from typing import Any

from django.utils import timezone
from django_tasks import task

from helpdesk import mail
from helpdesk.models import Job, Message


@task()
def send_message(pk: str) -> None:
    mail.send(pk)


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
