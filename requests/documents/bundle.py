"""The request file (berkas permohonan): cover, scans and all sheets in one, as the office would staple them.

The letter as it came in and a record of the decisions travel inside it, as associated files (ISO 19005-3, 6.8).
"""

import json
import mimetypes
from dataclasses import dataclass
from datetime import UTC
from typing import Any

from django.template.loader import render_to_string

from helpdesk.models import JobState
from requests import answers, paper_selectors, selectors, sop
from requests.documents.context import Acts, Context, acts_until, context
from requests.models import Attachment, AttachmentPage, Disposition, Document
from requests.models.attachment import AttachmentKind
from requests.sheets import Sheet

TOLD = (
    *("version", "transition", "from_state", "to_state", "actor_name", "actor_nip", "actor_rank", "actor_job_title"),
    *("office", "acting_kind", "urgency", "confidential", "instructions", "other_instruction", "note", "details"),
    "letter_sha256",
)


@dataclass(frozen=True)
class AssociatedFile:
    """`relationship` says what it is to the paper, in the words of ISO 32000-2, 7.11.3."""

    name: str
    description: str
    content: bytes
    relationship: str


class PagesNotDrawn(Exception):
    """The images of the scans are still being made; to be tried again."""


@dataclass(frozen=True)
class Contents:
    """What is stapled together: the acts so far, the newest sheet of each kind, each scan with its page images."""

    acts: Acts
    sheets: list[Document]
    scans: list[tuple[Attachment, list[AttachmentPage]]]


def contents(document: Document) -> Contents:
    """All of it as of the act after which the file is made. Raises PagesNotDrawn."""
    acts = acts_until(document)
    return Contents(acts, _sheets_in(document), [_pages_of(scan) for scan in _scans_in(document, acts)])


def _sheets_in(document: Document) -> list[Document]:
    made = [
        next((sheet for sheet in (kind.newest, *kind.older) if sheet.request_version <= document.request_version), None)
        for kind in paper_selectors.sheets_of(document.access_request)
        if kind.newest.sheet != Sheet.BUNDLE
    ]
    return [sheet for sheet in made if sheet]


def _scans_in(document: Document, acts: Acts) -> list[Attachment]:
    """The letter and the signed form, as last submitted."""
    given = selectors.submissions(acts)[-1].details["answers"]
    uploaded = document.access_request.attachments.all()
    scans = {scan.kind: scan for scan in uploaded if given.get(scan.kind) == answers.plain(scan)}
    return [scans[kind] for kind in AttachmentKind if kind in scans]


def _pages_of(scan: Attachment) -> tuple[Attachment, list[AttachmentPage]]:
    pages = list(AttachmentPage.objects.filter(attachment=scan))
    if any(page.state == JobState.PENDING for page in pages):
        raise PagesNotDrawn(f"The pages of {scan} are still being drawn.")
    return scan, pages


def articles(stapled: Contents, cover: Context) -> list[str]:
    """The parts of the file one after the other: cover, scans, sheets."""
    values = cover | {"scans": stapled.scans, "sheets": stapled.sheets}
    parts = [render_to_string(f"requests/pdf/{part}.html", values) for part in ("bundle", "scans")]
    return parts + [_article(sheet, stapled.acts) for sheet in stapled.sheets]


def _article(sheet: Document, acts: Acts) -> str:
    until = [act for act in acts if act.version <= sheet.request_version]
    return render_to_string(f"requests/pdf/{sheet.sheet}.html", context(sheet, "", until) | {"in_bundle": True})


def pictures(stapled: Contents) -> dict[str, tuple[str, bytes]]:
    """The images of the scans by the name under which their page shows them."""
    found = {}
    for page in (page for _scan, pages in stapled.scans for page in pages if page.file):
        with page.file.open("rb") as file:
            found[f"page-{page.pk}"] = (mimetypes.guess_type(str(page.file.name))[0] or "", file.read())
    return found


def associated_files(document: Document, stapled: Contents) -> list[AssociatedFile]:
    """The letter unchanged, and the decisions on it for machines."""
    letter, _pages = stapled.scans[0]
    with letter.file.open("rb") as file:
        original = AssociatedFile(letter.original_name, "Surat permohonan sebagaimana diterima", file.read(), "Source")
    told = [_told(act) for act in stapled.acts]
    record = {"sop": sop.NUMBER, "agenda": document.access_request.agenda_number, "acts": told}
    content = json.dumps(record, ensure_ascii=False, indent=1, sort_keys=True).encode()
    return [original, AssociatedFile("keputusan.json", "Catatan seluruh keputusan", content, "Data")]


def _told(act: Disposition) -> dict[str, Any]:
    told = {name: getattr(act, name) for name in TOLD}
    return told | {"at": act.at.astimezone(UTC).isoformat(), "audit_hash": act.audit_entry and act.audit_entry.hash}
