"""Appointments: proposed for somebody else by the Super Admin or by whoever will be absent; ended by the former."""

import uuid
from datetime import date, timedelta
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from accounts.models import Appointment, AuditEntry, Proposal, User
from accounts.offices import Office
from helpdesk.models import Message
from tests.accounts.test_second_person import proposed
from tests.by_http import error_at, just_proven, signed_in, words
from tests.cast import Cast, add_second_factor, appoint, person
from tests.papers_for_tests import multi_page_letter
from tests.requests.reference_data.sending import add, errors

SINCE = date(2026, 11, 2)
PLH = {"office": "head", "acting_kind": "plh", "mandate_number": "800/41/XI", "until": "2026-12-31"}


def mandate() -> SimpleUploadedFile:
    return SimpleUploadedFile("perintah.exe", multi_page_letter())


def appointing(email: str, **data: Any) -> dict[str, Any]:
    return {"email": email, "office": "admin", "acting_kind": "definitive", "since": SINCE.isoformat(), **data}


def test_proposed_appointment_gives_no_right_until_a_second_person_grants_it(cast: Cast, manage: Client) -> None:
    add_second_factor(cast.stranger)
    theirs, key = signed_in(cast.stranger), uuid.uuid4()
    proposed = appointing("JOKO@dishub.example", office="admin")

    sent = [add(manage, "penugasan-jabatan", key, **proposed) for _time in range(2)]

    assert [answer["Location"] for answer in sent] == [f"/akun/persetujuan/{key}/"] * 2
    assert theirs.get("/meja/").status_code == 403
    assert just_proven(cast.head).post(f"/akun/persetujuan/{key}/", {"outcome": "granted"}).status_code == 302
    assert theirs.get("/meja/").status_code == 200
    assert Appointment.objects.get(user=cast.stranger).proposal == Proposal.objects.get()
    made, granted = AuditEntry.objects.filter(action__startswith="proposal").order_by("number")
    assert (made.action, made.actor, made.capacity) == (
        "proposal_made", cast.section_head, "Kepala Seksi TI dan Persandian"
    )  # fmt: skip
    assert (granted.action, granted.actor, granted.capacity) == ("proposal_granted", cast.head, "Kepala Dinas")


def test_substitute_needs_number_and_scan_of_the_mandate(cast: Cast, manage: Client) -> None:
    plh = appointing("joko@dishub.example", **PLH)
    assert errors(add(manage, "penugasan-jabatan", **plh)) == {"mandate": ["scan"]}
    not_a_scan = SimpleUploadedFile("perintah.pdf", b"<html>")
    assert errors(add(manage, "penugasan-jabatan", **plh, mandate=not_a_scan)) == {"mandate": ["unknown_type"]}
    again = add(manage, "penugasan-jabatan", **plh | {"mandate_number": ""}, mandate=mandate())
    assert error_at(again, "id_mandate") == "Pilih kembali berkasnya."

    proposal = add(manage, "penugasan-jabatan", **plh, mandate=mandate())["Location"]

    stored = Proposal.objects.get()
    assert stored.mandate.name == f"mandates/{stored.pk}.pdf"
    answer = signed_in(cast.head).get(f"{proposal}surat-perintah/")
    assert b"".join(answer) == multi_page_letter()
    assert answer["Content-Disposition"] == 'attachment; filename="surat-perintah.pdf"'
    taken = AuditEntry.objects.get(action="original_taken")
    assert (taken.actor, taken.capacity) == (cast.head, "Kepala Dinas")
    assert answer["Content-Security-Policy"] == "default-src 'none'; frame-ancestors 'none'; sandbox"
    assert signed_in(cast.liaison).get(f"{proposal}surat-perintah/").status_code == 404


def test_nobody_appoints_themselves(cast: Cast, manage: Client) -> None:
    for data in (appointing("agus@kominfo.example"), appointing("agus@kominfo.example", user=cast.staff.pk)):
        assert errors(add(manage, "penugasan-jabatan", **data)) == {"email": ["own_appointment"]}
    own = just_proven(cast.head).post("/meja/pengganti/", PLH | {"email": cast.head.email, "since": "2026-11-25"})
    assert errors(own)["email"] == ["own_appointment"]
    assert not Proposal.objects.exists()


def test_absent_official_proposes_a_substitute_for_their_own_post_alone(cast: Cast) -> None:
    head, data = just_proven(cast.head), appointing("endang@dinkes.example", **PLH) | {"key": str(uuid.uuid4())}

    other = head.post("/meja/pengganti/", data | {"office": "division_head", "mandate": mandate()})
    assert "office" in errors(other)
    definitive = head.post("/meja/pengganti/", data | {"acting_kind": "definitive", "mandate": mandate()})
    assert "acting_kind" in errors(definitive)
    assert head.post("/meja/pengganti/", data | {"mandate": mandate()}).status_code == 302

    proposal = Proposal.objects.get()
    assert (proposal.made_by, str(proposal.made_in), proposal.person) == (
        cast.head, "Drs. Haryo Wibisono, M.Si., Kepala Dinas", cast.liaison
    )  # fmt: skip
    told = Message.objects.values_list("to", flat=True)
    assert set(told) == {"maryam@kominfo.example", "agus@kominfo.example"}


def test_who_holds_an_office_only_as_a_substitute_makes_none_for_it(cast: Cast, manage: Client) -> None:
    appoint(cast.liaison, Office.HEAD, "plh", until=timezone.localdate() + timedelta(days=9))
    assert signed_in(cast.liaison).get("/meja/pengganti/").status_code == 403
    Appointment.objects.filter(user=cast.section_head).update(user=cast.head)
    Appointment.objects.filter(user=cast.head, office="head").delete()
    appoint(cast.section_head, Office.SECTION_HEAD, "plh", until=timezone.localdate() + timedelta(days=9))
    own = appointing("joko@dishub.example", **PLH | {"office": "section_head"})
    assert errors(add(manage, "penugasan-jabatan", **own, mandate=mandate()))["office"] == ["re_delegation"]


def test_nobody_lengthens_an_appointment_or_undoes_what_has_been(cast: Cast, manage: Client) -> None:
    today = timezone.localdate()
    until = today + timedelta(days=30)
    held = appoint(cast.stranger, Office.ADMIN, until=until)
    address = f"/kelola/penugasan-jabatan/{held.pk}/"

    hostile = {"since": "2020-01-01", "office": "head", "user": cast.applicant.pk}
    assert errors(manage.post(address, hostile | {"until": ""})) == {"until": ["required"]}
    assert errors(manage.post(address, hostile | {"until": (until + timedelta(days=1)).isoformat()})) == {
        "until": ["longer"]
    }
    past = (today - timedelta(days=2)).isoformat()
    assert errors(manage.post(address, hostile | {"until": past})) == {"until": ["past"]}

    held.refresh_from_db()
    assert (held.since, held.until, held.office) == (date(2026, 1, 2), until, "admin")


def test_an_appointment_is_ended_and_the_rights_and_sessions_with_it(cast: Cast, manage: Client) -> None:
    held = Appointment.objects.get(user=cast.head)
    theirs = signed_in(cast.head)
    yesterday = timezone.localdate() - timedelta(days=1)

    for _time in range(2):
        data = {"until": yesterday.isoformat()}
        assert manage.post(f"/kelola/penugasan-jabatan/{held.pk}/", data).status_code == 302

    assert not Appointment.objects.current().filter(user=cast.head).exists()
    assert theirs.get("/permohonan/").status_code == 302
    assert AuditEntry.objects.get(action="appointment_changed").data == {"fields": ["until"]}
    assert "Hari terakhir penugasan Saudara sebagai Kepala Dinas" in cast.head.notices.get().title, "told once"


def test_an_appointment_made_today_by_mistake_is_ended_at_once(cast: Cast, manage: Client) -> None:
    today = timezone.localdate()
    held = appoint(cast.stranger, Office.ADMIN, since=today)
    data = {"until": (today - timedelta(days=1)).isoformat()}
    assert manage.post(f"/kelola/penugasan-jabatan/{held.pk}/", data).status_code == 302
    assert not Appointment.objects.current().filter(user=cast.stranger).exists()


def test_a_plt_of_more_than_three_months_shows(cast: Cast, manage: Client) -> None:
    """SE BKN 1/SE/I/2021: three months, extended once."""
    Appointment.objects.filter(user=cast.head).update(until=date(2026, 6, 30))
    today = timezone.localdate()
    appoint(cast.liaison, Office.HEAD, "plt", since=today - timedelta(days=60), until=today)
    assert "Berlaku, lebih dari tiga bulan" not in words(manage.get("/kelola/penugasan-jabatan/"))
    earlier = {"since": today - timedelta(days=93), "until": today - timedelta(days=61)}
    Appointment.objects.filter(pk=appoint(cast.stranger, Office.ADMIN).pk).update(
        user=cast.liaison, office=Office.HEAD, acting_kind="plt", **earlier
    )
    assert "Berlaku, lebih dari tiga bulan" in words(manage.get("/kelola/penugasan-jabatan/"))


@pytest.mark.parametrize(("until", "warns"), [("2027-02-28", False), ("2027-03-01", True)])
def test_whoever_grants_a_plt_is_told_when_it_is_the_extension(cast: Cast, until: str, warns: bool) -> None:
    term = {"office": "head", "agency": "", "acting_kind": "plt", "mandate_number": "800/1", "since": "2026-12-01"}
    proposal = proposed(cast, person=cast.liaison, **term, until=until)
    page = words(signed_in(cast.division_head).get(f"/akun/persetujuan/{proposal.pk}/"))
    assert ("menjadi Plt. lebih dari tiga bulan" in page) == warns


def test_a_holder_goes_after_their_substitute(cast: Cast, manage: Client) -> None:
    """Else a Plh. would stand in for nobody, and a Plt. beside them."""
    today = timezone.localdate()
    substitute = appoint(cast.division_head, Office.HEAD, "plh", since=today, until=today + timedelta(days=9))
    held, last = cast.head.appointments.get(), today + timedelta(days=8)
    for appointment, refused in ((held, True), (substitute, False), (held, False)):
        answer = manage.post(f"/kelola/penugasan-jabatan/{appointment.pk}/", {"until": str(last)})
        why = "Siti Maryam, S.T., M.Kom. menjadi Plh. sesudah hari ini; akhiri penugasan itu terlebih dahulu."
        assert error_at(answer, "id_until") == (why if refused else "")
    assert {str(row.until) for row in Appointment.objects.filter(office="head")} == {str(last)}


def test_an_appointment_made_for_later_by_mistake_has_ended_too(cast: Cast, manage: Client) -> None:
    held = appoint(cast.stranger, Office.ADMIN, since=timezone.localdate() + timedelta(days=9))
    manage.post(f"/kelola/penugasan-jabatan/{held.pk}/", {"until": str(timezone.localdate() + timedelta(days=8))})
    page = words(manage.get("/kelola/penugasan-jabatan/"))
    assert "Berakhir" in page
    assert "Belum mulai" not in page
    assert Message.objects.get(to=held.user.email).subject == "Penugasan Saudara sebagai Admin dibatalkan"


@pytest.mark.parametrize(
    ("data", "fields"),
    [
        ({"email": "siapa@dishub.example"}, ["email"]),
        ({"office": "mayor"}, ["office"]),
        ({"office": "liaison"}, ["agency"]),
        ({"agency": "health"}, ["agency"]),
        ({"acting_kind": "plt"}, ["mandate", "acting_kind", "mandate_number", "until"]),
        ({"office": "head"}, ["since"]),
        ({"until": "2020-01-01"}, ["until"]),
        ({"since": "besok"}, ["since"]),
        ({"since": ""}, ["since"]),
    ],
)
def test_an_appointment_with_bad_data_is_not_proposed(
    cast: Cast, manage: Client, data: dict[str, str], fields: list[str]
) -> None:
    if data.get("agency"):
        data = {"agency": str(cast.health.pk)}

    assert list(errors(add(manage, "penugasan-jabatan", **appointing("joko@dishub.example") | data))) == fields
    assert not Proposal.objects.exists()


def test_someone_inactive_or_unconfirmed_is_not_appointed(cast: Cast, manage: Client) -> None:
    newcomer = person("Bayu", "bayu@dishub.example", cast.transport, "", "Pengelola")
    EmailAddress.objects.filter(user=newcomer).update(verified=False)
    assert errors(add(manage, "penugasan-jabatan", **appointing(newcomer.email))) == {"email": ["unconfirmed"]}

    User.objects.filter(pk=newcomer.pk).update(is_active=False)
    assert errors(add(manage, "penugasan-jabatan", **appointing(newcomer.email))) == {"email": ["no_person"]}


def test_the_form_of_an_appointment_begins_with_the_person_chosen(manage: Client) -> None:
    response = manage.get("/kelola/penugasan-jabatan/baru/", {"email": "joko@dishub.example", "office": "head"})

    assert 'value="joko@dishub.example"' in response.content.decode()
    assert response.context["form"]["office"].value() is None
