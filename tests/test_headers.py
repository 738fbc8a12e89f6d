"""The headers that every answer carries: each address to each kind of person, every refusal, redirect and file."""

from collections.abc import Callable

import pytest
from django.http import HttpResponse
from django.test import Client
from pytest_django import Settings

from tests.attack import WHOLE
from tests.attack.expectations import EXPECTED, IDENTITIES, KNOWN_TO
from tests.attack.world import World
from tests.cast import Cast

pytestmark = pytest.mark.any_database

OF_ALL = {
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Referrer-Policy": "same-origin",
    "Strict-Transport-Security": "max-age=31536000; includeSubDomains; preload",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
# Besides `script-src`, where a page that has a script names its nonce.
OF_PAGES = {
    "default-src 'none'",
    "style-src 'self'",
    "img-src 'self' data:",
    "connect-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
}
OF_FOREIGN_BYTES = {"default-src 'none'", "frame-ancestors 'none'", "sandbox"}
# Of the samples: a scan, a letter, the picture of its first page, an export of other people's words.
HANDED_OUT = {"mandate", "paper", "paper_page", "register_export_file"}


def faults(answer: HttpResponse, policy: set[str] = OF_PAGES, secure: bool = True) -> set[str]:
    """The headers that are missing or other than they must be."""
    wrong = {name for name, value in OF_ALL.items() if answer.headers.get(name) != value}
    rules = set(answer.headers.get("Content-Security-Policy", "").split("; "))
    if policy == OF_PAGES:
        scripts = {rule for rule in rules if rule.startswith("script-src ")}
        wrong |= {rule for rule in scripts if "unsafe" in rule or "'strict-dynamic'" not in rule}
        rules -= scripts
    wrong |= {"Content-Security-Policy"} if rules != policy else set()
    return wrong if secure else wrong - {"Strict-Transport-Security"}  # which HTTP must not send (RFC 6797, 7.2)


@pytest.mark.bar(6)
@pytest.mark.parametrize("state", KNOWN_TO if WHOLE else ["assigned"])
def test_every_address_answers_everyone_with_all_headers(
    db: None, counted: Callable[[int, str], None], state: str
) -> None:
    world, wrong = World(state), {}
    identities = IDENTITIES if WHOLE else ["anonymous", "section_head"]
    for identity in identities:
        for name in EXPECTED:
            with world.undone(world.clients[identity]):
                answer = world.send(identity, name, "GET")
            is_file = name in HANDED_OUT and answer.status_code == 200
            if found := faults(answer, OF_FOREIGN_BYTES if is_file else OF_PAGES):
                wrong[identity, name] = found
    counted(len(identities) * len(EXPECTED), "answers")
    assert wrong == {}


def test_a_missing_page_a_wrong_method_and_a_form_without_token(cast: Cast) -> None:
    client = Client(enforce_csrf_checks=True)
    for answer, status in (
        (client.get("/tidak-ada/", secure=True), 404),
        (client.options("/healthz", secure=True), 405),
        (client.post("/akun/masuk/", {"login": "x"}, secure=True), 403),
        (client.post("/permohonan/baru/", secure=True), 403),
    ):
        assert (answer.status_code, faults(answer)) == (status, set())


@pytest.mark.parametrize("secure", [True, False])
def test_a_wrong_host(settings: Settings, secure: bool) -> None:
    """On HTTP, SecurityMiddleware would ask for the host before anything else does, if it had to."""
    settings.SECURE_SSL_REDIRECT = True
    answer = Client(headers={"host": "evil.example"}).get("/", secure=secure)
    assert answer.status_code == (400 if secure else 301)
    assert faults(answer, secure=secure) == set()
    assert answer.headers.get("Location", "https://testserver/") == "https://testserver/"


def test_a_form_that_cannot_be_read(client: Client, db: None) -> None:
    too_many = {f"field{number}": "x" for number in range(1001)}
    answer = client.post("/akun/masuk/", too_many, secure=True)
    assert (answer.status_code, faults(answer)) == (400, set())


def test_too_many_attempts(client: Client, db: None, settings: Settings) -> None:
    settings.ACCOUNT_RATE_LIMITS = {"login": "1/m/ip"}
    answers = [client.post("/akun/masuk/", {"login": "a@b.example", "password": "x"}, secure=True) for _ in range(2)]
    assert (answers[1].status_code, faults(answers[1])) == (429, set())


def test_a_crash(client: Client, db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    def crash(*_: object, **__: object) -> None:
        raise RuntimeError("a fault of ours")

    monkeypatch.setattr("requests.views.public.Terms.newest", crash)
    client.raise_request_exception = False
    answer = client.get("/ketentuan/", secure=True)
    assert (answer.status_code, faults(answer)) == (500, set())


def test_the_way_to_https(client: Client, settings: Settings) -> None:
    settings.SECURE_SSL_REDIRECT = True
    answer = client.get("/sop/")
    assert (answer.status_code, answer.headers["Location"]) == (301, "https://testserver/sop/")
    assert faults(answer, secure=False) == set()


def test_static_files(settings: Settings) -> None:
    (settings.STATIC_ROOT / "headers.css").write_text("p {}")
    answer = Client().get("/static/headers.css", secure=True)
    assert b"".join(answer) == b"p {}"
    assert faults(answer) == set()
