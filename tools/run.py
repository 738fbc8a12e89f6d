"""`make run`: the demo on loopback, with its worker and housekeeping, until Ctrl-C or SIGTERM.

PORT= changes the port (8000), VAR_DIR= the folder of the data (`var/`); a second run keeps them. With
SECOND_FACTOR_REQUIRED=1 officials need a second factor as outside the demo. No other setting of the shell counts. The
tests name a database of their own as the only argument.
"""

import os
import socket
import sys
import time
import urllib.request
from subprocess import Popen

import processes
from prepare import PYTHON, prepare

HOUSEKEEPING_EVERY = 60  # seconds


def main() -> None:
    port = os.environ.get("PORT", "8000")
    site = f"http://localhost:{port}"
    if is_taken(int(port)):
        sys.exit(f"Port {port} is taken; choose another: make run PORT={int(port) + 1}")
    prepare(tests=False)
    processes.forget_settings()
    if len(sys.argv) > 1:
        os.environ["DATABASE_URL"] = sys.argv[1]
    os.environ.update(DEMO="1", PORT=port, SITE_URL=site)
    for command in ("new_key", "migrate", "createcachetable", "demo_data"):
        processes.must(*manage(command), *(["--verbosity=0"] if command == "migrate" else []))
    running = {"the site": start_site(port), "the worker": start_worker()}
    wait_until_ready(site, running)
    print(f"\n{site}\nStop with Ctrl-C.", flush=True)
    watch(running)


def is_taken(port: int) -> bool:
    """Whether anything answers there; a browser may take `localhost` for 127.0.0.1 or ::1, so both count."""
    try:
        socket.create_connection(("localhost", port), timeout=2).close()
    except OSError:
        return False
    return True


def manage(*arguments: str) -> list[str]:
    return [str(PYTHON), "manage.py", *arguments]


def start_site(port: str) -> Popen[bytes]:
    options = ["--bind", f"127.0.0.1:{port}", "--threads", "4", "--graceful-timeout", "3", "--no-control-socket"]
    return processes.start(PYTHON, "-m", "gunicorn", *options, "--log-level", "warning", "helpdesk.wsgi")


def start_worker() -> Popen[bytes]:
    return processes.start(*manage("db_worker", "--no-reload", "--no-startup-delay", "--interval=0.5", "--verbosity=1"))


def wait_until_ready(site: str, running: dict[str, Popen[bytes]]) -> None:
    while True:
        end_if_one_died(running)
        try:
            urllib.request.urlopen(f"{site}/readyz", timeout=5).close()  # nosec B310
            return
        except OSError:
            time.sleep(0.2)


def watch(running: dict[str, Popen[bytes]]) -> None:
    """Runs housekeeping every minute until one of `running` dies. A failed round is made good by the next."""
    housekeeping, due = None, 0.0
    while True:
        end_if_one_died(running)
        if time.monotonic() >= due and (housekeeping is None or housekeeping.poll() is not None):
            housekeeping = processes.start(*manage("housekeeping"))
            due = time.monotonic() + HOUSEKEEPING_EVERY
        time.sleep(0.5)


def end_if_one_died(running: dict[str, Popen[bytes]]) -> None:
    for name, process in running.items():
        if process.poll() is not None:
            sys.exit(f"{name} ended with status {process.returncode}; stopping the rest.")


if __name__ == "__main__":
    with processes.nothing_left_running():
        main()
