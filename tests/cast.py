"""One cast of people for every test, and how they walk a request through the SOP. All are invented."""

import uuid
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache
from importlib import import_module
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.apps import apps
from django.contrib.auth.hashers import make_password
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import QuerySet
from django.utils import timezone

from accounts.models import Agency, Appointment, User
from accounts.offices import ActingKind, Office
from accounts.second_factor import seal_for
from requests import sop
from requests.answers import PARTS
from requests.models import AccessRequest, Credential, Disposition, Letterhead, OfficeHours, Server, Terms
from requests.models.attachment import AttachmentKind
from requests.services import attach, save_answers, start_draft
from requests.states import State
from requests.uploads import Scan, inspect
from requests.workflow import perform
from tests.papers_for_tests import multi_page_letter

# Of the app of every official; by it `tests.by_http.code` computes the code that it shows.
TOTP_SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
PASSWORD = "sawah-luas-di-lereng-muria"

ANSWERS: dict[str, Any] = {
    "letter_number": "045/112/DINKES/X/2026",
    "letter_date": date(2026, 10, 1),
    "letter_subject": "Permohonan akses server aplikasi e-Puskesmas",
    "letter_signatory": "dr. Bambang Hartono, M.Kes.",
    "target": "Aplikasi e-Puskesmas",
    "access_kind": "ssh",
    "access_level": "operator",
    "purpose": "Pemeliharaan aplikasi e-Puskesmas.",
    "source_addresses": "203.0.113.0/24",
}


SINCE = date(2026, 1, 2)
# Name in the tests, agency; name, address, NIP, job title.
PEOPLE = (
    ("applicant", "health", "Ratna Puspita, S.Kom.", "ratna@dinkes.example", "199003052015032004", "Pranata Komputer"),
    ("stranger", "transport", "Joko Susilo, A.Md.", "joko@dishub.example", "198807122012011003", "Pengelola Data"),
    ("liaison", "health", "Endang Lestari, S.KM.", "endang@dinkes.example", "198501202009032001", "Sekretaris Dinas"),
    ("head", "kominfo", "Drs. Haryo Wibisono, M.Si.", "haryo@kominfo.example", "197001011995031001", "Kepala Dinas"),
    (
        *("division_head", "kominfo", "Siti Maryam, S.T., M.Kom.", "maryam@kominfo.example", "197805152003122002"),
        "Kepala Bidang Informatika",
    ),
    (
        *("section_head", "kominfo", "Agus Prasetyo, S.Kom.", "agus@kominfo.example", "198202102008011005"),
        "Kepala Seksi TI dan Persandian",
    ),
    ("staff", "kominfo", "Dewi Anggraini, A.Md.Kom.", "dewi@kominfo.example", "199406182019032006", "Pranata Komputer"),
    (
        *("other_staff", "kominfo", "Fajar Nugroho, S.Kom.", "fajar@kominfo.example", "199211232020121007"),
        "Pranata Komputer",
    ),
)
OFFICES = {
    "liaison": Office.LIAISON,
    "head": Office.HEAD,
    "division_head": Office.DIVISION_HEAD,
    "section_head": Office.SECTION_HEAD,
    "staff": Office.ADMIN,
    "other_staff": Office.ADMIN,
}


@cache
def letter_scan() -> Scan:
    """The verdict on the letter that every request of the tests brings, judged once."""
    return inspect(SimpleUploadedFile("surat.pdf", multi_page_letter()))


def number(count: int) -> str:
    """The agenda number that the register gives today as its `count`-th of the year: "1/2026"."""
    return f"{count}/{timezone.localdate().year}"


@cache
def hashed_password() -> str:
    return make_password(PASSWORD)


def unsaved_person(name: str, email: str, agency: Agency, nip: str, job_title: str) -> User:
    return User(
        email=email,
        password=hashed_password(),
        name=name,
        agency=agency,
        employment_kind="pns",
        nip=nip,
        rank="Penata, III/c",
        job_title=job_title,
        phone="081200000000",
    )


def save_people(*people: User) -> None:
    """With their confirmed addresses."""
    User.objects.bulk_create(people)
    EmailAddress.objects.bulk_create(
        EmailAddress(user=user, email=user.email, verified=True, primary=True) for user in people
    )


def person(name: str, email: str, agency: Agency, nip: str, job_title: str) -> User:
    user = unsaved_person(name, email, agency, nip, job_title)
    save_people(user)
    return user


def add_second_factor(*people: User) -> None:
    """Nobody works in an office without one."""
    apps = [Authenticator(user=user, type="totp", data={"secret": seal_for(user, TOTP_SECRET)}) for user in people]
    Authenticator.objects.bulk_create(apps, ignore_conflicts=True)  # unheard by audit trail and sessions


def appoint(user: User, office: Office, acting_kind: str = ActingKind.DEFINITIVE, **fields: Any) -> Appointment:
    """An appointment that the rules allow, without the two persons whom it takes on the site."""
    add_second_factor(user)
    appointment = Appointment(
        user=user,
        office=office,
        acting_kind=acting_kind,
        since=fields.pop("since", SINCE),
        mandate_number="800/12/2026" if acting_kind != ActingKind.DEFINITIVE else "",
        **fields,
    )
    appointment.full_clean()
    appointment.save()
    return appointment


@dataclass
class Cast:
    """The health service asks; the transport service is the stranger; Kominfo runs the SOP."""

    kominfo: Agency = field(init=False)
    health: Agency = field(init=False)
    transport: Agency = field(init=False)
    applicant: User = field(init=False)
    stranger: User = field(init=False)
    liaison: User = field(init=False)
    head: User = field(init=False)
    division_head: User = field(init=False)
    section_head: User = field(init=False)
    staff: User = field(init=False)
    other_staff: User = field(init=False)
    server: Server = field(init=False)
    terms: Terms = field(init=False)
    letterhead: Letterhead = field(init=False)

    def __post_init__(self) -> None:
        if not OfficeHours.objects.exists():  # emptied, with all tables, after a test that commits
            import_module("requests.migrations.0016_usual_office_hours").fill(apps, None)
        self.kominfo = Agency(name="Dinas Komunikasi dan Informatika", short_name="Diskominfo")
        self.health = Agency(name="Dinas Kesehatan", short_name="Dinkes")
        self.transport = Agency(name="Dinas Perhubungan", short_name="Dishub")
        Agency.objects.bulk_create([self.kominfo, self.health, self.transport])
        self._people()
        self._offices()
        self.server = Server.objects.create(name="aplikasi-01", address="10.10.0.21")
        self.terms = Terms.objects.create(number=1, text="Hanya untuk kedinasan.\nTidak dipindahtangankan.")
        self.letterhead = Letterhead.objects.create(
            number=1,
            government="Pemerintah Kabupaten Kudus",
            office="Dinas Komunikasi dan Informatika",
            address="Jl. Sunan Muria No.9 Kudus Kode Pos 59313",
            telephone="(0291) 438713",
            email="kominfo@kuduskab.go.id",
            website="kominfo.kuduskab.go.id",
        )

    def _people(self) -> None:
        for name, agency, *written in PEOPLE:
            full_name, email, nip, job_title = written
            setattr(self, name, unsaved_person(full_name, email, getattr(self, agency), nip, job_title))
        self.applicant.agency_confirmed_at = timezone.now()
        save_people(*(getattr(self, name) for name, *_ in PEOPLE))

    def _offices(self) -> None:
        """As `appoint` makes them; `test_cast.py` holds them to the same rules."""
        agency = {"liaison": self.health}
        held = [
            Appointment(user=getattr(self, name), office=office, since=SINCE, agency=agency.get(name))
            for name, office in OFFICES.items()
        ]
        add_second_factor(*(one.user for one in held))
        Appointment.objects.bulk_create(held)

    def draft(self, applicant: User | None = None, **answers: Any) -> AccessRequest:
        """A filled draft with a real letter, ready to be submitted."""
        applicant = applicant or self.applicant
        draft = start_draft(pk=uuid.uuid4(), applicant=applicant)
        assert draft is not None
        today = timezone.localdate()
        period = {"starts_on": today, "ends_on": today + timedelta(days=180)}
        save_answers(draft, **(ANSWERS | period | answers))
        letter = SimpleUploadedFile("surat.pdf", multi_page_letter())
        attach(fresh(draft), kind=AttachmentKind.LETTER, file=letter, scan=letter_scan(), by=applicant)
        return fresh(draft)

    def data_for(self, act: sop.Transition) -> dict[str, Any]:
        """What each act's form would bring."""
        until = timezone.localdate() + timedelta(days=180)
        return {
            sop.SUBMIT: {"terms": self.terms},
            sop.RESUBMIT: {"terms": self.terms},
            sop.DISPOSE: {"instructions": ["process"], "urgency": "urgent", "note": "Mohon ditindaklanjuti."},
            sop.APPROVE: {
                "instructions": ["process"],
                "note": "Disetujui sesuai surat.",
                "applicant_confirmed": True,
            },
            sop.RETURN: {"note": "Nomor surat belum sesuai.", "faults": ["letter_number", "letter"]},
            sop.ASSIGN: {"assignee": self.staff},
            sop.REASSIGN: {"assignee": self.other_staff},
            sop.ACTIVATE: {
                "server": self.server,
                "username": "dinkes-ratna",
                "access_level": "operator",
                "valid_until": until,
                "work_done": "Akun dibuat dan dimasukkan ke grup operator.",
                "tested_how": "Masuk lewat SSH dan menjalankan perintah sudo -l.",
            },
            sop.CORRECT: {"note": "Pada catatan di atas, tahunnya 2026."},
        }.get(act, {})

    def sent_for(self, act: sop.Transition) -> dict[str, Any]:
        """The same as a browser sends it, with what is at fault part by part."""
        data = {name: getattr(value, "pk", value) for name, value in self.data_for(act).items()}
        faults = data.pop("faults", [])
        by_part = {f"faults_{part.slug}": [field for field in part.fields if field in faults] for part in PARTS}
        return data | {name: ticked for name, ticked in by_part.items() if ticked}

    def actor_of(self, act: sop.Transition, access_request: AccessRequest) -> User:
        decision = decisions_on(access_request).last()
        return {
            sop.Actor.APPLICANT: access_request.applicant,
            sop.Actor.HEAD: self.head,
            sop.Actor.DIVISION_HEAD: self.division_head,
            sop.Actor.SECTION_HEAD: self.section_head,
            sop.Actor.STAFF: access_request.assignee or self.staff,
            sop.Actor.DECIDER: decision.actor if decision else self.head,
        }[act.actor]

    def capacity_of(self, actor: User, act: sop.Transition) -> Appointment | None:
        """The appointment that the act asks for if the person has one, else any other of theirs, expired or not."""
        if act.actor == sop.Actor.APPLICANT:
            return None
        held = sorted(actor.appointments.all(), key=lambda one: (one.office == act.actor.office, one.since))
        return held[-1] if held else None

    def do(
        self, access_request: AccessRequest, act: sop.Transition, by: User | None = None, **data: Any
    ) -> AccessRequest:
        """Performs an act as the right person (or `by`) and returns the request as it then stands."""
        self.try_to_do(access_request, act, by, **data)
        return fresh(access_request)

    def try_to_do(
        self, access_request: AccessRequest, act: sop.Transition, by: User | None = None, **data: Any
    ) -> Disposition:
        seen = fresh(access_request)
        actor = User.objects.get(pk=(by or self.actor_of(act, seen)).pk)
        if act is sop.CONFIRM_RECEIPT:
            for credential in Credential.objects.filter(account__access_request=seen, state="released"):
                credential.take("the applicant's session")
        if act is sop.CORRECT and "decision" not in data:
            data["decision"] = decisions_on(seen).filter(actor=actor).last()
        return perform(
            seen.pk,
            act,
            actor=actor,
            appointment=data.pop("appointment") if "appointment" in data else self.capacity_of(actor, act),
            seen_version=seen.version,
            seen_letter=seen.letter_sha256,
            key=data.pop("key", None) or uuid.uuid4(),
            **(self.data_for(act) | data),
        )

    def request_in(self, state: State, applicant: User | None = None) -> AccessRequest:
        """A request that went the SOP's own way to a state."""
        access_request = self.draft(applicant)
        for act in WAYS[state]:
            access_request = self.do(access_request, act)
        return access_request


TO_ASSIGNED = (sop.SUBMIT, sop.DISPOSE, sop.APPROVE, sop.ASSIGN)
WAYS: dict[State, tuple[sop.Transition, ...]] = {
    State.DRAFT: (),
    State.SUBMITTED: TO_ASSIGNED[:1],
    State.DISPOSED: TO_ASSIGNED[:2],
    State.APPROVED: TO_ASSIGNED[:3],
    State.RETURNED: (*TO_ASSIGNED[:2], sop.RETURN),
    State.ASSIGNED: TO_ASSIGNED,
    State.ACTIVATED: (*TO_ASSIGNED, sop.ACTIVATE),
    State.DELIVERED: (*TO_ASSIGNED, sop.ACTIVATE, sop.DELIVER),
    State.WITHDRAWN: (sop.SUBMIT, sop.WITHDRAW),
}


def decisions_on(access_request: AccessRequest) -> QuerySet[Disposition]:
    return access_request.dispositions.exclude(office="").exclude(transition="correct")


def fresh(access_request: AccessRequest) -> AccessRequest:
    """The row as it stands now; a protected state field can't be refreshed in place."""
    return AccessRequest.objects.select_related("letter", "assignee", "applicant", "agency", "register_entry").get(
        pk=access_request.pk
    )
