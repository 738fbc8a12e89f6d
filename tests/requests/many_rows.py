"""Many people, offices and all else at once, for tests of what a page costs: stored without the acts."""

import time
import uuid
from datetime import date, timedelta

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.utils import timezone

from accounts import audit
from accounts.models import Agency, Appointment, DataRequest, Notice, Proposal, User
from accounts.sessions import SessionStore
from helpdesk.models import Message
from requests import sop
from requests.models import (
    AccessRequest,
    AgendaBook,
    Disposition,
    Holiday,
    Letterhead,
    MonthlyReport,
    OfficeHours,
    Ramadan,
    RegisterExport,
    Server,
    Terms,
)
from requests.periods import month_of
from tests.by_http import signed_in
from tests.cast import Cast
from tests.requests import many_letters


def applicants(cast: Cast, number: int) -> None:
    User.objects.bulk_create(
        User(email=f"{row}@dinkes.example", name=f"Pemohon {row}", agency=cast.health) for row in range(number)
    )


def mails(cast: Cast, number: int) -> None:
    """Each to a person of its own, and given up."""
    applicants(cast, number)
    rows = [Message(to=f"{row}@dinkes.example", subject="Surel", body="x", state="failed") for row in range(number)]
    Message.objects.bulk_create(rows)


def requests_about_data(cast: Cast, number: int) -> None:
    DataRequest.objects.bulk_create(DataRequest(person=cast.applicant, kind="correction") for _ in range(number))


def admins(cast: Cast, number: int) -> None:
    """As many Admins more, among whom to choose."""
    since = timezone.localdate() - timedelta(days=1)
    people = [
        User(email=f"{row}@kominfo.example", name=f"Admin {row}", agency=cast.kominfo, nip="") for row in range(number)
    ]
    User.objects.bulk_create(people)
    Appointment.objects.bulk_create(Appointment(user=person, office="admin", since=since) for person in people)


def overlooked_by_many(cast: Cast, number: int) -> None:
    """With as many Admins."""
    many_letters.overlooked(cast, number)
    admins(cast, number)


def reported(cast: Cast, number: int) -> str:
    """As many letters, each of an agency of its own, returned, and handed over by an Admin of its own: this month.

    And as many monthly reports.
    """
    agencies(cast, number)
    admins(cast, number)
    many_letters.submitted(cast, number)
    rows = list(AccessRequest.objects.all())
    new = Agency.objects.filter(short_name__startswith="D-")
    staff = User.objects.filter(name__startswith="Admin ")
    for row, agency in zip(rows, new, strict=True):
        row.agency = agency
    AccessRequest.objects.bulk_update(rows, ["agency"])
    many_letters.accounts(cast, rows)
    acts = []
    for minutes, (row, by) in enumerate(zip(rows, staff, strict=True)):
        measured = {"waiting_minutes": minutes, "working_minutes": minutes, "target_minutes": 10}
        acts += [
            many_letters.acted(row, sop.SUBMIT, cast.applicant, 1, from_state="draft"),
            many_letters.acted(row, sop.DISPOSE, cast.head, 2, from_state="submitted", **measured),
            many_letters.acted(row, sop.RETURN, cast.division_head, 3, details={"faults": ["letter"]}),
            many_letters.acted(row, sop.ACTIVATE, by, 4, from_state="assigned", **measured),
            many_letters.acted(row, sop.DELIVER, by, 5, from_state="activated", **measured),
        ]
    Disposition.objects.bulk_create(acts)
    months = [date(2026 - row // 12, row % 12 + 1, 1) for row in range(number)]
    MonthlyReport.objects.bulk_create(MonthlyReport(sheet="monthly_report", month=month) for month in months)
    month = month_of(timezone.localdate())
    return f"since={month.since}&until={month.until}"


def ordered_exports(cast: Cast, number: int) -> str:
    exports = [
        RegisterExport(pk=uuid.uuid4(), ordered_by=cast.head, format="csv", rows=9, state="failed")
        for _ in range(number)
    ]
    return str(RegisterExport.objects.bulk_create(exports)[0].pk)


def ordered_books(cast: Cast, number: int) -> str:
    """The address' query for their archive."""
    books = [
        AgendaBook(sheet="agenda", month=date(2026 - row // 12, row % 12 + 1, 1), acts=0, paper_size="a4-landscape")
        for row in range(number)
    ]
    return "&".join(f"buku={book.pk}" for book in AgendaBook.objects.bulk_create(books))


def proposed(cast: Cast, number: int) -> str:
    """Each for an office in an agency of its own."""
    agencies(cast, number)
    people = [User(email=f"{row}@dinkes.example", name=f"Calon {row}", agency=cast.health) for row in range(number)]
    User.objects.bulk_create(people)
    made_in, said = cast.section_head.appointments.get(), {"office": "liaison", "acting_kind": "definitive"}
    said |= {"mandate_number": "", "since": timezone.localdate().isoformat(), "until": ""}
    rows = [
        Proposal(
            kind="appointment",
            person=person,
            made_by=cast.section_head,
            made_in=made_in,
            payload=said | {"agency": str(agency.pk)},
        )
        for person, agency in zip(people, Agency.objects.filter(short_name__startswith="D-"), strict=True)
    ]
    return str(Proposal.objects.bulk_create(rows)[0].pk)


def agencies(cast: Cast, number: int) -> str:
    rows = [Agency(name=f"Dinas {row}", short_name=f"D-{row}") for row in range(number)]
    return str(Agency.objects.bulk_create(rows)[0].pk)


def servers(cast: Cast, number: int) -> str:
    rows = [Server(name=f"server-{row}", address=f"10.10.1.{row}") for row in range(number)]
    return str(Server.objects.bulk_create(rows)[0].pk)


def terms(cast: Cast, number: int) -> None:
    Terms.objects.bulk_create(Terms(number=row + 2, text="Hanya untuk kedinasan.\n" * number) for row in range(number))


def letterheads(cast: Cast, number: int) -> None:
    Letterhead.objects.bulk_create(Letterhead(number=row + 2, office="Dinas", address="Kudus") for row in range(number))


def calendar(cast: Cast, number: int) -> None:
    days = [date(2030, 1, 1) + timedelta(days=row) for row in range(number)]
    Holiday.objects.bulk_create(Holiday(day=day, name="Libur", kind="local") for day in days)
    Ramadan.objects.bulk_create(Ramadan(since=day, until=day) for day in days)
    OfficeHours.objects.bulk_create(OfficeHours(weekdays=[0], valid_from=day) for day in days)


def appointments(user: User, number: int) -> None:
    """That are over."""
    days = [date(2024, 1, 1) + timedelta(days=row) for row in range(number)]
    Appointment.objects.bulk_create(Appointment(user=user, office="admin", since=day, until=day) for day in days)


def appointed(cast: Cast, number: int) -> str:
    appointments(cast.staff, number)
    return str(cast.staff.pk)


def before_the_head(cast: Cast, number: int) -> None:
    """As many letters, which may be ticked; and all else that stands on the desk."""
    many_letters.opened(cast, number)
    ordered_exports(cast, number)
    proposed(cast, number)


def signed_in_elsewhere(cast: Cast, number: int) -> None:
    kept = dict(signed_in(cast.applicant).session.items()) | {"signed_in_at": time.time(), "seen_at": time.time()}
    for _ in range(number):
        session = SessionStore()
        session.update(kept)
        session.save()


def keys_and_addresses(cast: Cast, number: int) -> None:
    """Of the applicant's own account."""
    keys = [Authenticator(user=cast.applicant, type="webauthn", data={"name": f"Kunci {row}"}) for row in range(number)]
    Authenticator.objects.bulk_create(keys)
    rows = [EmailAddress(user=cast.applicant, email=f"ratna.{row}@dinkes.example") for row in range(number)]
    EmailAddress.objects.bulk_create(rows)


def wishes_to_be_erased(cast: Cast, number: int) -> str:
    """Of somebody with as many letters."""
    many_letters.submitted(cast, number)
    asked = [DataRequest(person=cast.applicant, kind="erasure", text="Hapus.") for _ in range(number)]
    return str(DataRequest.objects.bulk_create(asked)[0].pk)


def notices(cast: Cast, number: int) -> None:
    Notice.objects.bulk_create(
        Notice(person=cast.applicant, title=f"Hal {row}", path="/permohonan/") for row in range(number)
    )


def much_about(cast: Cast, number: int) -> None:
    """Of every kind of rows that the site holds about the applicant."""
    many_letters.findable(cast, number)
    signed_in_elsewhere(cast, number)
    keys_and_addresses(cast, number)
    many_letters.accounts(cast, list(AccessRequest.objects.all()))
    many_letters.scans(cast, AccessRequest.objects.all()[0], number)
    Message.objects.bulk_create(Message(to=cast.applicant.email, subject=f"Surel {row}") for row in range(number))
    notices(cast, number)
    for _ in range(number):
        audit.record("own_data_exported", actor=cast.applicant)
    requests_about_data(cast, number)


def much_about_the_head(cast: Cast, number: int) -> None:
    many_letters.decided(cast, number)
    appointments(cast.head, number)
    proposed(cast, number)
    Proposal.objects.update(person=cast.head)
    many_letters.notes(cast, AccessRequest.objects.all()[0], number)
