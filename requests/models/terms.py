"""The terms of use for server access, in versions; consent is always to one version."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _


class Terms(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    number = models.PositiveIntegerField(_("version"), unique=True, editable=False)
    text = models.TextField(_("text"), help_text=_("One clause a line."))
    text_en = models.TextField(_("text in English"), blank=True, help_text=_("One clause a line."))
    published_at = models.DateTimeField(_("published"), auto_now_add=True)

    class Meta:
        ordering = ["-number"]
        verbose_name = _("terms of use")
        verbose_name_plural = _("terms of use")

    def __str__(self) -> str:
        return str(_("Terms of use, version %(number)s") % {"number": self.number})

    @classmethod
    def newest(cls) -> "Terms | None":
        return cls.objects.first()

    def clauses(self, language: str) -> list[str]:
        text = self.text_en if language == "en" and self.text_en else self.text
        return [line.strip() for line in text.splitlines() if line.strip()]
