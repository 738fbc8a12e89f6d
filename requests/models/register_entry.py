"""The register of incoming letters: one entry a request, numbered within the year."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from requests.access import AccessKind

if TYPE_CHECKING:
    from requests.models.access_request import AccessRequest


class AgendaCounter(models.Model):
    """The last agenda number given in a year; its row lock makes the numbers unique and gap-free."""

    year = models.PositiveSmallIntegerField(primary_key=True)
    last = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.last}/{self.year}"

    @classmethod
    def next_number(cls, year: int) -> int:
        """Takes the next number; must run inside the transaction that uses it."""
        cls.objects.get_or_create(year=year)
        cls.objects.filter(year=year).update(last=F("last") + 1)
        return cls.objects.get(year=year).last


class RegisterEntry(models.Model):
    access_request = models.OneToOneField(
        "requests.AccessRequest", models.PROTECT, primary_key=True, related_name="register_entry"
    )
    year = models.PositiveSmallIntegerField(_("year"))
    number = models.PositiveIntegerField(_("agenda number"))
    received_at = models.DateTimeField(_("received"))
    # As last submitted: what the applicant of a returned request is changing is not the office's yet.
    letter_number = models.CharField(_("letter number"), max_length=100)
    letter_date = models.DateField(_("letter date"))
    subject = models.CharField(_("subject"), max_length=200)
    access_kind = models.CharField(_("kind of access"), max_length=10, choices=AccessKind, blank=True, db_default="")

    # `register_selectors.mark_for_reading` fills them for a page.
    is_late = False
    found_in: list[str] = []

    class Meta:
        ordering = ["-year", "-number"]
        verbose_name = _("register entry")
        constraints = [models.UniqueConstraint(fields=["year", "number"], name="agenda_number_unique_in_year")]

    def __str__(self) -> str:
        return f"{self.number}/{self.year}"

    @classmethod
    def enter(cls, access_request: "AccessRequest", received_at: datetime) -> "RegisterEntry":
        """Registers the letter under the next agenda number of the year (Asia/Jakarta) it came in."""
        year = timezone.localtime(received_at).year
        return cls.objects.create(
            access_request=access_request,
            year=year,
            number=AgendaCounter.next_number(year),
            received_at=received_at,
            **cls._letter_of(access_request),
        )

    def amend(self) -> None:
        """Takes over the letter of a resubmission, under the same number."""
        RegisterEntry.objects.filter(pk=self.pk).update(**self._letter_of(self.access_request))

    @staticmethod
    def _letter_of(access_request: "AccessRequest") -> dict[str, Any]:
        return {
            "letter_number": access_request.letter_number,
            "letter_date": access_request.letter_date,
            "subject": access_request.letter_subject,
            "access_kind": access_request.access_kind,
        }
