"""The papers that the site makes, and the sizes in which they can be printed."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Sheet(models.TextChoices):
    """The papers that the SOP names; all of a request in one; what ends an access; a month's letters and figures."""

    ACCESS_FORM = "access_form", _("Server access form")
    REGISTER = "register", _("Incoming letter register sheet")
    DISPOSITION = "disposition", _("Disposition sheet")
    ACCOUNT = "account", _("Account data")
    RECEIPT = "receipt", _("Receipt")
    BUNDLE = "bundle", _("Request file")
    AGENDA = "agenda", _("Agenda book")
    REVOCATION = "revocation", _("Record of revocation")
    MONTHLY_REPORT = "monthly_report", _("Monthly report")


class PaperSize(models.TextChoices):
    """Named as in `static/pdf/sheet.css`. F4 (folio) is 215 × 330 mm; Kudus offices dispose on half of it."""

    A4 = "a4", "A4"
    A5 = "a5", "A5"
    HALF_FOLIO = "half-folio", _("half folio")
    A4_LANDSCAPE = "a4-landscape", _("A4 landscape")
    F4_LANDSCAPE = "f4-landscape", _("F4 landscape")


_SIZES = {
    Sheet.DISPOSITION: (PaperSize.HALF_FOLIO, PaperSize.A5, PaperSize.A4),
    Sheet.AGENDA: (PaperSize.A4_LANDSCAPE, PaperSize.F4_LANDSCAPE),
}


def sizes_of(sheet: str) -> tuple[PaperSize, ...]:
    """The sizes of a sheet; the first is what is made unasked."""
    return _SIZES.get(Sheet(sheet), (PaperSize.A4,))
