"""Requests in every state for the pictures, made by the demo's people; runs in the site's own environment."""

import json
import uuid
from datetime import date, timedelta
from pathlib import Path

from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from accounts import proposals
from accounts.data_requests import ask
from accounts.models import Agency, Appointment, Proposal, User
from accounts.models.proposal import ProposalKind
from accounts.offices import ActingKind, Office
from helpdesk.models import Message
from requests import services, sop, tasks
from requests.models import (
    AccessRequest,
    AttachmentPage,
    Document,
    Holiday,
    Letterhead,
    MonthlyReport,
    Ramadan,
    RegisterExport,
    Server,
    Terms,
)
from requests.sheets import Sheet
from requests.states import State
from tests.cast import Cast
from tests.papers_for_tests import multi_page_letter


def person(name: str) -> User:
    return User.objects.get(email=f"{name}@kudus.example")


class DemoCast(Cast):
    """The cast of the other tests, played by the demo's people."""

    def __post_init__(self) -> None:
        definitive = Appointment.objects.current().filter(acting_kind=ActingKind.DEFINITIVE)
        holders = {held.office: held.user for held in definitive}
        self.head, self.division_head = holders[Office.HEAD], holders[Office.DIVISION_HEAD]
        self.section_head, self.liaison = holders[Office.SECTION_HEAD], holders[Office.LIAISON]
        self.staff, self.other_staff = person("dimas"), person("lestari")
        self.applicant, self.stranger = person("ratna"), person("bagus")
        self.kominfo, self.health = self.head.agency, self.applicant.agency
        self.transport = Agency.objects.get(short_name="Dishub")
        self.server, self.terms, self.letterhead = Server.objects.first(), Terms.newest(), Letterhead.newest()


def seed(out: Path) -> None:
    """Writes the keys of a request in each state, and of some in between, into a file.

    In two transactions, for a site on SQLite waits for them.
    """
    cast = DemoCast()
    multi_page_letter()  # takes its time
    with transaction.atomic():
        made = requests_in_each_state(cast)
        # As if another worker had them: nobody reads these, and there are a hundred.
        sheets = Document.objects.filter(access_request__in=made.values())
        sheets.update(leased_until=timezone.now() + timedelta(days=1))
        AttachmentPage.objects.update(leased_until=timezone.now() + timedelta(days=1))
    with transaction.atomic():
        keys = {name: str(access_request.pk) for name, access_request in made.items()}
        keys |= keys_of_papers(sheets, made["approved"]) | keys_of_the_rest(cast)
        draw_letters()
        order_monthly_reports()
        fail_a_mail(cast)
    out.write_text(json.dumps(keys))


def requests_in_each_state(cast: DemoCast) -> dict[str, AccessRequest]:
    made = {state.value: cast.request_in(state) for state in State}
    made["completed"] = cast.do(cast.request_in(State.DELIVERED), sop.CONFIRM_RECEIPT)
    made["unconfirmed"] = cast.request_in(State.DISPOSED, applicant=cast.stranger)
    made["approved"] = cast.do(made["approved"], sop.CORRECT)
    held = cast.division_head.appointments.get(office=Office.DIVISION_HEAD)
    services.write_note(made["approved"], appointment=held, key=uuid.uuid4(), text="Alamat sumber sudah dicek.")
    made["resubmitted"] = cast.do(cast.request_in(State.RETURNED), sop.RESUBMIT)
    made["to_deliver"], made["to_activate"] = cast.request_in(State.DELIVERED), cast.request_in(State.ASSIGNED)
    return made


def keys_of_papers(sheets: QuerySet[Document], access_request: AccessRequest) -> dict[str, str]:
    """Of one in the making, and of the request's disposition sheet in its first and its newest version, made."""
    of_request = sheets.filter(access_request=access_request, sheet=Sheet.DISPOSITION).order_by("request_version")
    keys = {"sheet": str(sheets[0].pk), "code": sheets[0].code}
    for name, sheet in (("older", of_request[0]), ("newest", of_request.reverse()[0])):
        Document.objects.filter(pk=sheet.pk).update(leased_until=None)
        tasks.render_document.call(str(sheet.pk))
        sheet = Document.objects.get(pk=sheet.pk)
        keys |= {f"{name}_code": sheet.code, f"{name}_file": sheet.file.path}
    return keys


def keys_of_the_rest(cast: DemoCast) -> dict[str, str]:
    keys = {
        "orang": str(cast.applicant.pk),
        "opd": str(cast.health.pk),
        "penugasan-jabatan": str(cast.head.appointments.get().pk),
        "server": str(cast.server.pk),
        "hari-libur": str(Holiday.objects.filter(kind="joint_leave")[0].pk),
        "ramadan": str(Ramadan.objects.create(since=date(2026, 2, 19), until=date(2026, 3, 20)).pk),
        "proposal": str(propose(cast).pk),
        "export": str(export_in_the_making(cast).pk),
    }
    for who, kind in ((cast.stranger, "correction"), (cast.applicant, "erasure")):
        asked = ask(pk=uuid.uuid4(), person=who, kind=kind, text="Nama OPD saya pada permohonan lama keliru.")
        keys[kind] = str(asked.pk)
    return keys


def export_in_the_making(cast: DemoCast) -> RegisterExport:
    """A long one that a worker is at."""
    return RegisterExport.objects.create(
        pk=uuid.uuid4(),
        ordered_by=cast.head,
        format="xlsx",
        rows=1570,
        rows_done=640,
        leased_until=timezone.now() + timedelta(days=1),
    )


def order_monthly_reports() -> None:
    """For a worker that has not come to them."""
    months, later = [date(2026, month, 1) for month in (8, 9, 10)], timezone.now() + timedelta(days=1)
    MonthlyReport.objects.bulk_create(
        MonthlyReport(sheet=Sheet.MONTHLY_REPORT, month=month, leased_until=later) for month in months
    )


def fail_a_mail(cast: DemoCast) -> None:
    refused = "SMTPRecipientsRefused({'%s': (550, b'5.1.1 <%s>: Recipient address rejected: User unknown')})"
    Message.objects.create(
        to=cast.stranger.email,
        subject="Permohonan akses server telah diterima",
        body="Yth. Saudara",
        state="failed",
        attempts=10,
        error=refused % (cast.stranger.email, cast.stranger.email),
    )


def propose(cast: DemoCast) -> Proposal:
    """A Plh. for the head of the section, with the scan of the letter of command."""
    today = timezone.localdate()
    said = {"office": "section_head", "acting_kind": "plh", "mandate_number": "800/41/XI", "agency": ""}
    proposal = Proposal(
        kind=ProposalKind.APPOINTMENT,
        person=cast.staff,
        made_by=cast.section_head,
        made_in=cast.section_head.appointments.get(),
        payload=said | {"since": today.isoformat(), "until": (today + timedelta(days=4)).isoformat()},
        mandate=ContentFile(multi_page_letter(), "mandate.pdf"),
    )
    proposals.propose(proposal)
    return proposal


def draw_letters() -> None:
    """Every request brings the same letter, so its pages are drawn once and shared; the last is still to be drawn."""
    pages = AttachmentPage.objects.all()
    for number in (1, 2):
        page = pages.filter(number=number)[0]
        pages.filter(pk=page.pk).update(leased_until=None)
        tasks.draw_page.call(str(page.pk))
        page.refresh_from_db()
        pages.filter(number=number).update(state="done", file=page.file, width=page.width, height=page.height)
    pages.filter(number=3).update(leased_until=timezone.now() + timedelta(days=1))
