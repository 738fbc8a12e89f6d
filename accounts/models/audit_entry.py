"""What was done, by whom, in which capacity: written in the transaction of the act itself."""

from django.db import models
from django.utils import timezone

from accounts.models.user import User
from helpdesk.models import AppendOnly


class AuditEntry(AppendOnly):
    """Append-only. `data` never holds a secret or the text of a message."""

    at = models.DateTimeField(default=timezone.now)
    actor = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", help_text="None: the console")
    capacity = models.CharField(max_length=120, blank=True)
    action = models.CharField(max_length=60)
    target_type = models.CharField(max_length=60, blank=True)
    target_id = models.CharField(max_length=40, blank=True)
    data = models.JSONField(default=dict)

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["target_type", "target_id"])]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.action}"
