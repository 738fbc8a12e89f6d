"""A newcomer adds an app and a passkey and signs in with each: computed codes, and Chromium's virtual device."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.pages import confirm_mail, done, field, fill, follow, heading, menu, press, prove, reads, sign_up
from tests.browser.people import Person, newcomer
from tests.by_http import code

pytestmark = [pytest.mark.browser, pytest.mark.any_database]


def test_app_and_passkey(new_page: Callable[..., Page]) -> None:
    page, person = new_page(), newcomer()
    sign_up(page, person, agency="Dinas Kesehatan")
    expect(page.get_by_role("banner")).to_contain_text("Pejabat masuk tanpa langkah kedua")
    confirm_mail(page, person)
    give_password(page, person)
    expect(menu(page)).to_contain_text("Permohonan saya")

    secret, used = add_app(page, person)
    plug_in_authenticator(page)
    add_passkey(page, "Telepon dinas")
    sign_out(page)
    follow(menu(page), "Masuk")
    press(page, "Masuk dengan kunci sandi")
    expect(menu(page)).to_contain_text("Permohonan saya")
    sign_out(page)

    give_password(page, person)
    heading(page, "Berikan langkah kedua")
    while code(secret) == used:  # which is accepted no more
        page.wait_for_timeout(500)
    fill(page, {"Kode": code(secret)})
    press(page.get_by_role("main"), "Masuk")
    expect(menu(page)).to_contain_text("Permohonan saya")
    sign_out(page)

    give_password(page, person)
    press(page, "Gunakan kunci sandi")
    expect(menu(page)).to_contain_text("Permohonan saya")


def give_password(page: Page, person: Person) -> None:
    page.goto("/akun/masuk/")
    fill(page, {"Alamat email": person.email, "Kata sandi": person.password})
    press(page.get_by_role("main"), "Masuk")


def open_second_factor(page: Page) -> None:
    page.goto("/akun/langkah-kedua/")
    heading(page, "Langkah kedua")


def add_app(page: Page, person: Person) -> tuple[str, str]:
    """Sets up an app and returns its secret and the code that did it; the picture must load under the policy."""
    open_second_factor(page)
    follow(page, "Pasang aplikasi")
    if page.get_by_role("heading", level=1).inner_text() != "Pasang aplikasi":
        prove(page, person)
    heading(page, "Pasang aplikasi")
    picture = page.get_by_role("img", name="Kode untuk dipindai dengan aplikasi autentikator")
    assert picture.evaluate("image => image.naturalWidth") > 100
    secret = page.locator("#key").inner_text()
    used = code(secret)
    fill(page, {"Kode": used})
    press(page, "Pasang aplikasi")
    done(page, "Aplikasi autentikator telah dipasang.")
    heading(page, "Kode pemulihan")
    expect(page.get_by_role("main").get_by_role("listitem")).to_have_count(10)
    return secret, used


def sign_out(page: Page) -> None:
    page.goto("/akun/keluar/")
    press(page.get_by_role("main"), "Keluar")
    expect(menu(page)).to_contain_text("Masuk")


def plug_in_authenticator(page: Page) -> None:
    """A phone or laptop that asks for the finger, and always gets it."""
    device = page.context.new_cdp_session(page)
    device.send("WebAuthn.enable")
    options = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True}
    options |= {"isUserVerified": True, "automaticPresenceSimulation": True}
    device.send("WebAuthn.addVirtualAuthenticator", {"options": options})


def add_passkey(page: Page, name: str) -> None:
    open_second_factor(page)
    follow(page, "Tambah kunci sandi")
    heading(page, "Tambah kunci sandi")
    fill(page, {"Nama kunci sandi": name})
    expect(field(page, "Masuk dengan kunci sandi ini saja")).to_be_checked()
    press(page, "Tambah kunci sandi")
    done(page, "Kunci sandi telah ditambahkan.")
    reads(page, name)
