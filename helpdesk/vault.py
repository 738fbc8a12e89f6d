"""Secrets at rest: AES-256-GCM under a key that lies in a file outside the database.

The associated data binds a ciphertext to the row it belongs to, so that moved to another
row, recipient or request it does not open.
"""

import os
import secrets
import stat
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

KEY_BYTES = 32
NONCE_BYTES = 12


class SealBroken(Exception):
    """The ciphertext was altered, moved to another place, or sealed under another key."""


def write_new_key(path: Path) -> None:
    """Creates the key file, readable by its owner alone. Raises FileExistsError rather than replace one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o400)
    with os.fdopen(handle, "w") as file:
        file.write(secrets.token_hex(KEY_BYTES))


def read_key() -> bytes:
    """Raises ImproperlyConfigured when the key file is missing, malformed or readable by others."""
    path = Path(settings.KEY_FILE)
    try:
        if stat.S_IMODE(path.stat().st_mode) & 0o077:
            raise ImproperlyConfigured(f"Key file {path} must be readable by its owner alone (chmod 0400).")
        key = bytes.fromhex(path.read_text().strip())
    except (OSError, ValueError) as error:
        raise ImproperlyConfigured(f"Key file {path} can't be used: {error}") from error
    if len(key) != KEY_BYTES:
        raise ImproperlyConfigured(f"Key file {path} must hold {KEY_BYTES} bytes in hexadecimal.")
    return key


def seal(secret: str, *, bound_to: str) -> bytes:
    """Encrypts `secret`; only `unseal` with the same `bound_to` opens it."""
    nonce = os.urandom(NONCE_BYTES)
    return nonce + AESGCM(read_key()).encrypt(nonce, secret.encode(), bound_to.encode())


def unseal(sealed: bytes, *, bound_to: str) -> str:
    """Raises SealBroken when the ciphertext does not belong to `bound_to`."""
    sealed = bytes(sealed)
    try:
        return AESGCM(read_key()).decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], bound_to.encode()).decode()
    except InvalidTag as error:
        raise SealBroken from error
