"""The register of incoming letters (Buku Agenda) on screen."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from helpdesk.paging import Page, page_by_key
from requests.forms.register import ALL_YEARS, ExportForm, RegisterForm
from requests.permissions import can_print_agenda
from requests.register_selectors import entry_numbered, mark_for_reading, register_sought
from requests.views.desk import OfficialsView


class RegisterView(OfficialsView):
    """The newest letter first; what is sought stands in the address. A bare agenda number leads to its request."""

    def get(self, request: HttpRequest) -> HttpResponse:
        form = RegisterForm(request.GET)
        sought_number = form.agenda_number() if form.is_valid() else None
        if sought_number and (entry := entry_numbered(request.user, *sought_number)):
            return redirect("access_request", pk=entry.pk)
        return render_register(request, form)


def render_register(request: HttpRequest, form: RegisterForm, export_form: ExportForm | None = None) -> HttpResponse:
    """The register as the form says; nothing of it while the form is wrong."""
    page, words = Page([], ""), []
    if form.is_valid():
        sought = form.sought()
        order = ("-number",) if "year" in sought else ("-year", "-number")
        page = page_by_key(register_sought(request.user, sought), request.GET.get("sesudah", ""), order)
        words = form.words()
        mark_for_reading(page.rows, words)
    context = {
        "form": form,
        "page": page,
        "words": words,
        "years": _years(form),
        "may_print": can_print_agenda(request.user),
        "export_form": export_form or ExportForm(),
    }
    return render(request, "requests/register.html", context)


def _years(form: RegisterForm) -> list[dict[str, Any]]:
    """Every year as a link, and all of them; none while the form is wrong or there is but one."""
    if len(form.years) < 2 or not form.is_valid():
        return []
    shown = form.year_shown()
    links = [(str(year), str(year)) for year in form.years] + [(ALL_YEARS, _("All years"))]
    return [{"value": value, "label": label, "is_shown": value == shown} for value, label in links]
