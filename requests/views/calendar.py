"""`/kelola/hari-libur/impor/`: the Super Admin takes over the holidays of a year."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.permissions import capacity_as_super_admin
from requests.clock import importable_years
from requests.forms.calendar import ImportForm
from requests.holiday_import import Imported, import_holidays
from requests.views.reference_data import SuperAdminView


class ImportHolidaysView(SuperAdminView):
    http_method_names = ["get", "head", "post"]

    def get(self, request: HttpRequest) -> HttpResponse:
        return redirect("reference_rows", kind="hari-libur")

    def post(self, request: HttpRequest) -> HttpResponse:
        form = ImportForm(request.POST, years=importable_years())
        if form.is_valid():
            year, appointment = form.cleaned_data["year"], capacity_as_super_admin(request.user)
            self.report(year, import_holidays(year, actor=request.user, appointment=appointment))
        else:
            messages.error(request, _("Nothing was imported: that year can't be."))
        return redirect("reference_rows", kind="hari-libur")

    def report(self, year: int, imported: Imported) -> None:
        """Also of what the package can't know."""
        added = ngettext(
            "%(year)s: %(count)s day added, %(kept)s were there.",
            "%(year)s: %(count)s days added, %(kept)s were there.",
            imported.added,
        )
        messages.success(self.request, added % {"year": year, "count": imported.added, "kept": imported.kept})
        if not imported.has_joint_leave:
            lacking = _("The joint leave (cuti bersama) of %(year)s is not known yet: import again once it is decreed.")
            messages.warning(self.request, lacking % {"year": year})
        if imported.estimated:
            estimates = _("Only estimated, so compare with the decree: %(days)s.")
            messages.warning(self.request, estimates % {"days": "; ".join(imported.estimated)})
