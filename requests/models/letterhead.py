"""The head of the sheets, in versions; a sheet keeps the one it was made with."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _


class Letterhead(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    number = models.PositiveIntegerField(_("version"), unique=True, editable=False)
    government = models.CharField(_("government"), max_length=100)
    office = models.CharField(_("office"), max_length=150)
    address = models.CharField(_("address"), max_length=200)
    telephone = models.CharField(_("telephone"), max_length=60, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    website = models.CharField(_("website"), max_length=100, blank=True)
    crest = models.FileField(
        _("crest"),
        upload_to="letterhead/",
        blank=True,
        help_text=_("PNG or JPEG, 1 MB at most. Without it, type alone."),
    )
    published_at = models.DateTimeField(_("published"), auto_now_add=True)

    class Meta:
        ordering = ["-number"]
        verbose_name = _("letterhead")
        verbose_name_plural = _("letterheads")

    def __str__(self) -> str:
        return f"{self.office} ({self.number})"

    @classmethod
    def newest(cls) -> "Letterhead | None":
        return cls.objects.first()
