"""No form of another site, or without this session's token, does anything; nor does any GET (bar 9)."""

import random
from collections.abc import Callable

import pytest
from django.test import Client

from tests.attack import WHOLE, amount
from tests.attack.expectations import EXPECTED, IDENTITIES, KNOWN_TO, METHODS
from tests.attack.world import World
from tests.by_http import signed_in
from tests.cast import Cast
from tests.tables import OF_RECORDS, rows_of_all_tables

pytestmark = pytest.mark.bar(9)
OWN = "https://testserver"


@pytest.mark.parametrize("state", KNOWN_TO if WHOLE else ["assigned"])
def test_every_address_refuses_a_forged_form(db: None, counted: Callable[[int, str], None], state: str) -> None:
    """With everything in it that the right form has."""
    world, senders = World(state), IDENTITIES if WHOLE else ["section_head"]
    foreign, before, taken = token(Client()), rows_of_all_tables(OF_RECORDS), []
    for identity in senders:
        client = world.clients[identity]
        client.handler.enforce_csrf_checks = True
        own = token(client)
        for name in EXPECTED:
            for sent, origin in (("", OWN), (foreign, OWN), (own, "https://evil.example"), (own, "null")):
                data = world.body(name, identity) | {"csrfmiddlewaretoken": sent}
                answer = client.post(world.address(name), data, headers={"origin": origin}, secure=True)
                if answer.status_code != 403:
                    taken.append(f"{name} as {identity} from {origin}: {answer.status_code}")
    counted(len(senders) * len(EXPECTED) * 4, "forged forms")
    assert not taken, "\n".join(taken)
    assert rows_of_all_tables(OF_RECORDS) == before


def token(client: Client) -> str:
    return str(client.get("/sop/", secure=True).context["csrf_token"])


def test_the_same_form_is_taken_with_its_token_from_the_site_itself(cast: Cast) -> None:
    """So that the 403 above are about the token and the origin alone."""
    client = signed_in(cast.section_head)
    client.handler.enforce_csrf_checks = True
    fields = {"csrfmiddlewaretoken": token(client), "language": "en", "next": "/sop/"}
    answer = client.post("/bahasa/", fields, headers={"origin": OWN}, secure=True)
    assert (answer.status_code, answer["Location"]) == (302, "/sop/")


@pytest.mark.parametrize("state", KNOWN_TO if WHOLE else ["delivered"])
def test_nothing_but_post_changes_a_row(db: None, counted: Callable[[int, str], None], state: str) -> None:
    """But for the record of it: an opening, a paper taken, a refusal. Nothing is undone in between."""
    world = World(state)
    for client in world.clients.values():
        client.get("/")  # sessions of the unconfirmed are made up there
    for methods in [["GET"], [method for method in METHODS if method not in ("GET", "POST")]][: amount(1, 2)]:
        # allauth's limits count a HEAD as they count a POST; the cache is where they stand.
        leave_out = OF_RECORDS if methods == ["GET"] else (*OF_RECORDS, "cache")
        before = rows_of_all_tables(leave_out)
        probes = [(who, name, method) for who in IDENTITIES for name in EXPECTED for method in methods]
        probes = random.Random(state).sample(probes, amount(200, len(probes)))
        # Last, as allauth ends the session of whoever opens someone else's confirmation.
        for identity, name, method in sorted(probes, key=lambda probe: probe[1] == "account_confirm_email"):
            world.send(identity, name, method)
        counted(len(probes), "requests that are no POST")
        assert rows_of_all_tables(leave_out) == before
