"""The applicant's own password and second factor, asked again before a credential is shown."""

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.core import ratelimit
from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.views.decorators.debug import sensitive_variables

from accounts.second_factor import has_app, needs_passkey
from accounts.sign_in_forms import SecondFactorForm


class OwnPasswordForm(forms.Form):
    """Proof of this very moment, so that a session left open is not enough: the password; with an app, a code too.

    A passkey can't be given in a form: of those who have no app it must have been used in the last five minutes.
    """

    password = forms.CharField(
        label=_("Your own password on this site"),
        strip=False,
        widget=forms.PasswordInput({"autocomplete": "current-password"}),
    )

    def __init__(self, data: Any = None, *, request: HttpRequest) -> None:
        super().__init__(data)
        self.request = request
        self.needs_passkey = needs_passkey(request)
        if has_app(request.user):
            self.fields["code"] = SecondFactorForm(user=request.user).fields["code"]

    def clean(self) -> None:
        if self.needs_passkey:
            raise forms.ValidationError(_("Use your passkey first."), "passkey")

    @sensitive_variables()
    def clean_password(self) -> str:
        request, password = self.request, self.cleaned_data["password"]
        if not ratelimit.consume(request, action="reauthenticate", user=request.user):
            raise forms.ValidationError(_("Too many attempts. Please wait a minute."), "throttled")
        if not get_adapter(request).reauthenticate(request.user, password):
            raise forms.ValidationError(_("This is not your password."), "wrong")
        return password

    @sensitive_variables()
    def clean_code(self) -> str:
        code = self.cleaned_data["code"]
        if "password" in self.cleaned_data:  # else the code, good for once, would be spent in vain
            form = SecondFactorForm({"code": code}, user=self.request.user)
            if not form.is_valid():
                raise forms.ValidationError(form.errors["code"])
        return code
