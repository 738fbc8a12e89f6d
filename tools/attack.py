"""`make attack`: the attacks on the site, whole, on a PostgreSQL of their own; ends with 1 when one finds something.

They are the tests that carry a bar's number (`docs/security.md`), of which `make test` makes a sample. Uploads and
papers come on SQLite, as no database changes what they say. Those that take the time of answers come last, since
nothing that works hard may run beside them.
"""

import os
import sys

import processes
from check import start_postgresql, temporary_folder
from prepare import PYTHON, prepare

TIMING = "tests/attack/test_timing.py"
CLOCK = "tests/requests/test_office_hours.py"


def main() -> None:
    prepare(tests=True)
    processes.forget_settings()
    os.environ.pop("VAR_DIR", None)
    database_url = start_postgresql(temporary_folder() / "postgresql")
    on_postgresql = {"DATABASE_URL": database_url}
    found = [
        attack("bar and not papers", "--numprocesses=auto", "--dist=worksteal", f"--ignore={TIMING}", **on_postgresql),
        attack("bar and papers", "--numprocesses=auto", "--dist=worksteal"),
        whole("--numprocesses=0", CLOCK),
        attack("bar", "--numprocesses=3", TIMING, **on_postgresql),
    ]
    sys.exit(any(found))


def attack(which: str, *arguments: str, **extra: str) -> int:
    """Says for each bar how much was tried, and how many of its tests found something."""
    return whole("--show-capture=no", "-m", which, "-p", "tests.attack.report", *arguments, **extra)


def whole(*arguments: str, **extra: str) -> int:
    return processes.run(PYTHON, "-m", "pytest", "-q", *arguments, env={**os.environ, "ATTACK": "whole", **extra})


if __name__ == "__main__":
    with processes.nothing_left_running():
        main()
