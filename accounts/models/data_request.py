"""What a person asks of the office about their own data (UU 27/2022, Ps. 6 to 8 and 30): each has its clock."""

import uuid
from datetime import datetime, timedelta

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models.user import User


class DataRequestKind(models.TextChoices):
    CORRECTION = "correction", _("Correction of my data")
    ERASURE = "erasure", _("Erasure of my account")


class DataRequest(models.Model):
    """Answered once, with a note, within 3 × 24 hours (Ps. 30); `granted` is None until then."""

    DUE_WITHIN = timedelta(hours=3 * 24)

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(User, models.PROTECT, related_name="data_requests")
    kind = models.CharField(_("What is asked for"), max_length=12, choices=DataRequestKind)
    text = models.TextField(_("What it is about"), max_length=2000)
    created_at = models.DateTimeField(default=timezone.now)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    granted = models.BooleanField(null=True)
    answer = models.TextField(_("Answer"), max_length=2000, blank=True)

    class Meta:
        ordering = ["-created_at", "id"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.person}"

    @property
    def due_at(self) -> datetime:
        return self.created_at + self.DUE_WITHIN

    @property
    def is_late(self) -> bool:
        return (self.answered_at or timezone.now()) > self.due_at
