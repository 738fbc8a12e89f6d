"""Invented papers in every variant, for whoever designs them and for the tests of how they look.

They are made of rows that are never stored, with pinned keys and dates: the same on every machine and day.
"""

import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from io import BytesIO
from typing import Any

from django.core.files.base import ContentFile
from django.utils import timezone
from PIL import Image, ImageDraw

from accounts.models import Agency, AuditEntry, User
from accounts.offices import ActingKind, Office
from requests import documents, sop
from requests.documents.bundle import Contents
from requests.models import (
    AccessRequest,
    AgendaBook,
    Attachment,
    AttachmentPage,
    Disposition,
    Document,
    Letterhead,
    RegisterEntry,
    Terms,
)
from requests.models.attachment import AttachmentKind
from requests.models.document import Issued
from requests.sheets import PaperSize, Sheet, sizes_of
from requests.states import State

BEGAN = timezone.make_aware(datetime(2026, 10, 5, 8, 15))
LONG_NAME = "Raden Mas Haryo Wicaksono Kusumaningrat Prawirodirdjo, S.Kom., M.T., M.Si., Ph.D., CISA, CISM, CISSP"
LONG_SUBJECT = (
    "Permohonan akses server untuk pemeliharaan, pemutakhiran, dan pencadangan aplikasi Sistem Informasi Manajemen "
    "Puskesmas Terpadu beserta basis datanya pada seluruh puskesmas induk dan pembantu"
)
LONG_NOTE = "Mohon dikoordinasikan lebih dahulu dengan bidang yang membawahi jaringan dan pusat data. " * 9
ANSWERS = {
    "letter_number": "045/112/DINKES/X/2026",
    "letter_date": "2026-10-01",
    "letter_subject": "Permohonan akses server aplikasi e-Puskesmas",
    "letter_signatory": "dr. Bambang Hartono, M.Kes.",
    "letter": "surat permohonan.pdf · 3 · " + "0" * 64,
    "target": "Aplikasi e-Puskesmas",
    "access_kind": "ssh",
    "access_level": "operator",
    "purpose": "Memperbarui aplikasi dan membaca log.",
    "starts_on": "2026-10-12",
    "ends_on": "2027-04-10",
    "source_addresses": "203.0.113.0/24",
}
SENDER = {"agency": "Dinas Kesehatan", "agency_address": "Jl. Contoh No. 7 Kudus"}
SENDER |= {"phone": "0812-0000-0000", "email": "ratna@kudus.example"}
ACCOUNT = {"server": "web-01 (web-01.kudus.example)", "username": "dinkes-ratna", "access_level": "operator"}
ACCOUNT |= {"valid_until": "2027-04-10", "work_done": "Akun dibuat dan dimasukkan ke grup operator."}
ACCOUNT |= {"tested_how": "Masuk melalui SSH lalu membaca log aplikasi."}
AFTER_ANY_ACT = (Sheet.BUNDLE, Sheet.REVOCATION)
WAY = (sop.SUBMIT, sop.DISPOSE, sop.APPROVE, sop.ASSIGN, sop.ACTIVATE, sop.DELIVER, sop.CONFIRM_RECEIPT)
# Name, NIP, rank, own post of whoever acts in each part of the SOP.
PEOPLE = {
    sop.Actor.APPLICANT: ("Ratna Puspitasari, S.Kom.", "198804172011012901", "Penata, III/c", "Pranata Komputer"),
    sop.Actor.HEAD: ("Drs. Haryo Wicaksono, M.Si.", "196903141995031904", "Pembina Utama Muda, IV/c", "Kepala Dinas"),
    sop.Actor.DIVISION_HEAD: ("Endang Kusumawati, S.T.", "197611232002122905", "Pembina, IV/a", "Kepala Bidang"),
    sop.Actor.SECTION_HEAD: ("Teguh Prasetyawan, M.T.", "198202052006041906", "Penata Tk. I, III/d", "Kepala Seksi"),
    sop.Actor.STAFF: ("Dimas Anggoro, S.Kom.", "199010302015021907", "Penata Muda, III/a", "Pranata Komputer"),
}


@dataclass(frozen=True)
class Case:
    """A request on its way, as its acts tell it."""

    name: str
    way: tuple[sop.Transition, ...] = WAY
    acting: ActingKind = ActingKind.DEFINITIVE
    changed: dict[str, str] = field(default_factory=dict)
    person: str = ""
    note: str = "Mohon segera ditindaklanjuti."
    crest: bool = False

    def acts(self, number: int = 12) -> list[Disposition]:
        access_request = AccessRequest(pk=_key(f"{self.name} {number}"))
        RegisterEntry(access_request=access_request, year=2026, number=number, received_at=BEGAN)
        return [self._act(access_request, act, version) for version, act in enumerate(self.way, start=1)]

    def _act(self, access_request: AccessRequest, act: sop.Transition, version: int) -> Disposition:
        name, nip, rank, job = PEOPLE[act.actor]
        office = act.actor.office
        is_head = office in (Office.HEAD, Office.DIVISION_HEAD, Office.SECTION_HEAD)
        return Disposition(
            pk=_key(f"{access_request.pk} {version}"),
            access_request=access_request,
            transition=act.name,
            from_state=act.sources[0],
            to_state=act.target or act.sources[0],
            version=version,
            letter_sha256="0" * 64,
            audit_entry=AuditEntry(hash=2 * _key(f"{access_request.pk} {version} audit").hex),
            at=BEGAN + timedelta(hours=version - 1, minutes=7 * (version - 1)),
            actor_name=self.person or name,
            actor_nip=nip,
            actor_rank=rank,
            actor_job_title=job if self.acting == ActingKind.DEFINITIVE else "Sekretaris Dinas",
            office=office or "",
            acting_kind=(self.acting if is_head else ActingKind.DEFINITIVE) if office else "",
            **self._written(act),
        )

    def _written(self, act: sop.Transition) -> dict[str, Any]:
        by_act: dict[sop.Transition, dict[str, Any]] = {
            sop.DISPOSE: {"urgency": sop.Urgency.URGENT, "instructions": ["respond", "process"]},
            sop.APPROVE: {"instructions": ["process"]},
            sop.RETURN: {"details": {"faults": ["letter_number", "letter"]}},
            sop.ASSIGN: {"details": {"assignee": PEOPLE[sop.Actor.STAFF][0]}},
            sop.ACTIVATE: {"details": {"account": ACCOUNT}},
        }
        submission = {"answers": ANSWERS | self.changed, "sender": SENDER, "terms": 1}
        by_act |= {act: {"details": submission} for act in (sop.SUBMIT, sop.RESUBMIT)}
        note = {"note": self.note} if act.actor != sop.Actor.APPLICANT else {}
        return note | by_act.get(act, {})


@dataclass(frozen=True)
class Sample:
    name: str
    paper: Issued
    acts: list[Disposition]
    mark: str = ""
    contents: Contents | None = None

    def pdf(self) -> bytes:
        html = documents.page_of(self.paper, mark=self.mark, acts=self.acts, contents=self.contents)
        return documents.print_page(self.paper, html, mark=self.mark, contents=self.contents)


ORDINARY = Case("biasa")
CASES = (
    ORDINARY,
    Case(
        "panjang",
        way=(*WAY[:4], *[sop.REASSIGN] * 5, *WAY[4:]),
        changed={"letter_subject": LONG_SUBJECT, "target": LONG_SUBJECT, "purpose": LONG_NOTE},
        person=LONG_NAME,
        note=LONG_NOTE,
        crest=True,
    ),
    Case("pelaksana", acting=ActingKind.PLH, note=""),
    Case("dikembalikan", way=(*WAY[:2], sop.RETURN, sop.RESUBMIT, *WAY[1:4])),
)


def samples() -> Iterator[Sample]:
    """Every sheet of every case in every size, what is marked, and the book of a month."""
    for case in CASES:
        acts = case.acts()
        made = [sheet for sheet in Sheet if any(sheet in act.act.sheets for act in acts)]
        for sheet in (*made, *([Sheet.REVOCATION] if case is ORDINARY else [])):
            for size in sizes_of(sheet):
                document = _sheet(case, acts, sheet, size)
                until = [act for act in acts if act.version <= document.request_version]
                yield Sample(f"{sheet}-{case.name}-{size}", document, until)
        stapled = [_sheet(case, acts, sheet, sizes_of(sheet)[0]) for sheet in made]
        bundle = _sheet(case, acts, Sheet.BUNDLE, PaperSize.A4)
        yield Sample(f"bundle-{case.name}-a4", bundle, acts, contents=Contents(acts, stapled, [_letter(acts)]))
    draft = _draft()
    yield Sample("access_form-draf-a4", draft, [], mark="DRAF")
    begun = ORDINARY.acts()[:2]
    preview = _sheet(ORDINARY, begun, Sheet.DISPOSITION, PaperSize.HALF_FOLIO)
    yield Sample("disposition-pratinjau-half-folio", preview, begun, mark="PRATINJAU")
    letters = [act for number in range(1, 29) for act in ORDINARY.acts(number)[: 1 + number % len(WAY)]]
    for size in sizes_of(Sheet.AGENDA):
        yield Sample(f"agenda-biasa-{size}", _book(size, letters), letters)
    yield Sample("agenda-kosong-a4-landscape", _book(PaperSize.A4_LANDSCAPE, []), [])


def _sheet(case: Case, acts: list[Disposition], sheet: Sheet, size: PaperSize) -> Document:
    last = next(act for act in reversed(acts) if sheet in act.act.sheets or sheet in AFTER_ANY_ACT)
    return Document(
        pk=_key(f"{case.name} {sheet} {size}"),
        access_request=last.access_request,
        sheet=sheet,
        disposition=last,
        request_version=last.version,
        paper_size=size,
        **_issued(case.crest),
    )


def _letter(acts: list[Disposition]) -> tuple[Attachment, list[AttachmentPage]]:
    """A letter of two pages, of which one could not be drawn."""
    letter = Attachment(
        kind=AttachmentKind.LETTER,
        file=ContentFile(b"%PDF-1.7", "surat.pdf"),
        original_name="surat permohonan.pdf",
        pages=2,
    )
    picture = ContentFile(_drawn(Image.new("L", (620, 877), 236)), "page.png")
    key = _key(f"{acts[0].pk} page")
    return letter, [AttachmentPage(pk=key, number=1, file=picture), AttachmentPage(number=2)]


def _draft() -> Document:
    agency = Agency(name=SENDER["agency"])
    name, nip, rank, job = PEOPLE[sop.Actor.APPLICANT]
    user = User(name=name, nip=nip, rank=rank, job_title=job, agency=agency, email=SENDER["email"], phone="0812")
    given: dict[str, Any] = {name: value for name, value in ANSWERS.items() if name != "letter"}
    given |= {name: date.fromisoformat(given[name]) for name in ("letter_date", "starts_on", "ends_on")}
    terms = Terms(number=1)
    access_request = AccessRequest(
        pk=_key("draf"), state=State.DRAFT, applicant=user, agency=agency, terms=terms, **given
    )
    return Document(pk=_key("draf form"), access_request=access_request, sheet=Sheet.ACCESS_FORM, **_issued(False))


def _book(size: PaperSize, letters: list[Disposition]) -> AgendaBook:
    key = _key(f"{size} {len(letters)}")
    return AgendaBook(
        pk=key, sheet=Sheet.AGENDA, month=date(2026, 10, 1), acts=len(letters), paper_size=size, **_issued(False)
    )


def _issued(with_crest: bool) -> dict[str, Any]:
    letterhead = Letterhead(
        number=1,
        government="Pemerintah Kabupaten Kudus",
        office="Dinas Komunikasi dan Informatika",
        address="Jl. Sunan Muria No.9 Kudus Kode Pos 59313",
        telephone="(0291) 438713",
        email="kominfo@kuduskab.go.id",
        website="kominfo.kuduskab.go.id",
    )
    if with_crest:
        letterhead.crest = ContentFile(_crest(), "lambang.png")
    return {"letterhead": letterhead, "code": "contoh-bukan-dokumen-0", "created_at": BEGAN + timedelta(days=20)}


def _crest() -> bytes:
    """A plain shield in the place of a crest, which is never ours to ship."""
    picture = Image.new("L", (200, 220), "white")
    ImageDraw.Draw(picture).polygon([(10, 10), (190, 10), (190, 130), (100, 210), (10, 130)], fill=200, outline=0)
    return _drawn(picture)


def _drawn(picture: Image.Image) -> bytes:
    drawn = BytesIO()
    picture.save(drawn, "PNG")
    return drawn.getvalue()


def _key(name: str) -> uuid.UUID:
    return uuid.uuid5(uuid.NAMESPACE_OID, name)
