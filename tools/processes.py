"""Child processes that never outlive the command that started them."""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, NoReturn

# Settings that the shell may hold for another site, and that would lead this one there.
SETTINGS = (
    *("DJANGO_SETTINGS_MODULE", "DEMO", "DEBUG", "DATABASE_URL", "SECRET_KEY", "KEY_FILE", "MEDIA_ROOT", "SITE_URL"),
    *("ALLOWED_HOSTS", "EMAIL_URL", "FROM_EMAIL", "SIGNED_FORM_REQUIRED", "TRUSTED_PROXY_COUNT"),
)
END_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
SECONDS_TO_END = 5
PR_SET_CHILD_SUBREAPER = 36

_started: list[subprocess.Popen[bytes]] = []


def forget_settings() -> None:
    for name in SETTINGS:
        os.environ.pop(name, None)


def start(*command: str | Path, **options: Any) -> subprocess.Popen[bytes]:
    """Starts a command in a process group of its own: a Ctrl-C reaches us alone, and we end it in order."""
    process = subprocess.Popen(command, process_group=0, stdin=subprocess.DEVNULL, **options)  # nosec B603
    _started.append(process)
    return process


def run(*command: str | Path, **options: Any) -> int:
    """Runs a command to its end and returns its exit status."""
    return start(*command, **options).wait()


def must(*command: str | Path, **options: Any) -> None:
    """Runs a command that the rest can't do without; ends the program when it fails."""
    if status := run(*command, **options):
        sys.exit(f"{' '.join(map(str, command))}: failed with status {status}")


@contextmanager
def nothing_left_running() -> Iterator[None]:
    """Ctrl-C, SIGTERM and a closed terminal end the block in order; after it no descendant lives."""
    if sys.platform == "linux":  # orphans of our children become our children
        ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    for number in END_SIGNALS:
        signal.signal(number, _exit)
    try:
        yield
    finally:
        for number in END_SIGNALS:
            signal.signal(number, signal.SIG_IGN)
        _end_all()


def _exit(number: int, _frame: object) -> NoReturn:
    sys.exit(128 + number)


def _end_all() -> None:
    """Asks what we started to end, waits a little, then kills whatever is left of it."""
    for process in _started:
        if process.poll() is None:
            process.terminate()
    deadline = time.monotonic() + SECONDS_TO_END
    for process in _started:
        with suppress(subprocess.TimeoutExpired):
            process.wait(max(0, deadline - time.monotonic()))
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
    while children := _children():
        for pid in children:
            with suppress(ProcessLookupError, ChildProcessError):
                os.kill(pid, signal.SIGKILL)
                os.waitpid(pid, 0)


def _children() -> list[int]:
    """The processes whose parent we are, adopted orphans included (on Linux)."""
    pids = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):  # it ended meanwhile
            if int(stat.read_text().rpartition(")")[2].split()[1]) == os.getpid():
                pids.append(int(stat.parent.name))
    return pids
