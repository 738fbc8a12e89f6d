"""The register, as far as sought, as a file."""

from django.conf import settings
from django.db import models

from helpdesk.models import Job, JobState


class ExportFormat(models.TextChoices):
    XLSX = "xlsx", "XLSX"
    CSV = "csv", "CSV"


class RegisterExport(Job):
    """For whoever ordered it, a day. A short one is handed out at once and keeps no file."""

    MAX_ATTEMPTS = 3

    id = models.UUIDField(primary_key=True, editable=False)
    ordered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    format = models.CharField(max_length=4, choices=ExportFormat)
    sought = models.JSONField(default=dict, help_text="as `register_selectors.sought_in` takes it")
    rows = models.PositiveIntegerField(help_text="when it was ordered; once it is done, those in the file")
    rows_done = models.PositiveIntegerField(default=0)
    file = models.FileField(blank=True)

    class Meta:
        ordering = ["-created_at", "id"]
        indexes = [models.Index(fields=["state", "next_attempt_at"])]

    def __str__(self) -> str:
        return f"{self.get_format_display()} {self.created_at:%Y-%m-%d}"

    @property
    def is_short(self) -> bool:
        """Whether it is handed out at once."""
        return self.state == JobState.DONE and not self.file

    @classmethod
    def long_ones(cls) -> models.QuerySet["RegisterExport"]:
        """All but those that are short, by the same rule."""
        return cls.objects.exclude(state=JobState.DONE, file="")

    @property
    def percent_done(self) -> int:
        return min(100, 100 * self.rows_done // max(1, self.rows))

    def path_of_attempt(self, attempt: int) -> str:
        """Each attempt writes a file of its own, so that none is ever written over by a worker thought dead."""
        return f"exports/{self.pk}-{attempt}.{self.format}"
