"""System checks: what must hold before the site starts."""

from ctypes.util import find_library
from datetime import date, timedelta
from importlib.metadata import PackageNotFoundError, distribution
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning, register
from django.core.exceptions import ImproperlyConfigured

from helpdesk import isolation, vault


@register
def no_distribution_named_requests(**kwargs: Any) -> list[CheckMessage]:
    """Our app `requests` shadows the PyPI package of that name in every process started at the root."""
    try:
        distribution("requests")
    except PackageNotFoundError:
        return []
    return [
        Error(
            "The distribution 'requests' is installed, and the app of that name shadows it.",
            hint="Remove the dependency that pulled it in; outbound HTTP is httpx.",
            id="helpdesk.E001",
        )
    ]


@register
def demo_only_with_debug(**kwargs: Any) -> list[CheckMessage]:
    """Demo mode shows every mail to anyone; it must never meet a real site."""
    if settings.DEMO and not settings.DEBUG:
        return [Error("DEMO works only with DEBUG on, on loopback.", id="helpdesk.E002")]
    return []


@register
def key_file_can_be_read(**kwargs: Any) -> list[CheckMessage]:
    """Without it, no account could be activated and no credential opened."""
    try:
        vault.read_key()
    except ImproperlyConfigured as error:
        return [Error(str(error), hint="`manage.py new_key` creates one.", id="helpdesk.E003")]
    return []


@register(deploy=True)
def security_contact_is_fresh(**kwargs: Any) -> list[CheckMessage]:
    """Without one, whoever finds a weakness has nobody to tell; an old one may reach nobody."""
    seen_on = settings.SECURITY_CONTACT_SEEN_ON
    if settings.SECURITY_CONTACT and seen_on and date.fromisoformat(seen_on) > date.today() - timedelta(days=365):
        return []
    hint = "Try the address, then set SECURITY_CONTACT and SECURITY_CONTACT_SEEN_ON to it and today."
    return [
        Warning(
            "/.well-known/security.txt names nobody, or nobody who was lately tried.", hint=hint, id="helpdesk.W006"
        )
    ]


@register
def fonts_are_subset_quickly(**kwargs: Any) -> list[CheckMessage]:
    """Without HarfBuzz's subsetting, WeasyPrint takes five times as long for a sheet."""
    if find_library("harfbuzz-subset"):
        return []
    return [Warning("libharfbuzz-subset0 is missing, so that papers are slow to make.", id="helpdesk.W005")]


@register
def sandbox_for_uploads_works(**kwargs: Any) -> list[CheckMessage]:
    """Without it, a hole in a parser of PDFs or pictures would open the site; only the demo runs all the same."""
    if isolation.sandbox_works():
        return []
    message = "The sandbox in which uploaded files are opened can't be started."
    hint = (
        "Install bubblewrap and allow unprivileged user namespaces:"
        " sysctl kernel.unprivileged_userns_clone=1 kernel.apparmor_restrict_unprivileged_userns=0"
    )
    if settings.DEMO:
        return [Warning(message, hint=hint, id="helpdesk.W004")]
    return [Error(message, hint=hint, id="helpdesk.E004")]
