"""A liaison confirms the people of their own agency, and nobody else's."""

import uuid
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import AuditEntry, User
from accounts.offices import Office
from helpdesk.models import Message
from tests.by_http import code
from tests.cast import PASSWORD, Cast, appoint, person

pytestmark = pytest.mark.any_database

LIST = "/akun/pemohon/"


@pytest.fixture
def newcomer(cast: Cast) -> User:
    """Has claimed the health service and waits for its liaison."""
    return person("Bagus Wicaksono", "bagus@dinkes.example", cast.health, "199502142022031003", "Pranata Komputer")


def confirm(client: Client, pk: Any) -> Any:
    """Presses the button beside the person as the list shows them at this moment."""
    seen = User.objects.filter(pk=pk).values("name", "nip").first() or {}
    return client.post(reverse("confirm_agency", args=[pk]), seen)


def confirmations() -> int:
    return AuditEntry.objects.filter(action="agency_confirmed").count()


def test_the_liaison_sees_and_confirms_a_newcomer(client: Client, cast: Cast, newcomer: User) -> None:
    client.force_login(cast.liaison)
    page = client.get(LIST).text
    assert page.index("Bagus Wicaksono") < page.index("Ratna Puspita"), "the unconfirmed come first"
    assert "19950214 202203 1 003" in page
    assert "Joko Susilo" not in page
    response = confirm(client, newcomer.pk)
    assert (response.status_code, response.url) == (302, LIST)
    assert "Bagus Wicaksono telah dikonfirmasi sebagai pegawai Dinas Kesehatan." in client.get(LIST).text
    newcomer.refresh_from_db()
    assert newcomer.agency_confirmed
    assert newcomer.agency_confirmed_by == cast.liaison
    entry = AuditEntry.objects.get(action="agency_confirmed")
    assert (entry.actor, entry.target_id, entry.capacity) == (
        cast.liaison,
        str(newcomer.pk),
        "Narahubung OPD Dinkes",
    )


def test_a_second_post_changes_nothing(client: Client, cast: Cast, newcomer: User) -> None:
    client.force_login(cast.liaison)
    confirm(client, newcomer.pk)
    first = User.objects.get(pk=newcomer.pk).agency_confirmed_at
    assert confirm(client, newcomer.pk).status_code == 302
    assert User.objects.get(pk=newcomer.pk).agency_confirmed_at == first
    assert confirmations() == 1


@pytest.mark.parametrize("changed", [{"name": "Drs. Haryo Wibisono, M.Si."}, {"nip": "197001011995031001"}])
def test_who_became_another_since_the_list_was_opened_is_not_confirmed(
    client: Client, cast: Cast, newcomer: User, changed: dict[str, str]
) -> None:
    client.force_login(cast.liaison)
    as_seen = {"name": newcomer.name, "nip": newcomer.nip}
    User.objects.filter(pk=newcomer.pk).update(**changed)
    assert client.post(reverse("confirm_agency", args=[newcomer.pk]), as_seen).url == LIST
    assert "baru saja berubah. Belum ada yang dikonfirmasi; mohon periksa kembali." in client.get(LIST).text
    assert not User.objects.get(pk=newcomer.pk).agency_confirmed
    assert confirmations() == 0


def test_another_agency_is_as_if_it_did_not_exist(client: Client, cast: Cast) -> None:
    client.force_login(cast.liaison)
    foreign, missing = confirm(client, cast.stranger.pk), confirm(client, uuid.uuid4())
    assert foreign.status_code == missing.status_code == 404
    assert not User.objects.get(pk=cast.stranger.pk).agency_confirmed
    assert confirmations() == 0


def test_a_liaison_does_not_confirm_themselves(client: Client, cast: Cast) -> None:
    client.force_login(cast.liaison)
    assert "Endang Lestari" not in client.get(LIST).text.split("<main")[1]
    response = confirm(client, cast.liaison.pk)
    assert response.status_code == 403
    assert "Tidak seorang pun mengonfirmasi OPD-nya sendiri." in response.text
    assert not User.objects.get(pk=cast.liaison.pk).agency_confirmed


@pytest.mark.parametrize("who", ["applicant", "head", "section_head", "staff"])
def test_only_liaisons_have_the_list(client: Client, cast: Cast, newcomer: User, who: str) -> None:
    client.force_login(getattr(cast, who))
    response = client.get(LIST)
    assert response.status_code == 403
    assert "Daftar ini diperuntukkan bagi narahubung OPD." in response.text
    assert confirm(client, newcomer.pk).status_code == 404
    assert not User.objects.get(pk=newcomer.pk).agency_confirmed


def test_a_former_liaison_confirms_nobody(client: Client, cast: Cast, newcomer: User) -> None:
    cast.liaison.appointments.update(until="2026-06-30")
    client.force_login(cast.liaison)
    assert client.get(LIST).status_code == 403
    assert confirm(client, newcomer.pk).status_code == 404


def test_a_liaison_of_two_agencies_confirms_for_both(client: Client, cast: Cast) -> None:
    appoint(cast.liaison, Office.LIAISON, agency=cast.transport)
    client.force_login(cast.liaison)
    assert "Joko Susilo" in client.get(LIST).text
    confirm(client, cast.stranger.pk)
    assert User.objects.get(pk=cast.stranger.pk).agency_confirmed
    assert AuditEntry.objects.get(action="agency_confirmed").capacity == "Narahubung OPD Dishub"


def test_reading_confirms_nothing(client: Client, cast: Cast, newcomer: User) -> None:
    client.force_login(cast.liaison)
    assert client.get(reverse("confirm_agency", args=[newcomer.pk])).url == LIST
    assert not User.objects.get(pk=newcomer.pk).agency_confirmed


def test_who_is_not_signed_in_is_asked_to(client: Client, newcomer: User) -> None:
    assert client.get(LIST).url == f"/akun/masuk/?next={LIST}"
    assert confirm(client, newcomer.pk).status_code == 403
    assert not User.objects.get(pk=newcomer.pk).agency_confirmed


def test_an_agency_without_people_says_so(client: Client, cast: Cast) -> None:
    User.objects.filter(pk=cast.applicant.pk).update(agency=cast.transport)
    client.force_login(cast.liaison)
    assert "Belum ada pegawai yang memilih OPD Saudara." in client.get(LIST).text


CLAIM = ("endang@dinkes.example", "Mohon konfirmasi seorang pegawai Dinas Kesehatan")


def claims_told() -> list[tuple[str, str]]:
    return list(Message.objects.filter(subject__startswith="Mohon konfirmasi ").values_list("to", "subject"))


def test_the_liaison_is_told_of_a_new_claim(client: Client, cast: Cast) -> None:
    """At the confirmed address of a newcomer, and when somebody confirmed changes who they are."""
    appoint(cast.stranger, Office.LIAISON, agency=cast.transport)
    client.force_login(cast.applicant)
    changed = {"name": "Ratna Puspita Dewi, S.Kom.", "employment_kind": "pns", "nip": cast.applicant.nip}
    job = {"job_title": "Pranata Komputer", "phone": "081200000000", "agency": str(cast.health.pk)}
    for _ in range(2):
        client.post(reverse("profile"), changed | job)
    assert claims_told() == [CLAIM]
    mail = Message.objects.get(subject=CLAIM[1]).body
    assert "https://testserver/akun/pemohon/" in mail
    assert "Ratna" not in mail, "who leaves may want to be erased everywhere"


def test_the_liaison_is_told_when_someone_unconfirmed_moves_to_the_agency(client: Client, cast: Cast) -> None:
    client.force_login(cast.stranger)
    moved = {"name": cast.stranger.name, "employment_kind": "pns", "nip": cast.stranger.nip, "rank": "II/d"}
    job = {"job_title": "Pengelola Data", "phone": "081200000000", "agency": str(cast.health.pk)}
    assert client.post(reverse("profile"), moved | job).status_code == 302
    assert claims_told() == [CLAIM]


def test_the_liaison_begins_with_the_people_of_the_agency(cast: Cast) -> None:
    liaison = Client()
    liaison.post(reverse("account_login"), {"login": "endang@dinkes.example", "password": PASSWORD})
    assert liaison.post(reverse("mfa_authenticate"), {"code": code()}).url == LIST
