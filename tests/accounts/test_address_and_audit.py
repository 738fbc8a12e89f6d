"""An address is a key of its row: on PostgreSQL whoever changes one keeps out all that refer to the person."""

import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection, transaction

from accounts import audit, proposals
from accounts.models import AuditEntry, Proposal, User
from accounts.models.proposal import Outcome, ProposalKind
from helpdesk.models import Message
from tests.accounts.test_personal_data import answered, asked_by
from tests.accounts.test_second_person import proposed
from tests.accounts.test_signup import link_in
from tests.by_http import just_proven
from tests.cast import Cast
from tests.together import Together


@pytest.fixture
def cast(transactional_db: None) -> Cast:
    return Cast()


def grant_another(cast: Cast) -> tuple[User, Callable[[], Any]]:
    proposal = proposed(cast, ProposalKind.EMAIL, person=cast.staff, email="dewi.a@kominfo.example")
    return cast.staff, lambda: proposals.decide(Proposal.objects.get(pk=proposal.pk), Outcome.GRANTED, by=cast.head)


def confirm_own(cast: Cast) -> tuple[User, Callable[[], Any]]:
    client = just_proven(cast.applicant)
    client.post("/akun/email/", {"action_add": "", "email": "ratna.p@dinkes.example"})
    link = link_in(Message.objects.get(to="ratna.p@dinkes.example"))
    return cast.applicant, lambda: client.post(link)


def erase_account(cast: Cast) -> tuple[User, Callable[[], Any]]:
    asked = asked_by(cast.stranger, "penghapusan", "Saya pindah tugas.")
    return cast.stranger, lambda: answered(cast.section_head, asked)


@pytest.mark.parametrize("change", [grant_another, confirm_own, erase_account])
def test_person_acts_while_their_address_changes(
    cast: Cast, together: Together, change: Callable[[Cast], tuple[User, Callable[[], Any]]]
) -> None:
    if connection.vendor == "sqlite":
        pytest.skip("there one writes at a time")
    person, change_address = change(cast)
    begun, before = threading.Event(), AuditEntry.objects.count()

    @transaction.atomic
    def act() -> None:
        audit.record("signed_out", actor=person, target=person)
        begun.set()
        wait_until_another_waits_for_a_lock()

    def change_meanwhile() -> Any:
        begun.wait(5)
        return change_address()

    answers = together([act, change_meanwhile])
    assert [answer for answer in answers if isinstance(answer, Exception)] == []
    assert AuditEntry.objects.filter(number__gt=before).count() > 1
    assert User.objects.get(pk=person.pk).email != person.email


def wait_until_another_waits_for_a_lock() -> None:
    with connection.cursor() as cursor:
        for _time in range(100):
            cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
            if cursor.fetchone()[0]:
                return
            cursor.execute("SELECT pg_sleep(0.02)")
