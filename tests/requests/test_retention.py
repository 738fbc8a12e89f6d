"""What is kept beyond its time is reported, and nothing else happens to it."""

from datetime import timedelta

from django.core.management import call_command
from django.db.models import QuerySet
from django.utils import timezone

from accounts.models import User
from helpdesk import mail
from helpdesk.models import Message
from requests.models import AccessRequest, Disposition
from requests.retention import report
from requests.states import State
from tests.cast import Cast
from tests.tables import drop_guards, rows_of_all_tables

DAYS = {"drafts": 30, "accounts": 60, "messages": 10, "notices": 20, "requests": 100, "audit": 1000}


def beyond() -> dict[str, int]:
    return {kept.kind: kept.beyond for kept in report()}


def test_nothing_is_beyond_its_time_at_first(cast: Cast) -> None:
    cast.request_in(State.DELIVERED)
    assert beyond() == {"drafts": 0, "accounts": 0, "messages": 0, "notices": 0, "requests": 0, "audit": 0}


def test_each_kind_is_counted_from_its_own_time(cast: Cast, settings) -> None:
    settings.RETENTION_DAYS = DAYS
    kept, old = cast.request_in(State.SUBMITTED), cast.request_in(State.WITHDRAWN)
    draft, now = cast.draft(), timezone.now()
    drop_guards()
    QuerySet(Disposition).filter(access_request=old).update(at=now - timedelta(days=101))
    AccessRequest.objects.filter(pk__in=[draft.pk, kept.pk]).update(created_at=now - timedelta(days=31))
    mail.post(to="a@b.example", subject="Lama", body="Isi")
    Message.objects.update(created_at=now)
    Message.objects.filter(subject="Lama").update(created_at=now - timedelta(days=11))
    User.objects.update(date_joined=now - timedelta(days=61))  # of these, the stranger alone did nothing here
    told = cast.applicant.notices.filter(title__contains="telah diterima")
    assert told.update(at=now - timedelta(days=500), read_at=None) == 2
    assert told.filter(path__contains=str(kept.pk)).update(read_at=now - timedelta(days=21)) == 1
    assert beyond() == {"drafts": 1, "accounts": 1, "messages": 1, "notices": 1, "requests": 1, "audit": 0}


def test_the_report_names_numbers_and_changes_nothing(cast: Cast, settings, capsys) -> None:
    settings.RETENTION_DAYS = DAYS
    draft = cast.draft()
    AccessRequest.objects.filter(pk=draft.pk).update(created_at=timezone.now() - timedelta(days=31))
    before = rows_of_all_tables()
    call_command("retention_report")
    said = [line.split() for line in capsys.readouterr().out.splitlines()]
    assert said[0] == ["kind", "days", "beyond", "oldest"]
    assert said[1][:3] == ["drafts", "30", "1"]
    assert said[2] == ["accounts", "60", "0", "-"]
    assert rows_of_all_tables() == before
