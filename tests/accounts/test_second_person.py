"""The second person: who grants what another proposed, once, and what comes of it."""

import uuid
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone

from accounts import proposals
from accounts.models import Appointment, AuditEntry, Proposal, User
from accounts.models.proposal import Outcome, ProposalKind
from accounts.offices import Office
from accounts.services import deactivate
from helpdesk.models import Message
from requests import sop
from requests.states import State
from tests.accounts.test_signup import link_in
from tests.by_http import just_proven, signed_in, words
from tests.cast import PASSWORD, Cast, appoint
from tests.tables import OF_RECORDS, rows_of_all_tables

APPOINTED = {"office": "admin", "agency": "", "acting_kind": "definitive", "mandate_number": "", "since": "2026-11-02"}

OWN_EMAIL = "/akun/email/usulan/"


def proposed(cast: Cast, kind: ProposalKind = ProposalKind.APPOINTMENT, **fields: Any) -> Proposal:
    """By the section head; to make the stranger an Admin, if nothing else is said."""
    proposal = Proposal(
        kind=kind,
        person=fields.pop("person", cast.stranger),
        made_by=cast.section_head,
        made_in=cast.section_head.appointments.get(),
        payload=fields or APPOINTED | {"until": ""},
    )
    proposals.propose(proposal)
    return proposal


def decide(user: User, proposal: Proposal, outcome: str = "granted") -> Any:
    return just_proven(user).post(f"/akun/persetujuan/{proposal.pk}/", {"outcome": outcome})


@pytest.mark.parametrize("role", ["head", "division_head"])
def test_any_other_head_is_the_second_person(cast: Cast, role: str) -> None:
    proposal, second = proposed(cast), getattr(cast, role)
    assert "Joko Susilo" in words(signed_in(second).get("/meja/"))

    for _time in range(2):
        assert decide(second, proposal).status_code == 302

    assert Appointment.objects.filter(user=cast.stranger).count() == 1
    assert Message.objects.filter(subject="Saudara ditugaskan sebagai Admin", to=cast.stranger.email).count() == 1
    assert AuditEntry.objects.filter(action="proposal_granted").count() == 1
    page = words(signed_in(cast.section_head).get(f"/akun/persetujuan/{proposal.pk}/"))
    assert f"Disetujui{second.name}" in page


def test_an_office_holders_own_new_address_needs_a_second_person_too(cast: Cast) -> None:
    head, form = just_proven(cast.head), "/akun/email/usulan/"
    assert head.get("/akun/email/")["Location"] == form
    sent = {"key": str(uuid.uuid4()), "email": "haryo.baru@kominfo.example", "reason": "Kotak surat lama ditutup."}
    head.post("/akun/email/", {"action_add": "", "email": sent["email"]})
    assert EmailAddress.objects.filter(email=sent["email"]).count() == 0

    for _time in range(2):
        answer = head.post(form, sent)
        assert answer["Location"] == f"/akun/persetujuan/{sent['key']}/"
    proposal = Proposal.objects.get()
    assert "Diusulkan kepada orang kedua: Penggantian alamat email: Drs. Haryo Wibisono, M.Si. " in words(head.get("/"))
    assert decide(cast.head, proposal).status_code == 403
    assert decide(cast.division_head, proposal).status_code == 302

    assert User.objects.get(pk=cast.head.pk).email == sent["email"]
    assert Message.objects.filter(to="haryo@kominfo.example").exists()
    assert head.get("/meja/")["Location"].startswith("/akun/masuk/")


def test_a_new_address_asked_for_before_the_office_is_not_confirmed_in_it(cast: Cast) -> None:
    stranger = just_proven(cast.stranger)
    stranger.post("/akun/email/", {"action_add": "", "email": "joko.baru@dishub.example"})
    link = link_in(Message.objects.get(to="joko.baru@dishub.example"))
    appoint(cast.stranger, Office.ADMIN)
    for client in (stranger, Client()):
        assert client.post(link).status_code == 302
    assert "hanya diganti dengan persetujuan orang kedua" in words(client.get("/akun/masuk/"))
    assert User.objects.get(pk=cast.stranger.pk).email == "joko@dishub.example"
    assert not EmailAddress.objects.get(email="joko.baru@dishub.example").verified


@pytest.mark.parametrize(("role", "links"), [("liaison", 1), ("staff", 1), ("section_head", 1), ("applicant", 0)])
def test_whoever_holds_an_office_finds_their_proposals_from_every_page(cast: Cast, role: str, links: int) -> None:
    page = signed_in(getattr(cast, role)).get("/permohonan/").text
    assert page.count('<a href="/akun/persetujuan/">') == links


@pytest.mark.parametrize(
    ("role", "status", "why"),
    [
        ("section_head", 403, "Pengusul tidak menyetujui usulannya sendiri"),
        ("stranger", 403, "Ini diputuskan oleh pemegang lain dari salah satu jabatan ketiga kepala."),
        ("staff", 404, ""),
        ("applicant", 404, ""),
    ],
)
@pytest.mark.parametrize("outcome", ["granted", "refused"])
def test_nobody_else_is(cast: Cast, role: str, status: int, why: str, outcome: str) -> None:
    proposal = proposed(cast)
    client, before = just_proven(getattr(cast, role)), rows_of_all_tables(OF_RECORDS)
    answer = client.post(f"/akun/persetujuan/{proposal.pk}/", {"outcome": outcome})
    assert answer.status_code == status
    assert why in words(answer)
    assert rows_of_all_tables(OF_RECORDS) == before


def test_head_does_not_grant_their_own_appointment(cast: Cast) -> None:
    payload = APPOINTED | {"office": "section_head", "acting_kind": "plh", "mandate_number": "8", "until": "2026-12-31"}
    answer = decide(cast.division_head, proposed(cast, person=cast.division_head, **payload))
    assert answer.status_code == 403
    assert "Tidak seorang pun memutuskan hal yang menyangkut dirinya sendiri" in words(answer)


@pytest.mark.parametrize("outcome", ["", "approved", "\0"])
def test_decision_of_no_known_kind_changes_nothing(cast: Cast, outcome: str) -> None:
    proposal, head = proposed(cast), just_proven(cast.head)
    before = rows_of_all_tables()
    assert "Pilih keputusan Saudara." in words(head.post(f"/akun/persetujuan/{proposal.pk}/", {"outcome": outcome}))
    assert rows_of_all_tables() == before


def test_what_was_refused_or_withdrawn_is_over(cast: Cast) -> None:
    refused, withdrawn = proposed(cast), proposed(cast)
    decide(cast.head, refused, "refused")
    assert decide(cast.head, withdrawn, "withdrawn").status_code == 403
    decide(cast.section_head, withdrawn, "withdrawn")
    for proposal in (refused, withdrawn):
        assert decide(cast.division_head, proposal).status_code == 302
    assert not Appointment.objects.filter(user=cast.stranger).exists()
    assert list(Proposal.objects.order_by("made_at").values_list("outcome", flat=True)) == ["refused", "withdrawn"]


def test_what_can_not_be_done_any_more_stays_open_and_says_why(cast: Cast) -> None:
    """The rules are judged again when it is granted; and the maker must still hold their office."""
    first, second = proposed(cast), proposed(cast)
    decide(cast.head, first)
    answer = decide(cast.head, second)
    assert "Joko Susilo, A.Md. memegang jabatan ini dengan cara yang sama" in words(answer)
    third = proposed(cast, person=cast.liaison, **APPOINTED, until="")
    cast.section_head.appointments.update(until="2026-11-20")
    assert "Pengusul tidak lagi memegang jabatan" in words(decide(cast.head, third))
    assert set(Proposal.objects.filter(outcome="")) == {second, third}


@pytest.fixture
def theirs(cast: Cast) -> Iterator[Client]:
    """The head's own session, in which they are signed in before each of these acts."""
    client = signed_in(cast.head)
    assert client.get("/meja/").status_code == 200
    yield client
    assert client.get("/meja/").status_code == 302


def test_new_address_of_an_official_ends_their_sessions_and_is_told_at_the_old_one(cast: Cast, theirs: Client) -> None:
    decide(cast.division_head, proposed(cast, ProposalKind.EMAIL, person=cast.head, email="haryo.w@kominfo.example"))

    [told] = Message.objects.filter(to="haryo@kominfo.example")
    assert "haryo.w@kominfo.example" in told.body
    assert list(EmailAddress.objects.filter(user=cast.head).values_list("email", "verified")) == [
        ("haryo.w@kominfo.example", False)
    ]
    visitor = Client()
    answer = visitor.post("/akun/masuk/", {"login": "haryo@kominfo.example", "password": PASSWORD})
    assert answer.status_code == 200
    answer = visitor.post("/akun/masuk/", {"login": "haryo.w@kominfo.example", "password": PASSWORD})
    assert answer["Location"] == "/akun/konfirmasi-email/"


def test_deactivated_official_is_out_and_gets_no_office_back_with_the_account(cast: Cast, theirs: Client) -> None:
    decide(cast.division_head, proposed(cast, ProposalKind.DEACTIVATION, person=cast.head))

    head = User.objects.get(pk=cast.head.pk)
    assert (head.is_active, head.active_until is None) == (False, False)
    assert Message.objects.filter(to=head.email, subject="Akun Saudara telah dinonaktifkan").exists()
    User.objects.filter(pk=head.pk).update(is_active=True)
    assert not Appointment.objects.current().filter(user=head).exists()


def test_with_the_official_whoever_stands_in_for_them_goes(cast: Cast) -> None:
    appoint(cast.division_head, Office.HEAD, "plh", since=date(2026, 9, 1), until=date(2026, 12, 1))
    appoint(cast.liaison, Office.DIVISION_HEAD, "plh", since=date(2026, 12, 2), until=date(2026, 12, 9))
    decide(cast.division_head, proposed(cast, ProposalKind.DEACTIVATION, person=cast.head))
    assert not Appointment.objects.between(timezone.localdate(), None).filter(office=Office.HEAD).exists()
    assert Appointment.objects.between(timezone.localdate(), None).filter(office=Office.DIVISION_HEAD).count() == 2
    ended = Message.objects.get(subject="Tugas Saudara sebagai Plh. Kepala Dinas telah berakhir")
    assert ended.to == cast.division_head.email
    taken = AuditEntry.objects.filter(action="appointment_changed").order_by("number")
    assert [entry.capacity for entry in taken] == ["Kepala Bidang Informatika"] * 2
    assert {entry.target_id for entry in taken} == {
        str(held.pk) for held in Appointment.objects.filter(office=Office.HEAD)
    }


def test_what_changed_while_the_decision_waited_counts(cast: Cast) -> None:
    """The proposal as its page showed it, and the person deactivated meanwhile by the Super Admin alone."""
    seen = proposals.visible_to(cast.head).get(pk=proposed(cast).pk)
    held = cast.section_head.appointments.get()
    deactivate(User.objects.get(pk=cast.stranger.pk), actor=cast.section_head, appointment=held)
    with pytest.raises(ValidationError, match="sudah tidak aktif"):
        proposals.decide(seen, Outcome.GRANTED, by=cast.head)
    assert not Appointment.objects.filter(user=cast.stranger).exists()


def test_whoever_comes_into_an_office_later_changes_no_address_alone(cast: Cast) -> None:
    appoint(cast.stranger, Office.ADMIN, since=timezone.localdate() + timedelta(days=1))
    client = just_proven(cast.stranger)
    assert client.post("/akun/email/", {"email": "x@dishub.example", "action_add": ""})["Location"] == OWN_EMAIL
    refused = client.get(OWN_EMAIL)
    assert refused.status_code == 403
    assert "Jabatan Saudara baru dimulai kemudian" in words(refused)


@pytest.mark.parametrize("act", ["email", "nonaktif", "faktor-kedua"])
def test_super_admin_proposes_for_the_accounts_of_others(cast: Cast, act: str) -> None:
    super_admin, key = just_proven(cast.section_head), str(uuid.uuid4())
    data = {"key": key, "reason": "Alamat lama tidak terbaca lagi.", "email": "baru@kominfo.example"}
    address = f"/kelola/orang/{{}}/usulan/{act}/"
    for _time in range(2):
        sent = super_admin.post(address.format(cast.head.pk), data)
        assert sent["Location"] == f"/akun/persetujuan/{key}/"
    page = words(signed_in(cast.division_head).get(sent["Location"]))
    assert "Alamat lama tidak terbaca lagi." in page
    own = super_admin.post(address.format(cast.section_head.pk), data | {"key": str(uuid.uuid4())})
    assert "Tidak seorang pun mengusulkan ini untuk dirinya sendiri." in words(own)
    assert super_admin.get(f"/kelola/orang/{cast.head.pk}/usulan/sandi/").status_code == 404
    assert User.objects.get(pk=cast.head.pk).email == "haryo@kominfo.example"


def test_lost_second_factor_is_reset_by_two(cast: Cast) -> None:
    proposal = proposed(cast, ProposalKind.SECOND_FACTOR, person=cast.staff)
    before = Authenticator.objects.filter(user=cast.staff).count()
    decide(cast.head, proposal)
    assert (before, Authenticator.objects.filter(user=cast.staff).count()) == (1, 0)
    assert AuditEntry.objects.get(action="second_factor_reset").actor == cast.head
    assert "tidak memiliki langkah kedua" in words(
        decide(cast.head, proposed(cast, ProposalKind.SECOND_FACTOR, person=cast.staff))
    )


def test_proof_of_who_one_is_is_asked_before_proposing_and_granting(cast: Cast) -> None:
    proposal = proposed(cast)
    for user, address, form in (
        (cast.section_head, "/kelola/penugasan-jabatan/baru/", {}),
        (cast.section_head, f"/kelola/orang/{cast.head.pk}/usulan/email/", {}),
        (cast.head, "/meja/pengganti/", {}),
        (cast.head, f"/akun/persetujuan/{proposal.pk}/", {"outcome": "granted"}),
    ):
        assert signed_in(user).post(address, form)["Location"].startswith("/akun/masuk-ulang/?next=")
    assert list(Proposal.objects.values_list("outcome", flat=True)) == [""]


def test_address_of_another_is_not_taken(cast: Cast) -> None:
    proposal = proposed(cast, ProposalKind.EMAIL, person=cast.head, email="ratna@dinkes.example")
    assert "Alamat email ini sudah digunakan orang lain." in words(decide(cast.division_head, proposal))
    assert User.objects.get(pk=cast.head.pk).email == "haryo@kominfo.example"


def test_several_grants_for_one_post_give_it_to_one(cast: Cast) -> None:
    """Two were proposed while it was vacant."""
    cast.head.appointments.update(until="2026-11-01")
    rivals = [
        proposed(cast, person=one, **APPOINTED | {"office": "head", "until": ""})
        for one in (cast.liaison, cast.stranger)
    ]
    for rival in rivals:
        decide(cast.division_head, rival)
    assert [held.user for held in Appointment.objects.current().filter(office=Office.HEAD)] == [cast.liaison]


def test_substitute_sees_the_desk_and_the_absent_what_was_done_in_their_name(cast: Cast) -> None:
    access_request = cast.request_in(State.SUBMITTED)
    appoint(cast.liaison, Office.HEAD, "plh", until="2026-12-31")
    substitute = signed_in(cast.liaison)
    assert "Permohonan akses server" in words(substitute.get("/meja/"))
    cast.do(access_request, sop.DISPOSE, by=cast.liaison)
    done = "Endang Lestari, S.KM., Plh. Kepala Dinas"
    assert done in words(signed_in(cast.head).get("/meja/atas-nama/"))
    assert done not in words(signed_in(cast.division_head).get("/meja/atas-nama/"))
