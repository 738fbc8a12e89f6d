"""Prints the public key of the audit trail's checkpoints."""

from typing import Any

from django.core.management.base import BaseCommand

from accounts.audit_checkpoints import public_key


class Command(BaseCommand):
    help = "Prints the public key by which the signatures of the audit trail's checkpoints are checked."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(public_key())
