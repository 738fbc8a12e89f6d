"""A session as it lies in the database: whose it is, under a fingerprint of its key, sealed for this row alone."""

from base64 import b64decode, b64encode
from typing import Any

from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models

from accounts.models.user import User
from helpdesk import vault


class Session(AbstractBaseSession):
    user = models.ForeignKey(User, models.CASCADE, null=True, related_name="sessions")

    @classmethod
    def get_session_store_class(cls) -> type:
        from accounts.sessions import SessionStore  # which needs this model

        return SessionStore

    def seal(self) -> None:
        """allauth leaves the secret of an app there until its first code, and forms until a proof is given."""
        self.session_data = b64encode(vault.seal(self.session_data, bound_to=self._bound_to)).decode()

    def get_decoded(self) -> dict[str, Any]:
        """What it holds; nothing, as if it were nobody's, when it comes from another row or another key file."""
        try:
            signed = vault.unseal(b64decode(self.session_data), bound_to=self._bound_to)
        except (vault.SealBroken, ValueError):
            return {}
        return super(Session, Session(session_data=signed)).get_decoded()

    @property
    def _bound_to(self) -> str:
        return f"session|{self.session_key}"
