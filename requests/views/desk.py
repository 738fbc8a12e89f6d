"""The officials' desk."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views import View

from accounts.permissions import capacity_as_second, current_appointments, is_official, posts_of
from accounts.proposals import waiting_for
from helpdesk.paging import page_by_key
from requests import selectors

REGISTER_ORDER = ("register_entry__year", "register_entry__number")


class OfficialsView(View):
    http_method_names = ["get", "head"]

    def dispatch(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        if not is_official(request.user):
            raise PermissionDenied(_("This page belongs to the officials and staff who carry out the SOP."))
        return super().dispatch(request, *args, **kwargs)


class DeskView(OfficialsView):
    """Only what waits for this person, the oldest letter first."""

    def get(self, request: HttpRequest) -> HttpResponse:
        waiting = page_by_key(selectors.inbox(request.user), request.GET.get("sesudah", ""), REGISTER_ORDER)
        context = {
            "page": waiting,
            "appointments": current_appointments(request.user),
            "may_be_second": capacity_as_second(request.user) is not None,
            "proposals": waiting_for(request.user),
            "posts": posts_of(request.user),
            "in_my_name": selectors.done_in_the_name_of(request.user)[:25],
            "unconfirmed": selectors.unconfirmed_handovers(request.user)[:25],
        }
        return render(request, "requests/desk.html", context)
