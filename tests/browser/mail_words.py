"""What the mails of a request that was returned once are to say, in both languages.

Each is rendered from its wording file and the catalogue with what the journey itself has written; those that the
applicant gets, and what the digest says, stand here in full besides.
"""

from datetime import date, datetime
from typing import Any, NamedTuple

from django.template.loader import render_to_string
from django.utils import translation

from tests.browser.demo_mail import Mail
from tests.browser.one_request import ASSIGNMENT
from tests.browser.papers import in_words
from tests.browser.people import CONFIRMED_APPLICANT, DIVISION_HEAD, HEAD, SECTION_HEAD, STAFF, Person

REASON = "Nomor surat tidak sesuai pindaian."
FRAME = {
    "id": """Yth. Sdr. {name},

{text}

{to_the_page}
{link}

Demikian disampaikan, atas perhatian Saudara diucapkan terima kasih.

Helpdesk Akses Server
Dinas Komunikasi dan Informatika Kabupaten Kudus

Surat ini dikirim otomatis. Kata sandi tidak pernah dikirim melalui surat elektronik.""",
    "en": """Dear {name},

{text}

{to_the_page}
{link}

With thanks for your attention.

Helpdesk Akses Server
Dinas Komunikasi dan Informatika Kabupaten Kudus

This message was sent automatically. A password is never sent by e-mail.""",
}
TO_THE_REQUEST = {
    "id": "Rincian dan langkah selanjutnya dapat Saudara lihat setelah masuk di:",
    "en": "You can see the details and the next step after signing in at:",
}
TO_ALL_NOTICES = {"id": "Semua pemberitahuan:", "en": "All notices:"}
# Subject and text of each mail to the applicant, in their order.
TO_THE_APPLICANT = {
    "id": [
        (
            "Permohonan {number} telah diterima",
            "Permohonan akses server Saudara telah diterima dan diregister dengan nomor agenda {number} pada"
            " {submitted}. Surat Saudara kini menunggu disposisi Kepala Dinas.",
        ),
        (
            "Permohonan {number} dikembalikan untuk diperbaiki",
            "Permohonan akses server Saudara dikembalikan dengan alasan:\n\n"
            "Nomor surat tidak sesuai pindaian.\n\n"
            "Yang perlu diperbaiki: Nomor surat.\n\n"
            "Saudara dapat memperbaiki dan mengajukannya kembali dengan nomor agenda yang sama, atau membatalkannya.",
        ),
        (
            "Permohonan {number} telah diterima",
            "Perbaikan permohonan akses server Saudara telah diterima pada {resubmitted}, tetap dengan nomor agenda"
            " {number}. Surat Saudara kini menunggu disposisi Kepala Dinas.",
        ),
        (
            "Permohonan {number}: kredensial siap diambil",
            "Kredensial untuk akses server Saudara siap diambil. Silakan Saudara mengambilnya paling lambat {until};"
            " setelah itu kata sandi dihapus dan Admin menerbitkan yang baru. Mohon kata sandi akun Saudara pada situs"
            " ini disiapkan.",
        ),
    ],
    "en": [
        (
            "Request {number} has been received",
            "Your request for server access was received and registered under the agenda number {number} on"
            " {submitted}. Your letter now awaits the disposition of the Head of the Service.",
        ),
        (
            "Request {number} has been returned to be corrected",
            "Your request for server access has been returned, for this reason:\n\n"
            "Nomor surat tidak sesuai pindaian.\n\n"
            "To be corrected: Letter number.\n\n"
            "You may correct it and submit it again under the same agenda number, or withdraw it.",
        ),
        (
            "Request {number} has been received",
            "Your corrected request for server access was received on {resubmitted}; it keeps the agenda number"
            " {number}. Your letter now awaits the disposition of the Head of the Service.",
        ),
        (
            "Request {number}: the credential is ready to be taken",
            "The credential for your server access is ready to be taken. Please take it by {until}; after that the"
            " password is wiped and the Admin issues a new one. Please have the password of your account on this site"
            " at hand.",
        ),
    ],
}
DIGEST_SUBJECT = {"id": "Rangkuman Saudara, {}", "en": "Your summary of {}"}
HAPPENED = {"id": "Yang telah terjadi:", "en": "What has happened:"}
WHAT_HAPPENED = {
    "id": {
        CONFIRMED_APPLICANT: ["Permohonan {} telah disetujui", "Permohonan {}: akun telah aktif"],
        STAFF: ["Permohonan {} selesai"],
    },
    "en": {
        CONFIRMED_APPLICANT: ["Request {} has been approved", "Request {}: the account is active"],
        STAFF: ["Request {} is completed"],
    },
}


class Walked(NamedTuple):
    """A request that was walked to its end, as far as the site alone knows it."""

    number: str
    link: str
    submitted: datetime
    resubmitted: datetime
    until: datetime  # the password could be taken
    password: str


def day_in(language: str, day: date) -> str:
    return in_words(day) if language == "id" else f"{day.day} {day:%B %Y}"


def by_the_wording_files(walked: Walked, language: str) -> list[Mail]:
    """All mails of the request in their order, as templates and catalogue word them."""
    letter = {
        "agenda_number": walked.number,
        "agency": {"name": "Dinas Kesehatan"},
        "letter_subject": "Permohonan akses server aplikasi e-Puskesmas",
        "target": "e-Puskesmas",
        "awaited": {"actor": {"label": {"id": "Kepala Dinas", "en": "Head of the Service"}[language]}},
    }
    told: list[tuple[Person, str, dict[str, Any]]] = [
        (CONFIRMED_APPLICANT, "received", {"transition": "submit", "at": walked.submitted}),
        (HEAD, "awaiting_disposition", {}),
        (DIVISION_HEAD, "awaiting_approval", {}),
        (CONFIRMED_APPLICANT, "returned", {"note": REASON, "details": {"faults": ["letter_number"]}}),
        (CONFIRMED_APPLICANT, "received", {"transition": "resubmit", "at": walked.resubmitted}),
        (HEAD, "awaiting_disposition", {}),
        (DIVISION_HEAD, "awaiting_approval", {}),
        (SECTION_HEAD, "awaiting_assignment", {}),
        (STAFF, "assigned", {"to_state": "assigned", "note": ASSIGNMENT["note"]}),
        (CONFIRMED_APPLICANT, "credential_ready", {}),
    ]
    words = {"access_request": letter, "link": walked.link, "open_until": walked.until}
    with translation.override(language):
        return [worded(template, words | {"person": person, "disposition": act}) for person, template, act in told]


def worded(template: str, context: dict[str, Any]) -> Mail:
    text = render_to_string(f"requests/email/{template}.txt", context).strip()
    subject, _, body = text.partition("\n")
    return Mail(context["person"].email, subject, body.strip(), [context["link"]])


def to_the_applicant(walked: Walked, language: str) -> list[Mail]:
    """As they stand above."""
    moments = {"submitted": walked.submitted, "resubmitted": walked.resubmitted, "until": walked.until}
    known = {name: f"{day_in(language, at)}, {at:%H.%M} WIB" for name, at in moments.items()}
    known |= {"number": walked.number, "name": CONFIRMED_APPLICANT.name}
    known |= {"to_the_page": TO_THE_REQUEST[language], "link": walked.link}
    return [
        Mail(
            CONFIRMED_APPLICANT.email,
            subject.format(**known),
            FRAME[language].format(**known, text=text.format(**known)),
            [walked.link],
        )
        for subject, text in TO_THE_APPLICANT[language]
    ]
