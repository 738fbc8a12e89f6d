"""Headers of every answer, the language of a page, what the signed-out had typed, the fence around the demo."""

from collections.abc import Callable
from ipaddress import ip_address
from typing import Any

from django.conf import settings
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.core.exceptions import MiddlewareNotUsed
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseForbidden, HttpResponseNotAllowed
from django.utils import translation
from django.views.defaults import page_not_found

from helpdesk.views import give_back


class HeadersMiddleware:
    """What Django has no setting for: no page may use the machine's devices, no other site may embed an answer."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=(), payment=(), usb=()"
        response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
        return response


class MethodsMiddleware:
    """Pages are read and forms sent; any other method, wherever it goes and whoever sends it, is refused alike."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        known = ("GET", "HEAD", "POST")
        return self.get_response(request) if request.method in known else HttpResponseNotAllowed(known)


class LanguageMiddleware:
    """What the person chose by the switch, else Indonesian. Unlike Django's own, ignores Accept-Language."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME)
        language = chosen if chosen in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
        with translation.override(language):
            response = self.get_response(request)
        response.headers["Content-Language"] = language
        return response


class SignInMiddleware(LoginRequiredMiddleware):
    """Lets nobody in who isn't signed in. Whoever sends a form after their session has ended gets it back."""

    def handle_no_permission(self, request: HttpRequest, view_func: Any) -> Any:
        if request.method != "POST":
            return super().handle_no_permission(request, view_func)
        return give_back(request, "signed_out.html", status=403)


class DemoOnLoopbackMiddleware:
    """The demo shows everybody's mail, so it answers this machine alone; outside the demo it isn't there."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        if not settings.DEMO:
            raise MiddlewareNotUsed
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not ip_address(request.META["REMOTE_ADDR"]).is_loopback:
            return HttpResponseForbidden("The demo works only on loopback.\n", content_type="text/plain")
        return self.get_response(request)


class DemoNotFoundMiddleware:
    """Shows the site's own page for a missing address, which the demo's DEBUG would replace by Django's."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        if not settings.DEMO:
            raise MiddlewareNotUsed
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        return page_not_found(request, Http404()) if response.status_code == 404 else response
