"""Reading papers: which there are, who may read them, which is in force."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from accounts.models import User
from requests import sop
from requests.models import AccessRequest, AgendaBook, Attachment, Disposition, Document, MonthlyReport, Preview
from requests.models.document import OfMonth
from requests.permissions import can_print_agenda, reads_all
from requests.selectors import visible_to
from requests.sheets import Sheet


@dataclass(frozen=True)
class Versions:
    """The sheets of one kind in their usual size."""

    newest: Document
    older: list[Document]


def sheets_of(access_request: AccessRequest) -> list[Versions]:
    """Every sheet of the request by its kind, in the order in which the SOP names them, newest first."""
    made = access_request.documents.select_related("disposition").order_by("-request_version")
    by_kind: dict[str, list[Document]] = {sheet: [] for sheet in Sheet.values}
    for document in made:
        if document.has_usual_size:
            by_kind[document.sheet].append(document)
    return [Versions(newest, older) for newest, *older in filter(None, by_kind.values())]


def acts_on_letters_of(month: date) -> QuerySet[Disposition]:
    """Every act on the letters registered in the month of this day (Asia/Jakarta), by agenda number and in order."""
    first = timezone.make_aware(datetime(month.year, month.month, 1))
    after = timezone.make_aware(datetime(month.year + month.month // 12, month.month % 12 + 1, 1))
    received = "access_request__register_entry__received_at"
    of_month = Disposition.objects.filter(**{f"{received}__gte": first, f"{received}__lt": after})
    entry = "access_request__register_entry"
    return of_month.select_related(entry).order_by(f"{entry}__year", f"{entry}__number", "version")


def papers_readable_by(
    user: User,
) -> tuple[QuerySet[Attachment], QuerySet[Document], QuerySet[Preview], QuerySet[AgendaBook], QuerySet[MonthlyReport]]:
    """Every scan and sheet of the requests a person may see, the previews they asked for, and the papers of months.

    What the applicant has not submitted is theirs alone.
    """
    visible = visible_to(user).order_by().values("pk")
    own = Q(access_request__applicant=user)
    submitted = Disposition.objects.filter(
        access_request=OuterRef("access_request"),
        transition__in=[sop.SUBMIT.name, sop.RESUBMIT.name],
        at__gte=OuterRef("uploaded_at"),
    )
    attachments = Attachment.objects.filter(own | Q(Exists(submitted)), access_request__in=visible)
    documents = Document.objects.filter(access_request__in=visible).select_related("access_request__register_entry")
    previews = Preview.objects.filter(access_request__in=visible, ordered_by=user)
    return attachments, documents, previews, agenda_books(user), monthly_reports(user)


def agenda_books(user: User) -> QuerySet[AgendaBook]:
    return AgendaBook.objects.all() if can_print_agenda(user) else AgendaBook.objects.none()


def monthly_reports(user: User) -> QuerySet[MonthlyReport]:
    """Newest first."""
    return MonthlyReport.objects.all() if reads_all(user) else MonthlyReport.objects.none()


def paper_by_code(code: str) -> Document | OfMonth | None:
    """The paper in force that carries this code, with what a check of it says."""
    documents = Document.objects.select_related("access_request__register_entry", "disposition__audit_entry")
    kinds: tuple[QuerySet[Any], ...] = (documents, AgendaBook.objects.all(), MonthlyReport.objects.all())
    return next((found for kind in kinds if (found := kind.filter(code=code).first())), None)


def version_of(paper: Document | OfMonth) -> tuple[int, int]:
    """Which version of its kind the paper is, and how many there are, sizes not counted."""
    if isinstance(paper, Document):
        same = Document.objects.filter(access_request=paper.access_request_id, sheet=paper.sheet)
        number, numbers = paper.request_version, set(same.values_list("request_version", flat=True))
    elif isinstance(paper, AgendaBook):
        same_month = AgendaBook.objects.filter(month=paper.month)
        number, numbers = paper.acts, set(same_month.values_list("acts", flat=True))
    else:
        return 1, 1
    versions = sorted(numbers)
    return versions.index(number) + 1, len(versions)


def tells_all(paper: Document | OfMonth) -> bool:
    """Whether nothing has happened since that such a paper would tell: one made on request may lag behind its rows."""
    if isinstance(paper, AgendaBook):
        return paper.acts == acts_on_letters_of(paper.month).count()
    if isinstance(paper, OfMonth):
        return True  # of a month that is over
    later = paper.access_request.dispositions.filter(version__gt=paper.request_version)
    return paper.sheet != Sheet.BUNDLE or not later.exists()
