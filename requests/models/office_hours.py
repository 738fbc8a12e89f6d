"""The office hours of some weekdays from a day on; a change is another row, so that none ever changes."""

import uuid

from django.db import models
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext_lazy as _

from requests.office_hours import CLOSED, Hours


class Season(models.TextChoices):
    USUAL = "usual", _("Usual")
    RAMADAN = "ramadan", _("Ramadan")


class OfficeHours(models.Model):
    """Of several rows for a weekday the one with the latest `valid_from` holds; of two with the same, the newer."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    season = models.CharField(_("season"), max_length=10, choices=Season, default=Season.USUAL)
    weekdays = models.JSONField(_("weekdays"), help_text="numbers, Monday is 0")
    valid_from = models.DateField(_("valid from"))
    # None: closed.
    opens = models.TimeField(_("opens"), null=True, blank=True)
    closes = models.TimeField(_("closes"), null=True, blank=True)
    break_from = models.TimeField(_("break from"), null=True, blank=True)
    break_until = models.TimeField(_("break until"), null=True, blank=True)
    entered_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-valid_from", "-entered_at"]
        verbose_name = _("office hours")
        verbose_name_plural = _("office hours")

    def __str__(self) -> str:
        return f"{Season(self.season).label}, {self.days_in_words}"

    @property
    def days_in_words(self) -> str:
        """Such as "Senin, Selasa, Rabu"."""
        return ", ".join(str(WEEKDAYS[day]) for day in self.weekdays)

    @property
    def hours(self) -> Hours:
        if self.opens is None or self.closes is None:
            return CLOSED
        return Hours.between(self.opens, self.closes, self.break_from, self.break_until)
