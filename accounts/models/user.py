"""A person. Rights come from the appointments held today (`Appointment`), never from this row."""

import uuid
from typing import Any

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from accounts.models.active_dates import ActiveDates
from accounts.models.agency import Agency
from accounts.nip import EmploymentKind, clean_nip, group_nip


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        user = self.model(email=self.normalize_email(email), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user


class User(ActiveDates, AbstractBaseUser):
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    email = models.EmailField(_("e-mail"), unique=True)
    name = models.CharField(_("name with titles"), max_length=150)
    employment_kind = models.CharField(_("kind of employment"), max_length=10, choices=EmploymentKind)
    nip = models.CharField(_("NIP"), max_length=18, blank=True)
    rank = models.CharField(_("rank and grade"), max_length=60, blank=True)
    job_title = models.CharField(_("job title"), max_length=120)
    phone = models.CharField(_("mobile phone"), max_length=25)
    agency = models.ForeignKey(Agency, models.PROTECT, verbose_name=_("agency"))
    # The agency is a claim until its liaison or the division head confirms it.
    agency_confirmed_at = models.DateTimeField(null=True, editable=False)
    agency_confirmed_by = models.ForeignKey("self", models.PROTECT, null=True, editable=False, related_name="+")
    # That of the mails they get: the one they chose last, signed in or right before, on any device.
    language = models.CharField(
        _("language"), max_length=2, choices=settings.LANGUAGES, default=settings.LANGUAGE_CODE, editable=False
    )
    date_joined = models.DateTimeField(default=timezone.now, editable=False)
    # Part of every session's hash: one more, and all sessions of the person are over.
    session_epoch = models.PositiveIntegerField(default=0, editable=False)

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"

    class Meta:
        ordering = ["name", "id"]
        verbose_name = _("person")
        verbose_name_plural = _("people")

    def __str__(self) -> str:
        return self.name

    @property
    def printed_nip(self) -> str:
        return group_nip(self.nip)

    @property
    def agency_confirmed(self) -> bool:
        return self.agency_confirmed_at is not None

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        """Django's own, which knows the password alone, with the epoch; `get_session_auth_hash` is built on it."""
        key = f"{self.session_epoch}:{self.password}"
        return salted_hmac("accounts.User.session", key, secret=secret, algorithm="sha256").hexdigest()

    def clean(self) -> None:
        super().clean()
        try:
            self.nip = clean_nip(self.nip, self.employment_kind, timezone.localdate())
        except ValidationError as error:
            raise ValidationError({"nip": error}) from error
