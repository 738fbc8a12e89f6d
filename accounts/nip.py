"""The employee number (NIP): 18 digits whose parts are checked by kind of employment.

PNS/CPNS: birth date (8), month of appointment (6), sex (1), serial (3). PPPK: birth date (8),
year (4), contract count (2), sex (1), serial (3). There is no check digit.
"""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

MINIMUM_AGE_YEARS = 18


class EmploymentKind(models.TextChoices):
    PNS = "pns", _("Civil servant (PNS/CPNS)")
    PPPK = "pppk", _("Government employee under contract (PPPK)")
    NON_ASN = "non_asn", _("Not a state employee (non-ASN)")


def group_nip(nip: str) -> str:
    """Groups the digits 8-6-1-3, as they are printed: 19750817 199403 2 002."""
    return f"{nip[:8]} {nip[8:14]} {nip[14]} {nip[15:]}" if len(nip) == 18 else nip


def mask_nip(nip: str) -> str:
    """Grouped as printed, only the serial readable, which tells nothing of the person: ******** ****** * 002."""
    return group_nip("*" * (len(nip) - 3) + nip[-3:]) if nip else ""


def clean_nip(value: str, kind: str, today: date) -> str:
    """Returns the bare digits. Raises ValidationError saying which part can't be right."""
    nip = "".join(value.split())
    if kind == EmploymentKind.NON_ASN:
        if nip:
            raise ValidationError(_("Someone who is not a state employee has no NIP. Leave this empty."), "nip_given")
        return ""
    if len(nip) != 18 or not (nip.isascii() and nip.isdigit()):
        raise ValidationError(_("A NIP has 18 digits."), "nip_length")
    born = _birth_date(nip)
    if kind == EmploymentKind.PNS:
        _check_appointment_month(nip, born, today)
    if nip[14] not in "12":
        raise ValidationError(_("The 15th digit of a NIP is 1 or 2."), "nip_sex")
    if nip[15:] == "000":
        raise ValidationError(_("The last three digits of a NIP are 001 or more."), "nip_serial")
    return nip


def _birth_date(nip: str) -> date:
    try:
        return date(int(nip[:4]), int(nip[4:6]), int(nip[6:8]))
    except ValueError:
        raise ValidationError(_("The first eight digits of a NIP are the date of birth."), "nip_birth") from None


def _check_appointment_month(nip: str, born: date, today: date) -> None:
    year, month = int(nip[8:12]), int(nip[12:14])
    if not 1 <= month <= 12:
        raise ValidationError(
            _("Digits 9 to 14 of a NIP are the year and month of appointment."), "nip_appointment_month"
        )
    if (year, month) > (today.year, today.month):
        raise ValidationError(_("The month of appointment in this NIP lies in the future."), "nip_appointment_future")
    if (year, month) < (born.year + MINIMUM_AGE_YEARS, born.month):
        raise ValidationError(_("By this NIP the person was appointed before the age of 18."), "nip_appointment_age")
