"""A mail to one person, written in the transaction that causes it and sent by the worker."""

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from helpdesk import vault
from helpdesk.models.job import Job


class Message(Job):
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    to = models.EmailField(_("to"))
    subject = models.CharField(_("subject"), max_length=250)
    body = models.TextField(_("text"), blank=True)
    # In place of `body`, for what carries a token: encrypted, and wiped once the message is on its way.
    sealed_body = models.BinaryField(null=True)
    language = models.CharField(_("language"), max_length=2, choices=settings.LANGUAGES, default=settings.LANGUAGE_CODE)
    # What the mail is about, by its key; mails about the same thing are one conversation.
    thread = models.UUIDField(null=True)
    created_at = models.DateTimeField(_("written"), auto_now_add=True)
    sent_at = models.DateTimeField(_("sent"), null=True)

    class Meta:
        ordering = ["-created_at", "id"]
        indexes = [
            models.Index(fields=["state", "next_attempt_at"]),
            # The Super Admin's list: all of them, those in one state, those to one address, and its last one sent.
            models.Index(fields=["-created_at", "id"]),
            models.Index(fields=["state", "-created_at", "id"]),
            models.Index(fields=["to", "state", "-created_at", "id"]),
        ]

    def __str__(self) -> str:
        return f"{self.subject} → {self.to}"

    @property
    def text(self) -> str:
        """What the mail says; empty once it was sealed and is wiped."""
        sealed = self.sealed_body
        return self.body if sealed is None else vault.unseal(bytes(sealed), bound_to=self._bound_to)

    def seal(self, text: str) -> None:
        self.sealed_body = vault.seal(text, bound_to=self._bound_to)

    @property
    def _bound_to(self) -> str:
        return f"message|{self.pk}|{self.to}"
