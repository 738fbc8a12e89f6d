"""An agency (OPD) of the regency, such as a service, a district office or a hospital."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models.active_dates import ActiveDates


class Agency(ActiveDates):
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(_("name"), max_length=150, unique=True)
    short_name = models.CharField(_("short name"), max_length=40, unique=True)
    address = models.CharField(_("address"), max_length=250, blank=True)

    class Meta:
        ordering = ["name"]
        verbose_name = _("agency")
        verbose_name_plural = _("agencies")

    def __str__(self) -> str:
        return self.name
