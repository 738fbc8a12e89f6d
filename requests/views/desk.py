"""The officials' desk: what waits, what was decided, several letters disposed at once, and who has how much."""

import uuid
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views import View

from accounts.models import User
from accounts.permissions import capacity_as_second, current_appointments, is_official, posts_of
from accounts.proposals import waiting_for
from accounts.sessions import no_sign_of_life
from helpdesk.paging import Page, page_by_key
from requests import desk_selectors, sop
from requests.clock import late_before, read_calendar, waited
from requests.desk_selectors import LISTS, WAITING, DeskList
from requests.disposing import dispose_together
from requests.forms.desk import DisposeTogetherForm
from requests.models import AccessRequest
from requests.office_hours import Calendar
from requests.permissions import barred_from_assignment, capacities, reads_all
from requests.register_selectors import exports_of

DECIDED_LATELY, SHOWN_AT_MOST = 5, 25  # rows of the shorter lists


class OfficialsView(View):
    http_method_names = ["get", "head"]

    def dispatch(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        if not is_official(request.user):
            raise PermissionDenied(_("This page belongs to the officials and staff who carry out the SOP."))
        return super().dispatch(request, *args, **kwargs)


class DeskView(OfficialsView):
    """One of the desk's lists under the tiles of all; the first shows what waits, and below it what was decided."""

    def get(self, request: HttpRequest, slug: str = WAITING.slug) -> HttpResponse:
        if slug not in LISTS:
            raise Http404
        return render_desk(request, LISTS[slug])


def render_desk(request: HttpRequest, shown: DeskList, together: DisposeTogetherForm | None = None) -> HttpResponse:
    calendar = read_calendar()
    before = late_before(calendar=calendar)
    page = _page(request, shown, calendar, before)
    context = {
        "shown": shown,
        "page": page,
        "tiles": desk_selectors.tiles(request.user, before),
        "late_before": before,
        "appointments": current_appointments(request.user),
        "may_overlook": reads_all(request.user),
    }
    if shown is WAITING:
        context |= _below_what_waits(request.user)
        to_dispose = [row for row in page.rows if row.awaited is sop.DISPOSE]
        if together is None and any(row.opened for row in to_dispose):
            together = DisposeTogetherForm(user=request.user)
        context |= {"disposes": bool(to_dispose), "together": together}
    return render(request, "requests/desk.html", context)


def _page(request: HttpRequest, shown: DeskList, calendar: Calendar, before: datetime) -> Page:
    rows, key = shown.rows(request.user, before), request.GET.get("sesudah", "")
    if shown.of_acts:
        return page_by_key(rows, key, shown.order)
    page = page_by_key(desk_selectors.with_marks(rows, request.user), key, shown.order)
    for row in page.rows:
        row.waited = waited(row, calendar)
    return page


def _below_what_waits(user: User) -> dict[str, Any]:
    return {
        "decided": desk_selectors.decided(user)[:DECIDED_LATELY],
        "unconfirmed": desk_selectors.unconfirmed_handovers(user)[:SHOWN_AT_MOST],
        "exports": exports_of(user)[:DECIDED_LATELY],
        "may_be_second": capacity_as_second(user) is not None,
        "proposals": waiting_for(user),
        "posts": posts_of(user),
    }


class DisposeTogetherView(OfficialsView):
    """Disposes the letters that were ticked on the desk, each by itself: what refuses one leaves the others alone."""

    http_method_names = ["get", "head", "post"]

    def get(self, request: HttpRequest) -> HttpResponse:
        return redirect("desk")

    def post(self, request: HttpRequest) -> HttpResponse:
        form = DisposeTogetherForm(request.POST, user=request.user)
        if not form.held:
            raise PermissionDenied(_("Letters are disposed by the Head of the Service."))
        if not form.is_valid():
            return render_desk(request, WAITING, form)
        disposed, refused = dispose_together(actor=request.user, **form.cleaned_data)
        if disposed:
            messages.success(request, f"{', '.join(map(str, disposed))}: {sop.DISPOSE.done}.")
        for access_request, why in refused:
            messages.warning(request, f"{access_request}: {why}")
        return redirect("desk")


class OverviewView(OfficialsView):
    """Who has how much and what is late, for those who read every letter; the section head assigns from here."""

    def get(self, request: HttpRequest) -> HttpResponse:
        if not reads_all(request.user):
            raise PermissionDenied(_("The overview belongs to those who read every letter."))
        before = late_before()
        staff = list(desk_selectors.staff_with_lateness(before))
        page = page_by_key(desk_selectors.to_assign(), request.GET.get("sesudah", ""), WAITING.order)
        context = {
            "standing": desk_selectors.standing(before),
            "staff": staff,
            "page": page,
            "to_assign": [_to_assign(row, staff, request.user) for row in page.rows],
            "late": desk_selectors.late_ones(before)[:SHOWN_AT_MOST],
            "late_before": before,
        }
        return render(request, "requests/overview.html", context)


def _to_assign(access_request: AccessRequest, staff: list[User], user: User) -> dict[str, Any]:
    """A row of `desk_selectors.to_assign`: the Admins who may take it, if it is for this person to assign it."""
    held = capacities(access_request, sop.ASSIGN, user)
    barred = barred_from_assignment(access_request)
    return {
        "access_request": access_request,
        "capacity": held[0] if held else None,
        "key": uuid.uuid4(),
        "staff": [one for one in staff if one.pk not in barred],
    }


@method_decorator(no_sign_of_life, name="dispatch")
class DeskCountsView(OfficialsView):
    """The counts of the tiles, for the script that keeps an open desk up to date."""

    def get(self, request: HttpRequest) -> JsonResponse:
        return JsonResponse({one.slug: count for one, count in desk_selectors.tiles(request.user, late_before())})
