"""The taking of account and password by the applicant (SOP, step 6)."""

import uuid
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.core import ratelimit
from crispy_forms.helper import FormHelper
from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _
from django.views import View
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables

from requests import services, sop
from requests.exceptions import NotTheirTurn
from requests.forms.acts import ActForm, form_for
from requests.models import AccessRequest, Credential
from requests.permissions import may_take_credential
from requests.views.pages import get_visible, possible_acts


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
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True

    @sensitive_variables()
    def clean_password(self) -> str:
        request, password = self.request, self.cleaned_data["password"]
        assert request is not None  # an unbound form is shown without one
        if not ratelimit.consume(request, action="reauthenticate", user=request.user):
            raise forms.ValidationError(_("Too many attempts. Please wait a minute."), "throttled")
        if not get_adapter(request).reauthenticate(request.user, password):
            raise forms.ValidationError(_("This is not your password."), "wrong")
        return password


def newest_credential(access_request: AccessRequest) -> Credential | None:
    credentials = Credential.objects.select_related("account__server", "account__access_request", "recipient")
    return credentials.filter(account__access_request=access_request).first()


@sensitive_variables("password")
def render_credential(
    request: HttpRequest,
    access_request: AccessRequest,
    *,
    form: OwnPasswordForm | None = None,
    bound: ActForm | None = None,
    password: str | None = None,
    refused: bool = False,
) -> HttpResponse:
    """The page of the credential; the password stands on it only in the answer to a POST that took it."""
    confirming = sop.CONFIRM_RECEIPT in possible_acts(request, access_request)
    context = {
        "access_request": access_request,
        "credential": newest_credential(access_request),
        "form": form or OwnPasswordForm(),
        "confirm_form": confirming
        and (bound or form_for(sop.CONFIRM_RECEIPT, access_request=access_request, user=request.user)),
        "password": password,
        "refused": refused,
    }
    response = render(request, "requests/credential.html", context, status=403 if refused else 200)
    response["Cache-Control"] = "no-store"
    return response


@method_decorator(sensitive_post_parameters(), name="dispatch")
class CredentialView(View):
    http_method_names = ["get", "head", "post"]

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        self.access_request = get_visible(request, kwargs["pk"])
        if not may_take_credential(self.access_request, request.user):
            raise NotTheirTurn(self.access_request)
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
        """Shows what there is to take; takes nothing."""
        return render_credential(request, self.access_request)

    @sensitive_variables("password")
    def post(self, request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
        form = OwnPasswordForm(request.POST, request=request)
        credential = newest_credential(self.access_request)
        if not form.is_valid() or credential is None:
            return render_credential(request, self.access_request, form=form)
        password = services.take_credential(credential, session_key=str(request.session.session_key))
        return render_credential(request, self.access_request, password=password, refused=password is None)
