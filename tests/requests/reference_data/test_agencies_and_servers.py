"""Agencies and servers: added, changed, deactivated."""

import uuid

import pytest
from django.test import Client

from accounts.models import Agency, AuditEntry
from requests.models import Server
from tests.cast import Cast
from tests.requests.reference_data.sending import AGENCY, add, errors

pytestmark = pytest.mark.any_database


def test_an_agency_is_added_once_though_sent_twice(cast: Cast, manage: Client) -> None:
    key = uuid.uuid4()

    first, second = add(manage, "opd", key, **AGENCY), add(manage, "opd", key, **AGENCY)

    assert first.status_code == second.status_code == 302
    assert first.headers["Location"] == second.headers["Location"] == "/kelola/opd/"
    assert Agency.objects.get(name="Kecamatan Bae").pk == key
    entry = AuditEntry.objects.get(action="agency_added")
    assert (entry.actor, entry.target_id) == (cast.section_head, str(key))
    assert entry.data == {"fields": ["name", "short_name"]}
    assert entry.capacity


@pytest.mark.parametrize("key", ["", "x", "\0", None])
def test_an_agency_without_a_proper_key_is_not_added(manage: Client, key: str | None) -> None:
    response = manage.post("/kelola/opd/baru/", AGENCY | ({} if key is None else {"key": key}))

    assert "key" in errors(response)
    assert Agency.objects.count() == 3


def test_an_agency_under_the_key_of_another_row_changes_nothing(cast: Cast, manage: Client) -> None:
    assert add(manage, "opd", cast.health.pk, **AGENCY).status_code == 302

    cast.health.refresh_from_db()
    assert cast.health.name == "Dinas Kesehatan"
    assert Agency.objects.count() == 3


def test_an_agency_of_a_name_that_is_taken_keeps_what_was_typed(manage: Client) -> None:
    response = add(manage, "opd", **AGENCY | {"name": "Dinas Kesehatan"})

    assert errors(response) == {"name": ["unique"]}
    assert 'value="Kec. Bae"' in response.content.decode()


def test_a_server_is_deactivated_and_the_audit_names_the_field(cast: Cast, manage: Client) -> None:
    address = f"/kelola/server/{cast.server.pk}/"
    data = {"name": cast.server.name, "address": cast.server.address, "description": ""}

    assert manage.post(address, data).status_code == manage.post(address, data).status_code == 302

    assert not Server.objects.get().is_active
    entry = AuditEntry.objects.get(action="server_changed")  # the second time nothing changed
    assert entry.data == {"fields": ["is_active"]}
