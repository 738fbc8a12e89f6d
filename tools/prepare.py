"""What both commands need before they start: system packages, `.venv` with locked packages, catalogues.

Runs on the system's own Python with the standard library alone. Each step is skipped when nothing has changed.
"""

from __future__ import annotations

import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
from ctypes.util import find_library
from pathlib import Path

import processes

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin/python"
# Names what is installed: one line for each lock file, with its hash.
STAMP = VENV / "installed-locks"


def prepare(*, tests: bool) -> None:
    """Makes the machine ready for `make run`, or with `tests` for `make test`."""
    if sys.version_info < (3, 11):  # noqa: UP036 (pip has not checked it yet)
        sys.exit(f"Python 3.11 or later is needed; python3 here is {sys.version.split()[0]}.")
    os.chdir(ROOT)
    install_system_packages(missing_for_running() + (missing_for_tests() if tests else []))
    install_locked(*[ROOT / "requirements.lock"] + ([ROOT / "requirements-test.lock"] if tests else []))
    compile_catalogues()


def missing_for_running() -> list[str]:
    """The Debian packages of which we don't find what we need; other systems name them otherwise."""
    found = {
        "python3-venv": PYTHON.exists() or importlib.util.find_spec("ensurepip"),
        "gettext": shutil.which("msgfmt"),
        "libpango-1.0-0": find_library("pango-1.0"),
        "libpangoft2-1.0-0": find_library("pangoft2-1.0"),
        "libharfbuzz0b": find_library("harfbuzz"),
        # Without it WeasyPrint spends four fifths of its time subsetting fonts.
        "libharfbuzz-subset0": find_library("harfbuzz-subset"),
        "bubblewrap": shutil.which("bwrap"),
        "fonts-liberation": any(Path("/usr/share/fonts").rglob("LiberationSans-Regular.*")),
    }
    return [package for package, there in found.items() if not there]


def missing_for_tests() -> list[str]:
    found = {
        "chromium-headless-shell": shutil.which("chromium-headless-shell"),
        "libatomic1": find_library("atomic"),  # Playwright's driver loads it
        "poppler-utils": shutil.which("pdftotext"),
        "qpdf": shutil.which("qpdf"),
        "postgresql": postgresql_programs(),
        "clamav-daemon": shutil.which("clamd", path=f"{os.environ['PATH']}:/usr/sbin"),
    }
    return [package for package, there in found.items() if not there]


def postgresql_programs() -> Path | None:
    """The folder of `initdb` and `postgres`, newest version first; Debian keeps it off the PATH."""
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    elsewhere = shutil.which("initdb")
    if debian:
        return debian[-1].parent
    return Path(elsewhere).parent if elsewhere else None


def install_system_packages(packages: list[str]) -> None:
    """Through apt, as root or with a sudo that asks nothing; otherwise says what is missing and ends."""
    if not packages:
        return
    as_root = [] if os.geteuid() == 0 else ["sudo", "-n"]
    if not shutil.which("apt-get") or (as_root and not sudo_works()):
        sys.exit(f"Please install these packages first: {' '.join(packages)}")
    print(f"Installing system packages: {' '.join(packages)}", flush=True)
    if "postgresql" in packages:
        # Debian's package would make and start a server of its own; the tests start theirs.
        folder, line = "/etc/postgresql-common", "create_main_cluster=false"
        finish(*as_root, "sh", "-c", f"mkdir -p {folder} && echo {line} >>{folder}/createcluster.conf")
    if "clamav-daemon" in packages:
        # It would start a scanner and fetch all signatures; the tests start theirs with one of their own.
        units, folder = "clamav-daemon clamav-freshclam", "/etc/systemd/system"
        finish(
            *as_root,
            "sh",
            "-c",
            f"mkdir -p {folder} && for u in {units}; do ln -sf /dev/null {folder}/$u.service; done",
        )
    apt = [*as_root, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-qq", "-o", "DPkg::Lock::Timeout=120"]
    finish(*apt, "update")
    finish(*apt, "install", "-y", "--no-install-recommends", *packages)


def sudo_works() -> bool:
    return shutil.which("sudo") is not None and processes.run("sudo", "-n", "true", stderr=subprocess.DEVNULL) == 0


def finish(*command: str) -> None:
    """Waits for the command even when we are told to end: a dpkg killed half-way leaves the system broken."""
    with subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, process_group=0) as running:  # nosec B603
        if running.wait():
            sys.exit(f"{' '.join(command)}: failed with status {running.returncode}")


def install_locked(*locks: Path) -> None:
    """Installs the last of `locks`, which holds the others, unless all of them are installed already."""
    wanted = [f"{hashlib.sha256(lock.read_bytes()).hexdigest()}  {lock.name}" for lock in locks]
    if PYTHON.exists() and STAMP.exists() and set(wanted) <= set(STAMP.read_text().splitlines()):
        return
    if not PYTHON.exists():
        processes.must(sys.executable, "-m", "venv", "--clear", VENV)
    print(f"Installing {locks[-1].name} into .venv", flush=True)
    STAMP.unlink(missing_ok=True)
    pip = (PYTHON, "-m", "pip", "--disable-pip-version-check", "install", "-q", "--require-hashes", "-r", locks[-1])
    processes.must(*pip)
    STAMP.write_text("\n".join(wanted) + "\n")


def compile_catalogues() -> None:
    """Makes each `.mo` that is missing or older than its `.po`."""
    for po in ROOT.glob("locale/*/LC_MESSAGES/*.po"):
        mo = po.with_suffix(".mo")
        if not mo.exists() or mo.stat().st_mtime < po.stat().st_mtime:
            processes.must("msgfmt", "--check-format", "-o", mo, po)
