"""The site around the SOP: health, language, security headers, the fence around the demo."""

import os
import re
import subprocess
import sys
from datetime import date, timedelta
from tempfile import TemporaryDirectory
from uuid import uuid4

import pytest
from allauth.account.adapter import get_adapter
from django.conf import settings
from django.core.checks import run_checks
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from pytest_django import Settings

from helpdesk.middleware import DemoOnLoopbackMiddleware

pytestmark = pytest.mark.any_database


def answer(request: HttpRequest) -> HttpResponse:
    return HttpResponse("ok")


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/healthz", "/readyz"])
def test_health_answers(client: Client, address: str) -> None:
    assert client.get(address).content == b"ok\n"


@pytest.mark.django_db
def test_site_is_not_ready_while_a_migration_is_missing(client: Client) -> None:
    MigrationRecorder.Migration.objects.filter(app="requests").latest("pk").delete()
    answer = client.get("/readyz")
    assert (answer.status_code, answer.content) == (503, b"migrations are missing\n")


@pytest.mark.django_db
@pytest.mark.skipif(connection.vendor != "sqlite", reason="how SQLite keeps its rows")
@pytest.mark.parametrize(("pragma", "value"), [("synchronous", 2), ("secure_delete", 1), ("foreign_keys", 1)])
def test_sqlite_loses_nothing_and_keeps_nothing_that_was_wiped(pragma: str, value: int) -> None:
    with connection.cursor() as cursor:
        assert cursor.execute(f"PRAGMA {pragma}").fetchone() == (value,)


def test_sqlite_writers_wait_for_each_other_in_a_rollback_journal() -> None:
    program = (
        "from django.conf import settings; from django.db import connection\n"
        "print(connection.cursor().execute('PRAGMA journal_mode').fetchone()[0],"
        " settings.DATABASES['default']['OPTIONS']['transaction_mode'],"
        " connection.cursor().execute('PRAGMA busy_timeout').fetchone()[0])"
    )
    with TemporaryDirectory() as folder:
        environment = {"PATH": os.environ["PATH"], "DEMO": "1", "VAR_DIR": folder}
        command = [sys.executable, "manage.py", "shell", "--no-imports", "--verbosity=0", "--command", program]
        said = subprocess.run(
            command, env=environment, cwd=settings.BASE_DIR, capture_output=True, text=True, check=True
        )
    assert said.stdout.split() == ["delete", "IMMEDIATE", "20000"]


def test_healthz_asks_no_database(client: Client) -> None:
    # Without the django_db mark, any query would raise.
    assert client.get("/healthz").status_code == 200


@pytest.mark.django_db
def test_indonesian_comes_first_whatever_the_browser_prefers(client: Client) -> None:
    page = client.get("/", headers={"accept-language": "en"})
    assert page.headers["Content-Language"] == "id"
    assert '<html lang="id">' in page.content.decode()


@pytest.mark.django_db
def test_switch_gives_english_and_returns_to_the_page(client: Client) -> None:
    switched = client.post("/bahasa/", {"language": "en", "next": "/sop/"})
    assert switched.headers["Location"] == "/sop/"
    assert '<html lang="en">' in client.get("/sop/").content.decode()


@pytest.mark.django_db
def test_switch_follows_no_foreign_address(client: Client) -> None:
    assert client.post("/bahasa/", {"language": "en", "next": "https://evil.example/"}).headers["Location"] == "/"


@pytest.mark.django_db
def test_form_sent_after_signing_out_is_given_back(client: Client) -> None:
    typed = {"note": "Mohon diperiksa 2 hari.", "key": str(uuid4()), "urgency": "urgent", "password": "rahasia 123"}
    answer = client.post(f"/permohonan/{uuid4()}/disposisi/", typed)
    assert answer.status_code == 403
    page = answer.content.decode()
    assert "Sesi Saudara telah berakhir" in page
    assert re.findall("<li>(.*)</li>", page) == ["Mohon diperiksa 2 hari."]


@pytest.mark.django_db
def test_form_of_another_session_is_given_back() -> None:
    answer = Client(enforce_csrf_checks=True).post("/akun/masuk/", {"note": "Mohon diperiksa 2 hari."})
    assert answer.status_code == 403
    page = answer.content.decode()
    assert "Formulir tidak dapat diterima" in page
    assert re.findall("<li>(.*)</li>", page) == ["Mohon diperiksa 2 hari."]


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/", "/akun/masuk/", "/tidak-ada/"])
def test_every_answer_carries_the_strict_policy(client: Client, address: str) -> None:
    answer = client.get(address)
    rules = (rule.split() for rule in answer.headers["Content-Security-Policy"].split("; "))
    policy = {kind: set(sources) for kind, *sources in rules}
    nonce = re.search(r'<script nonce="([^"]{20,})" src="/static/js/site.js" defer>', answer.content.decode())
    assert nonce
    assert policy == {
        "default-src": {"'none'"},
        "script-src": {f"'nonce-{nonce[1]}'", "'strict-dynamic'"},
        "style-src": {"'self'"},
        "img-src": {"'self'", "data:"},
        "connect-src": {"'self'"},
        "form-action": {"'self'"},
        "base-uri": {"'none'"},
        "frame-ancestors": {"'none'"},
        "require-trusted-types-for": {"'script'"},
        "trusted-types": {"'none'"},
    }


@pytest.mark.parametrize(("address", "status"), [("127.0.0.1", 200), ("::1", 200), ("192.0.2.7", 403)])
def test_demo_answers_loopback_only(settings: Settings, address: str, status: int) -> None:
    settings.DEMO = True
    fence = DemoOnLoopbackMiddleware(answer)
    assert fence(RequestFactory().get("/", REMOTE_ADDR=address)).status_code == status


def test_demo_without_debug_is_refused(settings: Settings) -> None:
    settings.DEMO, settings.DEBUG = True, False
    assert "helpdesk.E002" in [message.id for message in run_checks()]


@pytest.mark.django_db
def test_demo_mail_is_not_there_outside_the_demo(client: Client) -> None:
    assert client.get("/demo/surat/").status_code == 404


def test_site_without_key_file_is_refused(settings: Settings) -> None:
    settings.KEY_FILE = "/nonexistent/key"
    assert "helpdesk.E003" in [message.id for message in run_checks()]


def test_slow_subsetting_of_fonts_is_warned_of(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "helpdesk.W005" not in [message.id for message in run_checks()]
    monkeypatch.setattr("helpdesk.checks.find_library", lambda name: None)
    assert "helpdesk.W005" in [message.id for message in run_checks()]


@pytest.mark.parametrize(("trusted", "address"), [(0, "127.0.0.1"), (1, "203.0.113.9")])
def test_client_address_comes_from_trusted_proxies_alone(settings: Settings, trusted: int, address: str) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = trusted
    request = RequestFactory().get("/", headers={"x-forwarded-for": "198.51.100.1, 203.0.113.9"})
    assert get_adapter(request).get_client_ip(request) == address


@pytest.mark.django_db
def test_security_txt_names_a_contact_for_a_year_from_when_it_was_tried(client: Client) -> None:
    answer = client.get("/.well-known/security.txt")
    assert answer.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert answer.text == (
        "Contact: mailto:keamanan@helpdesk.example\n"
        "Expires: 2027-11-24T00:00:00Z\n"
        "Preferred-Languages: id, en\n"
        "Canonical: https://testserver/.well-known/security.txt\n"
    )


@pytest.mark.django_db
@pytest.mark.parametrize(("contact", "seen_on"), [("", "2026-11-24"), ("mailto:a@b.example", "")])
def test_security_txt_promises_nothing_it_does_not_know(
    client: Client, settings: Settings, contact: str, seen_on: str
) -> None:
    settings.SECURITY_CONTACT, settings.SECURITY_CONTACT_SEEN_ON = contact, seen_on
    assert client.get("/.well-known/security.txt").status_code == 404


@pytest.mark.parametrize(("days", "warned"), [(364, False), (366, True)])
def test_a_contact_that_nobody_tried_for_a_year_is_warned_of(settings: Settings, days: int, warned: bool) -> None:
    settings.SECURITY_CONTACT_SEEN_ON = (date.today() - timedelta(days=days)).isoformat()
    found = [message.id for message in run_checks(include_deployment_checks=True)]
    assert ("helpdesk.W006" in found) is warned
