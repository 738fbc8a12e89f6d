"""Mail through a server that is slow, refuses, greylists or hangs up, and by a worker that is killed.

Nothing is lost, and whatever comes twice bears the same Message-ID both times.
"""

import os
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import timedelta
from io import StringIO
from itertools import repeat
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connection
from django.utils import timezone
from pytest_django import Settings

from helpdesk import mail
from helpdesk.models import Message
from helpdesk.tasks import send_message
from tests.browser.site import ROOT
from tests.mail_server import CUT, SILENCE, MailServer
from tests.test_jobs import message, pass_time
from tests.together import database_in_file

pytestmark = pytest.mark.django_db

LATER = "451 4.3.0 Try again later"
TIMEOUT = 0.5  # seconds
StartWorker = Callable[[], "subprocess.Popen[bytes]"]


@pytest.fixture
def server(settings: Settings) -> Iterator[MailServer]:
    server = MailServer()
    server.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
    settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
    yield server
    server.stop()


def message_id(job: Message) -> str:
    return f"<{job.pk}@helpdesk.example>"


def after_an_attempt(job: Message) -> Message:
    send_message.call(str(job.pk))
    return Message.objects.get(pk=job.pk)


def test_mail_is_sent_once(server: MailServer) -> None:
    job = message()
    for _ in range(2):
        stands = after_an_attempt(job)
    assert (stands.state, stands.attempts) == ("done", 1)
    assert timezone.now() - stands.sent_at < timedelta(minutes=1)
    [sent] = server.received
    assert server.recipients == ["ratna@dinkes.example"]
    assert (sent["From"], sent["To"]) == ("helpdesk@helpdesk.example", "ratna@dinkes.example")
    assert (sent["Subject"], sent["Message-ID"]) == ("Permohonan 1/2026", message_id(job))
    assert sent["Auto-Submitted"] == "auto-generated"
    assert sent.get_body(("plain",)).get_content() == "Yth. Sdr. Ratna,\n"


@pytest.mark.parametrize(
    ("command", "answer", "copies", "error"),
    [("MAIL", LATER, 1, "451"), ("RCPT", LATER, 1, "451"), ("DATA", LATER, 3, "451"), ("DATA", CUT, 3, "closed")],
)
def test_mail_that_is_refused_or_cut_short_is_tried_again_under_the_same_message_id(
    server: MailServer, command: str, answer: str, copies: int, error: str
) -> None:
    server.answers[command] = repeat(answer, 2)
    job = message()
    for attempt in (1, 2):
        stands = after_an_attempt(job)
        assert (stands.state, stands.attempts, stands.sent_at) == ("pending", attempt, None)
        assert error in stands.error
        pass_time(job, minutes=3)
    stands = after_an_attempt(job)
    assert (stands.state, stands.attempts, stands.error) == ("done", 3, "")
    assert [sent["Message-ID"] for sent in server.received] == [message_id(job)] * copies


def test_slow_server_gets_the_mail_once(server: MailServer) -> None:
    server.pause = 0.1
    job = message()
    assert after_an_attempt(job).state == "done"
    assert [sent["Message-ID"] for sent in server.received] == [message_id(job)]


@pytest.mark.parametrize(("command", "copies"), [("greeting", 1), ("MAIL", 1), ("DATA", 2)])
def test_server_slower_than_the_timeout_gets_the_mail_again_under_the_same_message_id(
    server: MailServer, settings: Settings, command: str, copies: int
) -> None:
    server.pause = 60 if command == "greeting" else 0
    server.answers[command] = repeat(SILENCE, 1)
    settings.EMAIL_TIMEOUT = TIMEOUT
    job = message()
    stands = after_an_attempt(job)
    assert (stands.state, stands.attempts, stands.sent_at) == ("pending", 1, None)
    assert "timed out" in stands.error
    server.pause, settings.EMAIL_TIMEOUT = 0, 30
    pass_time(job, minutes=1)
    assert after_an_attempt(job).state == "done"
    assert [sent["Message-ID"] for sent in server.received] == [message_id(job)] * copies


def test_server_that_took_the_mail_may_be_silent_at_the_farewell(server: MailServer, settings: Settings) -> None:
    server.answers["QUIT"] = repeat(SILENCE, 1)
    settings.EMAIL_TIMEOUT = TIMEOUT
    assert after_an_attempt(message()).state == "done"


@pytest.mark.parametrize("error", ["No such person", "Connection refused"])
def test_mail_that_nobody_takes_is_given_up_and_kept(server: MailServer, error: str) -> None:
    server.answers["RCPT"] = repeat("550 5.1.1 No such person")
    if error == "Connection refused":
        server.stop()
    job = mail.post(to="ratna@dinkes.example", subject="Sandi baru", body="Tautan: …\n", sealed=True)
    for attempt in range(1, 11):
        stands = after_an_attempt(job)
        assert (stands.state, stands.attempts) == ("failed" if attempt == 10 else "pending", attempt)
        assert error in stands.error
        assert (stands.sent_at, stands.text) == (None, "Tautan: …\n")
        pass_time(job, hours=5)
    assert after_an_attempt(job).attempts == 10
    assert server.received == []
    server.stop()
    server.answers.clear()
    server.start()
    call_command("take_up_again", stdout=StringIO())
    assert after_an_attempt(job).state == "done"
    [sent] = server.received
    assert sent["Message-ID"] == message_id(job)
    assert sent.get_body(("plain",)).get_content() == "Tautan: …\n"


def test_greylisted_mail_comes_once_at_the_second_attempt(server: MailServer) -> None:
    server.greylists = True
    job = message()
    stands = after_an_attempt(job)
    assert (stands.state, stands.attempts) == ("pending", 1)
    assert "Greylisted" in stands.error
    assert after_an_attempt(job).attempts == 1  # its pause is not over
    pass_time(job, minutes=1)
    stands = after_an_attempt(job)
    assert (stands.state, stands.attempts) == ("done", 2)
    assert after_an_attempt(message()).attempts == 1  # the two are known to each other now
    assert Counter(sent["Message-ID"] for sent in server.received)[message_id(job)] == 1
    assert len(server.received) == 2


@pytest.fixture
def start_worker(transactional_db: None, server: MailServer, tmp_path: Path) -> Iterator[StartWorker]:
    """Starts a worker on the database of this test, under the site's own settings; it ends when nothing is queued."""
    command = [sys.executable, "manage.py", "db_worker", "--batch", "--no-reload", "--no-startup-delay"]
    started: list[subprocess.Popen[bytes]] = []

    def start() -> "subprocess.Popen[bytes]":
        started.append(subprocess.Popen(command, cwd=ROOT, env=environment))
        return started[-1]

    with ExitStack() as stack:
        if connection.vendor == "sqlite":
            stack.enter_context(database_in_file(tmp_path / "db"))
            address = f"sqlite:///{tmp_path}/db"
        else:
            address = f"{os.environ['DATABASE_URL'].rpartition('/')[0]}/{connection.settings_dict['NAME']}"
        environment = os.environ | {
            "DJANGO_SETTINGS_MODULE": "helpdesk.settings",
            "DATABASE_URL": address,
            "EMAIL_URL": f"smtp://127.0.0.1:{server.port}",
        }
        yield start
        for worker in started:
            worker.kill()
            worker.wait()


@pytest.mark.parametrize(("killed_at", "copies"), [("RCPT", 1), ("QUIT", 2)])
def test_killed_worker_repeats_at_most_the_mail_in_its_hand(
    server: MailServer, start_worker: StartWorker, killed_at: str, copies: int
) -> None:
    """At QUIT it knows that the server has taken the mail, and has yet to mark it as sent."""
    jobs = [mail.post(to="ratna@dinkes.example", subject=f"Permohonan {n}/2026", body="Yth.\n") for n in range(1, 6)]

    def answers() -> Iterator[str]:
        yield from ("", "")
        worker.kill()
        yield SILENCE

    server.answers[killed_at] = answers()
    worker = start_worker()
    assert worker.wait(60) == -signal.SIGKILL
    assert states() == {("done", 1): 2, ("pending", 1): 1, ("pending", 0): 2}
    in_hand = Message.objects.get(state="pending", attempts=1)
    pass_time(in_hand, minutes=6)
    call_command("housekeeping")
    assert start_worker().wait(60) == 0
    assert states() == {("done", 1): 4, ("done", 2): 1}
    arrived = Counter(sent["Message-ID"] for sent in server.received)
    assert arrived == {message_id(job): copies if job.pk == in_hand.pk else 1 for job in jobs}


def states() -> Counter[tuple[str, int]]:
    """How many messages are in each state after so many attempts."""
    return Counter(Message.objects.values_list("state", "attempts"))
