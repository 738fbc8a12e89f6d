"""Health for the machines that watch the site, whom to tell of a weakness, refused forms, the demo's post box."""

import re
from datetime import date, timedelta

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from helpdesk.models import Message
from helpdesk.paging import page_by_key

# Fields that hold a secret, or what the page itself put there.
NOT_TYPED = ("csrfmiddlewaretoken", "password", "oldpassword", "code", "credential", "version", "next")
# Keys and fingerprints of the page; and a single word, which may as well be the code of a choice.
NOT_WORTH_KEEPING = re.compile(r"[0-9a-f-]{36}|[0-9a-f]{64}|[A-Za-z_]*")


@login_not_required
@never_cache
@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """The process answers; the database is not asked."""
    return HttpResponse("ok\n", content_type="text/plain")


@login_not_required
@never_cache
@require_safe
def readyz(request: HttpRequest) -> HttpResponse:
    """The database answers and every migration has been applied; otherwise 503."""
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        return HttpResponse("migrations are missing\n", content_type="text/plain", status=503)
    return HttpResponse("ok\n", content_type="text/plain")


@login_not_required
@require_safe
def security_txt(request: HttpRequest) -> HttpResponse:
    """Where to report a weakness (RFC 9116). 404 where nobody has been named, or lately been asked.

    It is good for a year from the day on which somebody last saw that reports arrive, not from today.
    """
    if not settings.SECURITY_CONTACT or not settings.SECURITY_CONTACT_SEEN_ON:
        raise Http404
    expires = date.fromisoformat(settings.SECURITY_CONTACT_SEEN_ON) + timedelta(days=365)
    lines = {
        "Contact": settings.SECURITY_CONTACT,
        "Expires": f"{expires.isoformat()}T00:00:00Z",
        "Preferred-Languages": "id, en",
        "Canonical": settings.SITE_URL + request.path,
    }
    text = "".join(f"{name}: {value}\n" for name, value in lines.items())
    return HttpResponse(text, content_type="text/plain; charset=utf-8")


def give_back(request: HttpRequest, template: str, *, status: int) -> HttpResponse:
    """A form that can't be taken, with the texts that were typed into it, secrets left out."""
    given = [str(text).strip() for name, text in request.POST.items() if not name.startswith(NOT_TYPED)]
    typed = [text for text in given if not NOT_WORTH_KEEPING.fullmatch(text)]
    return render(request, template, {"typed": typed}, status=status)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form of another session, or from a browser that keeps no cookies."""
    return give_back(request, "403_csrf.html", status=403)


@login_not_required
@require_safe
def demo_mail(request: HttpRequest) -> HttpResponse:
    """Every message of the demo, newest first, so that a newcomer can confirm a sign-up."""
    page = page_by_key(Message.objects.all(), request.GET.get("sesudah", ""), ("-created_at", "id"))
    return render(request, "helpdesk/demo_mail.html", {"page": page})
