"""What was done, by whom, in which capacity: written in the transaction of the act, chained to what came before."""

from typing import Any

from django.db import models

from accounts import audit_chain
from accounts.models.user import User
from helpdesk.models import AppendOnly


class AuditEntry(AppendOnly):
    """Append-only, numbered without gaps. `data` never holds a secret or the text of a message.

    Every column but the key of `actor` is kept as it was hashed (`accounts.audit_chain`): none may change its form
    between one database and another.
    """

    number = models.PositiveBigIntegerField(primary_key=True)
    at = models.DateTimeField()
    actor = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+", help_text="None: the console, or nobody known"
    )
    # As it was, of whoever acts in an office; of others only the row of the person knows it, so that it can be erased.
    actor_name = models.CharField(max_length=150, blank=True)
    capacity = models.CharField(max_length=120, blank=True)
    address = models.CharField(max_length=45, blank=True, help_text="of the client; empty: the console")
    action = models.CharField(max_length=60)
    target_type = models.CharField(max_length=60, blank=True)
    target_id = models.CharField(max_length=40, blank=True)
    data = models.JSONField(default=dict)
    hash = models.CharField(max_length=64)

    class Meta:
        ordering = ["-number"]
        indexes = [
            models.Index(fields=["target_id", "-number"]),
            models.Index(fields=["action", "-number"]),
            models.Index(fields=["at"]),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.action}"

    def told(self) -> dict[str, Any]:
        """The entry as it is exported and, but for its hash, hashed."""
        plain = {name: getattr(self, name) for name in audit_chain.FIELDS} | {"hash": self.hash}
        return plain | {"at": audit_chain.moment(self.at), "actor": str(self.actor_id or "")}


class AuditHead(models.Model):
    """Where the chain ends: one row, whose lock lets one entry be written at a time."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    size = models.PositiveBigIntegerField(default=0)
    hash = models.CharField(max_length=64, default=audit_chain.BEFORE_THE_FIRST)

    def __str__(self) -> str:
        return f"{self.size} {self.hash}"

    @classmethod
    def locked(cls) -> "AuditHead":
        """The head, kept until the transaction ends; so write entries as late in it as can be."""
        head, _ = cls.objects.select_for_update().get_or_create(pk=1)
        return head

    @classmethod
    def size_now(cls) -> int:
        """How many entries there are."""
        return cls.objects.filter(pk=1).values_list("size", flat=True).first() or 0
