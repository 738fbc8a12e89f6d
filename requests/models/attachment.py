"""A scan that the applicant uploaded: the letter, or the signed form. Never changed, only superseded."""

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class AttachmentKind(models.TextChoices):
    LETTER = "letter", _("Letter")
    SIGNED_FORM = "signed_form", _("Signed form")


def stored_name(attachment: "Attachment", original: str) -> str:
    """Our own name for the file; nothing of the uploaded name reaches the disk."""
    return f"attachments/{attachment.pk}.{attachment.extension}"


class Attachment(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    access_request = models.ForeignKey("requests.AccessRequest", models.CASCADE, related_name="attachments")
    kind = models.CharField(max_length=15, choices=AttachmentKind)
    file = models.FileField(upload_to=stored_name)
    original_name = models.CharField(max_length=150)
    content_type = models.CharField(max_length=60)
    extension = models.CharField(max_length=5)
    size = models.PositiveIntegerField(help_text="bytes")
    pages = models.PositiveSmallIntegerField()
    sha256 = models.CharField(max_length=64)
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-uploaded_at"]

    def __str__(self) -> str:
        return self.original_name
