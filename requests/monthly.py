"""The report of each month for the head of the service: made once, on the first working day of the next."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from requests import documents, notifications, tasks
from requests.clock import read_calendar
from requests.digest import is_time
from requests.models import Letterhead, MonthlyReport, RegisterEntry
from requests.periods import Period, month_before
from requests.reports import report
from requests.sheets import Sheet


def write_due_monthly_report(now: datetime | None = None) -> MonthlyReport | None:
    """Writes the report of the month before if it is time and there is none; None if not. Idempotent.

    Time is from the hour of the digest on, on every working day, so that a later one catches up. Of a month at whose
    end nothing had ever been registered there is none.
    """
    here = timezone.localtime(now)
    month = month_before(here.date())
    if MonthlyReport.objects.filter(month=month.since).exists():
        return None
    has_begun = RegisterEntry.objects.filter(received_at__date__lte=month.until).exists()
    return _write(month) if has_begun and is_time(here, read_calendar()) else None


@transaction.atomic
def _write(month: Period) -> MonthlyReport | None:
    paper, is_ours = MonthlyReport.objects.get_or_create(
        month=month.since, defaults={"sheet": Sheet.MONTHLY_REPORT, "letterhead": Letterhead.newest()}
    )
    if not is_ours:  # another machine's housekeeping was faster
        return None
    now, before = (report(one.since, one.until) for one in (month, month.before))
    paper.html = documents.page_of_report(paper, now, before)
    paper.save(update_fields=["html"])
    tasks.render_monthly_report.enqueue(str(paper.pk))
    notifications.tell_of_monthly_report(paper)
    return paper
