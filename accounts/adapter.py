"""How allauth meets this site: people's data at sign-up, mails as messages, links from the site's own address."""

from ipaddress import ip_network
from typing import Any
from unicodedata import normalize

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.models import EmailAddress
from allauth.core.internal import ratelimit
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.forms import ModelForm
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from accounts import audit
from accounts.forms import PERSON_FIELDS
from accounts.models import User
from accounts.notifications import Event, announce
from accounts.permissions import agencies_spoken_for, holds_office, is_official
from accounts.services import LANGUAGE_JUST_CHOSEN, lock_to_change_address, write_in
from helpdesk import mail


def network_of(address: str) -> str:
    """The neighbours that count as one: 256 addresses of IPv4, the customer's /64 of IPv6."""
    return str(ip_network(f"{address}/{64 if ':' in address else 24}", strict=False))


class AccountAdapter(DefaultAccountAdapter):
    error_messages = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": _("The e-mail address or the password is not right."),
        "too_many_login_attempts": _("Too many attempts have failed. Please try again in a few minutes."),
        "incorrect_password": _("The password is not right."),
        "enter_current_password": _("The current password is not right."),
        "duplicate_email": _("This is already the address of your account."),
        "rate_limited": _("Too many attempts. Please try again in a few minutes."),
    }

    reauthentication_words = {
        "reauthenticate": _("By the password"),
        "mfa_reauthenticate": _("By the code of the app, or a recovery code"),
        "mfa_reauthenticate:webauthn": _("By a passkey"),
    }

    def get_reauthentication_methods(self, user: User) -> list[dict[str, Any]]:
        methods = super().get_reauthentication_methods(user)
        return [method | {"description": self.reauthentication_words[method["id"]]} for method in methods]

    def save_user(self, request: HttpRequest, user: User, form: ModelForm, commit: bool = True) -> User:
        for field in PERSON_FIELDS:
            # From the form's instance, where the model has brought the NIP to its bare digits.
            setattr(user, field, getattr(form.instance, field))
        user.language = translation.get_language()
        return super().save_user(request, user, form, commit)

    def populate_username(self, request: HttpRequest, user: User) -> None:
        """People sign in by e-mail; there is no user name."""

    def post_login(self, request: HttpRequest, user: User, **signed_in: Any) -> HttpResponseBase:
        """Whoever pressed the switch of the page's language just before gets their mails in it too."""
        response = super().post_login(request, user, **signed_in)
        write_in(request.COOKIES.get(LANGUAGE_JUST_CHOSEN, ""), user)
        response.delete_cookie(LANGUAGE_JUST_CHOSEN)
        return response

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """To what waits for them."""
        if is_official(request.user):
            return reverse("desk")
        return reverse("applicants_of_agency" if agencies_spoken_for(request.user) else "my_requests")

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        """By account and network: a stranger's guesses lock nobody out who sits elsewhere.

        Unlike allauth's own it leaves out the Host header, whose port anybody may vary.
        """
        login = normalize("NFKC", credentials.get("email", "")).casefold()
        return f"{login}|{network_of(self.get_client_ip(request))}"

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Counts the guess, and records one that may not be made any more."""
        try:
            self._count_guess(request, **credentials)
        except ValidationError:
            audit.record_attempt("sign_in_stopped", credentials.get("email", ""))
            raise

    def _count_guess(self, request: HttpRequest, **credentials: Any) -> None:
        """Counts the guess for its address too, whatever the account; a right one is counted off again.

        Under an action of its own, as allauth clears all of "login_failed" when somebody's code was right.
        """
        super().pre_authenticate(request, **credentials)
        usage = ratelimit.consume(request, app="allauth.account", action="login_failed_from_address")
        if not usage:
            raise self.validation_error("too_many_login_attempts")
        self._login_failed_rl_usage.usage += usage.usage

    def confirm_email(self, request: HttpRequest, email_address: EmailAddress) -> bool:
        """From now on it is somebody who claims the agency, no longer anybody who knows the address.

        A new address that was asked for before the person came into an office is too late: it takes a second person.
        """
        if email_address.email != email_address.user.email and holds_office(email_address.user):
            messages.error(request, _("Whoever holds an office gets another address with a second person: propose it."))
            return False
        lock_to_change_address(email_address.user)
        confirmed = super().confirm_email(request, email_address)
        if confirmed and not email_address.user.agency_confirmed:
            announce(Event.AGENCY_CLAIMED, email_address.user)
        return confirmed

    def get_email_confirmation_url(self, request: HttpRequest, emailconfirmation: Any) -> str:
        return settings.SITE_URL + reverse("account_confirm_email", args=[emailconfirmation.key])

    def get_reset_password_from_key_url(self, key: str) -> str:
        uidb36, _, key = key.partition("-")
        return settings.SITE_URL + reverse("account_reset_password_from_key", args=[uidb36, key])

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """In the language of whoever the mail is to; of the page, where nobody with an account has this address."""
        owner = User.objects.filter(email__iexact=email).first()
        with translation.override(owner.language if owner else translation.get_language()):
            words = {"email": email, "site_url": settings.SITE_URL, **context}
            rendered = self.render_mail(template_prefix, email, words)
            # Sealed, whichever it is: most of them carry a token.
            mail.post(to=email, subject=rendered.subject, body=rendered.body, sealed=True)
