"""`/verifikasi/<code>/`: anyone who holds a paper may ask whether it is genuine; no person is named here."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db.models import TextChoices
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods

from helpdesk.fingerprint import FingerprintHandler
from requests import paper_selectors
from requests.forms.verification import ComparedFileForm
from requests.models import AgendaBook, Document, MonthlyReport
from requests.models.document import OfMonth


class Verdict(TextChoices):
    """What a file is, held against the paper of a code."""

    GENUINE = "genuine", _("The file is genuine")
    OUTDATED = "outdated", _("The file is genuine, but outdated")
    ANOTHER = "another", _("The file is genuine, but another paper")
    UNKNOWN = "unknown", _("The file is not this paper")
    EARLY = "early", _("The file can't be compared yet")


@csrf_exempt  # only until the upload handler is set, which must come before the token is read
@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def verify(request: HttpRequest, code: str) -> HttpResponse:
    """What the paper of this code is, and whether it is the newest of its kind. Unknown codes: 404."""
    request.upload_handlers = [FingerprintHandler(request, limit=settings.COMPARE_MAX_BYTES)]
    return _verify(request, code)


@csrf_protect
def _verify(request: HttpRequest, code: str) -> HttpResponse:
    document = paper_selectors.paper_by_code(code)
    if document is None:
        raise Http404
    version, versions = paper_selectors.version_of(document)
    is_newest = version == versions
    form, verdict = ComparedFileForm(), None
    if request.method == "POST":
        form = ComparedFileForm(request.POST, request.FILES)
        verdict = _compare(document, form.cleaned_data["file"].sha256, is_newest) if form.is_valid() else None
    context = {
        "document": document,
        "version": version,
        "versions": versions,
        "is_newest": is_newest,
        "lags_behind": is_newest and not paper_selectors.tells_all(document),
        "form": form,
        "verdict": verdict,
    }
    return render(request, "requests/verify.html", context)


def _compare(document: Document | OfMonth, sha256: str, is_newest: bool) -> Verdict:
    """That a file is another paper of this site tells its holder nothing new: they have it."""
    if not document.sha256:
        return Verdict.EARLY
    if sha256 == document.sha256:
        return Verdict.GENUINE if is_newest else Verdict.OUTDATED
    made_here = any(model.objects.filter(sha256=sha256).exists() for model in (Document, AgendaBook, MonthlyReport))
    return Verdict.ANOTHER if made_here else Verdict.UNKNOWN
