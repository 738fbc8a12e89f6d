"""Papers: a sheet is written with the act that causes it, rendered by the worker, then never changed."""

import secrets
import uuid
from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from helpdesk.models import Job
from requests.models.disposition import Disposition
from requests.models.letterhead import Letterhead
from requests.sheets import PaperSize, Sheet, sizes_of


def new_code() -> str:
    """The code by which a stranger checks a printed sheet: 128 random bits."""
    return secrets.token_urlsafe(16)


def stored_name(paper: "Paper", name: str) -> str:
    return f"{paper._meta.model_name}s/{paper.pk}.pdf"


class Paper(Job):
    MAX_ATTEMPTS = 5

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    sheet = models.CharField(_("sheet"), max_length=15, choices=Sheet)
    letterhead = models.ForeignKey(Letterhead, models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    file = models.FileField(upload_to=stored_name, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)

    class Meta:
        abstract = True
        indexes = [models.Index(fields=["state", "next_attempt_at"])]


class Issued(Paper):
    """A paper in force; by its code a stranger checks it."""

    paper_size = models.CharField(_("paper size"), max_length=12, choices=PaperSize, default=PaperSize.A4)
    code = models.CharField(max_length=22, unique=True, default=new_code, editable=False)

    class Meta(Paper.Meta):
        abstract = True
        indexes = [*Paper.Meta.indexes, models.Index(fields=["sha256"])]

    @property
    def has_usual_size(self) -> bool:
        return self.paper_size == sizes_of(self.sheet)[0]


class Document(Issued):
    """A sheet of one request, as it stood after an act."""

    access_request = models.ForeignKey("requests.AccessRequest", models.CASCADE, related_name="documents")
    disposition = models.ForeignKey(Disposition, models.PROTECT, related_name="documents")
    request_version = models.PositiveIntegerField()

    class Meta(Issued.Meta):
        ordering = ["sheet", "-request_version"]
        constraints = [
            models.UniqueConstraint(
                fields=["access_request", "sheet", "request_version", "paper_size"],
                name="one_sheet_of_a_kind_and_size_a_version",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_sheet_display()} ({self.request_version})"

    @property
    def other_sizes(self) -> list[tuple[str, Any]]:
        return [(size.value, size.label) for size in sizes_of(self.sheet) if size != self.paper_size]


class OfMonth(Issued):
    """A paper about a month of Asia/Jakarta."""

    month = models.DateField(_("month"), help_text="its first day")

    class Meta(Issued.Meta):
        abstract = True

    def __str__(self) -> str:
        return f"{self.get_sheet_display()} {self.month:%Y-%m}"


class AgendaBook(OfMonth):
    """The register of a month, as it stood after so many acts on its letters."""

    acts = models.PositiveIntegerField()

    class Meta(OfMonth.Meta):
        ordering = ["month", "acts"]
        constraints = [
            models.UniqueConstraint(fields=["month", "acts", "paper_size"], name="one_agenda_book_of_a_size_a_version")
        ]


class MonthlyReport(OfMonth):
    """The figures of a month that is over, made once.

    What it says is kept as the HTML it is made from, for no rows keep all of it: what Admins had in hand that day.
    """

    html = models.TextField()

    class Meta(OfMonth.Meta):
        ordering = ["-month"]
        constraints = [models.UniqueConstraint(fields=["month"], name="one_report_a_month")]


class Preview(Paper):
    """A paper that isn't in force, of a draft or before the decision that would make it: for whoever asked, a day.

    What it says is kept as the HTML it is made from, for no rows keep it.
    """

    access_request = models.ForeignKey("requests.AccessRequest", models.CASCADE, related_name="previews")
    ordered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    mark = models.CharField(max_length=10)
    html = models.TextField()

    class Meta(Paper.Meta):
        ordering = ["-created_at", "id"]

    def __str__(self) -> str:
        return f"{self.get_sheet_display()} ({self.mark})"
