"""When it is Ramadan. It can't be computed: the government fixes the days, the Super Admin enters them."""

import uuid

from django.db import models
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _


class Ramadan(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    since = models.DateField(_("first day"), unique=True)
    until = models.DateField(_("last day"))
    in_force = models.BooleanField(_("in force"), default=True)

    class Meta:
        ordering = ["-since"]
        verbose_name = _("Ramadan")
        verbose_name_plural = _("Ramadan")

    def __str__(self) -> str:
        return f"{date_format(self.since)} – {date_format(self.until)}"
