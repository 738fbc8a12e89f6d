"""A server on which accounts are activated."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models.active_dates import ActiveDates


class Server(ActiveDates):
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(_("name"), max_length=100, unique=True)
    address = models.CharField(_("host name or address"), max_length=253)
    description = models.CharField(_("description"), max_length=250, blank=True)

    class Meta:
        ordering = ["name"]
        verbose_name = _("server")
        verbose_name_plural = _("servers")

    def __str__(self) -> str:
        return f"{self.name} ({self.address})"
