"""One request through the SOP as the help tells it, photographed: what the help shows and names is there.

Each picture carries the words that it shows. When they are no longer those of the page, or a name that the help
mentions was met nowhere by the role it is told to, the walk fails. After a change that is meant, run this file with
HELP=write and look at `static/help/`; `tests/requests/test_help.py` writes the pages of `docs/help/` likewise.
"""

from collections.abc import Callable
from typing import Any

import pytest
from django.utils.translation import override
from playwright.sync_api import Locator, Page

from requests.help import GUIDES
from tests.browser.album import SHARP, Album, neutral
from tests.browser.applicant import ask_password, consent_and_submit, fill_in_request, mend_letter, open_credential
from tests.browser.officials import form_of, open_from_desk
from tests.browser.pages import choose, confirm_mail, field, fill, follow, heading, menu, press, sign_in, sign_up
from tests.browser.people import DIVISION_HEAD, HEAD, LIAISON, SECTION_HEAD, STAFF, Person, newcomer
from tests.browser.test_journeys import ACTIVATION, ANSWERS
from tests.papers_for_tests import multi_page_letter

pytestmark = [pytest.mark.browser, pytest.mark.any_database]

SIGNED_IN = {
    "narahubung": LIAISON,
    "kepala-dinas": HEAD,
    "kepala-bidang": DIVISION_HEAD,
    "kepala-seksi": SECTION_HEAD,
    "admin": STAFF,
}


def test_the_help_shows_and_names_what_is_there(new_page: Callable[..., Page], page_of: Callable[..., Page]) -> None:
    with override("id"):
        album = Album()
        walk(album, new_page, page_of)
        assert album.taken == {picture.name for guide in GUIDES for picture in guide.pictures}
        faults = [*album.faults, *(f"The help names what is not there: {name}" for name in album.missing())]
        again = "If the pages are right: HELP=write pytest tests/browser/test_help.py, and look at static/help/."
        assert faults == [], "\n".join([*faults, again])


def test_words_differ_only_where_the_page_does() -> None:
    with override("id"):
        assert neutral("27 Nov 2026, 04.39 WIB") == neutral("3 Mei 2027, 21.00 WIB") == "#, # WIB"
        one = neutral("Nomor 12/2026\tJumat, 27 November 2026, 21.20\nsekar-1a2b@kudus.example: 5 menit")
        assert one == neutral("Nomor 3/2027\nSenin, 4 Januari 2027, 07.05\nsekar-99@kudus.example: 12 menit")
        assert one == "Nomor #\n#, #, #\n@ # menit"
        assert one != neutral("Nomor 12/2026\tJumat, 27 November 2026, 21.20\nsekar-1a2b@kudus.example: 5 jam")


def walk(album: Album, new_page: Callable[..., Page], page_of: Callable[..., Page]) -> None:
    person, applicant = newcomer(), album.of("pemohon", new_page(**SHARP))
    liaison, head, division_head, section_head, staff = (
        album.of(slug, page_of(one, **SHARP)) for slug, one in SIGNED_IN.items()
    )
    number = ask(album, applicant, person)
    its_page = applicant.url
    confirm(album, liaison, person)
    dispose(album, head, number)
    return_it(album, division_head, number)
    applicant.reload()
    album.take("pemohon-dikembalikan", applicant.locator(".notice-warning"))
    mend_letter(applicant, number, {"Nomor surat": "045/78/DINKES/XI"})
    dispose_again(head, number)
    approve(album, division_head, number)
    applicant.reload()
    album.take("pemohon-langkah", applicant.get_by_role("region", name="Langkah SOP"))
    assign(album, section_head, number)
    grant(album, staff, number)
    come_too_late(its_page, (head, "disposisi"), (division_head, "setujui"), (section_head, "tugaskan"))
    come_too_late(its_page, (staff, "aktifkan"), (applicant, "batalkan"))
    take_password(album, applicant, person)


def ask(album: Album, page: Page, person: Person) -> str:
    """Signs up, asks, and looks meanwhile at the page of the draft; returns the agenda number."""
    sign_up(page, person, agency="Dinas Kesehatan")
    confirm_mail(page, person)
    sign_in(page, person)
    fill_in_request(page, ANSWERS, multi_page_letter())
    album.take("pemohon-ajukan", page.get_by_role("region", name="Ajukan permohonan"))
    follow(page, "Ke permohonan")
    follow(page, "Periksa dan lanjutkan")
    return consent_and_submit(page, "Ajukan permohonan")


def confirm(album: Album, page: Page, person: Person) -> None:
    """Sees the button, and leaves it to the division head."""
    follow(menu(page), "Permohonan saya")
    follow(menu(page), "Pemohon OPD")
    album.take("narahubung-konfirmasi", row_with(page, person.email))


def row_with(page: Page, words: str) -> Locator:
    """On a narrow page, where a table's rows are blocks, too."""
    return page.locator("tbody tr").filter(has=page.get_by_text(words, exact=True))


def perform(
    album: Album, page: Page, form: Locator, button: str, picture: str, *, down_to: Locator | None = None
) -> None:
    album.take(picture, form, down_to=down_to)
    with page.expect_navigation():
        press(form, button)


def dispose(album: Album, page: Page, number: str) -> None:
    follow(menu(page), "Meja saya")
    album.take("kepala-dinas-meja", row_with(page, number))
    open_from_desk(page, number)
    follow(menu(page), "Meja saya")  # where it can be ticked now
    open_from_desk(page, number)
    perform(album, page, form_of(page, "Disposisikan"), "Disposisikan", "kepala-dinas-disposisi")


def return_it(album: Album, page: Page, number: str) -> None:
    open_from_desk(page, number)
    form = form_of(page, "Kembalikan ke pemohon")
    fill(form, {"Alasan": "Nomor surat tidak sesuai pindaian."})
    field(form, "Nomor surat").check()
    later = form.get_by_role("group", name="Yang perlu diperbaiki pada bagian “Akses”")
    perform(album, page, form, "Kembalikan ke pemohon", "kepala-bidang-kembalikan", down_to=later)


def dispose_again(page: Page, number: str) -> None:
    open_from_desk(page, number)
    with page.expect_navigation():
        press(form_of(page, "Disposisikan"), "Disposisikan")


def approve(album: Album, page: Page, number: str) -> None:
    open_from_desk(page, number)
    form = form_of(page, "Setujui dan disposisikan")
    field(form, "Pemohon sesuai surat").check()
    perform(album, page, form, "Setujui dan disposisikan", "kepala-bidang-setujui")


def assign(album: Album, page: Page, number: str) -> None:
    open_from_desk(page, number)
    form = form_of(page, "Tugaskan Admin")
    form.get_by_role("radio", name=STAFF.name).check()
    perform(album, page, form, "Tugaskan Admin", "kepala-seksi-tugaskan")
    follow(menu(page), "Kelola")
    follow(page, "Penugasan jabatan")


def grant(album: Album, page: Page, number: str) -> None:
    account: dict[str, Any] = ACTIVATION
    open_from_desk(page, number)
    form = form_of(page, "Aktifkan akun")
    choose(form, {"Server": account["server"]})
    fill(form, account["account"])
    # The browser without a screen writes dates in American order whatever it is told, so the picture ends before one.
    date = form.get_by_text("Berlaku sampai", exact=True)
    perform(album, page, form, "Aktifkan akun", "admin-aktifkan", down_to=date)
    heading(page, "Pasang kata sandi ini pada server")
    open_from_desk(page, number)
    perform(album, page, form_of(page, "Serahkan kredensial"), "Serahkan kredensial", "admin-serahkan")
    follow(menu(page), "Meja saya")


def come_too_late(its_page: str, *acts: tuple[Page, str]) -> None:
    """Each sees what can still be done on the request, and opens once more what has been done already."""
    for page, act in acts:
        page.goto(its_page)
        answer = page.goto(f"{its_page}{act}/")
        assert answer and answer.status == 409


def take_password(album: Album, page: Page, person: Person) -> None:
    page.goto(page.url.removesuffix("batalkan/"))
    open_credential(page)
    album.take("pemohon-kata-sandi", page.get_by_role("main"))
    assert ask_password(page, person, "Ambil akun dan kata sandi").ok
    press(page, "Konfirmasi penerimaan")
