"""What opens an uploaded file sees nothing, reaches nothing, ends in time; and no site runs without that."""

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from django.conf import settings
from django.core.checks import run_checks

from helpdesk import isolation
from helpdesk.isolation import IsolatedProcessFailed, isolated, sandbox_works
from helpdesk.pixels import picture

pytestmark = pytest.mark.any_database


@pytest.fixture
def run(tmp_path: Path):
    """Runs lines of Python in the sandbox; gives what they print."""

    def run_lines(*lines: str, input: bytes = b"") -> str:
        program = tmp_path / "program.py"
        program.write_text("import os, socket, sys, time\n" + "\n".join(lines))
        return isolated([program], input).decode()

    return run_lines


@pytest.fixture
def without_bwrap(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A machine where only the limits can be set; gives the folder of its programs."""
    programs = tmp_path / "bin"
    programs.mkdir()
    (programs / "prlimit").symlink_to(str(shutil.which("prlimit")))
    monkeypatch.setenv("PATH", str(programs))
    sandbox_works.cache_clear()
    yield programs
    sandbox_works.cache_clear()


def test_it_gets_the_input_and_nothing_of_the_environment(run) -> None:
    os.environ["CANARY"] = "rahasia"
    assert run("print(sys.stdin.read(), 'CANARY' in os.environ, len(os.environ))", input=b"surat") == "surat False 2\n"
    del os.environ["CANARY"]


def test_it_reaches_no_network_not_even_the_machine_itself(run) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.2)
        port = server.getsockname()[1]
        with pytest.raises(IsolatedProcessFailed, match=r"Network is unreachable|Connection refused"):
            run(f"socket.create_connection(('127.0.0.1', {port}), 2)")
        with pytest.raises(TimeoutError):
            server.accept()


def test_it_reads_no_file_of_the_machine_or_the_site(run) -> None:
    canary = Path(settings.MEDIA_ROOT, "canary")
    canary.parent.mkdir(exist_ok=True)
    canary.write_text("surat lain")
    site = Path(settings.BASE_DIR)
    files = [Path("/etc/passwd"), Path(settings.KEY_FILE), canary, site / "manage.py", site / "helpdesk/settings.py"]
    assert all(file.exists() for file in files)
    assert run(f"print(*map(os.path.exists, {list(map(str, files))}))").split() == ["False"] * 5


def test_it_writes_nothing_outside_its_folder_and_little_there(run, tmp_path: Path) -> None:
    places = [str(tmp_path), "/", "/tmp", "/dev", "/dev/shm", "/usr", str(settings.VAR_DIR), sys.prefix]
    refused = run(
        f"for place in {places}:",
        "    try: open(f'{place}/written', 'w')",
        "    except OSError: print(place)",
        "open('written', 'wb').write(bytes(1_000_000))",
        "try: open('more', 'wb').write(bytes(1_000_000))",
        "except OSError: print('full')",
    )
    assert refused.split() == [*places, "full"]
    assert not any(Path(place, "written").exists() for place in places)


def test_two_at_once_do_not_see_each_other(run) -> None:
    lines = ("print(os.listdir())", "open(sys.stdin.read(), 'w')", "time.sleep(0.5)", "print(os.listdir())")
    with ThreadPoolExecutor() as pool:
        answers = list(pool.map(lambda name: run(*lines, input=name), [b"satu", b"dua"]))
    assert answers == ["[]\n['satu']\n", "[]\n['dua']\n"]


@pytest.mark.parametrize(
    ("line", "failure"),
    [
        ("bytes(1 << 30)", "MemoryError"),
        ("while True: pass", r"status (137|-9)"),
        ("while True: sys.stdout.write('x' * 1_000_000)", "File too large"),
        ("sys.exit(3)", "status 3"),
        ("os.abort()", r"status (134|-6)"),
    ],
)
def test_what_harms_or_fails_ends_in_time(run, monkeypatch: pytest.MonkeyPatch, line: str, failure: str) -> None:
    monkeypatch.setattr(isolation, "CPU_SECONDS", 1)
    with pytest.raises(IsolatedProcessFailed, match=failure):
        run(line)


def test_what_waits_for_ever_ends_in_time(run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(isolation, "SECONDS", 1)
    began = time.monotonic()
    with pytest.raises(IsolatedProcessFailed, match="No answer within 1 seconds"):
        run("time.sleep(60)")
    assert time.monotonic() - began < 10


@pytest.mark.skipif(os.geteuid() == 0, reason="root is held to no number of processes")
def test_it_starts_no_other_process(run) -> None:
    with pytest.raises(IsolatedProcessFailed, match="Resource temporarily unavailable"):
        run("os.fork()")


def test_nothing_outlives_it(run, tmp_path: Path) -> None:
    with pytest.raises(IsolatedProcessFailed):
        run("try: os.fork() or time.sleep(60)", "finally: sys.exit(1)")
    deadline = time.monotonic() + 5
    while (left := [line for line in commands() if str(tmp_path) in line]) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert left == []


def commands() -> Iterator[str]:
    for process in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            yield process.read_text()
        except OSError:  # it ended meanwhile
            continue


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"RGB 2 2",
        b"RGB 2 2\n" + bytes(11),
        b"RGB 2 2\n" + bytes(13),
        b"L 0 0\n",
        b"L 101 1\n" + bytes(101),
        b"L 4000000000 4000000000\n",
        b"P 2 2\n" + bytes(4),
        b"RGB -2 -2\n" + bytes(12),
        b"RGB 2 2 \n" + bytes(12),
        b"\x89PNG\r\n\x1a\n",
    ],
)
def test_a_picture_that_is_not_what_its_head_says_is_refused(tmp_path: Path, answer: bytes) -> None:
    program = tmp_path / "program.py"
    program.write_text(f"import sys; sys.stdout.buffer.write({answer!r})")
    with pytest.raises(IsolatedProcessFailed, match=r"no picture|not what its head says"):
        picture([program], b"", side=100)


def test_a_picture_is_taken_as_it_is(tmp_path: Path) -> None:
    program = tmp_path / "program.py"
    program.write_text("import sys; sys.stdout.buffer.write(b'RGB 2 1\\n' + bytes([1, 2, 3, 4, 5, 10]))")
    taken = picture([program], b"", side=2)
    assert (taken.size, taken.mode, taken.tobytes()) == ((2, 1), "RGB", bytes([1, 2, 3, 4, 5, 10]))


def of_the_sandbox() -> list[str]:
    return [str(message.id) for message in run_checks() if message.id in ("helpdesk.E004", "helpdesk.W004")]


def test_sandbox_works_here() -> None:
    assert of_the_sandbox() == []


def test_production_opens_nothing_without_the_sandbox(without_bwrap: Path, run) -> None:
    assert of_the_sandbox() == ["helpdesk.E004"]
    with pytest.raises(IsolatedProcessFailed, match="bwrap is not installed"):
        run("print('opened')")


def test_production_opens_nothing_where_namespaces_are_forbidden(without_bwrap: Path, run) -> None:
    bwrap = without_bwrap / "bwrap"
    bwrap.write_text("#!/bin/sh\necho 'No permissions to create new namespace' >&2; exit 1\n")
    bwrap.chmod(0o755)
    assert of_the_sandbox() == ["helpdesk.E004"]
    with pytest.raises(IsolatedProcessFailed, match="No permissions to create new namespace"):
        run("print('opened')")


def test_demo_warns_and_goes_on_within_the_limits(without_bwrap: Path, run, settings) -> None:
    settings.DEMO = settings.DEBUG = True
    assert of_the_sandbox() == ["helpdesk.W004"]
    assert run("print('opened', 'PATH' in os.environ, os.listdir())") == "opened False []\n"
    with pytest.raises(IsolatedProcessFailed, match="MemoryError"):
        run("bytes(1 << 30)")


@pytest.mark.parametrize(
    "command", [["-c", "import helpdesk.wsgi"], ["manage.py", "db_worker"]], ids=["site", "worker"]
)
def test_production_does_not_start_without_the_sandbox(without_bwrap: Path, tmp_path: Path, command: list[str]) -> None:
    kept = ("SECRET_KEY", "KEY_FILE", "ALLOWED_HOSTS", "SITE_URL", "EMAIL_URL", "VAR_DIR", "PATH")
    environment = {key: os.environ[key] for key in kept} | {"DATABASE_URL": f"sqlite:///{tmp_path}/rows"}
    started = subprocess.run(
        [sys.executable, *command], cwd=settings.BASE_DIR, env=environment, capture_output=True, text=True, timeout=60
    )
    assert started.returncode == 1
    assert "(helpdesk.E004)" in started.stderr
    assert "Install bubblewrap and allow unprivileged user namespaces" in started.stderr
