"""A day on which the office is closed."""

import uuid

from django.db import models
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _


class HolidayKind(models.TextChoices):
    NATIONAL = "national", _("National holiday")
    JOINT_LEAVE = "joint_leave", _("Joint leave (cuti bersama)")
    LOCAL = "local", _("Local holiday")


class Holiday(models.Model):
    """One entered by mistake is taken back, not deleted: `in_force` goes."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    day = models.DateField(_("day"))
    name = models.CharField(_("name"), max_length=100)
    kind = models.CharField(_("kind"), max_length=15, choices=HolidayKind)
    in_force = models.BooleanField(_("in force"), default=True)

    class Meta:
        ordering = ["-day"]
        verbose_name = _("holiday")
        verbose_name_plural = _("holidays")
        constraints = [models.UniqueConstraint(fields=["day", "kind"], name="one_holiday_a_day_and_kind")]

    def __str__(self) -> str:
        return f"{self.name}, {date_format(self.day)}"
