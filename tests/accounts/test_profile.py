"""One's own data: what may be changed, and what a change of agency costs."""

from typing import Any

import pytest
from django.test import Client

from accounts.models import AuditEntry, User
from tests.cast import Cast

pytestmark = pytest.mark.any_database

PAGE = "/akun/data-diri/"


def form(cast: Cast, **changes: Any) -> dict[str, Any]:
    """The applicant's details as they are, but for the changes."""
    return {
        "name": "Ratna Puspita, S.Kom.",
        "employment_kind": "pns",
        "nip": "19900305 201503 2 004",
        "rank": "Penata, III/c",
        "job_title": "Pranata Komputer",
        "phone": "081200000000",
        "agency": str(cast.health.pk),
    } | changes


def test_the_page_shows_the_data_and_the_confirmed_agency(client: Client, cast: Cast) -> None:
    client.force_login(cast.applicant)
    page = client.get(PAGE).text
    assert "Dinas Kesehatan" in page
    assert "telah dikonfirmasi" in page
    assert "belum dikonfirmasi" not in page
    assert 'href="/akun/sandi/ubah/"' in page
    assert 'href="/akun/email/"' in page


def test_an_unconfirmed_agency_is_called_so(client: Client, cast: Cast) -> None:
    client.force_login(cast.stranger)
    assert "belum dikonfirmasi" in client.get(PAGE).text


def test_what_was_changed_is_recorded_but_not_what_it_says(client: Client, cast: Cast) -> None:
    client.force_login(cast.applicant)
    for _time in range(2):
        client.post(PAGE, form(cast, job_title="Pranata Komputer Ahli Muda"))
    entry = AuditEntry.objects.get(action="user_changed")
    assert (entry.actor, entry.target_id) == (cast.applicant, str(cast.applicant.pk))
    assert entry.data == {"fields": ["job_title"]}


def test_changed_details_are_kept_and_the_confirmation_stays(client: Client, cast: Cast) -> None:
    client.force_login(cast.applicant)
    response = client.post(PAGE, form(cast, job_title="Pranata Komputer Ahli Muda", phone="081233334444"))
    assert (response.status_code, response.url) == (302, PAGE)
    assert "Data diri Saudara telah disimpan." in client.get(PAGE).text
    person = User.objects.get(pk=cast.applicant.pk)
    assert (person.job_title, person.phone) == ("Pranata Komputer Ahli Muda", "081233334444")
    assert person.agency_confirmed


@pytest.mark.parametrize("changed", [{"name": "Drs. Haryo Wibisono, M.Si."}, {"nip": "19700101 199503 1 001"}])
def test_who_takes_another_name_or_number_is_no_longer_confirmed(
    client: Client, cast: Cast, changed: dict[str, str]
) -> None:
    client.force_login(cast.applicant)
    assert client.post(PAGE, form(cast, **changed)).status_code == 302
    assert not User.objects.get(pk=cast.applicant.pk).agency_confirmed


def test_another_agency_is_a_new_unconfirmed_claim(client: Client, cast: Cast) -> None:
    User.objects.filter(pk=cast.applicant.pk).update(agency_confirmed_by=cast.liaison)
    client.force_login(cast.applicant)
    client.post(PAGE, form(cast, agency=str(cast.transport.pk)))
    person = User.objects.get(pk=cast.applicant.pk)
    assert person.agency == cast.transport
    assert not person.agency_confirmed
    assert person.agency_confirmed_by is None
    client.post(PAGE, form(cast))
    assert not User.objects.get(pk=cast.applicant.pk).agency_confirmed, "going back does not bring it back"


def test_an_inactive_agency_cannot_be_chosen_but_is_no_reason_to_leave(client: Client, cast: Cast) -> None:
    cast.transport.is_active = cast.health.is_active = False
    cast.transport.save()
    cast.health.save()
    client.force_login(cast.applicant)
    refused = client.post(PAGE, form(cast, agency=str(cast.transport.pk)))
    assert list(refused.context["form"].errors) == ["agency"]
    assert client.post(PAGE, form(cast, phone="081233334444")).status_code == 302
    person = User.objects.get(pk=cast.applicant.pk)
    assert (person.agency, person.phone, person.agency_confirmed) == (cast.health, "081233334444", True)


def test_refused_details_change_nothing_and_keep_what_was_typed(client: Client, cast: Cast) -> None:
    client.force_login(cast.applicant)
    response = client.post(PAGE, form(cast, name="Ratna P.", nip="123"))
    assert response.status_code == 200
    page = response.text
    assert "<title>Galat: Data diri" in page
    assert page.count("NIP terdiri atas 18 angka.") == 2
    assert 'href="#id_nip"' in page
    assert 'value="Ratna P."' in page
    assert "Ratna P." not in page.split("<main")[0], "the header names the person as stored"
    assert User.objects.get(pk=cast.applicant.pk).name == "Ratna Puspita, S.Kom."


def test_fields_that_nobody_offered_change_nothing(client: Client, cast: Cast) -> None:
    client.force_login(cast.stranger)
    extra = {"email": "x@y.example", "is_active": "", "agency_confirmed_at": "2026-01-01", "id": str(cast.head.pk)}
    own = form(cast, agency=str(cast.transport.pk), name="Joko Susilo, A.Md.", **extra)
    assert client.post(PAGE, own).status_code == 302
    person = User.objects.get(pk=cast.stranger.pk)
    assert (person.email, person.is_active, person.agency_confirmed) == ("joko@dishub.example", True, False)
    assert User.objects.get(pk=cast.head.pk).name == "Drs. Haryo Wibisono, M.Si."


def test_the_page_is_in_english_when_that_was_chosen(client: Client, cast: Cast) -> None:
    client.force_login(cast.applicant)
    client.post("/bahasa/", {"language": "en", "next": PAGE})
    assert "My details" in client.get(PAGE).text
