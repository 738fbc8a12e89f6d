"""The report of a period, for those who read every letter."""

from datetime import date

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from requests.forms.report import ReportForm
from requests.paper_selectors import monthly_reports
from requests.periods import Period, month_before, month_of, year_of
from requests.permissions import reads_all
from requests.report_tables import tables
from requests.reports import report
from requests.views.desk import OfficialsView

PAPERS = 12  # monthly reports that the page leads to


class ReportView(OfficialsView):
    """Of the days in the address, or else of the last full month; nothing while they are wrong."""

    def get(self, request: HttpRequest) -> HttpResponse:
        if not reads_all(request.user):
            raise PermissionDenied(_("The report belongs to those who read every letter."))
        today = timezone.localdate()
        last_month = month_before(today)
        asked = request.GET if "since" in request.GET or "until" in request.GET else None
        form = ReportForm(asked or {"since": last_month.since, "until": last_month.until})
        context = {"form": form, "presets": _presets(today)}
        context["papers"] = monthly_reports(request.user).defer("html")[:PAPERS]
        if form.is_valid():
            period = form.period()
            now, before = (report(one.since, one.until) for one in (period, period.before))
            context |= {"now": now, "before": before, "tables": tables(now, before)}
            context["is_running"] = period.until >= today
        return render(request, "requests/report.html", context)


def _presets(today: date) -> list[tuple[str, Period]]:
    return [
        (_("This month"), month_of(today)),
        (_("Last month"), month_before(today)),
        (_("This year"), year_of(today)),
    ]
