"""The applicant's own password, asked again before a credential is shown."""

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.core import ratelimit
from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.views.decorators.debug import sensitive_variables


class OwnPasswordForm(forms.Form):
    """The applicant's own password on this site, asked again before the credential is shown."""

    password = forms.CharField(
        label=_("Your own password on this site"),
        strip=False,
        widget=forms.PasswordInput({"autocomplete": "current-password"}),
    )

    def __init__(self, data: Any = None, *, request: HttpRequest | None = None) -> None:
        super().__init__(data)
        self.request = request

    @sensitive_variables()
    def clean_password(self) -> str:
        request, password = self.request, self.cleaned_data["password"]
        assert request is not None  # an unbound form is shown without one  # nosec B101
        if not ratelimit.consume(request, action="reauthenticate", user=request.user):
            raise forms.ValidationError(_("Too many attempts. Please wait a minute."), "throttled")
        if not get_adapter(request).reauthenticate(request.user, password):
            raise forms.ValidationError(_("This is not your password."), "wrong")
        return password
