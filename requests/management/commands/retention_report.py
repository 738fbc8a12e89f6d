"""What has been kept beyond its time; see `requests/retention.py`."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from requests.retention import report


class Command(BaseCommand):
    help = "Says of which rows more are kept than RETENTION_DAYS says, and since when. Changes nothing."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{'kind':<10}{'days':>8}{'beyond':>8}  oldest")
        for kept in report():
            oldest = f"{timezone.localtime(kept.oldest):%Y-%m-%d}" if kept.oldest else "-"
            self.stdout.write(f"{kept.kind:<10}{kept.days:>8}{kept.beyond:>8}  {oldest}")
