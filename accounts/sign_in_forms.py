"""allauth's forms with our labels and hints above the fields, and nothing inside them.

Apart from `accounts.forms`, which allauth itself imports while these classes are being made.
"""

from typing import Any

from allauth.account import forms
from django.utils.translation import gettext_lazy as _

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
