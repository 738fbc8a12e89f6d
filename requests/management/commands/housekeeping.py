"""What the clock does: run every minute beside the worker (`docs/deploy.md`)."""

from typing import Any

from django.core.management.base import BaseCommand

from helpdesk.tasks import wake_due_messages
from requests.services import remove_old_previews, wipe_overdue_credentials
from requests.tasks import wake_due_papers


class Command(BaseCommand):
    help = "Wakes mails and papers that are due, wipes credentials and removes previews of the past. Idempotent."

    def handle(self, *args: Any, **options: Any) -> None:
        wipe_overdue_credentials()
        remove_old_previews()
        wake_due_messages()
        wake_due_papers()
