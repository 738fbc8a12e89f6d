"""The applicant's list of requests."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views import View

from helpdesk.paging import page_by_key
from requests import rounds, selectors


class MyRequestsView(View):
    http_method_names = ["get", "head"]

    def get(self, request: HttpRequest) -> HttpResponse:
        rows = rounds.with_rounds(selectors.requests_of(request.user))
        page = page_by_key(rows, request.GET.get("sesudah", ""), ("-created_at", "id"), size=25)
        return render(request, "requests/my_requests.html", {"page": page})
