"""The one way to write an audit entry."""

from typing import Any

from django.conf import settings
from django.db import models
from django.utils import translation

from accounts.models import Appointment, AuditEntry, User


def record(
    action: str,
    *,
    actor: User | None,
    appointment: Appointment | None = None,
    target: models.Model | None = None,
    **data: Any,
) -> AuditEntry:
    """Writes one entry in the caller's transaction: if it can't be written, the act fails with it.

    `appointment` is the capacity in which the actor acted, if any. It is worded in the site's own
    language, whichever the actor reads.
    """
    with translation.override(settings.LANGUAGE_CODE):
        capacity = appointment.title if appointment else ""
    return AuditEntry.objects.create(
        action=action,
        actor=actor,
        capacity=capacity,
        target_type=target._meta.label_lower if target else "",
        target_id=str(target.pk) if target else "",
        data=data,
    )
