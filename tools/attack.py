"""`make attack`: the attacks on the site, whole, on a PostgreSQL of their own; ends with 1 when one finds something.

They are the tests that carry a bar's number (`docs/security.md`), of which `make test` makes a sample. Those that take
the time of answers come last, since nothing that works hard may run beside them.
"""

import os
import sys

import processes
from check import start_postgresql, temporary_folder
from prepare import PYTHON, prepare

ALONE = "tests/attack/test_timing.py"


def main() -> None:
    prepare(tests=True)
    processes.forget_settings()
    os.environ.pop("VAR_DIR", None)
    os.environ |= {"ATTACK": "whole", "DATABASE_URL": start_postgresql(temporary_folder() / "postgresql")}
    together = attack("--numprocesses=auto", "--dist=worksteal", f"--ignore={ALONE}")
    sys.exit(attack("--numprocesses=3", ALONE) or together)


def attack(*arguments: str) -> int:
    """Says for each bar how much was tried, and how many of its tests found something."""
    options = ("-q", "--show-capture=no", "-m", "bar", "-p", "tests.attack.report", *arguments)
    return processes.run(PYTHON, "-m", "pytest", *options, env=dict(os.environ))


if __name__ == "__main__":
    with processes.nothing_left_running():
        main()
