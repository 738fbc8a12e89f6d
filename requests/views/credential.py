"""The taking of account and password by the applicant (SOP, step 6)."""

import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.decorators import method_decorator
from django.views import View
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables

from requests import selectors, services, sop
from requests.exceptions import NotTheirTurn
from requests.forms.act_form import ActForm
from requests.forms.acts import form_for
from requests.forms.credential import OwnPasswordForm
from requests.models import AccessRequest
from requests.permissions import is_applicant
from requests.views.pages import get_visible, possible_acts


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
    credential = selectors.newest_credential(access_request)
    context = {
        "access_request": access_request,
        "credential": credential,
        "may_take": credential and credential.opens_for(str(request.session.session_key)),
        "form": form or OwnPasswordForm(request=request),
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
        if not is_applicant(self.access_request, request.user):
            raise NotTheirTurn(self.access_request)
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
        """Shows what there is to take; takes nothing."""
        return render_credential(request, self.access_request)

    @sensitive_variables("password")
    def post(self, request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
        form = OwnPasswordForm(request.POST, request=request)
        credential = selectors.newest_credential(self.access_request)
        if not form.is_valid() or credential is None:
            return render_credential(request, self.access_request, form=form)
        password = services.take_credential(credential, session_key=str(request.session.session_key))
        return render_credential(request, self.access_request, password=password, refused=password is None)
