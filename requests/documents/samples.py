"""Invented papers in every variant, for whoever designs them and for the tests of how they look.

They are made of rows that are never stored, with pinned keys and dates: the same on every machine and day.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from io import BytesIO
from typing import Any

from django.core.files.base import ContentFile
from PIL import Image, ImageDraw

from accounts.models import Agency, User
from accounts.offices import ActingKind
from requests import documents, sop
from requests.documents.bundle import Contents
from requests.documents.sample_reports import MONTH, Figures, reports
from requests.documents.sample_requests import (
    ANSWERS,
    BEGAN,
    LONG_NAME,
    LONG_NOTE,
    LONG_SUBJECT,
    PEOPLE,
    SENDER,
    WAY,
    Case,
    key_of,
)
from requests.models import (
    AccessRequest,
    AgendaBook,
    Attachment,
    AttachmentPage,
    Disposition,
    Document,
    Letterhead,
    MonthlyReport,
    Terms,
)
from requests.models.attachment import AttachmentKind
from requests.models.document import Issued
from requests.sheets import PaperSize, Sheet, sizes_of
from requests.states import State

AFTER_ANY_ACT = (Sheet.BUNDLE, Sheet.REVOCATION)


@dataclass(frozen=True)
class Sample:
    name: str
    paper: Issued
    acts: list[Disposition]
    mark: str = ""
    contents: Contents | None = None
    figures: Figures | None = None

    def pdf(self) -> bytes:
        if isinstance(self.paper, MonthlyReport) and self.figures:
            return documents.print_page(self.paper, documents.page_of_report(self.paper, *self.figures))
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
    """Every sheet of every case in every size, what is marked, and the papers of a month."""
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
    yield _corrected()
    letters = [act for number in range(1, 29) for act in ORDINARY.acts(number)[: 1 + number % len(WAY)]]
    for size in sizes_of(Sheet.AGENDA):
        yield Sample(f"agenda-biasa-{size}", _book(size, letters), letters)
    yield Sample("agenda-kosong-a4-landscape", _book(PaperSize.A4_LANDSCAPE, []), [])
    for name, figures in reports():
        yield Sample(f"monthly_report-{name}-a4", _report(name), [], figures=figures)


def _corrected() -> Sample:
    """A disposition with a correcting note after it."""
    case = Case("pembetulan", way=(*WAY[:3], sop.CORRECT), note=LONG_NOTE[: len(LONG_NOTE) // 3])
    acts = case.acts()
    paper = _sheet(case, acts, Sheet.DISPOSITION, PaperSize.HALF_FOLIO)
    return Sample("disposition-pembetulan-half-folio", paper, acts)


def _sheet(case: Case, acts: list[Disposition], sheet: Sheet, size: PaperSize) -> Document:
    last = next(act for act in reversed(acts) if sheet in act.act.sheets or sheet in AFTER_ANY_ACT)
    return Document(
        pk=key_of(f"{case.name} {sheet} {size}"),
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
    key = key_of(f"{acts[0].pk} page")
    return letter, [AttachmentPage(pk=key, number=1, file=picture), AttachmentPage(number=2)]


def _draft() -> Document:
    agency = Agency(name=SENDER["agency"])
    name, nip, rank, job = PEOPLE[sop.Actor.APPLICANT]
    user = User(name=name, nip=nip, rank=rank, job_title=job, agency=agency, email=SENDER["email"], phone="0812")
    given: dict[str, Any] = {name: value for name, value in ANSWERS.items() if name != "letter"}
    given |= {name: date.fromisoformat(given[name]) for name in ("letter_date", "starts_on", "ends_on")}
    terms = Terms(number=1)
    access_request = AccessRequest(
        pk=key_of("draf"), state=State.DRAFT, applicant=user, agency=agency, terms=terms, **given
    )
    return Document(pk=key_of("draf form"), access_request=access_request, sheet=Sheet.ACCESS_FORM, **_issued(False))


def _book(size: PaperSize, letters: list[Disposition]) -> AgendaBook:
    key = key_of(f"{size} {len(letters)}")
    return AgendaBook(
        pk=key, sheet=Sheet.AGENDA, month=date(2026, 10, 1), acts=len(letters), paper_size=size, **_issued(False)
    )


def _report(name: str) -> MonthlyReport:
    issued = _issued(False) | {"created_at": BEGAN + timedelta(days=28)}
    return MonthlyReport(pk=key_of(f"laporan {name}"), sheet=Sheet.MONTHLY_REPORT, month=MONTH, **issued)


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
