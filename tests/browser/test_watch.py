"""The watch over the other browser tests sees what it is there for."""

import pytest
from playwright.sync_api import Browser

from tests.browser.watch import Watch

pytestmark = [pytest.mark.browser, pytest.mark.any_database]

RULES = "default-src 'none'; script-src 'nonce-1'; style-src 'self'"
POLICY = {"Content-Security-Policy": f"{RULES}; require-trusted-types-for 'script'; trusted-types 'none'"}


@pytest.mark.parametrize("javascript", [True, False], ids=["javascript", "no_javascript"])
@pytest.mark.parametrize(
    ("body", "fault"),
    [
        ("<p style='color: red'>", "style-src"),
        ("<link rel=stylesheet href=/missing.css>", "/missing.css: 404"),
        ("<link rel=stylesheet href=https://elsewhere.example/a.css>", "style-src"),
    ],
)
def test_a_blocked_or_missing_part_is_seen(browser: Browser, javascript: bool, body: str, fault: str) -> None:
    assert any(fault in found for found in faults_of(browser, body, javascript=javascript))


@pytest.mark.parametrize(
    ("body", "fault"),
    [
        ("<script>1</script>", "script-src"),
        ("<script nonce=1>console.error('lost')</script>", "lost"),
        ("<script nonce=1>throw Error('broken')</script>", "broken"),
        ("<body><script nonce=1>document.body.innerHTML = '<b>'</script>", "require-trusted-types-for"),
        ("<script nonce=1>trustedTypes.createPolicy('own', {})</script>", "trusted-types"),
    ],
)
def test_a_fault_in_a_script_is_seen(browser: Browser, body: str, fault: str) -> None:
    assert any(fault in found for found in faults_of(browser, body))


@pytest.mark.parametrize(("status", "faults"), [(200, 0), (403, 0), (404, 0), (409, 0), (500, 1), (503, 1)])
def test_a_refused_page_is_no_fault_but_a_broken_one_is(browser: Browser, status: int, faults: int) -> None:
    assert len(faults_of(browser, "<p>Halaman</p>", status=status)) == faults


def faults_of(browser: Browser, body: str, *, status: int = 200, javascript: bool = True) -> list[str]:
    """What is seen on a page of this body; nothing leaves the browser."""
    watch = Watch()
    with browser.new_context(java_script_enabled=javascript) as context:
        watch.over(context)
        context.route("**/*", lambda route: route.fulfill(status=404))
        page_head = POLICY | {"Content-Type": "text/html"}
        context.route("**/page", lambda route: route.fulfill(status=status, headers=page_head, body=body))
        page = context.new_page()
        page.goto("http://localhost/page", wait_until="load")
        page.wait_for_timeout(50)
    return watch.faults
