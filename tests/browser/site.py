"""The whole site in processes of its own, started as `make run` starts it; tests act on it by HTTP alone."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import psycopg
from django.conf import settings

ROOT = Path(__file__).resolve().parents[2]
# All that the site takes from the shell; the settings of the tests are none of its business.
KEPT = ("HOME", "LANG", "PATH", "TMPDIR")
SECONDS_TO_START = 90


@dataclass
class Site:
    url: str
    folder: Path
    environment: dict[str, str]

    def make_papers_last(self) -> None:
        """Leaves its worker only the time that nobody else wants, for tests that read neither papers nor mails."""
        for process in processes_of(self.folder):
            if b"db_worker" in (process / "cmdline").read_bytes():
                os.setpriority(os.PRIO_PROCESS, int(process.name), 19)

    def shell(self, code: str) -> str:
        """Runs Python on the site's database in a process of its own, and returns what it printed.

        The models are imported already.
        """
        command = [sys.executable, "manage.py", "shell", "--verbosity=0", "--command", code]
        environment = self.environment | {"DEMO": "1", "SITE_URL": self.url}
        return subprocess.run(command, cwd=ROOT, env=environment, check=True, stdout=subprocess.PIPE, text=True).stdout


@contextmanager
def running_site(folder: Path, name: str) -> Iterator[Site]:
    """Starts the site, its worker and its housekeeping on a database of their own, and ends them all."""
    port = free_port()
    environment = {key: os.environ[key] for key in KEPT if key in os.environ}
    environment |= {"VAR_DIR": str(folder), "PORT": str(port)}
    with database(name) as address:
        site = Site(f"http://localhost:{port}", folder, environment | address)
        with (folder / "log").open("wb") as log:
            command = [sys.executable, "tools/run.py", *address.values()]
            run = subprocess.Popen(command, cwd=ROOT, env=site.environment, stdout=log, stderr=log)
        try:
            wait_until_ready(site, run)
            yield site
        finally:
            run.send_signal(signal.SIGTERM)
            assert run.wait(30) == 128 + signal.SIGTERM
            assert list(processes_of(folder)) == []


def processes_of(folder: Path) -> Iterator[Path]:
    """What the kernel tells of each process that was started for the site of this folder."""
    for process in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):  # it ended meanwhile, or isn't ours to ask
            if f"VAR_DIR={folder}" in (process / "environ").read_text(errors="replace").split("\0"):
                yield process


def free_port() -> int:
    with socket.create_server(("localhost", 0)) as server:
        return server.getsockname()[1]


@contextmanager
def database(name: str) -> Iterator[dict[str, str]]:
    """SQLite in the site's folder, or a new database on the PostgreSQL that the tests run on."""
    if "DATABASE_URL" not in os.environ:
        yield {}
        return
    where = settings.DATABASES["default"]
    given = {key.lower(): where[key] for key in ("HOST", "PORT", "USER", "PASSWORD") if where[key]}
    with psycopg.connect(**given, dbname="postgres", autocommit=True) as server:
        server.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        server.execute(f"CREATE DATABASE {name}")
        yield {"DATABASE_URL": f"{os.environ['DATABASE_URL'].rpartition('/')[0]}/{name}"}
        server.execute(f"DROP DATABASE {name} WITH (FORCE)")


def wait_until_ready(site: Site, run: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + SECONDS_TO_START
    while time.monotonic() < deadline:
        if run.poll() is not None:
            break
        try:
            urllib.request.urlopen(f"{site.url}/readyz", timeout=5).close()
            return
        except OSError:
            time.sleep(0.2)
    raise RuntimeError(f"The site did not start:\n{(site.folder / 'log').read_text()}")
