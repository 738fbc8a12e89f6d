"""The register of incoming letters (Buku Agenda) on screen."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from helpdesk.paging import page_by_key
from requests import selectors
from requests.permissions import can_print_agenda
from requests.views.desk import OfficialsView


class RegisterView(OfficialsView):
    """The newest letter first."""

    def get(self, request: HttpRequest) -> HttpResponse:
        entries = selectors.register(request.user)
        page = page_by_key(entries, request.GET.get("sesudah", ""), ("-year", "-number"))
        context = {"page": page, "may_print": can_print_agenda(request.user)}
        return render(request, "requests/register.html", context)
