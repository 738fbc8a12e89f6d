"""That a request was opened by whoever had to act on it: the proof that the letter was before them."""

import uuid

from django.conf import settings
from django.db import models

from accounts.models import AuditEntry
from helpdesk.models import AppendOnly


class Opening(AppendOnly):
    """Written once for a person and a version of the request."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    access_request = models.ForeignKey("requests.AccessRequest", models.PROTECT, related_name="openings")
    version = models.PositiveIntegerField()
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    audit_entry = models.OneToOneField(AuditEntry, models.PROTECT, related_name="opening")

    class Meta:
        ordering = ["version"]
        constraints = [
            models.UniqueConstraint(
                fields=["access_request", "version", "person"], name="one_opening_a_version_and_person"
            )
        ]

    def __str__(self) -> str:
        return f"{self.person} ({self.version})"
