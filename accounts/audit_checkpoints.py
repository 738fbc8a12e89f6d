"""Checkpoints: how far the audit trail had come, signed, kept where the owner of its database can't reach.

The file that `AUDIT_CHECKPOINTS` names holds them, one a line (`accounts.audit_chain`); its last line is all that is
remembered of what was signed.
"""

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.utils import timezone
from django_tasks import task

from accounts.audit_chain import Checkpoint, moment
from accounts.models import AuditHead
from helpdesk import mail, vault

EVERY = timedelta(minutes=15)


def _private_key() -> Ed25519PrivateKey:
    """Derived from the key file (RFC 5869), for this use alone."""
    derived = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"helpdesk audit checkpoints")
    return Ed25519PrivateKey.from_private_bytes(derived.derive(vault.read_key()))


def public_key() -> str:
    """In hexadecimal: what an outsider needs to check signatures."""
    return _private_key().public_key().public_bytes_raw().hex()


@task()
def write_checkpoint() -> None:
    """Signs where the trail ends now, unless that is signed already; appends it to the file and mails it."""
    head, last = AuditHead.objects.filter(pk=1).first(), last_checkpoint()
    if head is None or not head.size or (last and (last.size, last.hash) == (head.size, head.hash)):
        return
    unsigned = Checkpoint(settings.SITE_URL, head.size, head.hash, moment(timezone.now()), b"")
    checkpoint = unsigned._replace(signature=_private_key().sign(unsigned.signed.encode()))
    _append(f"{checkpoint}\n")
    if settings.AUDIT_CHECKPOINT_MAIL:
        body = f"{checkpoint}\n"
        mail.post(to=settings.AUDIT_CHECKPOINT_MAIL, subject=f"Audit checkpoint {head.size}", body=body)


def write_due_checkpoint() -> None:
    """Every 15 minutes at most; for housekeeping, idempotent."""
    last = last_checkpoint()
    if last is None or datetime.fromisoformat(last.at) <= datetime.now(UTC) - EVERY:
        write_checkpoint.call()


def lines() -> list[str]:
    """Every line of the file; none when there is no file yet."""
    path = Path(settings.AUDIT_CHECKPOINTS)
    return path.read_text().splitlines() if path.exists() else []


def last_checkpoint() -> Checkpoint | None:
    """None when there is no file yet, or its last line can't be read."""
    try:
        return Checkpoint.read(lines()[-1])
    except (IndexError, ValueError):
        return None


def _append(line: str) -> None:
    """In one write, and on the disk before anything else is done. Raises OSError.

    After a line that a full disk or a crash cut off it begins a new one.
    """
    path = Path(settings.AUDIT_CHECKPOINTS)
    path.parent.mkdir(parents=True, exist_ok=True)
    handle = os.open(path, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o644)
    try:
        size = os.fstat(handle).st_size
        is_cut = size and os.pread(handle, 1, size - 1) != b"\n"
        os.write(handle, (b"\n" if is_cut else b"") + line.encode())
        os.fsync(handle)
    finally:
        os.close(handle)
