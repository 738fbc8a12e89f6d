"""The agenda book on paper: a month is a file, several are an archive of such files."""

import uuid
import zipfile
from io import BytesIO

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views import View

from helpdesk.models import JobState
from requests import paper_selectors, tasks
from requests.forms.agenda import MONTHS_AT_MOST, AgendaBookForm
from requests.models import AgendaBook
from requests.permissions import can_print_agenda
from requests.views.papers import file_name, record_reading


class AgendaPrintersView(View):
    def dispatch(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        if not can_print_agenda(request.user):
            raise PermissionDenied(_("The agenda book is printed by those who read every letter."))
        return super().dispatch(request, *args, **kwargs)


class AgendaBookView(AgendaPrintersView):
    """Asks for the months and orders a book for each."""

    http_method_names = ["get", "head", "post"]

    def get(self, request: HttpRequest) -> HttpResponse:
        return render(request, "requests/agenda_book.html", {"form": AgendaBookForm()})

    def post(self, request: HttpRequest) -> HttpResponse:
        form = AgendaBookForm(request.POST)
        if not form.is_valid():
            return render(request, "requests/agenda_book.html", {"form": form})
        books = [tasks.order_agenda_book(month, form.size_chosen()) for month in form.months()]
        if len(books) == 1:
            return redirect("paper", pk=books[0].pk)
        chosen = urlencode({"buku": [str(book.pk) for book in books]}, doseq=True)
        return redirect(f"{reverse('agenda_archive')}?{chosen}")


class AgendaArchiveView(AgendaPrintersView):
    """Several books in one ZIP, the same bytes whenever asked; says how many are made as long as some are not."""

    http_method_names = ["get", "head"]

    def get(self, request: HttpRequest) -> HttpResponse:
        books = self.books(request)
        made = [book for book in books if book.state == JobState.DONE]
        if len(made) < len(books):
            waiting = all(book.state != JobState.FAILED for book in books)
            context = {"made": len(made), "all": len(books), "waiting": waiting}
            return render(request, "requests/archive_waiting.html", context, status=202 if waiting else 200)
        if request.method == "GET":
            for book in books:
                record_reading(request.user, book)
        name = f"buku-agenda-{books[0].month:%Y-%m}-{books[-1].month:%Y-%m}.zip"
        headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "private, no-store"}
        return HttpResponse(_zipped(books), content_type="application/zip", headers=headers)

    def books(self, request: HttpRequest) -> list[AgendaBook]:
        try:
            keys = [uuid.UUID(key) for key in request.GET.getlist("buku")][:MONTHS_AT_MOST]
        except ValueError as error:
            raise Http404 from error
        books = list(paper_selectors.agenda_books(request.user).filter(pk__in=keys))
        if not books:
            raise Http404
        return books


def _zipped(books: list[AgendaBook]) -> bytes:
    archive = BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_STORED) as zipped:
        for book in books:
            entry = zipfile.ZipInfo(file_name(book), book.created_at.timetuple()[:6])
            with book.file.open("rb") as file:
                zipped.writestr(entry, file.read())
    return archive.getvalue()
