"""What no form asks for changes nothing, nor does another's key in what it does ask for (bar 3)."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import connection

from accounts.models import Agency, Appointment
from requests.models import Server, Terms
from tests.attack import WHOLE
from tests.attack.expectations import EXPECTED, IDENTITIES, KNOWN_TO, expected
from tests.attack.world import World
from tests.tables import OF_RECORDS, rows_of_all_tables

pytestmark = pytest.mark.bar(3)
# Of the values, none is to be found in any row.
NEVER = {"id": "7e570000-0000-4000-8000-000000000001", "day": "1999-12-31", "word": "penyusup", "number": "987654"}
FORBIDDEN = {
    **dict.fromkeys(("id", "pk", "applicant", "user", "person", "actor", "recipient", "assignee"), NEVER["id"]),
    **dict.fromkeys(
        ("agency", "appointment", "made_by", "decided_by", "agency_confirmed_by", "letter_id"), NEVER["id"]
    ),
    **dict.fromkeys(("agency_confirmed_at", "receipt_confirmed_at", "answered_at", "created_at", "at"), NEVER["day"]),
    **dict.fromkeys(("letter", "target", "terms"), NEVER["id"]),
    **dict.fromkeys(("state", "office", "groups", "actor_name", "letter_sha256", "granted", "outcome"), NEVER["word"]),
    **dict.fromkeys(("session_epoch", "version", "number", "year", "request_version"), NEVER["number"]),
    **dict.fromkeys(("is_superuser", "is_staff", "agency_confirmed", "verified"), "on"),
}


def test_there_are_at_least_twenty_five_fields() -> None:
    assert len(FORBIDDEN) >= 25


def forms(state: str) -> Iterator[tuple[str, str]]:
    """Whoever may send which form in this state; of a sample, each form in one state only."""
    for name in EXPECTED:
        for identity in IDENTITIES:
            if sends(name, identity, state):
                if WHOLE or state == next(other for other in KNOWN_TO if sends(name, identity, other)):
                    yield name, identity
                break


def sends(name: str, identity: str, state: str) -> bool:
    return EXPECTED[name].post is not None and expected(name, identity, state, "POST") <= {"200", "302"}


def columns() -> dict[tuple[str, str], list[str]]:
    """Every value of every column, but of the cache, where limits tick."""
    found = {}
    with connection.cursor() as cursor:
        for table in set(connection.introspection.table_names(cursor)) - {"cache"}:
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            rows = cursor.fetchall()
            for place, column in enumerate(cursor.description):
                found[table, column[0]] = sorted(str(row[place]) for row in rows)
    return found


def after(world: World, identity: str, name: str, data: dict[str, Any]) -> dict[tuple[str, str], list[str]]:
    """The database as it stands once the form was sent, which then is undone."""
    client = world.clients[identity]
    with world.undone(client):
        for value in data.values():
            if hasattr(value, "seek"):
                value.seek(0)
        b"".join(client.post(world.address(name), data))
        return columns()


@pytest.mark.parametrize("state", KNOWN_TO)
def test_no_form_takes_a_field_that_it_does_not_ask(db: None, counted: Callable[[int, str], None], state: str) -> None:
    """The same rows come of it as without; what differs between two times without is left to chance."""
    world, tried, wrong = World(state), 0, []
    for name, identity in forms(state):
        data = world.body(name, identity)
        extra = {field: value for field, value in FORBIDDEN.items() if field not in data}
        without, again, extended = (after(world, identity, name, sent) for sent in (data, data, extra | data))
        steady = [place for place in without if without[place] == again[place]]
        wrong += [f"{name}: {place}" for place in steady if without[place] != extended[place]]
        wrong += [f"{name}: {place}" for place in extended if any(value in NEVER.values() for value in extended[place])]
        tried += len(extra)
    counted(tried, "fields")
    assert wrong == []


def of_others(world: World) -> dict[str, Any]:
    """For each field with a key: one that there is, but not for this person."""
    inactive = {"name": "Ditutup", "is_active": False}
    return {
        "assignee": world.cast.stranger.pk,
        "capacity": Appointment.objects.get(user=world.cast.liaison).pk,
        "terms": Terms.objects.create(number=0, text="Lama").pk,
        "server": Server.objects.create(address="10.0.0.9", **inactive).pk,
        "agency": Agency.objects.create(short_name="Ditutup", **inactive).pk,
        "letter": "0" * 64,
        "version": "1000",
        "name": world.cast.stranger.name,
        "nip": world.cast.stranger.nip,
    }


# Whose name or key the form itself may change.
OWN = {"account_signup": {"name", "nip"}, "profile": {"name", "nip"}, "reference_add": {"name"}}
OWN |= {"reference_change": {"name"}}


@pytest.mark.parametrize("state", KNOWN_TO)
def test_no_form_takes_anothers_key(db: None, counted: Callable[[int, str], None], state: str) -> None:
    world = World(state)
    others, tried, wrong = of_others(world), 0, []
    before = rows_of_all_tables((*OF_RECORDS, "cache"))
    for name, identity in forms(state):
        data = world.body(name, identity)
        for field in sorted(data.keys() & others.keys() - OWN.get(name, set())):
            with world.undone(world.clients[identity]):
                world.clients[identity].post(world.address(name), data | {field: others[field]})
                changed = rows_of_all_tables((*OF_RECORDS, "cache")) != before
            tried, wrong = tried + 1, wrong + ([f"{name}: {field}"] if changed else [])
    counted(tried, "swapped keys")
    assert wrong == []


@pytest.mark.parametrize("name", ["new_request", "ask_about_data", "reference_add", "propose_appointment"])
def test_no_form_takes_the_key_of_a_row_that_there_is(db: None, name: str) -> None:
    world = World("submitted")
    rows = {"new_request": world.cast.draft(world.cast.stranger).pk, "ask_about_data": world.asked.pk}
    rows |= {"reference_add": world.cast.transport.pk, "propose_appointment": world.proposal.pk}
    identity = "owner" if name in ("new_request", "ask_about_data") else "section_head"
    before = rows_of_all_tables(OF_RECORDS)
    world.clients[identity].post(world.address(name), world.body(name, identity) | {"key": rows[name]})
    assert rows_of_all_tables(OF_RECORDS) == before
