"""Appoints the first holders of the offices; everyone after them is appointed under /kelola/.

The TOML file names the service that runs the site and its officials. One of them must be the
section head (the Super Admin) today, for there is no second try:

    [agency]
    name = "Dinas Komunikasi dan Informatika"
    short_name = "Diskominfo"
    address = "Jl. Sunan Muria No.9 Kudus"         # optional

    [[official]]
    name = "Sri Wahyuni, S.Kom."                   # with titles, as on the papers
    email = "sri.wahyuni@diskominfo.example"
    employment_kind = "pns"                        # pns, pppk or non_asn
    nip = "19850101 201001 2 001"                  # not for non_asn
    rank = "Penata Tk. I, III/d"                   # optional
    job_title = "Kepala Seksi TI dan Persandian"
    phone = "0812 0000 0000"

    [[official.appointment]]                       # several, for someone in two offices
    office = "section_head"                        # head, division_head, section_head or admin
    since = 2026-01-02
    until = 2026-12-31                             # optional, the last day; required for plt and plh
    acting_kind = "plt"                            # optional: definitive (as it is without), plt or plh
    mandate_number = "800/12/2026"                 # required for plt and plh
"""

import tomllib
from argparse import ArgumentParser, RawDescriptionHelpFormatter
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.db import models, transaction

from accounts import audit
from accounts.models import Agency, Appointment, User
from accounts.offices import Office
from accounts.services import add_person

TABLES = {"agency": dict, "official": list}
AGENCY_KEYS = {"name", "short_name", "address"}
PERSON_KEYS = {"name", "email", "employment_kind", "nip", "rank", "job_title", "phone"}
APPOINTMENT_KEYS = {"office", "since", "until", "acting_kind", "mandate_number"}


class Command(BaseCommand):
    help = __doc__ or ""

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> Any:
        return super().create_parser(prog_name, subcommand, formatter_class=RawDescriptionHelpFormatter, **kwargs)

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="the TOML file")

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        if Appointment.objects.exists():
            raise CommandError("There are appointments already: the section head appoints under /kelola/.")
        table = read(options["file"])
        agency = add_agency(table["agency"])
        for number, official in enumerate(table["official"], 1):
            add_official(official, agency, f"official {number}")
        if not Appointment.objects.current().filter(office=Office.SECTION_HEAD).exists():
            raise CommandError("Nobody in this file is section_head today, so nobody could appoint the others.")
        for appointment in Appointment.objects.select_related("user"):
            self.stdout.write(f"{appointment}: {appointment.user.email}")
        self.stdout.write("Each was told by mail to set a password of their own.")


def read(path: Path) -> dict[str, Any]:
    """The file's tables. Every refusal here and below is a CommandError that names the place in the file."""
    try:
        table = tomllib.loads(path.read_text())
    except (OSError, ValueError) as error:  # not there, not UTF-8, not TOML
        raise CommandError(f"{path}: {error}") from error
    refuse_unknown(table, set(TABLES), str(path))
    for name, kind in TABLES.items():
        if not isinstance(table.get(name), kind):
            raise CommandError(f"{path}: [agency] and at least one [[official]] are needed.")
    return table


def refuse_unknown(table: Any, known: set[str], place: str) -> None:
    if not isinstance(table, dict):
        raise CommandError(f"{place}: this is not a table.")
    if unknown := sorted(set(table) - known):
        raise CommandError(f"{place}: unknown {', '.join(unknown)}; known are {', '.join(sorted(known))}.")


def add_agency(fields: dict[str, Any]) -> Agency:
    """The agency of that name, or a new one."""
    refuse_unknown(fields, AGENCY_KEYS, "agency")
    agency = Agency.objects.filter(name=fields.get("name", "")).first()
    if agency is None:
        agency = Agency(**fields)
        check(agency, "agency")
        agency.save()
        audit.record("agency_added", actor=None, target=agency)
    return agency


def add_official(fields: dict[str, Any], agency: Agency, place: str) -> None:
    refuse_unknown(fields, PERSON_KEYS | {"appointment"}, place)
    appointments = fields.pop("appointment", [])
    if not isinstance(appointments, list) or not appointments:
        raise CommandError(f"{place}: [[official.appointment]] is needed.")
    user = User(agency=agency, **fields)
    user.email, user.nip = str(user.email).lower(), "".join(str(user.nip).split())
    user.set_unusable_password()
    check(user, place)
    add_person(user)
    audit.record("user_added", actor=None, target=user)
    for number, appointment in enumerate(appointments, 1):
        appoint(user, appointment, f"{place}, appointment {number}")


def appoint(user: User, fields: dict[str, Any], place: str) -> None:
    refuse_unknown(fields, APPOINTMENT_KEYS, place)
    appointment = Appointment(user=user, **fields)
    check(appointment, place)
    appointment.save()
    audit.record("appointment_added", actor=None, target=appointment)


def check(row: models.Model, place: str) -> None:
    try:
        row.full_clean()
    except ValidationError as error:
        reasons = (f"{field}: {' '.join(texts)}" for field, texts in error.message_dict.items())
        raise CommandError(f"{place}: {'; '.join(reasons)}") from error
    except (TypeError, AttributeError) as error:
        raise CommandError(f"{place}: a value is of the wrong type ({error}).") from error
