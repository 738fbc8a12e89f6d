"""The one way to open what a stranger sent: in a process that holds nothing, reaches nothing and ends in time.

Parsers of pictures and PDFs have had holes and will have more. So no process of the site opens an uploaded
file: the programs that do (`requests/sandboxed/`) are started here, get the bytes on standard input and
answer on standard output.
"""

import shutil
import subprocess
import sys
from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory, TemporaryFile

from django.conf import settings

SECONDS = 20
CPU_SECONDS = 10
MEMORY_BYTES = 512 * 1024 * 1024
OUTPUT_BYTES = 16 * 1024 * 1024
FOLDER = "/sandbox"  # where the process starts: in memory, empty, its own
FOLDER_BYTES = 1024 * 1024
# Besides the interpreter: its libraries, and the cache by which they are found.
SYSTEM = ("/usr", "/bin", "/lib", "/lib64", "/etc/ld.so.cache")


class IsolatedProcessFailed(Exception):
    """It crashed, was stopped by its limits, answered nonsense, or there is no sandbox to start it in."""


def isolated(command: Sequence[str | Path], input: bytes) -> bytes:
    """What a Python program (its path, then its arguments) answers to `input`. Raises IsolatedProcessFailed.

    Only the demo ever runs it without the sandbox, where none works: within the limits alone.
    """
    program, *arguments = command
    limited = [*_limits(), sys.executable, "-I", "-B", program, *arguments]
    if settings.DEMO and not sandbox_works():
        return _run(limited, input)
    return _run([*_sandbox(Path(program).parent), *limited], input)


@cache
def sandbox_works() -> bool:
    """Whether a process can be started in the sandbox on this machine; tried once."""
    try:
        _run([*_sandbox(Path(sys.prefix)), *_limits(), sys.executable, "-I", "-c", ""], b"")
    except IsolatedProcessFailed:
        return False
    return True


def _limits() -> list[str]:
    """Set by a program in between: Python would have to set them after a fork, which threads make unsafe."""
    size = f"--fsize={OUTPUT_BYTES}"  # holds for standard output, which is a file, too
    return [_path_of("prlimit"), f"--as={MEMORY_BYTES}", f"--cpu={CPU_SECONDS}", size, "--core=0", "--nproc=1", "--"]


def _sandbox(folder: Path) -> list[str]:
    """Namespaces of its own, no network, no privilege, no file but the interpreter's and those of `folder`."""
    alone = ["--unshare-all", "--die-with-parent", "--new-session", "--clearenv", "--cap-drop", "ALL"]
    own = ["--size", str(FOLDER_BYTES), "--tmpfs", FOLDER, "--chdir", FOLDER]
    system = ["--proc", "/proc", "--dev", "/dev", *_bound(SYSTEM)]
    python = _bound(dict.fromkeys((sys.base_prefix, sys.prefix, str(folder))))
    return [_path_of("bwrap"), *alone, *system, *python, *own, "--remount-ro", "/dev", "--remount-ro", "/", "--"]


def _bound(paths: Iterable[str]) -> list[str]:
    return [argument for path in paths for argument in ("--ro-bind-try", path, path)]


def _path_of(tool: str) -> str:
    path = shutil.which(tool)
    if path is None:
        raise IsolatedProcessFailed(f"{tool} is not installed")
    return path


def _run(command: Sequence[str | Path], input: bytes) -> bytes:
    """Without the environment, which may hold the site's secrets."""
    with TemporaryDirectory() as folder, TemporaryFile() as output, TemporaryFile() as complaint:
        try:
            # A list of our own making, without a shell: what the stranger sent comes on standard input alone.
            done = subprocess.run(  # nosec B603
                command, input=input, stdout=output, stderr=complaint, timeout=SECONDS, cwd=folder, env={}
            )
        except subprocess.TimeoutExpired as error:
            raise IsolatedProcessFailed(f"No answer within {SECONDS} seconds") from error
        if done.returncode:
            complaint.seek(0)
            said = complaint.read(OUTPUT_BYTES)[-500:].decode(errors="replace")
            raise IsolatedProcessFailed(f"Ended with status {done.returncode}: {said}")
        output.seek(0)
        return output.read(OUTPUT_BYTES)
