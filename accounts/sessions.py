"""Sessions in the database, each with the person it belongs to, sealed, with limits in time.

`SESSION_ENGINE` is this module. The times are Unix seconds in the session itself.
"""

import time
from collections.abc import Callable
from hashlib import sha256
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.core import context
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth import HASH_SESSION_KEY, SESSION_KEY, update_session_auth_hash
from django.contrib.auth.signals import user_logged_in
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.db.models.signals import post_save
from django.dispatch import receiver
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone

from accounts.models import Appointment, Session, User
from accounts.permissions import current_appointments
from accounts.second_factor import FACTORS
from accounts.services import end_sessions

SECONDS_BETWEEN_MARKS = 60  # so that not every page writes a row


def row_key(session_key: str) -> str:
    """Under what a session lies in the database: 160 bits that lead to its row, but let nobody in as its owner."""
    return sha256(session_key.encode()).hexdigest()[:40]


class SessionStore(DatabaseStore):
    """`session_key` is the key in the cookie, which stands nowhere else."""

    @classmethod
    def get_model_class(cls) -> type[Session]:
        return Session

    def load(self) -> dict[str, Any]:
        rows = Session.objects.filter(expire_date__gt=timezone.now())
        if row := rows.filter(session_key=row_key(self.session_key or "")).first():
            return row.get_decoded()
        self._session_key = None
        return {}

    def exists(self, session_key: str) -> bool:
        return super().exists(row_key(session_key))

    def create_model_instance(self, data: dict[str, Any]) -> Session:
        session: Any = super().create_model_instance(data)
        session.session_key, session.user_id = row_key(session.session_key), data.get(SESSION_KEY)
        session.seal()
        return session

    def delete(self, session_key: str | None = None) -> None:
        if key := session_key or self.session_key:
            super().delete(row_key(key))


@receiver(user_logged_in)
def begin(sender: Any, request: HttpRequest, **kwargs: Any) -> None:
    """Notes when and from where the person signed in."""
    now = time.time()
    address = get_adapter(request).get_client_ip(request) if request.META.get("REMOTE_ADDR") else ""
    browser = request.headers.get("User-Agent", "")[:200]
    request.session.update({"signed_in_at": now, "seen_at": now, "address": address, "browser": browser})


@receiver(post_save, sender=User)
def end_with_the_account(sender: Any, instance: User, **kwargs: Any) -> None:
    if not instance.is_active:
        end_sessions(instance)


@receiver(post_save, sender=Appointment)
def end_with_the_office(sender: Any, instance: Appointment, created: bool, **kwargs: Any) -> None:
    """An office given adds to what a session may; one that was changed or ended may have taken away."""
    if not created:
        end_sessions(instance.user)


@receiver(post_save, sender=Authenticator)
def end_what_began_without_it(sender: Any, instance: Authenticator, created: bool, **kwargs: Any) -> None:
    """Whoever got in elsewhere by the password alone must not pass for one who gave the new second factor."""
    if not created or instance.type not in FACTORS:
        return
    end_sessions(instance.user)
    if context.request:
        update_session_auth_hash(context.request, instance.user)


def is_over(request: HttpRequest) -> bool:
    """Whether the session has lasted for 8 hours, or been idle for 60 minutes, 30 for an office holder."""
    now, session = time.time(), request.session
    idle = now - session.get("seen_at", 0)
    if idle >= settings.SESSION_IDLE_SECONDS or now - session.get("signed_in_at", 0) >= settings.SESSION_COOKIE_AGE:
        return True
    return idle >= settings.SESSION_IDLE_SECONDS_IN_OFFICE and bool(current_appointments(request.user))


def mark_seen(request: HttpRequest) -> None:
    if time.time() - request.session["seen_at"] >= SECONDS_BETWEEN_MARKS:
        request.session["seen_at"] = time.time()


View = Callable[..., HttpResponseBase]


def no_sign_of_life(view: View) -> View:
    """Marks a view that a script asks by itself: a page left open must not keep a session from being idle."""
    view.is_no_sign_of_life = True  # type: ignore[attr-defined]  # an attribute, as of Django's own `csrf_exempt`
    return view


def open_sessions(user: User) -> list[dict[str, Any]]:
    """What is kept in each session of the person that still lets them in, the last seen first."""
    rows = Session.objects.filter(user=user, expire_date__gt=timezone.now())
    kept = [row.get_decoded() | {"row_key": row.session_key} for row in rows]
    valid = [data for data in kept if data.get(HASH_SESSION_KEY) == user.get_session_auth_hash()]
    return sorted(valid, key=lambda data: -data["seen_at"])
