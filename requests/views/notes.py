"""Notes between officials on a request."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views import View

from requests import services
from requests.exceptions import NotTheirTurn, StaleRequest
from requests.forms.notes import NoteForm
from requests.forms.parts import typed_in
from requests.permissions import note_capacities
from requests.views.pages import get_visible, render_conflict, render_request


class NoteView(View):
    """The form stands on the request's page; here it is sent to."""

    http_method_names = ["get", "head", "post"]

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        self.access_request = get_visible(request, kwargs["pk"])
        self.capacities = note_capacities(self.access_request, request.user)
        if not self.capacities:
            raise NotTheirTurn(self.access_request, _("Officials and staff who work on a request write its notes."))
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
        return redirect("access_request", pk=pk)

    def post(self, request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
        form = NoteForm(request.POST)
        if not form.is_valid():
            return render_request(request, self.access_request, note_form=form)
        try:
            services.write_note(self.access_request, appointment=self.capacities[0], **form.cleaned_data)
        except StaleRequest:
            return render_conflict(request, self.access_request, typed_in(form))
        messages.success(request, _("The note has been kept."))
        return redirect("access_request", pk=pk)
