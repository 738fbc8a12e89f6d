"""What the clock does: run every minute beside the worker (`docs/deploy.md`)."""

import logging
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accounts.audit_checkpoints import write_due_checkpoint
from accounts.sessions import SessionStore
from helpdesk.tasks import wake_due_messages
from requests.digest import write_due_digests
from requests.exports import remove_old_exports, wake_due_exports
from requests.monthly import write_due_monthly_report
from requests.services import remove_old_previews, wipe_overdue_credentials
from requests.tasks import wake_due_pages, wake_due_papers, wake_due_search_texts

logger = logging.getLogger(__name__)

STEPS = (
    wipe_overdue_credentials,
    remove_old_previews,
    remove_old_exports,
    SessionStore.clear_expired,
    wake_due_messages,
    wake_due_papers,
    wake_due_pages,
    wake_due_exports,
    wake_due_search_texts,
    write_due_monthly_report,  # before the digests, which tell of it
    write_due_digests,
    write_due_checkpoint,
)


class Command(BaseCommand):
    help = (
        "Wakes mails, papers, page images and exports that are due, wipes credentials, old previews, exports and"
        " sessions, writes the report of the month and the digests of the day, signs how far the audit trail has come."
        " Idempotent."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        """Takes every step, whatever becomes of those before it; ends with 1 when one has failed."""
        failed = []
        for step in STEPS:
            try:
                step()
            except Exception:  # a disk that is away, a row that nobody thought of: the others have to go on
                logger.exception("%s failed", step.__name__)
                failed.append(step.__name__)
        if failed:
            raise CommandError(f"Failed: {', '.join(failed)}")
