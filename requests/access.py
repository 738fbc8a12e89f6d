"""What kinds of access may be asked for, and how wide."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class AccessKind(models.TextChoices):
    SSH = "ssh", "SSH"
    SFTP = "sftp", "SFTP"
    RDP = "rdp", "RDP"
    CPANEL = "cpanel", "cPanel"
    DATABASE = "database", _("Database")
    VPN = "vpn", "VPN"
    OTHER = "other", _("Other")


class AccessLevel(models.TextChoices):
    """From the least to the most."""

    READ = "read", _("Read")
    OPERATOR = "operator", _("Operator")
    ADMINISTRATOR = "administrator", _("Administrator")
