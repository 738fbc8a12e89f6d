"""The site as it is served: gunicorn on loopback, PostgreSQL, the production settings and no others.

Everything else here asks the site's handler within the test, which undoes what came of it; this shows that both
answer alike, and what a web server can be told beyond HTTP.
"""

import http.client
import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from email.message import Message
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection

from tests.attack.expectations import EXPECTED, IDENTITIES, METHODS, expected
from tests.attack.world import World, in_words
from tests.browser.site import KEPT, ROOT, free_port
from tests.test_headers import HANDED_OUT, OF_FOREIGN_BYTES, OF_PAGES, faults

pytestmark = pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite lies in the memory of the test alone")
# What the reverse proxy of docs/deploy.md sets.
BY_PROXY = {"Host": "testserver", "X-Forwarded-Proto": "https", "X-Forwarded-For": "203.0.113.9"}
SECONDS_TO_START = 60


class Answer:
    """As `World` and `tests.test_headers` read it."""

    def __init__(self, status: int, headers: Message) -> None:
        self.status_code, self.headers = status, headers


@pytest.fixture
def port(transactional_db: None, tmp_path: Path) -> Iterator[int]:
    """Where gunicorn listens, started as in docs/deploy.md on the database of this test."""
    given, port = settings.DATABASES["default"], free_port()
    environment = {key: os.environ[key] for key in KEPT if key in os.environ} | {
        "DATABASE_URL": f"{os.environ['DATABASE_URL'].rpartition('/')[0]}/{given['NAME']}",
        "SECRET_KEY": settings.SECRET_KEY,
        "KEY_FILE": str(settings.KEY_FILE),
        "MEDIA_ROOT": str(settings.MEDIA_ROOT),
        "VAR_DIR": str(tmp_path),
        "ALLOWED_HOSTS": "testserver",
        "SITE_URL": "https://testserver",
        "EMAIL_URL": "dummymail://",
        "FROM_EMAIL": "helpdesk@helpdesk.example",
        "SECURITY_CONTACT": "mailto:keamanan@helpdesk.example",
        "SECURITY_CONTACT_SEEN_ON": "2026-11-24",
        "TRUSTED_PROXY_COUNT": "1",
    }
    collect = [sys.executable, "manage.py", "collectstatic", "--noinput", "-v0"]
    subprocess.run(collect, cwd=ROOT, env=environment, check=True)
    call_command("createcachetable")
    options = ["--bind", f"127.0.0.1:{port}", "--workers", "2", "--threads", "4", "--no-control-socket"]
    server = subprocess.Popen([sys.executable, "-m", "gunicorn", *options, "helpdesk.wsgi"], cwd=ROOT, env=environment)
    try:
        wait_for(port, server)
        yield port
    finally:
        server.terminate()
        server.wait(30)


def wait_for(port: int, server: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + SECONDS_TO_START
    while server.poll() is None and time.monotonic() < deadline:
        try:
            if ask(port, "GET", "/readyz").status_code == 200:
                return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError("gunicorn did not start")


def ask(port: int, method: str, path: str, headers: dict[str, str] | None = None) -> Answer:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        connection.request(method, path, headers=BY_PROXY | (headers or {}))
        answer = connection.getresponse()
        answer.read()
        return Answer(answer.status, answer.headers)
    finally:
        connection.close()


def cookies_of(world: World, identity: str) -> dict[str, str]:
    kept = world.clients[identity].cookies.values()
    return {"Cookie": "; ".join(f"{cookie.key}={cookie.value}" for cookie in kept)}


@pytest.mark.bar(1)
@pytest.mark.bar(6)
@pytest.mark.parametrize("state", ["assigned", "delivered"])
def test_the_served_site_answers_as_the_table_says(port: int, counted: Callable[[int, str], None], state: str) -> None:
    """Everyone by GET, and nobody by the methods that change nothing; with all headers."""
    world, wrong = World(state), []
    probes = [(who, name, "GET") for who in IDENTITIES for name in EXPECTED]
    probes += [("anonymous", name, method) for name in EXPECTED for method in METHODS[1:] if method != "POST"]
    # Last, as allauth ends the session of whoever opens someone else's confirmation.
    for identity, name, method in sorted(probes, key=lambda probe: probe[1] == "account_confirm_email"):
        answer = ask(port, method, world.address(name), cookies_of(world, identity))
        if (came := in_words(answer)) not in (right := expected(name, identity, state, method)):
            wrong.append(f"{method} {name} as {identity}: {came}, not {' or '.join(right)}")
        is_file = name in HANDED_OUT and answer.status_code == 200
        if missing := faults(answer, OF_FOREIGN_BYTES if is_file else OF_PAGES):
            wrong.append(f"{method} {name} as {identity}: {missing}")
    counted(len(probes), "probes through gunicorn")
    assert not wrong, "\n".join(wrong)


@pytest.mark.bar(24)
def test_no_other_host_and_no_way_around_tls(port: int, counted: Callable[[int, str], None]) -> None:
    hosts = ["evil.example", "testserver.evil.example", "testserver:80@evil.example", "127.0.0.1", ""]
    assert [ask(port, "GET", "/sop/", {"Host": host}).status_code for host in hosts] == [400] * len(hosts)
    plain = ask(port, "GET", "/sop/", {"X-Forwarded-Proto": "http"})
    assert (plain.status_code, plain.headers["Location"]) == (301, "https://testserver/sop/")
    counted(len(hosts) + 1, "forged hosts through gunicorn")


# What two servers in a row may take for requests of different lengths.
AMBIGUOUS = {
    "length and chunks": "Content-Length: 4\r\nTransfer-Encoding: chunked",
    "two lengths": "Content-Length: 4\r\nContent-Length: 9",
    "a signed length": "Content-Length: +4",
    "a length of a list": "Content-Length: 4, 4",
    "a space before the colon": "Transfer-Encoding : chunked",
    "an unknown coding": "Transfer-Encoding: xchunked",
    "chunked twice": "Transfer-Encoding: chunked, chunked",
    "a folded line": "X-A: 1\r\n Transfer-Encoding: chunked",
    "a bare line feed": "X-A: 1\nTransfer-Encoding: chunked",
}


@pytest.mark.bar(24)
def test_no_request_hides_in_another(port: int, counted: Callable[[int, str], None]) -> None:
    """One answer, a refusal, and the connection is closed."""
    for what, lines in AMBIGUOUS.items():
        hidden = "0\r\n\r\nGET /healthz HTTP/1.1\r\nHost: testserver\r\n\r\n"
        sent = f"POST /sop/ HTTP/1.1\r\nHost: testserver\r\nX-Forwarded-Proto: https\r\n{lines}\r\n\r\n{hidden}"
        with socket.create_connection(("127.0.0.1", port), timeout=10) as line:
            line.sendall(sent.encode())
            said = b"".join(iter(lambda line=line: line.recv(65536), b"")).decode(errors="replace")
        assert said.startswith(("HTTP/1.1 400 ", "HTTP/1.1 501 ")), what
        assert said.count("HTTP/1.1 ") == 1, what
    counted(len(AMBIGUOUS), "requests of two lengths")
