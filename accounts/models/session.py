"""A session, as Django keeps it, and whose it is."""

from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models

from accounts.models.user import User


class Session(AbstractBaseSession):
    user = models.ForeignKey(User, models.CASCADE, null=True, related_name="sessions")

    @classmethod
    def get_session_store_class(cls) -> type:
        from accounts.sessions import SessionStore  # which needs this model

        return SessionStore
