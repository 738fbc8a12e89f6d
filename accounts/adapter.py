"""How allauth meets this site: people's data at sign-up, mails as messages, links from the site's own address."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.models import EmailAddress
from django.conf import settings
from django.forms import ModelForm
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.forms import PERSON_FIELDS
from accounts.models import User
from accounts.permissions import agencies_spoken_for, is_official
from accounts.services import tell_liaisons
from helpdesk import mail


class AccountAdapter(DefaultAccountAdapter):
    error_messages = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": _("The e-mail address or the password is not right."),
        "too_many_login_attempts": _("Too many attempts have failed. Please try again in a few minutes."),
        "incorrect_password": _("The password is not right."),
        "enter_current_password": _("The current password is not right."),
        "duplicate_email": _("This is already the address of your account."),
        "rate_limited": _("Too many attempts. Please try again in a few minutes."),
    }

    def save_user(self, request: HttpRequest, user: User, form: ModelForm, commit: bool = True) -> User:
        for field in PERSON_FIELDS:
            # From the form's instance, where the model has brought the NIP to its bare digits.
            setattr(user, field, getattr(form.instance, field))
        return super().save_user(request, user, form, commit)

    def populate_username(self, request: HttpRequest, user: User) -> None:
        """People sign in by e-mail; there is no user name."""

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """To what waits for them."""
        if is_official(request.user):
            return reverse("desk")
        return reverse("applicants_of_agency" if agencies_spoken_for(request.user) else "my_requests")

    def confirm_email(self, request: HttpRequest, email_address: EmailAddress) -> bool:
        """From now on it is somebody who claims the agency, no longer anybody who knows the address."""
        confirmed = super().confirm_email(request, email_address)
        if confirmed and not email_address.user.agency_confirmed:
            tell_liaisons(email_address.user)
        return confirmed

    def get_email_confirmation_url(self, request: HttpRequest, emailconfirmation: Any) -> str:
        return settings.SITE_URL + reverse("account_confirm_email", args=[emailconfirmation.key])

    def get_reset_password_from_key_url(self, key: str) -> str:
        uidb36, _, key = key.partition("-")
        return settings.SITE_URL + reverse("account_reset_password_from_key", args=[uidb36, key])

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        rendered = self.render_mail(template_prefix, email, {"email": email, "site_url": settings.SITE_URL, **context})
        mail.post(to=email, subject=rendered.subject, body=rendered.body)
