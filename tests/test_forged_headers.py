"""Whoever forges Host or forwarding headers moves nothing: no link, no limit, no address of a client."""

import re
from io import BytesIO

import pytest
from allauth.account.adapter import get_adapter
from django.conf import settings as site_settings
from django.core.handlers.wsgi import WSGIRequest
from django.test import Client
from gunicorn.config import Config
from gunicorn.http.parser import RequestParser
from gunicorn.http.wsgi import create
from pytest_django import Settings

from helpdesk.models import Message
from tests.cast import Cast

pytestmark = [pytest.mark.bar(24), pytest.mark.any_database]
FORGED = {
    "X-Forwarded-Host": "evil.example",
    "X-Forwarded-Server": "evil.example",
    "X-Forwarded-Port": "8443",
    "X-Host": "evil.example",
    "X-Original-URL": "/kelola/",
    "X-Rewrite-URL": "/kelola/",
    "Forwarded": "for=198.51.100.1;host=evil.example;proto=http",
}


@pytest.mark.parametrize(
    "host",
    ["evil.example", "testserver.evil.example", "testserver:80@evil.example", "evil.example#testserver", "[::1]", ""],
)
def test_a_foreign_host_is_refused(host: str) -> None:
    answer = Client(headers={"host": host}).get("/", secure=True)
    assert answer.status_code == 400
    assert "evil.example" not in answer.text


@pytest.mark.parametrize("header", FORGED)
def test_links_in_mails_lead_to_the_site_alone(cast: Cast, header: str) -> None:
    forged = Client(headers={header: FORGED[header]})
    answer = forged.post("/akun/sandi/atur-ulang/", {"email": "ratna@dinkes.example"}, secure=True)
    assert answer.headers["Location"] == "/akun/sandi/atur-ulang/terkirim/"
    text = Message.objects.get(to="ratna@dinkes.example").text
    links = re.findall(r"\w+://[^/\s]*", text)
    assert links
    assert set(links) == {"https://testserver"}
    assert "evil.example" not in text


@pytest.mark.parametrize("header", FORGED)
def test_pages_and_redirects_stay_the_same(client: Client, db: None, header: str) -> None:
    answer = client.get("/meja/", headers={header: FORGED[header]}, secure=True)
    assert answer.headers["Location"] == "/akun/masuk/?next=/meja/"
    page = client.get("/", headers={header: FORGED[header]}, secure=True)
    assert page.status_code == 200
    assert "evil.example" not in page.text


def test_a_spoofed_left_part_opens_no_new_limit(cast: Cast, settings: Settings) -> None:
    """One client, one limit, whatever it claims that stood before the address our proxy saw."""
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    settings.ACCOUNT_RATE_LIMITS = {"login": "3/m/ip"}
    answers = [
        Client().post(
            "/akun/masuk/",
            {"login": "ratna@dinkes.example", "password": "x"},
            headers={"x-forwarded-for": f"198.51.100.{guess}, 203.0.113.9"},
            secure=True,
        )
        for guess in range(5)
    ]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 429, 429]


def as_gunicorn_hands_it_over(*headers: str) -> WSGIRequest:
    """The request that Django gets of these lines, through the parser of the web server the site runs on."""
    config = Config()
    source = BytesIO("\r\n".join(["GET / HTTP/1.1", "Host: testserver", *headers, "", ""]).encode())
    message = next(RequestParser(config, iter([source.read()]), ("127.0.0.1", 50000)))
    _, environ = create(message, _Socket(), ("127.0.0.1", 50000), ("127.0.0.1", 8000), config)
    return WSGIRequest(environ)


class _Socket:
    """Of a socket, gunicorn asks whether it is one of TLS alone."""


@pytest.mark.parametrize(
    "twin", ["X_Forwarded_For: 198.51.100.1", "X_FORWARDED-FOR: 198.51.100.1", "x-forwarded_for: 198.51.100.1"]
)
def test_an_underscore_twin_never_reaches_the_site(settings: Settings, twin: str) -> None:
    """WSGI spells both alike, so a twin would go before what the proxy wrote."""
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    for headers in ((twin, "X-Forwarded-For: 203.0.113.9"), ("X-Forwarded-For: 203.0.113.9", twin)):
        request = as_gunicorn_hands_it_over(*headers)
        assert request.META["HTTP_X_FORWARDED_FOR"] == "203.0.113.9"
        assert get_adapter(request).get_client_ip(request) == "203.0.113.9"


def test_no_header_but_host_names_the_site() -> None:
    assert not site_settings.USE_X_FORWARDED_HOST
    assert not site_settings.USE_X_FORWARDED_PORT
