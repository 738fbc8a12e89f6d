"""Health for the machines that watch the site, the language switch, and the demo's post box."""

from django.contrib.auth.decorators import login_not_required
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from helpdesk.models import Message
from helpdesk.paging import page_by_key


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
def demo_mail(request: HttpRequest) -> HttpResponse:
    """Every message of the demo, newest first, so that a newcomer can confirm a sign-up."""
    page = page_by_key(Message.objects.all(), request.GET.get("sesudah", ""), ("-created_at", "id"))
    return render(request, "helpdesk/demo_mail.html", {"page": page})
