"""Who is told what happens to accounts and offices: on the site whoever can sign in, by mail alone whoever can't."""

import uuid
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone

from accounts import data_requests, proposals, services
from accounts.models import Notice, Proposal, User
from accounts.models.proposal import Outcome, ProposalKind
from accounts.notifications import Event, announce
from accounts.offices import Office
from helpdesk.models import Message
from tests.accounts.test_second_person import APPOINTED, proposed
from tests.by_http import signed_in, words
from tests.cast import Cast, add_second_factor, appoint, unsaved_person

pytestmark = pytest.mark.any_database


def forget() -> None:
    """What was told on the way to an event."""
    Notice.objects.all().delete()
    Message.objects.all().delete()


def added(cast: Cast) -> None:
    bayu = unsaved_person("Bayu Laksana", "bayu@kominfo.example", cast.kominfo, "", "Analis")
    bayu.language = "en"
    services.add_person(bayu)


def granted(cast: Cast, kind: ProposalKind, person: User, **fields: str) -> Proposal:
    proposal = proposed(cast, kind, person=person, **fields)
    forget()
    assert proposals.decide(proposal, Outcome.GRANTED, by=cast.division_head)
    return proposal


def appointed(cast: Cast, **fields: str) -> Proposal:
    add_second_factor(cast.stranger)
    return granted(cast, ProposalKind.APPOINTMENT, cast.stranger, **APPOINTED | {"until": ""} | fields)


def refused(cast: Cast) -> Proposal:
    proposal = proposed(cast)
    forget()
    assert proposals.decide(proposal, Outcome.REFUSED, by=cast.division_head)
    return proposal


def appointment_ended(cast: Cast) -> None:
    """Of two, the one that its holder has ended on their own is told to nobody."""
    for person in (cast.staff, cast.section_head):
        services.end_appointment(person.appointments.get(), date(2026, 12, 1), actor=cast.section_head)


def substitution_ended(cast: Cast) -> None:
    """With the head's account; of the head's own mail tells DEACTIVATED."""
    appoint(cast.division_head, Office.HEAD, "plh", until=timezone.localdate())
    services.deactivate(cast.head, actor=cast.section_head, appointment=cast.section_head.appointments.get())
    Message.objects.filter(to=cast.head.email).delete()


def asked(cast: Cast) -> Any:
    return data_requests.ask(pk=uuid.uuid4(), person=cast.applicant, kind="correction", text="Nama OPD saya keliru.")


def answered(cast: Cast) -> None:
    data_request = asked(cast)
    forget()
    held = cast.section_head.appointments.get()
    assert data_requests.answer(data_request, appointment=held, granted=True, note="Sudah diperbaiki.")


def deactivated(cast: Cast) -> None:
    services.deactivate(cast.stranger, actor=cast.section_head, appointment=cast.section_head.appointments.get())


# What brings the event about, giving the row of which "{}" is the key; who is told what and led where, "" by no notice.
EVENTS: dict[Event, tuple[Callable[[Cast], Any], set[tuple[str, str, str]]]] = {
    Event.ADDED: (added, {("bayu@kominfo.example", "Your account at the Helpdesk Akses Server", "")}),
    Event.AGENCY_CLAIMED: (
        lambda cast: announce(Event.AGENCY_CLAIMED, cast.applicant),
        {("endang@dinkes.example", "Please confirm an employee of Dinas Kesehatan", "/akun/pemohon/")},
    ),
    Event.PROPOSED: (
        proposed,
        {
            (to, "Your decision is requested: Appointment to an office: Joko Susilo, A.Md.", "/akun/persetujuan/{}/")
            for to in ("haryo@kominfo.example", "maryam@kominfo.example")
        },
    ),
    Event.APPOINTED: (
        appointed,
        {("joko@dishub.example", "You have been appointed as Admin", "/akun/persetujuan/{}/")},
    ),
    Event.PROPOSAL_REFUSED: (
        refused,
        {
            (
                *(
                    "agus@kominfo.example",
                    "Your proposal has been refused: Appointment to an office: Joko Susilo, A.Md.",
                ),
                "/akun/persetujuan/{}/",
            )
        },
    ),
    Event.ADDRESS_CHANGES: (
        lambda cast: granted(cast, ProposalKind.EMAIL, cast.head, email="haryo.w@kominfo.example"),
        {("haryo@kominfo.example", "Your account has been given another e-mail address", "")},
    ),
    Event.SECOND_FACTOR_RESET: (
        lambda cast: granted(cast, ProposalKind.SECOND_FACTOR, cast.staff),
        {("dewi@kominfo.example", "The second factor of your account has been reset", "/akun/langkah-kedua/")},
    ),
    Event.DEACTIVATED: (deactivated, {("joko@dishub.example", "Your account has been deactivated", "")}),
    Event.APPOINTMENT_ENDED: (
        appointment_ended,
        {("dewi@kominfo.example", "The last day of your office as Admin: 1 December 2026", "/akun/data-saya/")},
    ),
    Event.SUBSTITUTION_ENDED: (
        substitution_ended,
        {("maryam@kominfo.example", "Your duty as Plh. Head of the Service has ended", "/akun/data-saya/")},
    ),
    Event.DATA_REQUEST_MADE: (
        asked,
        {
            ("ratna@dinkes.example", "Your request about personal data has been received", "/akun/data-saya/"),
            (
                *("agus@kominfo.example", "A request about personal data awaits an answer"),
                "/kelola/permintaan-data/{}/",
            ),
        },
    ),
    Event.DATA_REQUEST_ANSWERED: (
        answered,
        {("ratna@dinkes.example", "Your request about personal data has been answered", "/akun/data-saya/")},
    ),
}


@pytest.mark.parametrize("event", Event, ids=lambda event: event.name.lower())
def test_whoever_is_told_finds_a_notice_that_leads_to_its_page(cast: Cast, event: Event) -> None:
    """In their own language, while those who act read Indonesian; and all of it is mailed at once."""
    for person in filter(lambda one: isinstance(one, User), vars(cast).values()):
        person.language = "en"
        person.save()
    bring_about, expected = EVENTS[event]
    row = bring_about(cast)
    expected = {(to, title, path.format(row and row.pk)) for to, title, path in expected}
    notices = Notice.objects.select_related("person")
    assert {(one.person.email, one.title, one.path) for one in notices} == {told for told in expected if told[2]}
    assert {(mail.to, mail.subject) for mail in Message.objects.all()} == {told[:2] for told in expected}
    assert not any(notice.waits_for_digest for notice in notices)
    for notice in notices:
        reader = signed_in(notice.person)
        opened = reader.post(f"/pemberitahuan/{notice.pk}/buka/", follow=True)
        assert (opened.redirect_chain, opened.status_code) == ([(notice.path, 302)], 200)


def test_the_header_counts_them(cast: Cast) -> None:
    proposed(cast)
    assert "Pemberitahuan 1 belum dibaca" in words(signed_in(cast.head).get("/meja/"))


@pytest.mark.parametrize("office", ["admin", "liaison"])
def test_an_appointment_can_be_read_before_its_first_day(cast: Cast, office: str) -> None:
    """When the desk is not open yet, nor the list of the agency's people."""
    tomorrow = timezone.localdate() + timedelta(days=1)
    agency = str(cast.transport.pk) if office == "liaison" else ""
    appointed(cast, office=office, agency=agency, since=tomorrow.isoformat())
    notice = Notice.objects.get()
    assert notice.person == cast.stranger
    assert signed_in(cast.stranger).get(notice.path).status_code == 200
    assert f"https://testserver{notice.path}\n" in Message.objects.get().body


def test_whoever_was_shut_out_meanwhile_is_mailed_the_answer_all_the_same(cast: Cast) -> None:
    its_answer = data_requests.ask(pk=uuid.uuid4(), person=cast.stranger, kind="correction", text="Nama saya keliru.")
    keeper = cast.section_head.appointments.get()
    services.deactivate(cast.stranger, actor=cast.section_head, appointment=keeper)
    Message.objects.all().delete()
    assert data_requests.answer(its_answer, appointment=keeper, granted=True, note="Sudah.")
    assert Message.objects.get().to == cast.stranger.email
    assert not cast.stranger.notices.filter(title__contains="dijawab").exists()
