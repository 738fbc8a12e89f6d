"""`/verifikasi/<code>/`: anyone who holds a paper may ask whether it is genuine; no person is named here."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods

from helpdesk.fingerprint import FingerprintHandler
from requests import selectors
from requests.forms.verification import ComparedFileForm
from requests.models import AgendaBook, Document


@csrf_exempt  # only until the upload handler is set, which must come before the token is read
@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def verify(request: HttpRequest, code: str) -> HttpResponse:
    """What the paper of this code is, and whether it is the newest of its kind. Unknown codes: 404."""
    request.upload_handlers = [FingerprintHandler(request)]
    return _verify(request, code)


@csrf_protect
def _verify(request: HttpRequest, code: str) -> HttpResponse:
    document = selectors.paper_by_code(code)
    if document is None:
        raise Http404
    version, versions = selectors.version_of(document)
    form = ComparedFileForm(request.POST, request.FILES) if request.method == "POST" else None
    context = {
        "document": document,
        "version": version,
        "versions": versions,
        "is_newest": version == versions,
        "form": form or ComparedFileForm(),
        "verdict": _compare(document, form.cleaned_data["file"].sha256) if form and form.is_valid() else "",
    }
    return render(request, "requests/verify.html", context)


def _compare(document: Document | AgendaBook, sha256: str) -> str:
    """That a file is another paper of this site tells its holder nothing new: they have it."""
    if sha256 == document.sha256:
        return "same"
    made_here = any(model.objects.filter(sha256=sha256).exists() for model in (Document, AgendaBook))
    return "another" if made_here else "unknown"
