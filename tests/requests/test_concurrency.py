"""Many at the same moment, each with a connection of its own: exactly one wins, and nobody gets a 500."""

import uuid
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Model

from accounts import proposals
from accounts.models import Appointment, Notice
from accounts.models.proposal import Outcome
from helpdesk.models import Message
from requests import search, sop
from requests.exceptions import StaleRequest
from requests.models import AccessRequest, Credential, Disposition, MonthlyReport, RegisterEntry, SearchText
from requests.monthly import write_due_monthly_report
from requests.services import take_credential
from requests.states import State
from requests.workflow import perform
from tests.accounts.test_second_person import APPOINTED, proposed
from tests.by_http import form, signed_in
from tests.cast import Cast, fresh, number
from tests.together import Together

MANY = 16


@pytest.fixture
def cast(transactional_db: None) -> Cast:
    return Cast()


def ready(cast: Cast, access_request: AccessRequest, act: sop.Transition) -> Callable[[], Any]:
    """The act as of the page that is open now."""
    actor = cast.actor_of(act, access_request)
    seen = {"seen_version": access_request.version, "seen_letter": access_request.letter_sha256}
    data = seen | cast.data_for(act) | {"key": uuid.uuid4()}
    held = None if act is sop.SUBMIT else actor.appointments.get()
    return lambda: perform(access_request.pk, act, actor=actor, appointment=held, **data)


def test_many_decide_and_one_wins(cast: Cast, together: Together) -> None:
    access_request = cast.request_in(State.DISPOSED)
    acts = [sop.APPROVE, sop.RETURN] * (MANY // 2)
    outcomes = together([ready(cast, access_request, act) for act in acts])
    lost = [outcome for outcome in outcomes if isinstance(outcome, StaleRequest)]
    assert len(lost) == MANY - 1, outcomes
    won = Disposition.objects.get(from_state="disposed")
    assert fresh(access_request).state == won.to_state
    assert fresh(access_request).version == access_request.version + 1
    told = {"approve": 2, "return_to_applicant": 1}[won.transition]
    assert Notice.objects.filter(title__regex="disetujui|dikembalikan|penugasan Admin").count() == told


def test_many_sessions_take_a_credential_and_one_gets_it(cast: Cast, together: Together) -> None:
    cast.request_in(State.DELIVERED)
    credential = Credential.objects.get()
    password = credential.open()
    Message.objects.all().delete()
    sessions = [uuid.uuid4().hex for _ in range(MANY)]
    answers = together([lambda key=key: take_credential(credential, session_key=key) for key in sessions])
    assert Counter(answers) == {password: 1, None: MANY - 1}
    assert Message.objects.filter(to="dewi@kominfo.example").count() == 1, "told once"


def test_one_session_shows_it_four_times_at_most(cast: Cast, together: Together) -> None:
    cast.request_in(State.DELIVERED)
    credential = Credential.objects.get()
    password = credential.open()
    answers = together([lambda: take_credential(credential, session_key="the same")] * MANY)
    assert Counter(answers) == {password: 4, None: MANY - 4}


def test_many_submissions_get_consecutive_numbers(cast: Cast, together: Together) -> None:
    answers = together([ready(cast, cast.draft(), sop.SUBMIT) for _ in range(MANY)])
    assert not [answer for answer in answers if isinstance(answer, Exception)]
    numbers = sorted(RegisterEntry.objects.values_list("number", flat=True))
    assert numbers == [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16]


def test_form_sent_many_times_at_once_is_done_once(cast: Cast, together: Together) -> None:
    """A nervous finger on the button: all get the answer of the first."""
    access_request = cast.request_in(State.SUBMITTED)
    head, action = signed_in(cast.head), f"/permohonan/{access_request.pk}/disposisi/"
    data = form(head.get(f"/permohonan/{access_request.pk}/"), action)
    tabs = [signed_in(cast.head) for _ in range(4)]
    answers = together([lambda tab=tab: tab.post(action, data) for tab in tabs])
    assert [getattr(answer, "status_code", answer) for answer in answers] == [302] * 4
    assert {answer["Location"] for answer in answers} == {"/meja/"}  # nothing else waits
    assert Disposition.objects.filter(transition="dispose").count() == 1
    assert Message.objects.filter(subject=f"Permohonan {number(1)} menunggu persetujuan").count() == 1


def test_texts_to_search_by_are_right_whoever_acts_while_they_are_renewed(cast: Cast, together: Together) -> None:
    access_requests = [cast.request_in(State.SUBMITTED) for _ in range(4)]
    SearchText.objects.filter(access_request__in=access_requests[:2]).delete()
    rename(cast.health, "Dinas Kesehatan dan Gizi")
    acts = [ready(cast, access_request, sop.DISPOSE) for access_request in access_requests]
    new_name = partial(rename, cast.applicant, "Ratna Puspita Dewanti")
    outcomes = together([*acts, renew_all, renew_all, renew_all, new_name])
    assert [outcome for outcome in outcomes if isinstance(outcome, Exception)] == []
    renew_all()
    words = ("gizi", "dewanti", "haryo")
    assert [[word in text.text for word in words] for text in SearchText.objects.all()] == [[True] * 3] * 4


def rename(row: Model, name: str) -> None:
    row.name = name
    with transaction.atomic():
        row.save()


def renew_all() -> None:
    while search.renew_some():
        pass


def test_new_request_sent_twice_at_once_makes_one_draft(cast: Cast, together: Together) -> None:
    data = {"key": str(uuid.uuid4())}
    tabs = [signed_in(cast.applicant) for _ in range(4)]
    answers = together([lambda tab=tab: tab.post("/permohonan/baru/", data) for tab in tabs])
    assert {answer["Location"] for answer in answers} == {f"/permohonan/{data['key']}/ubah/surat/"}
    assert AccessRequest.objects.count() == 1


def test_draft_changed_while_it_is_submitted_is_not_submitted_unseen(cast: Cast, together: Together) -> None:
    """Either the change comes first and the submission is stale, or the submission comes first."""
    access_request = cast.draft()
    applicant, tab = signed_in(cast.applicant), signed_in(cast.applicant)
    action = f"/permohonan/{access_request.pk}/ajukan/"
    edit = f"/permohonan/{access_request.pk}/ubah/akses/"
    seen = form(applicant.get(f"/permohonan/{access_request.pk}/ubah/periksa/"), action) | {"consent": "on"}
    changed = form(applicant.get(edit), "") | {"access_level": "administrator"}
    submitted, edited = together([lambda: applicant.post(action, seen), lambda: tab.post(edit, changed)])
    assert sorted([submitted.status_code, edited.status_code]) == [302, 409]
    after = fresh(access_request)
    assert (after.state, after.access_level) in [("draft", "administrator"), ("submitted", "operator")]


def test_one_of_many_decisions_on_a_proposal_counts(cast: Cast, together: Together) -> None:
    proposal, seconds = proposed(cast), [cast.head, cast.division_head] * (MANY // 2)
    won = together([lambda by=by: proposals.decide(proposal, Outcome.GRANTED, by=by) for by in seconds])
    assert Counter(won) == {True: 1, False: MANY - 1}
    assert Appointment.objects.filter(user=cast.stranger).count() == 1


def test_one_of_many_proposals_for_a_vacant_post_is_granted(cast: Cast, together: Together) -> None:
    """The others are refused by the rules, which see the first."""
    cast.head.appointments.update(until="2026-11-01")
    payload = APPOINTED | {"office": "head", "until": ""}
    rivals = [proposed(cast, person=one, **payload) for one in (cast.applicant, cast.stranger, cast.liaison)]
    came = together([lambda one=one: proposals.decide(one, Outcome.GRANTED, by=cast.division_head) for one in rivals])
    assert Counter(map(type, came)) == {bool: 1, ValidationError: 2}
    assert Appointment.objects.current().filter(office="head").count() == 1


def test_many_machines_write_the_report_of_a_month_and_one_of_them_has_it(cast: Cast, together: Together) -> None:
    cast.request_in(State.SUBMITTED)
    RegisterEntry.objects.update(received_at=datetime(2026, 7, 15, 1, 0, tzinfo=UTC))
    monday = datetime(2026, 8, 3, 0, 30, tzinfo=UTC)  # 07.30 in Kudus
    written = together([lambda: write_due_monthly_report(monday)] * 4)
    assert [outcome for outcome in written if outcome] == [MonthlyReport.objects.get()], written
    assert Notice.objects.filter(title="Laporan bulanan Juli 2026 telah tersedia").count() == 1
