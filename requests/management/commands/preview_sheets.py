"""Writes every paper in every variant into a folder, for whoever changes how they look."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from requests.documents.samples import samples


class Command(BaseCommand):
    help = "Writes every sheet in every variant as a PDF into FOLDER, from invented rows that are never stored."
    requires_system_checks = []  # there may be neither database nor key

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        folder: Path = options["folder"]
        folder.mkdir(parents=True, exist_ok=True)
        for sample in samples():
            path = folder / f"{sample.name}.pdf"
            path.write_bytes(sample.pdf())
            self.stdout.write(str(path))
