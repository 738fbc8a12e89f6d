"""A sheet: written with the act that causes it, rendered by the worker, then never changed."""

import secrets
import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from helpdesk.models import Job
from requests.models.disposition import Disposition
from requests.models.letterhead import Letterhead
from requests.sheets import Sheet


def new_code() -> str:
    """The code by which a stranger checks a printed sheet: 128 random bits."""
    return secrets.token_urlsafe(16)


def stored_name(document: "Document", name: str) -> str:
    return f"documents/{document.pk}.pdf"


class Document(Job):
    MAX_ATTEMPTS = 5

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    access_request = models.ForeignKey("requests.AccessRequest", models.CASCADE, related_name="documents")
    sheet = models.CharField(_("sheet"), max_length=15, choices=Sheet)
    # The act after which the sheet shows the request; None for the form of a draft.
    disposition = models.ForeignKey(Disposition, models.PROTECT, null=True, related_name="documents")
    request_version = models.PositiveIntegerField()
    letterhead = models.ForeignKey(Letterhead, models.PROTECT, null=True, related_name="+")
    code = models.CharField(max_length=22, unique=True, default=new_code, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    file = models.FileField(upload_to=stored_name, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)

    class Meta:
        ordering = ["sheet", "-request_version"]
        indexes = [models.Index(fields=["state", "next_attempt_at"])]
        constraints = [
            models.UniqueConstraint(
                fields=["access_request", "sheet", "request_version"], name="one_sheet_of_a_kind_a_version"
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_sheet_display()} ({self.request_version})"

    @property
    def is_draft(self) -> bool:
        return self.disposition_id is None
