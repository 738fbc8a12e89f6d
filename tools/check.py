"""`make test`: every check and every test, on SQLite and on a PostgreSQL of its own, in a real browser.

First the checks that need no rows; if all pass, the tests on PostgreSQL (without what no database changes: papers,
appearance and whatever else is marked so; and without `tests/attack`, which `make attack` makes there); if they
pass, all tests on SQLite, but for what other walks show there. So the last line is always pytest's own, and counts what
failed.
"""

import atexit
import os
import pwd
import secrets
import shutil
import sys
import tempfile
import time
from datetime import date
from pathlib import Path

import processes
from prepare import PYTHON, VENV, postgresql_programs, prepare

ON_POSTGRESQL = "not papers and not appearance and not any_database"
ON_SQLITE = "not postgresql"
TYPED = ("helpdesk", "accounts", "requests", "tools")


def main() -> None:
    prepare(tests=True)
    processes.forget_settings()
    os.environ.pop("VAR_DIR", None)
    folder = temporary_folder()
    database_url = start_postgresql(folder / "postgresql")
    if failed := failing(checks(folder, database_url), folder):
        sys.exit(f"Failed: {', '.join(failed)}. No test was run.")
    status = pytest("PostgreSQL", "-m", ON_POSTGRESQL, "--ignore=tests/attack", DATABASE_URL=database_url)
    sys.exit(status or pytest("SQLite", "-m", ON_SQLITE))


def temporary_folder() -> Path:
    """Holds everything that checks and tests write, removed at the end.

    Under /tmp: the user `postgres` must reach it, and the path of a socket has 107 bytes at most.
    """
    folder = Path(tempfile.mkdtemp(prefix="helpdesk-test-", dir="/tmp"))  # nosec B108
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    folder.chmod(0o711)
    os.environ["TMPDIR"] = str(folder)
    return folder


def start_postgresql(folder: Path) -> str:
    """Starts a server that listens on a socket in `folder` alone; returns its DATABASE_URL."""
    programs = postgresql_programs()
    assert programs is not None
    folder.mkdir(mode=0o700)
    options = {}
    if os.geteuid() == 0:  # initdb refuses root
        postgres = pwd.getpwnam("postgres")
        os.chown(folder, postgres.pw_uid, postgres.pw_gid)
        options = {"user": postgres.pw_uid, "group": postgres.pw_gid, "extra_groups": []}
    quiet = ["--encoding=UTF8", "--locale=C.UTF-8", "--auth=trust", "--username=postgres", "--no-sync"]
    log = (folder.parent / "postgresql.log").open("wb")
    processes.must(programs / "initdb", *quiet, folder / "data", stdout=log, cwd="/", **options)
    settings = ["listen_addresses=", f"unix_socket_directories={folder}", "fsync=off", "full_page_writes=off"]
    arguments = [argument for setting in settings for argument in ("-c", setting)]
    server = processes.start(
        programs / "postgres", "-D", folder / "data", *arguments, stdout=log, stderr=log, cwd="/", **options
    )
    while processes.run(programs / "pg_isready", "-q", "-h", folder):
        if server.poll() is not None:
            sys.exit(f"PostgreSQL did not start:\n{Path(log.name).read_text()}")
        time.sleep(0.1)
    return f"postgres://postgres@/{folder}/postgres"


def checks(folder: Path, database_url: str) -> list[tuple[str, list[str], dict[str, str]]]:
    """Name, command and additional environment of every check."""
    python, programs = str(PYTHON), VENV / "bin"
    django = [python, "-m", "django"]
    tests = {"DJANGO_SETTINGS_MODULE": "tests.settings", "PYTHONPATH": "."}
    production = {
        "DJANGO_SETTINGS_MODULE": "helpdesk.settings",
        "PYTHONPATH": ".",
        "SECRET_KEY": secrets.token_urlsafe(64),
        "KEY_FILE": str(folder / "production.key"),
        "VAR_DIR": str(folder / "production"),
        "ALLOWED_HOSTS": "helpdesk.example",
        "SITE_URL": "https://helpdesk.example",
        "SECURITY_CONTACT": "mailto:keamanan@helpdesk.example",
        "SECURITY_CONTACT_SEEN_ON": date.today().isoformat(),
        "EMAIL_URL": "smtp://localhost:25",
        "DATABASE_URL": database_url,
    }
    processes.must(*django, "new_key", env={**os.environ, **production})
    return [
        ("ruff check", [f"{programs}/ruff", "check", "."], {}),
        ("ruff format", [f"{programs}/ruff", "format", "--check", "."], {}),
        ("mypy", [python, "-m", "mypy", *TYPED], {}),
        ("bandit", [f"{programs}/bandit", "-q", "-c", "pyproject.toml", "-r", *TYPED, "manage.py"], {}),
        ("import contracts", [f"{programs}/lint-imports", "--no-cache"], {}),
        ("makemigrations", [*django, "makemigrations", "--check", "--dry-run"], tests),
        ("check --deploy", [*django, "check", "--deploy", "--fail-level", "WARNING"], production),
    ]


def failing(checks: list[tuple[str, list[str], dict[str, str]]], folder: Path) -> list[str]:
    """Runs all checks side by side, prints what each had to say, and returns the names of those that fail."""
    running = []
    for name, command, extra in checks:
        log = folder / f"{name}.log"
        with log.open("wb") as written:
            options = {"env": {**os.environ, **extra}, "stdout": written, "stderr": written}
            running.append((name, log, processes.start(*command, **options)))
    failed = []
    for name, log, process in running:
        status = process.wait()
        print(f"--- {name}\n{log.read_text(errors='replace')}", end="", flush=True)
        if status:
            failed.append(name)
    return failed


def pytest(name: str, *arguments: str, **extra: str) -> int:
    """Runs the tests on every core; pytest prints its ten slowest and its closing line."""
    print(f"--- tests on {name}", flush=True)
    options = ("-q", "--durations=10", "--numprocesses=auto", "--dist=worksteal", *arguments)
    return processes.run(PYTHON, "-m", "pytest", *options, env={**os.environ, **extra})


if __name__ == "__main__":
    with processes.nothing_left_running():
        main()
