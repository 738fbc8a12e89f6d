"""allauth's forms with our labels and hints above the fields, and nothing inside them.

Apart from `accounts.forms`, which allauth itself imports while these classes are being made.
"""

from typing import Any

from allauth.account import forms
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base import forms as second_factor_forms
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.forms import ActivateTOTPForm as TheirActivateTOTPForm
from allauth.mfa.totp.internal.auth import TOTP
from allauth.mfa.webauthn.forms import AddWebAuthnForm
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts import audit

EMAIL = _("E-mail address")
NEW_PASSWORD_HINT = _("At least 12 characters. Not a common password, and nothing like your own name or number.")
WORDS = {
    "email": (EMAIL, ""),
    "login": (EMAIL, ""),
    "password": (_("Password"), None),
    "oldpassword": (_("Current password"), None),
    "password1": (_("New password"), NEW_PASSWORD_HINT),
    "password2": (_("The new password once more"), ""),
}
CODE_IN_APP = _("The six digits that your authenticator app shows now.")
CODE = {"code": (_("Code"), _("The six digits that your authenticator app shows now, or one of your recovery codes."))}


class PlainWords:
    """Takes the placeholders away and words labels and hints; None keeps allauth's hint."""

    words: dict[str, tuple[Any, Any]] = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.widget.attrs.pop("placeholder", None)
            label, hint = (WORDS | self.words).get(name, (field.label, None))
            field.label = label
            field.help_text = field.help_text if hint is None else hint


class LoginForm(PlainWords, forms.LoginForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].widget.attrs["autocomplete"] = "username"


class SignupForm(PlainWords, forms.SignupForm):
    words = {
        "email": (EMAIL, _("Your official address. We send a message to it, which you confirm.")),
        "password1": (_("Password"), NEW_PASSWORD_HINT),
        "password2": (_("The password once more"), ""),
    }


class AddEmailForm(PlainWords, forms.AddEmailForm):
    words = {"email": (_("New e-mail address"), _("It takes effect once you have confirmed it."))}


class ChangePasswordForm(PlainWords, forms.ChangePasswordForm):
    pass


class SetPasswordForm(PlainWords, forms.SetPasswordForm):
    pass


class ResetPasswordForm(PlainWords, forms.ResetPasswordForm):
    pass


class ResetPasswordKeyForm(PlainWords, forms.ResetPasswordKeyForm):
    pass


class ReauthenticateForm(PlainWords, forms.ReauthenticateForm):
    pass


class CodeForm(PlainWords, second_factor_forms.BaseAuthenticateForm):
    words = CODE

    def clean_code(self) -> str:
        try:
            return super().clean_code()
        except ValidationError as error:
            if error.code == "too_many_login_attempts":
                audit.record("sign_in_stopped", actor=None, target=self.user)
            raise


class SecondFactorForm(CodeForm, second_factor_forms.AuthenticateForm):
    pass


class SecondFactorAgainForm(CodeForm, second_factor_forms.ReauthenticateForm):
    pass


class ActivateTOTPForm(PlainWords, TheirActivateTOTPForm):
    words = {"code": (_("Code"), CODE_IN_APP)}

    def clean_code(self) -> str:
        """A code is accepted once, the first one too: allauth would take it at the next sign-in again."""
        code = super().clean_code()
        if not TOTP(Authenticator(user=self.user))._mark_code_used(code):
            raise get_adapter().validation_error("incorrect_code")
        return code


class AddPasskeyForm(PlainWords, AddWebAuthnForm):
    words = {
        "name": (_("Name of the passkey"), _("By which you tell it from others, such as the device it is on.")),
        "passwordless": (
            _("Sign in with it alone"),
            _("Without the password. The device asks for your fingerprint, face or PIN."),
        ),
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].initial, self.fields["passwordless"].initial = "", True
        self.initial["name"] = ""
