"""A generated password on its way to the applicant (SOP, step 6).

SEALED: staff set it on the server. RELEASED: the applicant may claim it for 72 hours. CLAIMED: the
session that claimed it may show it again, three times within ten minutes. CLOSED: wiped. At most
one claimant ever, in one bounded window; whatever goes wrong, staff issue a new one.
"""

import hashlib
import secrets
import string
import uuid
from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from helpdesk import vault
from requests.models.server_account import ServerAccount

PASSWORD_LENGTH = 24
# No look-alikes (0O, 1lI): some passwords are typed from one screen into another.
ALPHABET = "".join(sorted(set(string.ascii_letters + string.digits + "-_.+=") - set("0O1lI")))
RELEASED_FOR = timedelta(hours=72)
CLAIM_WINDOW = timedelta(minutes=10)
SHOWN_AGAIN_AT_MOST = 3


def generate_password() -> str:
    """24 characters, about 142 bits, from the system's randomness."""
    return "".join(secrets.choice(ALPHABET) for _ in range(PASSWORD_LENGTH))


def fingerprint(session_key: str) -> str:
    """What is kept of the claiming session: enough to know it again, not enough to be it."""
    return hashlib.sha256(session_key.encode()).hexdigest()


class CredentialState(models.TextChoices):
    SEALED = "sealed", _("Sealed")
    RELEASED = "released", _("Ready to be taken")
    CLAIMED = "claimed", _("Taken")
    CLOSED = "closed", _("Wiped")


class Credential(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    account = models.ForeignKey(ServerAccount, models.PROTECT, related_name="credentials")
    recipient = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=CredentialState, default=CredentialState.SEALED)
    sealed_password = models.BinaryField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)
    # While released: the end of the 72 hours. While claimed: the end of the ten minutes.
    open_until = models.DateTimeField(null=True)
    claimed_at = models.DateTimeField(null=True)
    claimed_in = models.CharField(max_length=64, blank=True, help_text="fingerprint of the session")
    shown_again = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["-created_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["account"], condition=~Q(state="closed"), name="one_open_credential_an_account"
            ),
            models.CheckConstraint(
                condition=~Q(state="closed") | Q(sealed_password=None), name="closed_credential_is_wiped"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.account}: {self.get_state_display()}"

    @property
    def is_open(self) -> bool:
        """Whether it can be taken, or shown again, now; housekeeping may wipe it a little later."""
        return self.open_until is not None and self.open_until > timezone.now()

    def opens_for(self, session_key: str) -> bool:
        """Whether `take` would now give the password to this session."""
        is_theirs = self.claimed_in == fingerprint(session_key) and self.shows_left > 0
        return self.is_open and (self.state == CredentialState.RELEASED or is_theirs)

    @property
    def shows_left(self) -> int:
        """How many more times the claiming session may show it."""
        return SHOWN_AGAIN_AT_MOST - self.shown_again

    @property
    def _bound_to(self) -> str:
        """The associated data: a ciphertext moved to another request, recipient or account won't open."""
        return f"v1|{self.pk}|{self.account.access_request_id}|{self.recipient_id}|{self.account_id}"

    @classmethod
    def issue(cls, account: ServerAccount) -> "Credential":
        """Generates and seals a new password for the account's applicant."""
        credential = cls(account=account, recipient=account.access_request.applicant)
        credential.sealed_password = vault.seal(generate_password(), bound_to=credential._bound_to)
        credential.save(force_insert=True)
        return credential

    def release(self) -> None:
        self.state, self.open_until = CredentialState.RELEASED, timezone.now() + RELEASED_FOR
        self.save(update_fields=["state", "open_until"])

    def take(self, session_key: str) -> bool:
        """Claims the credential for a session, or counts one more showing to the session that has it.

        A single conditional UPDATE each, so of many at once only one session ever wins.
        """
        now, session = timezone.now(), fingerprint(session_key)
        row = Credential.objects.filter(pk=self.pk, open_until__gt=now)
        first = row.filter(state=CredentialState.RELEASED).update(
            state=CredentialState.CLAIMED, claimed_at=now, claimed_in=session, open_until=now + CLAIM_WINDOW
        )
        return bool(
            first
            or row.filter(
                state=CredentialState.CLAIMED, claimed_in=session, shown_again__lt=SHOWN_AGAIN_AT_MOST
            ).update(shown_again=F("shown_again") + 1)
        )

    def open(self) -> str:
        """The password. Raises vault.SealBroken when the ciphertext isn't this row's."""
        return vault.unseal(bytes(self.sealed_password or b""), bound_to=self._bound_to)

    @classmethod
    def wipe(cls, credentials: models.QuerySet["Credential"]) -> int:
        """Closes credentials and destroys their ciphertexts."""
        return credentials.exclude(state=CredentialState.CLOSED).update(
            state=CredentialState.CLOSED, sealed_password=None, open_until=None
        )
