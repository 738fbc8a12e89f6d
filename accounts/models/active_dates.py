"""From when to when a person, an agency or a server is to be reckoned with; none is ever deleted."""

from typing import Any

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class ActiveDates(models.Model):
    """The dates follow the flag: the day it was last set, and the last day before it was taken away."""

    is_active = models.BooleanField(_("active"), default=True)
    active_from = models.DateField(default=timezone.localdate, editable=False)
    active_until = models.DateField(null=True, editable=False)

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.is_active and self.active_until:
            self.active_from, self.active_until = timezone.localdate(), None
        elif not self.is_active and not self.active_until:
            self.active_until = timezone.localdate()
        super().save(*args, **kwargs)
