"""No form of another site, or without this session's token, does anything at any address."""

import pytest
from django.test import Client
from django.urls import reverse

from tests.cast import Cast
from tests.tables import rows_of_all_tables
from tests.test_every_url import ALL_NAMES, samples


@pytest.mark.parametrize("sent", ["no token", "foreign token", "foreign origin", "null origin"])
def test_every_address_refuses_a_forged_form(cast: Cast, sent: str) -> None:
    kwargs = samples(cast)
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast.section_head)
    token = client.get("/sop/", secure=True).context["csrf_token"]
    foreign = Client().get("/sop/", secure=True).context["csrf_token"]
    fields = {"csrfmiddlewaretoken": {"no token": "", "foreign token": foreign}.get(sent, token), "key": "x"}
    origin = {"foreign origin": "https://evil.example", "null origin": "null"}.get(sent, "https://testserver")
    before = rows_of_all_tables()
    came = {}
    for name in ALL_NAMES:
        address = reverse(str(name), kwargs=kwargs[str(name)])
        came[name] = client.post(address, fields, headers={"origin": origin}, secure=True).status_code
    assert {name: status for name, status in came.items() if status != 403} == {}
    assert rows_of_all_tables() == before


def test_the_same_form_is_taken_with_its_token_from_the_site_itself(cast: Cast) -> None:
    """So that the 403 above are about the token and the origin alone."""
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast.section_head)
    token = client.get("/sop/", secure=True).context["csrf_token"]
    fields = {"csrfmiddlewaretoken": str(token), "language": "en", "next": "/sop/"}
    answer = client.post("/bahasa/", fields, headers={"origin": "https://testserver"}, secure=True)
    assert (answer.status_code, answer["Location"]) == (302, "/sop/")
