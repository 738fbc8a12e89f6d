"""Proof, no older than five minutes, that it is still the same person: the password, a code or a passkey again."""

from typing import Any

from allauth.account.decorators import reauthentication_required
from django.http import HttpRequest


class ReauthenticationMixin:
    """Put before `View`: whoever gave no such proof lately is asked for it, and led back.

    A form that was sent is kept in their session meanwhile and done then, its files excepted; so not for forms
    with a password or another secret in them. `ACCOUNT_REAUTHENTICATION_TIMEOUT` is the time, in seconds.
    """

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        return reauthentication_required(super().dispatch)(request, *args, **kwargs)  # type: ignore[misc]
