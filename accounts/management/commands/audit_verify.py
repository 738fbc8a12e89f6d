"""Checks the audit trail in the database against its chain and its checkpoints."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accounts import audit, audit_checkpoints
from accounts.audit_chain import Report, told, verify
from accounts.models import AuditHead


class Command(BaseCommand):
    help = "Checks every audit entry against the chain and the checkpoints; names the first bad one, with exit code 1."

    def handle(self, *args: Any, **options: Any) -> None:
        report = check()
        if report.reason:
            raise CommandError(told(report))
        self.stdout.write(told(report))


def check() -> Report:
    """The report on the entries in the database, more of which may be written meanwhile."""
    lines, before = audit_checkpoints.lines(), AuditHead.size_now()
    report = verify(audit.entries(), lines, audit_checkpoints.public_key())
    after = AuditHead.size_now()
    if report.reason or before <= report.rows <= after:
        return report
    reason = f"missing: {before} were written" if report.rows < before else "not written by the site"
    return report._replace(row=min(report.rows, after) + 1, reason=reason)
