"""What the clock does: run every minute beside the worker (`docs/deploy.md`)."""

from typing import Any

from django.core.management.base import BaseCommand

from helpdesk.tasks import wake_due_messages
from requests.services import wipe_overdue_credentials
from requests.tasks import wake_due_documents


class Command(BaseCommand):
    help = "Wakes mails and sheets that are due, and wipes credentials whose time is over. Idempotent."

    def handle(self, *args: Any, **options: Any) -> None:
        wipe_overdue_credentials()
        wake_due_messages()
        wake_due_documents()
