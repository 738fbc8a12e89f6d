"""What a person has been told, and what of it they have read."""

import uuid

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views import View

from accounts.models import Notice
from helpdesk.paging import page_by_key
from requests.forms.notices import ReadAllForm


class NoticesView(View):
    """The newest first."""

    def get(self, request: HttpRequest) -> HttpResponse:
        page = page_by_key(request.user.notices.all(), request.GET.get("sesudah", ""), ("-at", "-id"))
        return render(request, "requests/notices.html", {"page": page})

    def post(self, request: HttpRequest) -> HttpResponse:
        """Marks as read all up to the newest that stood on the page; what has come since stays unread."""
        form = ReadAllForm(request.POST)
        if form.is_valid():
            request.user.notices.filter(read_at=None, at__lte=form.cleaned_data["until"]).update(read_at=timezone.now())
        return redirect("notices")


class OpenNoticeView(View):
    """A button, not a link, as reading changes the notice."""

    def get(self, request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
        return redirect("notices")

    def post(self, request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
        notice = get_object_or_404(Notice, pk=pk, person=request.user)
        Notice.objects.filter(pk=pk, read_at=None).update(read_at=timezone.now())
        return redirect(notice)
