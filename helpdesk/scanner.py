"""A scanner for malware, clamd, that sees an uploaded file before anything opens it; off unless `CLAMD` names one."""

import socket
from urllib.parse import urlsplit

from django.conf import settings

SECONDS = 30
CHUNK_BYTES = 64 * 1024


class ScannerFailed(Exception):
    """It can't be reached, or answered something else than a verdict: nobody knows what the file holds."""


def found_in(data: bytes) -> str:
    """The name of the malware that clamd finds in `data`; empty when it finds none, or no scanner is set.

    Raises ScannerFailed. The protocol is INSTREAM of clamd(8): lengths of four bytes, each before its chunk, the
    last one zero.
    """
    if not settings.CLAMD:
        return ""
    try:
        with _connected() as connection:
            connection.sendall(b"zINSTREAM\0")
            for start in range(0, len(data), CHUNK_BYTES):
                chunk = data[start : start + CHUNK_BYTES]
                connection.sendall(len(chunk).to_bytes(4, "big") + chunk)
            connection.sendall(bytes(4))
            return _verdict(connection.makefile("rb").read(4096).decode(errors="replace").rstrip("\0"))
    except (OSError, ValueError) as error:
        raise ScannerFailed(f"{settings.CLAMD}: {error}") from error


def _connected() -> socket.socket:
    """To `unix:///path/of/the.socket` or `tcp://host:port`."""
    address = urlsplit(settings.CLAMD)
    if address.scheme == "tcp":
        return socket.create_connection((address.hostname or "", address.port or 3310), timeout=SECONDS)
    if address.scheme != "unix":
        raise ValueError("neither unix:// nor tcp://")
    connection = socket.socket(socket.AF_UNIX)
    connection.settimeout(SECONDS)
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
