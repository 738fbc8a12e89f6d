"""The offices of the SOP, and in what manner a person may hold one."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Office(models.TextChoices):
    """`SECTION_HEAD` is also the Super Admin, `ADMIN` the staff of the SOP's steps 5 and 6."""

    HEAD = "head", _("Head of the Service")
    DIVISION_HEAD = "division_head", _("Head of the Informatics Division")
    SECTION_HEAD = "section_head", _("Head of the IT and Cryptography Section")
    ADMIN = "admin", _("Admin")
    LIAISON = "liaison", _("Agency liaison")


# The three posts that one person holds at a time; a holder of any of them may be a second person.
HEADS = (Office.HEAD, Office.DIVISION_HEAD, Office.SECTION_HEAD)
# The officials of the SOP in the order in which a letter passes them.
CHAIN = (*HEADS, Office.ADMIN)


def are_neighbours(office: str, other: str) -> bool:
    """Whether a letter passes straight from one office to the other."""
    return abs(CHAIN.index(Office(office)) - CHAIN.index(Office(other))) == 1


class ActingKind(models.TextChoices):
    """Plt. fills a vacant post, Plh. stands in for an absent holder (SE BKN 1/SE/I/2021)."""

    DEFINITIVE = "definitive", _("Definitive")
    PLT = "plt", "Plt."
    PLH = "plh", "Plh."


def capacity_title(office: str, acting_kind: str) -> str:
    """The capacity as it is printed, such as "Plh. Kepala Dinas"; empty for someone in no office."""
    if not office:
        return ""
    title = str(Office(office).label)
    return title if acting_kind in ("", ActingKind.DEFINITIVE) else f"{ActingKind(acting_kind).label} {title}"
