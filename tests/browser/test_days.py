"""Each person's working day at the desk, on a phone and on a wide screen, from five letters to a finished list."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Locator, Page, StorageState, expect

from tests.browser.applicant import mend_letter
from tests.browser.officials import form_of
from tests.browser.pages import choose, done, field, fill, follow, heading, menu, press, reads, shown_password
from tests.browser.people import CONFIRMED_APPLICANT, DIVISION_HEAD, HEAD, SECTION_HEAD, STAFF, Person
from tests.browser.site import Site, running_site

pytestmark = [pytest.mark.browser, pytest.mark.any_database]
PageOf = Callable[[Person], Page]

SIZES = {"phone": {"width": 390, "height": 844}, "wide": {"width": 1280, "height": 900}}
FIVE_LETTERS = """
from django.db import transaction
from requests.states import State
from tests.browser.seed import DemoCast, draw_letters
with transaction.atomic():
    cast = DemoCast()
    for _ in range(5):
        print(cast.request_in(State.SUBMITTED))
    draw_letters()
"""
COUNT_TAPS = "addEventListener('pointerdown', () => sessionStorage.taps = Number(sessionStorage.taps ?? 0) + 1)"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Iterator[Site]:
    """Its own, on whose desks nothing else waits; nobody here reads papers or mails."""
    with running_site(tmp_path_factory.mktemp("site"), f"helpdesk_days_{worker_id}") as running:
        running.make_papers_last()
        yield running


@pytest.fixture(scope="module")
def sessions() -> dict[Person, StorageState]:
    return {}


@pytest.mark.parametrize("size", SIZES)
def test_a_day_at_the_desk(site: Site, page_of: PageOf, size: str) -> None:
    numbers = site.shell(FIVE_LETTERS).split()
    head, division_head, section_head, staff, applicant = (
        opened_at(page_of(person), size) for person in (HEAD, DIVISION_HEAD, SECTION_HEAD, STAFF, CONFIRMED_APPLICANT)
    )
    look_at_the_empty_desk(division_head)
    clear_in_twenty_taps(head, numbers, together=size == "phone")
    see_the_tile_count_along(division_head)
    approve_but_return_the_first(division_head, numbers)
    mend(applicant, numbers[0])
    dispose_again(head, numbers[0])
    approve_after_seeing_what_changed(division_head, numbers[0])
    assign_from_the_overview(section_head, numbers)
    finish_the_list(staff, numbers[:2])
    follow_the_request(applicant, numbers[0])


def opened_at(page: Page, size: str) -> Page:
    page.set_viewport_size(SIZES[size])
    page.add_init_script(COUNT_TAPS)
    follow(menu(page), "Permohonan saya")
    return page


def tile(page: Page, name: str, count: int) -> Locator:
    """The tile of a list, which counts so many."""
    found = page.get_by_role("navigation", name="Daftar pada meja").get_by_role("link", name=name)
    expect(found.locator("strong")).to_have_text(str(count))
    return found


def look_at_the_empty_desk(page: Page) -> None:
    page.clock.install()
    follow(menu(page), "Meja saya")
    tile(page, "Menunggu Saudara", 0)


def see_the_tile_count_along(page: Page) -> None:
    """A minute later, on the page that has been open all the time."""
    page.clock.fast_forward(60_000)
    tile(page, "Menunggu Saudara", 5)
    follow(page.get_by_role("status"), "Tampilkan yang baru")
    expect(waiting(page).get_by_role("link", name="e-Puskesmas")).to_have_count(5)


def waiting(page: Page) -> Locator:
    return page.get_by_role("region", name="Menunggu Saudara")


def at(page: Page, number: str) -> None:
    reads(page, f"Nomor agenda {number}")


def open_row(page: Page, number: str) -> None:
    """Of a list; on a phone its table is none to a screen reader, so that it is found by its words."""
    page.locator("tbody tr").filter(has_text=number).get_by_role("link").click()
    at(page, number)


def clear_in_twenty_taps(page: Page, numbers: list[str], *, together: bool) -> None:
    """On the phone each letter is read, then all are disposed together; on the wide screen one after the other."""
    follow(menu(page), "Meja saya")
    tile(page, "Menunggu Saudara", 5)
    page.evaluate("sessionStorage.taps = 0")
    waiting(page).get_by_role("link").first.click()
    for number in numbers:
        at(page, number)
        expect(page.get_by_role("img").first).to_be_visible()  # the letter
        if not together:
            press(page, "Disposisikan")
            done(page, f"{number}: Surat telah didisposisikan kepada Kepala Bidang Informatika.")
        elif number != numbers[-1]:
            page.get_by_role("link", name="Berikutnya yang menunggu:").click()
    if together:
        follow(page.get_by_role("navigation", name="Meja Saudara"), "Meja saya")
        for number in numbers:
            page.get_by_label(f"Disposisikan {number} bersama yang lain").check()
        page.get_by_text("Disposisikan surat yang dipilih").first.click()
        press(page, "Disposisikan surat yang dipilih")
        done(page, f"{', '.join(numbers)}: Surat telah didisposisikan kepada Kepala Bidang Informatika.")
    assert 5 < int(page.evaluate("sessionStorage.taps")) <= 20
    reads(page, "Tidak ada yang menunggu Saudara.")
    expect(
        page.get_by_role("region", name="Sudah Saudara putuskan").get_by_role("link", name="e-Puskesmas")
    ).to_have_count(5)


def approve_but_return_the_first(page: Page, numbers: list[str]) -> None:
    waiting(page).get_by_role("link").first.click()
    at(page, numbers[0])
    form = form_of(page, "Kembalikan ke pemohon")
    fill(form, {"Alasan": "Nomor surat dan perihal tidak sesuai pindaian."})
    for fault in ("Nomor surat", "Perihal"):
        field(form, fault).check()
    press(form, "Kembalikan ke pemohon")
    done(page, f"{numbers[0]}: Permohonan dikembalikan kepada pemohon.")
    for number in numbers[1:]:
        at(page, number)
        press(page, "Setujui dan disposisikan")
        done(page, f"{number}: Permohonan disetujui")
    heading(page, "Meja saya")
    tile(page, "Dikembalikan", 1).click()
    reads(page, numbers[0], "Dikembalikan")


def mend(page: Page, number: str) -> None:
    open_row(page, number)
    mend_letter(page, number, {"Nomor surat": "045/78/DINKES/XI", "Perihal": "Permohonan akses server e-Puskesmas"})


def dispose_again(page: Page, number: str) -> None:
    follow(menu(page), "Meja saya")
    waiting(page).get_by_role("link").first.click()
    at(page, number)
    press(page, "Disposisikan")
    done(page, f"{number}: Surat telah didisposisikan kepada Kepala Bidang Informatika.")


def approve_after_seeing_what_changed(page: Page, number: str) -> None:
    follow(menu(page), "Meja saya")
    waiting(page).get_by_role("link").first.click()
    at(page, number)
    changed = page.get_by_role("region", name="Yang berubah")
    for text in ("045/112/DINKES/X/2026", "045/78/DINKES/XI", "Permohonan akses server e-Puskesmas"):
        expect(changed).to_contain_text(text)
    press(page, "Setujui dan disposisikan")
    done(page, f"{number}: Permohonan disetujui")


def assign_from_the_overview(page: Page, numbers: list[str]) -> None:
    """Two to the one, the others to the other."""
    follow(menu(page), "Meja saya")
    follow(page, "Ikhtisar langkah, Admin, dan yang terlambat")
    for place, number in enumerate(numbers):
        name = STAFF.name if place < 2 else "Lestari Widyaningsih, S.T."
        picked = page.get_by_label(f"Admin untuk {number}")
        option = picked.locator("option").filter(has_text=name)
        picked.select_option(option.get_attribute("value"))
        press(page, f"Tugaskan {number}")
        done(page, f"{number}: Admin telah ditugaskan.")
        heading(page, "Ikhtisar")
    reads(page, "Tidak ada permohonan yang menunggu penugasan.")


def finish_the_list(page: Page, numbers: list[str]) -> None:
    """The first is opened by the keyboard alone."""
    follow(menu(page), "Meja saya")
    expect(page.get_by_role("button", name="Pintasan papan ketik")).to_be_visible()
    page.keyboard.press("?")
    press(page.get_by_role("dialog", name="Pintasan papan ketik"), "Tutup")
    for key in ("j", "j", "k", "Enter"):
        page.keyboard.press(key)
    for number in numbers:
        at(page, number)
        form = form_of(page, "Aktifkan akun")
        choose(form, {"Server": "web-01 (web-01.kudus.example)"})
        account = {"Nama pengguna": f"dinkes-{number.partition('/')[0]}"}
        fill(form, account | {"Yang dikerjakan": "Akun dibuat.", "Cara pengujian": "Masuk melalui SSH."})
        press(form, "Aktifkan akun")
        assert len(shown_password(page)) == 24
        follow(page, "Kata sandi terpasang: lanjut ke penyerahan")
        press(page, "Serahkan kredensial")
        done(page, f"{number}: Kredensial diserahkan.")
    reads(page, "Tidak ada yang menunggu Saudara.")


def follow_the_request(page: Page, number: str) -> None:
    follow(menu(page), "Permohonan saya")
    open_row(page, number)
    reads(page, "Akun dan kata sandi siap diambil", "Penyerahan akun", STAFF.name)
