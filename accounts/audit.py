"""The one way to write an audit entry."""

from typing import Any

from django.db import models

from accounts.models import AuditEntry, User


def record(
    action: str, *, actor: User | None, target: models.Model | None = None, capacity: str = "", **data: Any
) -> AuditEntry:
    """Writes one entry in the caller's transaction: if it can't be written, the act fails with it."""
    return AuditEntry.objects.create(
        action=action,
        actor=actor,
        capacity=capacity,
        target_type=target._meta.label_lower if target else "",
        target_id=str(target.pk) if target else "",
        data=data,
    )
