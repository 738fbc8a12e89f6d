"""The report of a month: written once, on the first working day of the next, and told to the head of the service."""

from datetime import date

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from accounts.models import Notice
from accounts.offices import Office as Post
from helpdesk.models import Message
from requests.models import Digest, Holiday, MonthlyReport
from requests.monthly import write_due_monthly_report
from tests.by_http import signed_in, words
from tests.cast import appoint
from tests.requests.office_at_work import Office

pytestmark = pytest.mark.any_database


@pytest.fixture
def july(office: Office) -> Office:
    """One letter was registered in July 2026; August begins on a Saturday."""
    office.receives("07-15 08.00")
    return office


def written(office: Office, moment: str) -> list[date]:
    """The months of all reports, after housekeeping has asked at this moment."""
    office.at(moment)
    write_due_monthly_report()
    return list(MonthlyReport.objects.values_list("month", flat=True))


def test_it_is_written_from_half_past_seven_on_the_first_working_day(july: Office) -> None:
    Holiday.objects.create(day=date(2026, 8, 3), name="Libur", kind="local")
    for early in ("07-31 17.00", "08-01 09.00", "08-02 09.00", "08-03 09.00", "08-04 07.29"):
        assert written(july, early) == []
    assert written(july, "08-04 07.30") == [date(2026, 7, 1)]
    assert written(july, "09-01 07.30") == [date(2026, 8, 1), date(2026, 7, 1)]


@pytest.mark.parametrize(
    ("moment", "months"),
    [("08-20 15.00", [date(2026, 7, 1)]), ("08-22 15.00", []), ("08-31 23.59", [date(2026, 7, 1)])],
)
def test_what_was_missed_is_made_up_for_on_any_working_day_of_the_month(
    july: Office, moment: str, months: list[date]
) -> None:
    """The 22nd is a Saturday."""
    assert written(july, moment) == months


def test_there_is_none_of_a_month_before_the_first_letter(july: Office) -> None:
    assert written(july, "07-31 10.00") == []


def test_a_month_without_letters_after_the_first_has_one(july: Office) -> None:
    assert date(2026, 8, 1) in written(july, "09-01 10.00")


def test_whoever_holds_the_office_is_told_once_in_that_mornings_digest(july: Office) -> None:
    cast, days = july.cast, {"since": date(2026, 8, 3), "until": date(2026, 8, 4)}
    july.at("08-03 07.00")
    appoint(cast.division_head, Post.HEAD, "plh", **days)
    Notice.objects.all().delete()
    Message.objects.all().delete()
    for moment in ("08-03 07.30", "08-03 07.31"):
        july.at(moment)
        call_command("housekeeping")
    paper, title = MonthlyReport.objects.get(), "Laporan bulanan Juli 2026 telah tersedia"
    told = list(Notice.objects.values_list("person", "title", "path").order_by("person__name"))
    assert told == [(person.pk, title, f"/dokumen/{paper.pk}/") for person in (cast.head, cast.division_head)]
    for person in (cast.head, cast.division_head):
        assert f"- {title}\n  https://testserver/dokumen/{paper.pk}/\n" in Message.objects.get(to=person.email).body


def test_it_is_for_those_who_read_every_letter(july: Office) -> None:
    written(july, "08-03 07.30")
    paper = MonthlyReport.objects.get()
    for name in ("head", "division_head", "section_head"):
        reader = signed_in(getattr(july.cast, name))
        assert f'<a href="/dokumen/{paper.pk}/">Juli 2026</a>' in reader.get("/laporan/").content.decode()
        waiting = reader.get(f"/dokumen/{paper.pk}/")
        assert (waiting.status_code, "Lembar sedang disiapkan" in words(waiting)) == (202, True)
        assert 'class="back-link" href="/laporan/"' in waiting.content.decode()
    for name in ("staff", "liaison", "applicant", "stranger"):
        assert signed_in(getattr(july.cast, name)).get(f"/dokumen/{paper.pk}/").status_code == 404


def test_the_page_leads_to_the_last_twelve(july: Office) -> None:
    months = [date(2025 + month // 12, month % 12 + 1, 1) for month in range(14)]
    MonthlyReport.objects.bulk_create(MonthlyReport(sheet="monthly_report", month=month) for month in months)
    page = signed_in(july.cast.head).get("/laporan/")
    assert [paper.month for paper in page.context["papers"]] == months[:1:-1]


def test_one_that_can_not_be_written_holds_up_nothing_else(july: Office) -> None:
    july.at("08-03 07.30")
    with connection.cursor() as cursor:
        refuse = "BEFORE INSERT ON requests_monthlyreport BEGIN SELECT RAISE(ABORT, 'disk full'); END"
        cursor.execute(f"CREATE TRIGGER full_disk {refuse}")
    with pytest.raises(CommandError, match=r"^Failed: write_due_monthly_report$"):
        call_command("housekeeping")
    assert list(Digest.objects.values_list("day", flat=True)) == [date(2026, 8, 3)]
    assert Message.objects.filter(to=july.cast.head.email, subject__startswith="Rangkuman").exists()


def test_names_are_printed_as_they_are(july: Office) -> None:
    july.cast.health.short_name = "<b>D&K"
    july.cast.health.save()
    written(july, "08-03 07.30")
    html = MonthlyReport.objects.get().html
    assert "&lt;b&gt;D&amp;K" in html
    assert "<b>D" not in html
