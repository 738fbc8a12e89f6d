"""What one person is told on the site; by mail too, at once or in the digest of the next working day."""

import uuid

from django.db import models

from accounts.models.user import User


class Notice(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(User, models.PROTECT, related_name="notices")
    title = models.CharField(max_length=250)
    path = models.CharField(max_length=200, help_text="of the page on which there is more")
    at = models.DateTimeField(auto_now_add=True)
    read_at = models.DateTimeField(null=True)
    waits_for_digest = models.BooleanField(default=False)

    class Meta:
        ordering = ["-at", "-id"]
        indexes = [
            models.Index(fields=["person", "-at", "-id"], name="newest_notices"),
            models.Index(fields=["person"], name="unread_notices", condition=models.Q(read_at=None)),
            models.Index(fields=["person"], name="undigested_notices", condition=models.Q(waits_for_digest=True)),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return self.path
