"""What happens to people's accounts, as Django and allauth tell it, goes into the audit trail."""

from typing import Any

from allauth.account import signals
from allauth.account.models import EmailAddress
from allauth.mfa import signals as mfa_signals
from allauth.mfa.models import Authenticator
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.db.models.signals import post_save
from django.dispatch import Signal, receiver

from accounts import audit
from accounts.models import User
from accounts.second_factor import FACTORS

# Each is sent with the person it happened to.
ACTIONS: dict[Signal, str] = {
    user_logged_in: "signed_in",
    user_logged_out: "signed_out",
    signals.user_signed_up: "signed_up",
    signals.password_changed: "password_changed",
    signals.password_set: "password_changed",
    signals.password_reset: "password_reset",
    signals.email_changed: "email_changed",
    mfa_signals.authenticator_removed: "second_factor_removed",
}


def record_signal(*, signal: Signal, user: User | None, **kwargs: Any) -> None:
    if user is not None:  # whoever signs out when their session is over
        audit.record(ACTIONS[signal], actor=user, target=user)


for signal in ACTIONS:
    signal.connect(record_signal)


@receiver(signals.email_confirmed)
def record_confirmed_address(email_address: EmailAddress, **kwargs: Any) -> None:
    """Whoever reads the mails of the address, who need not be signed in."""
    audit.record("email_confirmed", actor=None, target=email_address.user)


@receiver(post_save, sender=Authenticator)
def record_new_factor(instance: Authenticator, created: bool, **kwargs: Any) -> None:
    """By the row, as allauth sends its signals only when the transaction is over."""
    if created:
        action = "second_factor_added" if instance.type in FACTORS else "second_factor_renewed"
        audit.record(action, actor=instance.user, target=instance.user)


@receiver(mfa_signals.authentication_failed)
def record_wrong_code(user: User, **kwargs: Any) -> None:
    audit.record("second_factor_failed", actor=None, target=user)


@receiver(user_login_failed)
def record_wrong_password(credentials: dict[str, Any], **kwargs: Any) -> None:
    audit.record_attempt("sign_in_failed", credentials.get("email", ""))
