"""After a full disk, a lost mail server or a missing font: what was given up meanwhile is tried once more."""

from typing import Any

from django.apps import apps
from django.core.management.base import BaseCommand

from helpdesk.models import Job


class Command(BaseCommand):
    help = "Takes up again every mail, paper and page image that was given up; housekeeping then wakes them."

    def handle(self, *args: Any, **options: Any) -> None:
        for model in apps.get_models():
            if issubclass(model, Job):
                self.stdout.write(f"{model.__name__}: {model.take_up_again()}")
