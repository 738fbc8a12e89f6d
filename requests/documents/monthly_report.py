"""What the monthly report (laporan bulanan) says: every figure of the report's page, on as few sheets as hold it."""

from requests.documents.context import Context, frame
from requests.models import MonthlyReport
from requests.report_tables import tables
from requests.reports import Report

# What two columns hold by the slug of its table, as no month makes these long; the others are as wide as the sheet.
BESIDE = (("arus", "berakhir"), ("pengembalian", "alasan"))


def context(paper: MonthlyReport, now: Report, before: Report) -> Context:
    """Everything the template prints. Call it in the language of the paper."""
    left = {table.slug: table for table in tables(now, before)}
    return {
        **frame(paper),
        "month": paper.month,
        "month_before": before.period.since,
        "beside": [[left.pop(slug) for slug in column] for column in BESIDE],
        "below": list(left.values()),
    }
