"""The words of every mail about requests and people, in Indonesian and in English."""

import re
import uuid
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from django.conf import settings
from django.template.loader import render_to_string
from django.test.signals import template_rendered
from django.utils import timezone, translation

from accounts import data_requests, proposals, services
from accounts.models import DataRequest, Notice, Proposal, User
from accounts.models.proposal import Outcome, ProposalKind
from accounts.notifications import Event, announce
from accounts.offices import ActingKind, Office
from helpdesk.models import Message
from requests import notifications, sop
from requests.models import MonthlyReport, RegisterExport
from requests.states import State
from tests.cast import Cast, appoint, unsaved_person

pytestmark = pytest.mark.any_database

TEMPLATES = Path(settings.BASE_DIR) / "templates"
# The digest quotes what was told before, in the language of that time: tests/requests/test_digest.py.
MAIL = re.compile(r"(requests|accounts)/email/(?!base\b|digest\b)\w+\.txt")

# Which template opens with which subject; "{}" is an agenda number.
SUBJECTS = """
received | Permohonan {} telah diterima | Request {} has been received
awaiting_disposition | Permohonan {} menunggu disposisi | Request {} awaits disposition
awaiting_approval | Permohonan {} menunggu persetujuan | Request {} awaits approval
approved | Permohonan {} telah disetujui | Request {} has been approved
awaiting_assignment | Permohonan {} menunggu penugasan Admin | Request {} awaits the assignment of an Admin
returned | Permohonan {} dikembalikan untuk diperbaiki | Request {} has been returned to be corrected
assigned | Penugasan aktivasi akun {} | Assignment to activate the account for request {}
assigned | Penugasan penyerahan akun {} | Assignment to hand over the account for request {}
unassigned | Penugasan aktivasi akun {} berakhir | Assignment to activate the account for request {} has ended
unassigned | Penugasan penyerahan akun {} berakhir | Assignment to hand over the account for request {} has ended
activated | Permohonan {}: akun telah aktif | Request {}: the account is active
credential_ready | Permohonan {}: kredensial siap diambil | Request {}: the credential is ready to be taken
credential_refused | Permohonan {}: pengambilan kredensial ditolak | \
Request {}: the taking of the credential was refused
credential_lapsed | Permohonan {}: kata sandi tidak diambil pada waktunya | \
Request {}: the password was not taken in time
credential_missed | Permohonan {}: waktu pengambilan kata sandi telah habis | \
Request {}: the time to take the password is over
unattended | Permohonan {}: belum ada pejabat yang dapat memprosesnya | Request {}: nobody in office may act on it
completed | Permohonan {} selesai | Request {} is completed
withdrawn | Permohonan {} dibatalkan | Request {} has been withdrawn
monthly_report | Laporan bulanan Oktober 2026 telah tersedia | The monthly report of October 2026 is ready
export_ready | Ekspor Buku Agenda siap diunduh | The export of the agenda book is ready for download
added | Akun Saudara di Helpdesk Akses Server | Your account at the Helpdesk Akses Server
claim | Mohon konfirmasi seorang pegawai Dinas Kesehatan | Please confirm an employee of Dinas Kesehatan
proposed | Mohon keputusan Saudara: Penugasan jabatan: Sri Wahyuni, S.Kom. | \
Your decision is requested: Appointment to an office: Sri Wahyuni, S.Kom.
proposed | Mohon keputusan Saudara: Penggantian alamat email: Joko Susilo, A.Md. | \
Your decision is requested: Another e-mail address: Joko Susilo, A.Md.
proposal_refused | Usulan Saudara ditolak: Penggantian alamat email: Joko Susilo, A.Md. | \
Your proposal has been refused: Another e-mail address: Joko Susilo, A.Md.
appointment_ended | Hari terakhir penugasan Saudara sebagai Admin: 1 Desember 2026 | \
The last day of your office as Admin: 1 December 2026
appointed | Saudara ditugaskan sebagai Admin | You have been appointed as Admin
email_changed | Alamat email akun Saudara telah diubah | Your account has been given another e-mail address
second_factor_reset | Langkah kedua akun Saudara telah diatur ulang | The second factor of your account has been reset
deactivated | Akun Saudara telah dinonaktifkan | Your account has been deactivated
substitution_ended | Tugas Saudara sebagai Plh. Kepala Dinas telah berakhir | \
Your duty as Plh. Head of the Service has ended
data_request_received | Permintaan Saudara mengenai data pribadi telah diterima | \
Your request about personal data has been received
data_request_waiting | Permintaan mengenai data pribadi menunggu jawaban | \
A request about personal data awaits an answer
data_request_answered | Permintaan Saudara mengenai data pribadi telah dijawab | \
Your request about personal data has been answered
"""

# What is the same in both languages: the sender's name, and what people typed.
SENDER = {"Helpdesk Akses Server", "Dinas Komunikasi dan Informatika Kabupaten Kudus"}
SAME = {"", *SENDER, "Nomor surat belum sesuai.", "Sudah diperbaiki."}
INDONESIAN = {"akun", "dengan", "kepada", "kepala", "oleh", "pada", "saudara", "telah", "tidak", "untuk", "yang"}
ENGLISH = {"an", "and", "at", "has", "is", "of", "the", "to", "you", "your"}

RETURNED = {
    "id": """Permohonan {} dikembalikan untuk diperbaiki
Yth. Sdr. Ratna Puspita, S.Kom.,

Permohonan akses server Saudara dikembalikan dengan alasan:

Nomor surat belum sesuai.

Yang perlu diperbaiki: Nomor surat, Surat.

Saudara dapat memperbaiki dan mengajukannya kembali dengan nomor agenda yang sama, atau membatalkannya.

Rincian dan langkah selanjutnya dapat Saudara lihat setelah masuk di:
https://testserver/permohonan/…/

Demikian disampaikan, atas perhatian Saudara diucapkan terima kasih.

Helpdesk Akses Server
Dinas Komunikasi dan Informatika Kabupaten Kudus

Surat ini dikirim otomatis. Kata sandi tidak pernah dikirim melalui surat elektronik.""",
    "en": """Request {} has been returned to be corrected
Dear Ratna Puspita, S.Kom.,

Your request for server access has been returned, for this reason:

Nomor surat belum sesuai.

To be corrected: Letter number, Letter.

You may correct it and submit it again under the same agenda number, or withdraw it.

You can see the details and the next step after signing in at:
https://testserver/permohonan/…/

With thanks for your attention.

Helpdesk Akses Server
Dinas Komunikasi dan Informatika Kabupaten Kudus

This message was sent automatically. A password is never sent by e-mail.""",
}


class Mail(NamedTuple):
    template: str
    context: dict[str, Any]

    def text(self, language: str) -> str:
        """The whole mail, its subject first, with "{}" for the agenda number and "…" for a key."""
        with translation.override(language):
            text = render_to_string(self.template, self.context).strip()
        return re.sub(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", "…", without_number(text))

    def subject(self, language: str) -> str:
        return self.text(language).partition("\n")[0]


def without_number(text: str) -> str:
    return re.sub(r"\b\d+/20\d\d\b", "{}", text)


@pytest.fixture
def mails() -> Iterator[list[Mail]]:
    """Every mail that is written from now on, with what its template was given."""
    written: list[Mail] = []

    def note(template: Any, context: Any, **_said: Any) -> None:
        if MAIL.fullmatch(template.name or ""):
            written.append(Mail(template.name, context.flatten()))

    template_rendered.connect(note)
    yield written
    template_rendered.disconnect(note)


def walk_requests(cast: Cast) -> None:
    """Every act of the SOP, an assignment passed on before and after the activation, and one ended by a return."""
    access_request = cast.request_in(State.DISPOSED)
    to_assigned = (sop.RESUBMIT, sop.DISPOSE, sop.APPROVE, sop.ASSIGN)
    for act in (sop.RETURN, *to_assigned, sop.REASSIGN, sop.RETURN, *to_assigned, sop.ACTIVATE, sop.REASSIGN):
        access_request = cast.do(access_request, act, **({"note": "Segera."} if act is sop.REASSIGN else {}))
    for act in (sop.DELIVER, sop.REISSUE, sop.CONFIRM_RECEIPT):
        access_request = cast.do(access_request, act)
    for until in (None, cast.other_staff.appointments.get().since):  # the assignee as an Admin, and when they are none
        cast.other_staff.appointments.update(until=until)
        notifications.warn_staff(access_request)
        notifications.tell_of_lapse(access_request)
    cast.request_in(State.SUBMITTED, cast.head)
    cast.do(cast.request_in(State.SUBMITTED), sop.WITHDRAW)
    for rows in (1, 1200):
        export = RegisterExport.objects.create(pk=uuid.uuid4(), ordered_by=cast.head, format="xlsx", rows=rows)
        notifications.tell_of_export(export)
    notifications.tell_of_monthly_report(MonthlyReport(month=date(2026, 10, 1)))


def manage_people(cast: Cast) -> None:
    """Everything that is told about accounts and offices."""
    newcomer = unsaved_person("Sri Wahyuni, S.Kom.", "sri@kominfo.example", cast.kominfo, "", "Pranata Komputer")
    services.add_person(newcomer)
    announce(Event.AGENCY_CLAIMED, cast.applicant)
    admin = {"office": "admin", "agency": "", "acting_kind": "definitive", "since": "2026-11-02"}
    services.end_appointment(cast.staff.appointments.get(), date(2026, 12, 1), actor=cast.section_head)
    decide(cast, Outcome.GRANTED, ProposalKind.APPOINTMENT, newcomer, **admin, mandate_number="800/1", until="")
    for outcome in (Outcome.REFUSED, Outcome.GRANTED):
        decide(cast, outcome, ProposalKind.EMAIL, cast.stranger, email="joko.baru@dishub.example")
    services.reset_second_factor(cast.staff, actor=None)
    appoint(cast.division_head, Office.HEAD, ActingKind.PLH, until=timezone.localdate())
    services.deactivate(cast.head, actor=cast.section_head, appointment=cast.section_head.appointments.get())


def decide(cast: Cast, outcome: Outcome, kind: ProposalKind, person: User, **payload: str) -> None:
    made_in = cast.section_head.appointments.get()
    proposal = Proposal(kind=kind, person=person, made_by=cast.section_head, made_in=made_in, payload=payload)
    proposals.propose(proposal)
    proposals.decide(proposal, outcome, by=cast.division_head)


def ask_about_data(cast: Cast) -> None:
    for kind in ("correction", "erasure"):
        for granted in (True, False):
            asked = data_requests.ask(pk=uuid.uuid4(), person=cast.applicant, kind=kind, text="Nama OPD saya keliru.")
            assert asked is not None
            data_requests.answer(
                DataRequest.objects.get(pk=asked.pk),
                appointment=cast.section_head.appointments.get(),
                granted=granted,
                note="Sudah diperbaiki.",
            )


@pytest.fixture
def all_mails(cast: Cast, mails: list[Mail]) -> list[Mail]:
    walk_requests(cast)
    ask_about_data(cast)
    manage_people(cast)
    return list(mails)  # which grows with each of them that is rendered again


def test_every_mail_has_its_subject_in_both_languages(all_mails: list[Mail]) -> None:
    expected = {tuple(line.split(" | ")) for line in SUBJECTS.strip().splitlines()}
    assert {(Path(mail.template).stem, mail.subject("id"), mail.subject("en")) for mail in all_mails} == expected
    told = {*Message.objects.values_list("subject", flat=True), *Notice.objects.values_list("title", flat=True)}
    assert set(map(without_number, told)) == {indonesian for _template, indonesian, _english in expected}
    on_disk = {path.relative_to(TEMPLATES).as_posix() for path in TEMPLATES.glob("*/email/*.txt")}
    assert {mail.template for mail in all_mails} == set(filter(MAIL.fullmatch, on_disk))


def test_no_mail_mixes_the_languages_or_ends_a_sentence_twice(all_mails: list[Mail]) -> None:
    for mail in all_mails:
        indonesian, english = mail.text("id"), mail.text("en")
        both = set(indonesian.splitlines()) & set(english.splitlines())
        assert {line for line in both if not line.startswith("https://")} <= SAME, mail.template
        assert not words_of(english) & INDONESIAN, mail.template
        assert not words_of(indonesian) & ENGLISH, mail.template
        assert ".." not in indonesian + english, mail.template  # after a name with a title, such as "S.Kom."
        assert [not line for line in indonesian.splitlines()] == [not line for line in english.splitlines()]


def words_of(text: str) -> set[str]:
    """In small letters, without addresses."""
    return set(re.findall(r"[a-z]+", re.sub(r"\S*[/@]\S*", "", text).lower()))


@pytest.mark.parametrize("language", ["id", "en"])
def test_a_mail_keeps_its_paragraphs(cast: Cast, mails: list[Mail], language: str) -> None:
    cast.request_in(State.RETURNED)
    [returned] = [mail for mail in mails if mail.template == "requests/email/returned.txt"]
    assert returned.text(language) == RETURNED[language]


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("id", "Silakan Saudara mengambilnya paling lambat 1 Oktober 2026, 10.15 WIB; setelah itu"),
        ("en", "Please take it by 1 October 2026, 10.15 WIB; after that"),
    ],
)
def test_times_are_worded_in_the_language_of_the_mail(language: str, words: str) -> None:
    until = datetime(2026, 10, 1, 3, 15, tzinfo=UTC)
    assert words in Mail("requests/email/credential_ready.txt", {"open_until": until}).text(language)
