"""What anyone does on the pages, by what they read there: labels, buttons, headings."""

import re

from playwright.sync_api import Locator, Page, Response, expect

from tests.browser.people import Person

Place = Page | Locator


def heading(page: Page, words: str) -> None:
    """The page that is open now is the one headed by these words."""
    expect(page.get_by_role("heading", name=words, exact=True, level=1)).to_be_visible()


def reads(page: Page, *words: str) -> None:
    """All this stands on the page."""
    for text in words:
        expect(page.get_by_role("main")).to_contain_text(text)


def done(page: Page, what: str) -> None:
    """The site says that this has been done."""
    expect(page.get_by_role("status").filter(has_text=what)).to_be_visible()


def form_refused(page: Page) -> None:
    """The form has come back with its errors."""
    expect(page).to_have_title(re.compile("^Galat:"))


def press(place: Place, button: str) -> None:
    place.get_by_role("button", name=button, exact=True).click()


def press_for_answer(page: Page, button: str) -> Response:
    """Presses the button and returns the answer itself, for what a page alone does not tell."""
    with page.expect_navigation() as answer:
        press(page, button)
    return answer.value


def follow(place: Place, link: str) -> None:
    place.get_by_role("link", name=link, exact=True).click()


def field(place: Place, label: str) -> Locator:
    return place.get_by_label(re.compile(rf"^{re.escape(label)}( \(opsional\))?( Diminta diperbaiki)?$"))


def fill(place: Place, answers: dict[str, str]) -> None:
    for label, text in answers.items():
        field(place, label).fill(text)


def choose(place: Place, answers: dict[str, str]) -> None:
    for label, option in answers.items():
        field(place, label).select_option(option)


def menu(page: Page) -> Locator:
    return page.get_by_role("navigation", name="Menu utama")


def sign_up(page: Page, person: Person, *, agency: str) -> None:
    page.goto("/")
    follow(page, "Daftar dan ajukan permohonan")
    fill(page, {"Nama dan gelar": person.name, "NIP": person.nip, "Pangkat dan golongan": "Penata Muda, III/a"})
    field(page, "Pegawai negeri sipil (PNS/CPNS)").check()
    choose(page, {"OPD": agency})
    fill(page, {"Jabatan": "Pranata Komputer Ahli Pertama", "Nomor telepon seluler": "0812-1111-2222"})
    fill(page, {"Alamat email": person.email, "Kata sandi": person.password, "Ulangi kata sandi": person.password})
    press(page, "Daftar")
    heading(page, "Konfirmasi alamat email")


def confirm_mail(page: Page, person: Person) -> None:
    follow(page.get_by_role("main"), "Baca surat demo")
    mail = mails_to(page, person, "Mohon konfirmasi alamat email Saudara")
    mail.get_by_role("link", name="/akun/konfirmasi-email/").click()
    press(page, "Ya, ini alamat saya")
    done(page, f"Alamat {person.email} telah dikonfirmasi.")


def mails_to(page: Page, person: Person, subject: str) -> Locator:
    """The messages to a person on the page of the demo's mail."""
    return page.get_by_role("group").filter(has_text=person.email).filter(has_text=subject)


def sign_in(page: Page, person: Person) -> None:
    page.goto("/")
    follow(menu(page), "Masuk")
    fill(page, {"Alamat email": person.email, "Kata sandi": person.password})
    press(page, "Masuk")
    expect(menu(page)).to_contain_text("Permohonan saya")


def prove(page: Page, person: Person) -> None:
    """What is asked before the acts that weigh most; not again within five minutes."""
    heading(page, "Buktikan kembali bahwa ini Saudara")
    fill(page, {"Kata sandi": person.password})
    with page.expect_navigation():
        press(page, "Lanjut")


def shown_password(page: Page) -> str:
    """The password on the page of the one who may read it."""
    return page.get_by_role("definition").get_by_role("status").inner_text()
