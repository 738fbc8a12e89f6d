"""What happens to people's accounts, as Django and allauth tell it, goes into the audit trail."""

from typing import Any

from allauth.account import signals
from allauth.mfa import signals as mfa_signals
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.dispatch import Signal, receiver

from accounts import audit
from accounts.models import User

# Each is sent with the person it happened to.
ACTIONS: dict[Signal, str] = {
    user_logged_in: "signed_in",
    user_logged_out: "signed_out",
    signals.user_signed_up: "signed_up",
    signals.password_changed: "password_changed",
    signals.password_set: "password_changed",
    signals.password_reset: "password_reset",
    signals.email_changed: "email_changed",
    mfa_signals.authenticator_added: "second_factor_added",
    mfa_signals.authenticator_removed: "second_factor_removed",
    mfa_signals.authenticator_reset: "second_factor_renewed",
}


def record_signal(*, signal: Signal, user: User | None, **kwargs: Any) -> None:
    if user is not None:  # whoever signs out when their session is over
        audit.record(ACTIONS[signal], actor=user, target=user)


for signal in ACTIONS:
    signal.connect(record_signal)


@receiver(mfa_signals.authentication_failed)
def record_wrong_code(user: User, **kwargs: Any) -> None:
    audit.record("second_factor_failed", actor=None, target=user)


@receiver(user_login_failed)
def record_wrong_password(credentials: dict[str, Any], **kwargs: Any) -> None:
    audit.record_attempt("sign_in_failed", credentials.get("email", ""))
