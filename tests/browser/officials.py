"""What officials and staff do on the pages, one function for each act of the SOP."""

from collections.abc import Iterable

from playwright.sync_api import Locator, Page, expect

from tests.browser.pages import (
    choose,
    done,
    field,
    fill,
    follow,
    form_refused,
    heading,
    menu,
    press,
    prove,
    reads,
    shown_password,
)
from tests.browser.people import Person


def open_from_desk(page: Page, number: str) -> None:
    follow(menu(page), "Meja saya")
    waiting = page.get_by_role("region", name="Menunggu Saudara")
    row = waiting.get_by_role("row").filter(has=page.get_by_role("cell", name=number, exact=True))
    row.get_by_role("link").click()
    reads(page, f"Nomor agenda {number}")


def form_of(page: Page, button: str) -> Locator:
    """The form of an act on the page of a request, unfolded."""
    submits = page.get_by_role("button", name=button, exact=True, include_hidden=True)
    form = page.get_by_role("group").filter(has=submits)
    if not submits.is_visible():
        form.get_by_text(button, exact=True).first.click()
    return form


def instruct(form: Locator, instructions: Iterable[str]) -> None:
    """Ticks these boxes of the disposition sheet and no others."""
    ticked = form.get_by_role("group", name="Instruksi").get_by_role("checkbox", checked=True)
    while ticked.count():
        ticked.first.uncheck()
    for label in instructions:
        field(form, label).check()


def dispose(page: Page, number: str, *, instructions: Iterable[str], other: str, urgency: str, note: str) -> None:
    open_from_desk(page, number)
    form = form_of(page, "Disposisikan")
    instruct(form, instructions)
    fill(form, {"Instruksi lain": other, "Catatan": note})
    field(form, urgency).check()
    press(form, "Disposisikan")
    done(page, f"{number}: Surat telah didisposisikan kepada Kepala Bidang Informatika.")


def approve(page: Page, number: str, *, instructions: Iterable[str], note: str) -> None:
    open_from_desk(page, number)
    form = form_of(page, "Setujui dan disposisikan")
    instruct(form, instructions)
    fill(form, {"Catatan": note})
    press(form, "Setujui dan disposisikan")


def approve_newcomer(page: Page, number: str, *, instructions: Iterable[str], note: str) -> None:
    """Approval is refused until the applicant is confirmed as the one whom the letter names; then it is not."""
    approve(page, number, instructions=instructions, note=note)
    form_refused(page)
    form = form_of(page, "Setujui dan disposisikan")
    expect(field(form, "Catatan")).to_have_value(note)
    field(form, "Pemohon sesuai surat").check()
    press(form, "Setujui dan disposisikan")


def return_to_applicant(page: Page, number: str, *, reason: str, faults: Iterable[str]) -> None:
    open_from_desk(page, number)
    form = form_of(page, "Kembalikan ke pemohon")
    fill(form, {"Alasan": reason})
    for fault in faults:
        field(form, fault).check()
    press(form, "Kembalikan ke pemohon")
    done(page, f"{number}: Permohonan dikembalikan kepada pemohon.")


def assign(page: Page, number: str, *, staff: Person, note: str) -> None:
    open_from_desk(page, number)
    form = form_of(page, "Tugaskan Admin")
    form.get_by_role("radio", name=staff.name).check()
    fill(form, {"Catatan": note})
    press(form, "Tugaskan Admin")
    done(page, f"{number}: Admin telah ditugaskan.")


def activate(page: Page, number: str, *, server: str, account: dict[str, str]) -> str:
    """Writes down the account, and returns the password that the site then shows, once."""
    open_from_desk(page, number)
    form = form_of(page, "Aktifkan akun")
    choose(form, {"Server": server})
    fill(form, account)
    press(form, "Aktifkan akun")
    heading(page, "Pasang kata sandi ini pada server")
    return shown_password(page)


def deliver(page: Page, number: str) -> None:
    open_from_desk(page, number)
    press(form_of(page, "Serahkan kredensial"), "Serahkan kredensial")
    done(page, f"{number}: Kredensial diserahkan.")


def grant_proposal(page: Page, second: Person, person: Person, *, title: str) -> None:
    """As the second person, who sees it on the desk."""
    follow(menu(page), "Meja saya")
    follow(page.get_by_role("region", name="Orang kedua"), f"Penugasan jabatan: {person.name}")
    reads(page, title)
    press(page, "Setujui")
    prove(page, second)
    reads(page, "Disetujui")


# The Super Admin


def propose_appointment(
    page: Page,
    maker: Person,
    person: Person,
    *,
    office: str,
    acting_kind: str,
    mandate: str,
    scan: bytes,
    since: str,
    until: str,
) -> None:
    follow(menu(page), "Kelola")
    follow(page, "Penugasan jabatan")
    follow(page, "Tugaskan orang")
    prove(page, maker)
    fill(page, {"Email yang bersangkutan": person.email, "Nomor surat perintah": mandate})
    page.get_by_role("radio", name=office, exact=True).check()
    page.get_by_role("radio", name=acting_kind, exact=True).check()
    file = {"name": "surat-perintah.pdf", "mimeType": "application/pdf", "buffer": scan}
    page.get_by_label("Pindaian surat perintah").set_input_files(file)
    fill(page, {"Mulai": since, "Sampai dengan": until})
    press(page, "Usulkan")
    done(page, f"Diusulkan kepada orang kedua: Penugasan jabatan: {person.name}")


def end_appointment(page: Page, person: Person, *, title: str, until: str) -> None:
    follow(menu(page), "Kelola")
    follow(page, "Penugasan jabatan")
    row = page.get_by_role("row").filter(has=page.get_by_role("cell", name=title, exact=True), has_text="Berlaku")
    follow(row, person.name)
    fill(page, {"Hari terakhir": until})
    press(page, "Simpan")
    done(page, f"{person.name}, {title}")
