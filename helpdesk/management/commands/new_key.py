"""Creates the key file that the settings name, once."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from helpdesk.vault import write_new_key


class Command(BaseCommand):
    help = "Creates the file KEY_FILE with a new key; leaves one that exists alone."
    requires_system_checks = []

    def handle(self, *args: Any, **options: Any) -> None:
        path = Path(settings.KEY_FILE)
        if not path.exists():
            write_new_key(path)
            self.stdout.write(f"New key in {path}: keep it out of the backups of the database.")
