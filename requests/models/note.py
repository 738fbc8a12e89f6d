"""A note between officials on a request, not for the applicant. Written once, never changed."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import AuditEntry
from requests.models.signed import Signed


class Note(Signed):
    """Raises IntegrityError when the same person sends the same form key twice."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    access_request = models.ForeignKey("requests.AccessRequest", models.PROTECT, related_name="notes")
    version = models.PositiveIntegerField(help_text="of the request, when it was written")
    at = models.DateTimeField()
    form_key = models.UUIDField()
    audit_entry = models.OneToOneField(AuditEntry, models.PROTECT, related_name="note")
    text = models.TextField(_("note"), max_length=1000)

    class Meta:
        ordering = ["version", "at"]
        constraints = [models.UniqueConstraint(fields=["actor", "form_key"], name="one_note_a_form")]

    def __str__(self) -> str:
        return f"{self.actor_name}, {self.at}"
