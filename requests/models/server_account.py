"""The account that staff activated for a request (SOP, step 5: "data akun"). Never holds a password."""

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from requests.access import AccessLevel
from requests.models.server import Server


class ServerAccount(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    access_request = models.OneToOneField("requests.AccessRequest", models.PROTECT, related_name="server_account")
    server = models.ForeignKey(Server, models.PROTECT, related_name="accounts", verbose_name=_("server"))
    username = models.CharField(_("user name"), max_length=64)
    access_level = models.CharField(_("access level"), max_length=15, choices=AccessLevel)
    valid_until = models.DateField(_("valid until"))
    work_done = models.TextField(_("what was done"), max_length=2000)
    tested_how = models.TextField(_("how it was tested"), max_length=1000)
    activated_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    activated_at = models.DateTimeField()

    class Meta:
        verbose_name = _("server account")

    def __str__(self) -> str:
        return f"{self.username} @ {self.server.name}"
