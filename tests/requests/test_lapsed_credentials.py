"""A password that nobody took in time: it goes, and those who have to know are told once."""

from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from accounts.models import User
from helpdesk.models import Message
from requests.models import Credential
from requests.services import wipe_overdue_credentials
from requests.states import State
from tests.by_http import signed_in
from tests.cast import Cast, number
from tests.requests.test_credential import delivered, later, take


@pytest.mark.parametrize(
    ("still_admin", "official", "asked"),
    [
        (True, "dewi@kominfo.example", "menerbitkan kata sandi"),
        (False, "agus@kominfo.example", "mengupayakan agar Admin lain ditugaskan"),
    ],
)
def test_both_sides_are_told_once_of_a_password_that_nobody_took(
    cast: Cast, still_admin: bool, official: str, asked: str
) -> None:
    """The section head in place of whoever is no Admin any more."""
    delivered(cast)
    if not still_admin:
        cast.staff.appointments.update(until=timezone.localdate() - timedelta(days=1))
    later(hours=72)
    Message.objects.all().delete()
    assert [wipe_overdue_credentials(), wipe_overdue_credentials()] == [1, 0]
    told = {mail.to: mail for mail in Message.objects.all()}
    assert {to: mail.subject for to, mail in told.items()} == {
        official: f"Permohonan {number(1)}: kata sandi tidak diambil pada waktunya",
        "ratna@dinkes.example": f"Permohonan {number(1)}: waktu pengambilan kata sandi telah habis",
    }
    assert f"Mohon Saudara {asked}" in told[official].body
    notice = User.objects.get(email=official).notices.get(title__contains="tidak diambil")
    assert signed_in(notice.person).get(notice.path).status_code == 200


def test_without_admin_and_section_head_the_other_heads_are_told(cast: Cast) -> None:
    delivered(cast)
    for official in (cast.staff, cast.section_head):
        official.appointments.update(until=timezone.localdate() - timedelta(days=1))
    later(hours=72)
    Message.objects.all().delete()
    wipe_overdue_credentials()
    told = set(Message.objects.values_list("to", flat=True))
    assert told == {cast.head.email, cast.division_head.email, cast.applicant.email}


def test_of_one_that_was_taken_nobody_is_told(cast: Cast) -> None:
    _, address, _ = delivered(cast)
    take(signed_in(cast.applicant), address)
    later(minutes=10)
    Message.objects.all().delete()
    assert wipe_overdue_credentials() == 1
    assert not Message.objects.exists()


@pytest.mark.any_database  # each is told otherwise to refuse a row
def test_one_that_can_not_be_told_of_goes_all_the_same_and_keeps_nobody_else_uninformed(
    cast: Cast, caplog: pytest.LogCaptureFixture
) -> None:
    for applicant in (cast.applicant, cast.stranger):
        cast.request_in(State.DELIVERED, applicant)
    Credential.objects.update(open_until=timezone.now())
    Message.objects.all().delete()
    with connection.cursor() as cursor:
        refuse = "BEFORE INSERT ON accounts_notice WHEN NEW.person_id = {} BEGIN SELECT RAISE(ABORT, 'full'); END"
        cursor.execute(f"CREATE TRIGGER full_disk {refuse.format(repr(cast.applicant.pk.hex))}")
    assert wipe_overdue_credentials() == 2
    assert set(Credential.objects.values_list("state", "sealed_password")) == {("closed", None)}
    assert set(Message.objects.values_list("to", flat=True)) == {cast.stranger.email, cast.staff.email}
    assert "Nobody could be told of lapsed credential" in caplog.text
