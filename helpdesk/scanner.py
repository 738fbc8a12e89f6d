"""A scanner for malware, clamd, that sees an uploaded file before anything opens it; off unless `CLAMD` names one."""

import socket
from time import monotonic
from urllib.parse import urlsplit

from django.conf import settings

SECONDS = 30  # for all of it
CHUNK_BYTES = 64 * 1024
LONGEST_ANSWER = 4096


class ScannerFailed(Exception):
    """It can't be reached, or answered something else than a verdict: nobody knows what the file holds."""


def found_in(data: bytes) -> str:
    """The name of the malware that clamd finds in `data`; empty when it finds none, or no scanner is set.

    Raises ScannerFailed. The protocol is INSTREAM of clamd(8): lengths of four bytes, each before its chunk, the
    last one zero.
    """
    if not settings.CLAMD:
        return ""
    chunks = (data[start : start + CHUNK_BYTES] for start in range(0, len(data), CHUNK_BYTES))
    framed = b"".join(len(chunk).to_bytes(4, "big") + chunk for chunk in chunks)
    until = monotonic() + SECONDS
    try:
        with _connected(until) as connection:
            connection.settimeout(_left(until))
            connection.sendall(b"zINSTREAM\0" + framed + bytes(4))
            return _verdict(_answer(connection, until))
    except (OSError, ValueError) as error:
        raise ScannerFailed(f"{settings.CLAMD}: {error}") from error


def _left(until: float) -> float:
    """Seconds; never none, which would be no limit at all."""
    return max(until - monotonic(), 0.001)


def _answer(connection: socket.socket, until: float) -> str:
    """What stands before the NUL, or before clamd hung up. Raises TimeoutError when it isn't whole in time."""
    answer = b""
    while not answer.endswith(b"\0") and len(answer) < LONGEST_ANSWER:
        connection.settimeout(_left(until))
        if not (part := connection.recv(LONGEST_ANSWER)):
            break
        answer += part
    return answer.decode(errors="replace").rstrip("\0")


def _connected(until: float) -> socket.socket:
    """To `unix:///path/of/the.socket` or `tcp://host:port`."""
    address = urlsplit(settings.CLAMD)
    if address.scheme == "tcp":
        return socket.create_connection((address.hostname or "", address.port or 3310), timeout=_left(until))
    if address.scheme != "unix":
        raise ValueError("neither unix:// nor tcp://")
    connection = socket.socket(socket.AF_UNIX)
    connection.settimeout(_left(until))
    try:
        connection.connect(address.path)
    except OSError:
        connection.close()
        raise
    return connection


def _verdict(answer: str) -> str:
    if answer == "stream: OK":
        return ""
    if not answer.endswith(" FOUND"):
        raise ValueError(f"answered {answer!r}")
    return answer.removeprefix("stream: ").removesuffix(" FOUND")
