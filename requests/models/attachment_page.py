"""The image of one page of a scan, for people to read: written with the scan, drawn by the worker."""

import uuid
from pathlib import PurePath

from django.db import models

from helpdesk.models import Job
from requests.models.attachment import Attachment


def stored_name(page: "AttachmentPage", name: str) -> str:
    return f"pages/{page.pk}{PurePath(name).suffix}"


class AttachmentPage(Job):
    MAX_ATTEMPTS = 3

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    attachment = models.ForeignKey(Attachment, models.CASCADE, related_name="page_images")
    number = models.PositiveSmallIntegerField(help_text="the first is 1")
    file = models.FileField(upload_to=stored_name, blank=True)
    width = models.PositiveSmallIntegerField(default=0, help_text="pixels; 0 until it is drawn")
    height = models.PositiveSmallIntegerField(default=0, help_text="pixels; 0 until it is drawn")

    class Meta:
        ordering = ["attachment", "number"]
        indexes = [models.Index(fields=["state", "next_attempt_at"])]
        constraints = [models.UniqueConstraint(fields=["attachment", "number"], name="one_image_a_page")]

    def __str__(self) -> str:
        return f"{self.attachment} ({self.number})"
