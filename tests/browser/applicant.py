"""What applicants do on the pages, one function for each step."""

from dataclasses import dataclass

from playwright.sync_api import Page, Response, expect

from tests.browser.pages import choose, field, fill, follow, heading, menu, press, press_for_answer
from tests.browser.people import Person


@dataclass(frozen=True)
class Answers:
    """What an applicant answers on each page of the form, by the label of the field."""

    letter: dict[str, str]
    access: dict[str, str]
    chosen: dict[str, str]
    period: dict[str, str]


def submit_request(page: Page, answers: Answers, letter: bytes) -> str:
    """From the list of one's own requests through the whole form; returns the agenda number."""
    fill_in_request(page, answers, letter)
    return consent_and_submit(page, "Ajukan permohonan")


def fill_in_request(page: Page, answers: Answers, letter: bytes) -> None:
    """Up to the page on which all answers are checked."""
    follow(menu(page), "Permohonan saya")
    follow(page, "Permohonan baru")
    press(page, "Mulai")
    heading(page, "Surat")
    fill(page, answers.letter)
    press(page, "Lanjut")
    upload_letter(page, "surat.pdf", letter)
    follow(page, "Lanjut")
    heading(page, "Akses")
    fill(page, answers.access)
    choose(page, answers.chosen)
    press(page, "Lanjut")
    heading(page, "Masa berlaku dan asal")
    fill(page, answers.period)
    press(page, "Lanjut")
    heading(page, "Periksa jawaban Saudara")


def upload_letter(page: Page, name: str, content: bytes) -> None:
    heading(page, "Pindaian")
    letter = page.get_by_role("region", name="Surat", exact=True)
    field(letter, "Berkas").set_input_files({"name": name, "mimeType": "application/pdf", "buffer": content})
    press(letter, "Unggah")
    expect(letter).to_contain_text(f"{name} 3 halaman")


def consent_and_submit(page: Page, button: str) -> str:
    heading(page, "Periksa jawaban Saudara")
    page.get_by_label("Saya telah membaca ketentuan penggunaan akses server").check()
    press(page, button)
    number, colon, _ = page.get_by_role("status").inner_text().partition(": ")
    assert colon
    return number


def mend_letter(page: Page, number: str, letter: dict[str, str]) -> None:
    """Mends what is at fault in the letter's part, where the form opens, and submits the request again."""
    follow(page, "Perbaiki")
    heading(page, "Surat")
    for label in letter:
        expect(field(page, label)).to_have_accessible_name(f"{label} Diminta diperbaiki")
    fill(page, letter)
    press(page, "Lanjut")
    assert consent_and_submit(page, "Perbaiki dan ajukan kembali") == number


def open_credential(page: Page) -> None:
    page.reload()
    follow(page, "Ambil kredensial")
    heading(page, "Akun dan kata sandi")


def ask_password(page: Page, person: Person, button: str) -> Response:
    """Gives one's own password and asks for that of the server."""
    fill(page, {"Kata sandi Saudara pada situs ini": person.password})
    return press_for_answer(page, button)
