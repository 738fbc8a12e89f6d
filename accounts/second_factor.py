"""The second factor: whom it binds, and how its secrets lie in the database. allauth.mfa does the rest."""

import time
from base64 import b64decode, b64encode
from typing import Any
from urllib.parse import urlsplit

from allauth.account.authentication import get_authentication_records
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.db.models.signals import pre_save
from django.dispatch import receiver
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.permissions import current_appointments
from helpdesk import vault

# Recovery codes come with one of these and are none by themselves.
FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


def has_second_factor(user: User) -> bool:
    return Authenticator.objects.filter(user_id=user.pk, type__in=FACTORS).exists()


def has_app(user: User) -> bool:
    return Authenticator.objects.filter(user_id=user.pk, type=Authenticator.Type.TOTP).exists()


def needs_passkey(request: HttpRequest) -> bool:
    """Whether the person has passkeys and no app, and gave neither one nor a recovery code in the last five minutes."""
    if has_app(request.user) or not has_second_factor(request.user):
        return False
    given = [record["at"] for record in get_authentication_records(request, request.user) if record["method"] == "mfa"]
    return time.time() - max(given, default=0) >= settings.ACCOUNT_REAUTHENTICATION_TIMEOUT


def needs_second_factor(user: User) -> bool:
    """Whether the person holds an office today and has yet to add a second factor, before anything else."""
    return settings.SECOND_FACTOR_REQUIRED and bool(current_appointments(user)) and not has_second_factor(user)


def seal_for(user: User, secret: str) -> str:
    """A secret of the person's second factor as the database holds it: it opens for them alone."""
    return b64encode(vault.seal(secret, bound_to=_owner(user))).decode()


def _owner(user: User) -> str:
    return f"second-factor|{user.pk}"


def _person_at_hand() -> User:
    """Who is signed in, or has given the password and is about to give the second factor."""
    request = context.request
    return request.user if request.user.is_authenticated else request._login_stage.login.user


@receiver(pre_save, sender=Authenticator)
def shown_from_the_start(sender: Any, instance: Authenticator, **kwargs: Any) -> None:
    """allauth would note the first showing of recovery codes in a GET; nothing here asks for that note."""
    if instance.type == Authenticator.Type.RECOVERY_CODES:
        instance.data.setdefault("viewed_at", instance.created_at.timestamp())


class MFAAdapter(DefaultMFAAdapter):
    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": _("This is not right. A code is accepted once; wait for the next one if need be."),
    }

    def encrypt(self, text: str) -> str:
        return seal_for(_person_at_hand(), text)

    def decrypt(self, encrypted_text: str) -> str:
        """Of a secret that isn't this person's, or was sealed under another key, no code is right."""
        try:
            return vault.unseal(b64decode(encrypted_text), bound_to=_owner(_person_at_hand()))
        except vault.SealBroken as error:
            raise self.validation_error("incorrect_code") from error

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """Passkeys belong to the site's own address, never to that of the Host header."""
        return {"id": urlsplit(settings.SITE_URL).hostname or "", "name": settings.MFA_TOTP_ISSUER}
