"""The papers that the site makes."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Sheet(models.TextChoices):
    """The papers that the SOP names."""

    ACCESS_FORM = "access_form", _("Server access form")
    REGISTER = "register", _("Incoming letter register sheet")
    DISPOSITION = "disposition", _("Disposition sheet")
    ACCOUNT = "account", _("Account data")
    RECEIPT = "receipt", _("Receipt")
