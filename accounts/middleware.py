"""What stands between a signed-in person and every page: the limits of a session, the second factor, refusals."""

from collections.abc import Callable
from typing import Any

from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from accounts import audit, sessions
from accounts.second_factor import needs_second_factor

# All that an office holder can do before they have a second factor: add one, or leave.
OPEN_WITHOUT_SECOND_FACTOR = {
    *("mfa_index", "mfa_activate_totp", "mfa_add_webauthn", "account_reauthenticate"),
    *("account_logout", "set_language"),
}


class SessionLimitsMiddleware:
    """Signs out whose session has been idle, or has lasted, for too long."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated and sessions.is_over(request):
            logout(request)
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Callable[..., HttpResponse], *args: Any) -> None:
        if request.user.is_authenticated and not hasattr(view, "is_no_sign_of_life"):
            sessions.mark_seen(request)


class SecondFactorMiddleware:
    """Leads an office holder without a second factor to the page where they add one, wherever they go."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *args: Any) -> HttpResponse | None:
        is_open = request.resolver_match and request.resolver_match.url_name in OPEN_WITHOUT_SECOND_FACTOR
        if is_open or not request.user.is_authenticated or not needs_second_factor(request.user):
            return None
        return redirect("mfa_index")


class RefusalsMiddleware:
    """Records that a signed-in person was answered 403; stands behind allauth's, which knows the request."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        user = request.user  # before the view, which may end the session
        response = self.get_response(request)
        if response.status_code == 403 and user.is_authenticated and (match := request.resolver_match):
            about = str(match.kwargs.get("pk", ""))
            audit.record_refusal(user, method=str(request.method), route=match.route, about=about)
        return response
