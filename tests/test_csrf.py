"""No form of another site, or without this session's token, does anything at any address."""

from django.test import Client
from django.urls import reverse

from tests.cast import Cast
from tests.tables import rows_of_all_tables
from tests.test_every_url import ALL_NAMES, samples


def test_every_address_refuses_a_forged_form(cast: Cast) -> None:
    kwargs = samples(cast)
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast.section_head)
    token, foreign = (str(one.get("/sop/", secure=True).context["csrf_token"]) for one in (client, Client()))
    own = "https://testserver"
    forgeries = {"none": ("", own), "foreign": (foreign, own), "origin": (token, "https://evil.example")}
    forgeries["null"] = (token, "null")
    before, taken = rows_of_all_tables(), []
    for name in map(str, ALL_NAMES):
        for forgery, (sent, origin) in forgeries.items():
            fields = {"csrfmiddlewaretoken": sent, "key": "x"}
            address = reverse(name, kwargs=kwargs[name])
            if client.post(address, fields, headers={"origin": origin}, secure=True).status_code != 403:
                taken.append((name, forgery))
    assert taken == []
    assert rows_of_all_tables() == before


def test_the_same_form_is_taken_with_its_token_from_the_site_itself(cast: Cast) -> None:
    """So that the 403 above are about the token and the origin alone."""
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast.section_head)
    token = client.get("/sop/", secure=True).context["csrf_token"]
    fields = {"csrfmiddlewaretoken": str(token), "language": "en", "next": "/sop/"}
    answer = client.post("/bahasa/", fields, headers={"origin": "https://testserver"}, secure=True)
    assert (answer.status_code, answer["Location"]) == (302, "/sop/")
