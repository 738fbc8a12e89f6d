"""The last resort for someone who has lost every second factor, when the site can't be used for it."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accounts.models import User
from accounts.services import reset_second_factor


class Command(BaseCommand):
    help = "Removes a person's second factor, ends their sessions and tells them by mail. Audited as the console."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email")

    def handle(self, *args: Any, **options: Any) -> None:
        person = User.objects.filter(email__iexact=options["email"]).first()
        if person is None:
            raise CommandError(f"Nobody has the address {options['email']}.")
        if not reset_second_factor(person, actor=None):
            raise CommandError(f"{person} has no second factor.")
        self.stdout.write(f"{person} adds a new second factor at the next sign-in.")
