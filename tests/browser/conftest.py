"""A running site, a headless Chromium, and sessions in it that are watched."""

from collections.abc import Callable, Iterator
from shutil import which
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, StorageState, expect, sync_playwright

from tests.browser.pages import menu, sign_in
from tests.browser.people import Person
from tests.browser.site import Site, running_site
from tests.browser.watch import Watch

ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
ARGUMENTS += ["--disable-sync", "--no-first-run", "--lang=id"]

PATIENCE = 30_000  # milliseconds; the machine may have other things to do
expect.set_options(timeout=PATIENCE)


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Iterator[Site]:
    with running_site(tmp_path_factory.mktemp("site"), f"helpdesk_browser_{worker_id}") as running:
        yield running


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """Not kept for the session: while Playwright runs, Django refuses database queries in this process."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=which("chromium-headless-shell"), args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def javascript() -> bool:
    """Whether the sessions of the test run scripts; parametrize it to try without."""
    return True


@pytest.fixture
def new_page(site: Site, browser: Browser, javascript: bool) -> Iterator[Callable[..., Page]]:
    """Opens a page in a session of its own; at the end nothing may have gone wrong in any of them."""
    watch, contexts = Watch(), []

    def open_page(**options: Any) -> Page:
        options = {"base_url": site.url, "java_script_enabled": javascript, "locale": "id-ID"} | options
        context = browser.new_context(**options)
        context.set_default_timeout(PATIENCE)
        watch.over(context)
        contexts.append(context)
        return context.new_page()

    yield open_page
    for context in contexts:
        context.close()
    assert watch.faults == []


@pytest.fixture(scope="session")
def sessions() -> dict[Person, StorageState]:
    """The cookies of whoever has signed in; the site lets one address sign in thirty times a minute."""
    return {}


@pytest.fixture
def page_of(new_page: Callable[..., Page], sessions: dict[Person, StorageState]) -> Callable[..., Page]:
    """Opens the first page of one of the demo's people, signed in."""

    def open_page(person: Person, **options: Any) -> Page:
        page = new_page(storage_state=sessions.get(person), **options)
        page.goto("/")
        if menu(page).get_by_role("link", name="Masuk", exact=True).is_visible():  # not yet, or the session was ended
            sign_in(page, person)
            sessions[person] = page.context.storage_state()
        return page

    return open_page
