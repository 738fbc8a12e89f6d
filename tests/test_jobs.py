"""Mails, sheets and page images in the background: one worker at a time, tried again, given up at last, never lost."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from helpdesk import mail
from helpdesk.models import Job, Message
from requests.models import AttachmentPage, Credential, Document
from requests.states import State
from requests.tasks import order_bundle, render_document
from tests.cast import Cast
from tests.tables import rows_of_all_tables

pytestmark = pytest.mark.django_db


def message() -> Message:
    return mail.post(to="ratna@dinkes.example", subject="Permohonan\n 1/2026", body="Yth. Sdr. Ratna,\n")


def sheet() -> Document:
    cast = Cast()
    return Document.objects.filter(access_request=cast.request_in(State.SUBMITTED))[0]


def page() -> AttachmentPage:
    return Cast().draft().letter.page_images.first()


def pass_time(job: Job, **passed: float) -> None:
    """Lets time pass for one row."""
    now = type(job).objects.get(pk=job.pk)
    moved = {"next_attempt_at": now.next_attempt_at - timedelta(**passed)}
    if now.leased_until:
        moved["leased_until"] = now.leased_until - timedelta(**passed)
    type(job).objects.filter(pk=job.pk).update(**moved)


def wake_ups(job: Job) -> int:
    return sum(result.args_kwargs["args"] == [str(job.pk)] for result in DBTaskResult.objects.all())


@pytest.mark.parametrize("make", [message, sheet, page])
def test_one_worker_at_a_time(make) -> None:
    job = make()
    claimed = type(job).claim(job.pk)
    assert claimed.attempts == 1
    assert timedelta(minutes=4, seconds=50) < claimed.leased_until - timezone.now() <= timedelta(minutes=5)
    assert type(job).claim(job.pk) is None
    assert claimed.finish()
    assert type(job).claim(job.pk) is None
    assert type(job).objects.values_list("state", "leased_until").get(pk=job.pk) == ("done", None)


@pytest.mark.parametrize("make", [message, sheet, page])
def test_lease_of_a_killed_worker_runs_out(make) -> None:
    job = make()
    killed = type(job).claim(job.pk)
    pass_time(job, minutes=4, seconds=50)
    assert type(job).claim(job.pk) is None
    pass_time(job, seconds=15)
    second = type(job).claim(job.pk)
    assert second.attempts == 2
    # Should the first one have been slow, not dead, it no longer decides anything.
    assert killed.finish() is False
    assert killed.fail("too late") is False
    assert second.finish() is True


def test_pauses_grow_and_end() -> None:
    job = message()
    pauses = []
    for _ in range(10):
        claimed = Message.claim(job.pk)
        claimed.fail("connection refused")
        stands = Message.objects.get(pk=job.pk)
        pauses.append(round((stands.next_attempt_at - timezone.now()).total_seconds() / 60))
        pass_time(job, hours=5)
    assert pauses == [1, 2, 4, 8, 16, 32, 64, 128, 240, 240]
    assert (stands.state, stands.attempts, stands.error) == ("failed", 10, "connection refused")
    assert Message.claim(job.pk) is None
    DBTaskResult.objects.all().delete()
    call_command("housekeeping")
    assert wake_ups(job) == 0


def test_wake_ups_that_piled_up_spend_one_attempt() -> None:
    job = message()
    for _ in range(12):
        claimed = Message.claim(job.pk)
        if claimed:
            claimed.fail("connection refused")
    assert Message.objects.values_list("state", "attempts").get(pk=job.pk) == ("pending", 1)


def test_sheet_is_given_up_after_five_attempts() -> None:
    job = sheet()
    for _ in range(5):
        Document.claim(job.pk).fail("no font")
        pass_time(job, hours=5)
    assert Document.objects.get(pk=job.pk).state == "failed"


@pytest.mark.parametrize(("make", "attempts"), [(message, 10), (sheet, 5), (page, 3)])
def test_job_that_kills_every_worker_is_given_up(make, attempts: int) -> None:
    job = make()
    for _ in range(attempts):
        assert type(job).claim(job.pk) is not None
        pass_time(job, minutes=6)
    assert type(job).claim(job.pk) is None
    assert type(job).objects.values_list("state", "error").get(pk=job.pk) == (
        "failed",
        "The worker died at every attempt.",
    )


@pytest.mark.parametrize("make", [message, sheet, page])
def test_what_was_given_up_is_taken_up_again_on_demand(make) -> None:
    job = make()
    for _ in range(job.MAX_ATTEMPTS):
        type(job).claim(job.pk).fail("no space left")
        pass_time(job, hours=5)
    assert type(job).claim(job.pk) is None
    for _ in range(2):
        call_command("take_up_again", stdout=StringIO())
    call_command("housekeeping")
    assert wake_ups(job) == 2
    taken_up = type(job).claim(job.pk)
    assert (taken_up.attempts, taken_up.error) == (1, "")


@pytest.mark.parametrize("make", [message, sheet, page])
def test_housekeeping_wakes_what_is_due_once(make) -> None:
    job = make()
    assert wake_ups(job) == 1  # the one written with the row
    call_command("housekeeping")
    assert wake_ups(job) == 1
    pass_time(job, seconds=61)
    for _ in range(3):
        call_command("housekeeping")
    assert wake_ups(job) == 2
    pass_time(job, minutes=5)
    call_command("housekeeping")
    assert wake_ups(job) == 3


@pytest.mark.parametrize("make", [message, sheet, page])
def test_housekeeping_leaves_alone_what_a_worker_holds_and_wakes_it_once_when_that_died(make) -> None:
    job = make()
    type(job).claim(job.pk)
    pass_time(job, minutes=4)
    call_command("housekeeping")
    assert wake_ups(job) == 1
    pass_time(job, minutes=2)
    for _ in range(3):
        call_command("housekeeping")
    assert wake_ups(job) == 2


def test_sheet_that_can_not_be_rendered_is_tried_again() -> None:
    """Whatever it fails of: here, its kind is none that the SOP names."""
    job = sheet()
    Document.objects.filter(pk=job.pk).update(sheet="no such sheet")
    render_document.call(str(job.pk))
    stands = Document.objects.get(pk=job.pk)
    assert (stands.state, stands.attempts, bool(stands.file)) == ("pending", 1, False)
    assert stands.leased_until == stands.next_attempt_at
    assert stands.error != ""


def test_request_file_is_made_after_the_images_of_its_pages() -> None:
    job = order_bundle(Cast().request_in(State.SUBMITTED))
    for queued in DBTaskResult.objects.ready():  # as the worker takes them
        queued.task.call(*queued.args_kwargs["args"])
    assert Document.objects.values_list("state", "attempts").get(pk=job.pk) == ("done", 1)


def test_housekeeping_run_again_changes_nothing() -> None:
    access_request = Cast().request_in(State.DELIVERED)
    now = timezone.now()
    Message.objects.update(next_attempt_at=now)
    Document.objects.update(next_attempt_at=now)
    AttachmentPage.objects.update(next_attempt_at=now)
    Credential.objects.filter(account__access_request=access_request).update(open_until=now)
    jobs = sum(model.objects.count() for model in (Message, Document, AttachmentPage))
    assert DBTaskResult.objects.count() == jobs + 1  # the checkpoint at the handing over
    mails = Message.objects.count()
    call_command("housekeeping")
    after = rows_of_all_tables()
    new_mails = Message.objects.count() - mails  # of the password that lapsed; a digest, if it is time
    assert new_mails >= 2
    assert DBTaskResult.objects.count() == 2 * jobs + 1 + new_mails
    assert Credential.objects.get().state == "closed"
    for _ in range(2):
        call_command("housekeeping")
    assert rows_of_all_tables() == after
