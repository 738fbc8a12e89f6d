"""Invented requests on their way through the SOP, of which the samples are made; their rows are never stored."""

import uuid
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from accounts.models import AuditEntry
from accounts.offices import ActingKind, Office
from requests import sop
from requests.models import AccessRequest, Disposition, RegisterEntry

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
        access_request = AccessRequest(pk=key_of(f"{self.name} {number}"))
        RegisterEntry(access_request=access_request, year=2026, number=number, received_at=BEGAN)
        return [self._act(access_request, act, version) for version, act in enumerate(self.way, start=1)]

    def _act(self, access_request: AccessRequest, act: sop.Transition, version: int) -> Disposition:
        actor = sop.Actor.HEAD if act is sop.CORRECT else act.actor
        name, nip, rank, job = PEOPLE[actor]
        office = actor.office
        is_head = office in (Office.HEAD, Office.DIVISION_HEAD, Office.SECTION_HEAD)
        return Disposition(
            pk=key_of(f"{access_request.pk} {version}"),
            access_request=access_request,
            transition=act.name,
            from_state=act.sources[0],
            to_state=act.target or act.sources[0],
            version=version,
            letter_sha256="0" * 64,
            audit_entry=AuditEntry(hash=2 * key_of(f"{access_request.pk} {version} audit").hex),
            at=BEGAN + timedelta(hours=version - 1, minutes=7 * (version - 1)),
            actor_id=key_of(name),
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
            sop.CORRECT: {"details": {"corrects": WAY.index(sop.DISPOSE) + 1}},
        }
        submission = {"answers": ANSWERS | self.changed, "sender": SENDER, "terms": 1}
        by_act |= {act: {"details": submission} for act in (sop.SUBMIT, sop.RESUBMIT)}
        note = {"note": self.note} if act.actor != sop.Actor.APPLICANT else {}
        return note | by_act.get(act, {})


def key_of(name: str) -> uuid.UUID:
    """The same on every machine and day."""
    return uuid.uuid5(uuid.NAMESPACE_OID, name)
