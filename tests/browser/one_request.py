"""The request that the journeys walk: what its people write, how it ends, and what its papers are to say."""

from datetime import timedelta

from django.utils.timezone import localdate
from playwright.sync_api import Page

from tests.browser.applicant import Answers, ask_password, open_credential
from tests.browser.officials import activate, deliver
from tests.browser.pages import done, follow, menu, press, reads, shown_password
from tests.browser.papers import in_words, read_paper
from tests.browser.people import CONFIRMED_APPLICANT, DIVISION_HEAD, HEAD, SECTION_HEAD, STAFF, Person

LETTER_DATE, STARTS, ENDS, VALID_UNTIL = (localdate() + timedelta(days) for days in (-4, 1, 180, 170))
ANSWERS = Answers(
    letter={
        "Nomor surat": "045/77/DINKES/XI",
        "Tanggal surat": LETTER_DATE.isoformat(),
        "Perihal": "Permohonan akses server aplikasi e-Puskesmas",
        "Penanda tangan": "dr. Satrio Nugroho, M.Kes.",
    },
    access={"Aplikasi atau server": "e-Puskesmas", "Tujuan penggunaan": "Memperbarui aplikasi dan membaca log."},
    chosen={"Jenis akses": "SSH", "Tingkat akses": "Operator"},
    period={"Mulai": STARTS.isoformat(), "Sampai dengan": ENDS.isoformat(), "Alamat sumber": "203.0.113.0/24"},
)
DISPOSAL = {
    "instructions": ["Tanggapan dan saran", "Koordinasi/konfirmasikan"],
    "other": "Siapkan laporan mingguan",
    "urgency": "Sangat segera",
    "note": "Utamakan puskesmas rawat inap.",
}
APPROVAL = {"instructions": ["Proses lebih lanjut"], "note": "Cukup akses operator pada jam kerja."}
ASSIGNMENT = {"staff": STAFF, "note": "Selesaikan hari ini."}
THE_WORK = ("Akun dibuat dan dimasukkan ke grup operator.", "Masuk melalui SSH lalu membaca log aplikasi.")
ACTIVATION = {
    "server": "web-01 (web-01.kudus.example)",
    "account": {
        "Nama pengguna": "dinkes-puskesmas",
        "Berlaku sampai": VALID_UNTIL.isoformat(),
        "Yang dikerjakan": THE_WORK[0],
        "Cara pengujian": THE_WORK[1],
    },
}
# What the papers are to say of it.
THE_LETTER = ("Dinas Kesehatan", "045/77/DINKES/XI", in_words(LETTER_DATE), ANSWERS.letter["Perihal"])
THE_DISPOSAL = ("√ Sangat segera", "√ Tanggapan dan saran", "√ Koordinasi/konfirmasikan", "√ Siapkan laporan mingguan")
THE_NOTES = (DISPOSAL["note"], APPROVAL["note"], ASSIGNMENT["note"])
THE_APPROVAL = "Dengan hormat harap: Proses lebih lanjut."
THE_PERIOD = (in_words(STARTS), in_words(ENDS), "203.0.113.0/24")
THE_ACCOUNT = ("web-01 (web-01.kudus.example)", "dinkes-puskesmas", "SSH", "Operator", in_words(VALID_UNTIL))


def grant(staff: Page, applicant: Page, number: str) -> str:
    """The last two steps of the SOP, up to the applicant's receipt; returns the password that was handed over."""
    password = activate(staff, number, **ACTIVATION)
    deliver(staff, number)
    open_credential(applicant)
    assert ask_password(applicant, CONFIRMED_APPLICANT, "Ambil akun dan kata sandi").ok
    assert shown_password(applicant) == password
    confirm_receipt(applicant, number)
    return password


def confirm_receipt(applicant: Page, number: str) -> None:
    press(applicant, "Konfirmasi penerimaan")
    done(applicant, f"{number}: Penerimaan telah dikonfirmasi.")
    reads(applicant, f"Nomor agenda {number} Selesai")


def papers_say_everything(page: Page, number: str, *, applicant: Person, head: Person = HEAD) -> dict[str, str]:
    """Opens every paper of the request from the register, and finds in it what was given; returns their texts."""
    follow(menu(page), "Agenda")
    follow(page, number)
    on = in_words(localdate())
    acts = page.get_by_role("region", name="Riwayat").get_by_role("time").all_inner_texts()
    disposed_at = [at.replace(",", "") for at in acts[1:-1]]  # all between submission and receipt
    officials = (head.name, DIVISION_HEAD.name, SECTION_HEAD.name, STAFF.name)
    account = (number, applicant.name, *THE_ACCOUNT, on)
    expected = {
        "Formulir akses server": (number, applicant.name, *THE_LETTER, "e-Puskesmas", *THE_PERIOD, on),
        "Lembar register surat masuk": (number, applicant.name, *THE_LETTER, "Kepala Bidang Informatika", on),
        "Lembar disposisi": (number, *THE_LETTER, *officials, *THE_DISPOSAL, THE_APPROVAL, *THE_NOTES, *disposed_at),
        "Data akun": (*account, STAFF.name, *THE_WORK),
        "Tanda terima": (*account, STAFF.name),
    }
    papers = {name: read_paper(page, name) for name in expected}
    missing = {(name, text) for name, texts in expected.items() for text in texts if text not in papers[name]}
    assert not missing, papers
    return papers
