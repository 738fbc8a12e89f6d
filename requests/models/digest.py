"""That the digests of a day have been written: whoever stores the row writes them all."""

from django.db import models


class Digest(models.Model):
    day = models.DateField(primary_key=True)
    written_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return f"{self.day}"
