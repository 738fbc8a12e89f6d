"""`/verifikasi/<code>/`: anyone who holds a paper may ask whether it is genuine; no person is named here."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods

from helpdesk.fingerprint import FingerprintHandler
from requests import selectors
from requests.forms.verification import ComparedFileForm
from requests.models import Document


@csrf_exempt  # only until the upload handler is set, which must come before the token is read
@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def verify(request: HttpRequest, code: str) -> HttpResponse:
    """What the paper of this code is, and whether it is the newest of its kind. Unknown codes: 404."""
    request.upload_handlers = [FingerprintHandler(request)]
    return _verify(request, code)


@csrf_protect
def _verify(request: HttpRequest, code: str) -> HttpResponse:
    document = get_object_or_404(selectors.documents_in_full(), code=code)
    versions = selectors.versions_of(document)
    form = ComparedFileForm(request.POST, request.FILES) if request.method == "POST" else None
    context = {
        "document": document,
        "version": versions.index(document.request_version) + 1,
        "versions": len(versions),
        "is_newest": document.request_version == versions[-1],
        "form": form or ComparedFileForm(),
        "verdict": _compare(document, form.cleaned_data["file"].sha256) if form and form.is_valid() else "",
    }
    return render(request, "requests/verify.html", context)


def _compare(document: Document, sha256: str) -> str:
    """That a file is another paper of this site tells its holder nothing new: they have it."""
    if sha256 == document.sha256:
        return "same"
    return "another" if Document.objects.filter(sha256=sha256).exists() else "unknown"
