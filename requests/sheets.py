"""The papers that the site makes, and the sizes in which they can be printed."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Sheet(models.TextChoices):
    """The papers that the SOP names."""

    ACCESS_FORM = "access_form", _("Server access form")
    REGISTER = "register", _("Incoming letter register sheet")
    DISPOSITION = "disposition", _("Disposition sheet")
    ACCOUNT = "account", _("Account data")
    RECEIPT = "receipt", _("Receipt")


class PaperSize(models.TextChoices):
    """Named as in `static/pdf/sheet.css`. F4 (folio) is 215 × 330 mm; Kudus offices dispose on half of it."""

    A4 = "a4", "A4"
    A5 = "a5", "A5"
    HALF_FOLIO = "half-folio", _("half folio")


def sizes_of(sheet: str) -> tuple[PaperSize, ...]:
    """The sizes of a sheet; the first is what is made unasked."""
    return (PaperSize.HALF_FOLIO, PaperSize.A5, PaperSize.A4) if sheet == Sheet.DISPOSITION else (PaperSize.A4,)
