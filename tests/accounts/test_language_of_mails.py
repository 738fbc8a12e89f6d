"""The mails of a person come in the language that they chose last."""

import pytest
from django.test import Client

from accounts.models import User
from helpdesk.models import Message
from requests import sop
from requests.states import State
from tests.accounts.test_signup import sign_in
from tests.by_http import signed_in
from tests.cast import Cast, number
from tests.tables import rows_of_all_tables


def choose(client: Client, language: str) -> None:
    answer = client.post("/bahasa/", {"language": language, "next": "/sop/"})
    assert (answer.status_code, answer["Location"]) == (302, "/sop/")


def language_of(user: User) -> str:
    return User.objects.get(pk=user.pk).language


def test_it_is_indonesian_until_another_is_chosen(cast: Cast) -> None:
    cast.request_in(State.SUBMITTED)
    assert set(Message.objects.values_list("language", flat=True)) == {"id"}


def test_the_switch_of_the_page_is_that_of_the_mails(cast: Cast) -> None:
    access_request = cast.request_in(State.DISPOSED)
    choose(signed_in(cast.applicant), "en")
    Message.objects.all().delete()
    cast.do(access_request, sop.RETURN)
    mail = Message.objects.get(to=cast.applicant.email)
    assert (mail.language, mail.subject) == ("en", f"Request {number(1)} has been returned to be corrected")
    assert mail.body.startswith("Dear Ratna Puspita, S.Kom.,\n")
    choose(signed_in(cast.applicant), "id")
    assert language_of(cast.applicant) == "id"


def test_whoever_is_not_signed_in_switches_the_page_alone(cast: Cast) -> None:
    before = rows_of_all_tables()
    choose(Client(), "en")
    assert rows_of_all_tables() == before


def test_what_was_switched_before_signing_in_is_that_of_the_mails_from_then_on(client: Client, cast: Cast) -> None:
    choose(client, "en")
    assert client.cookies["language_just_chosen"]["max-age"] == 600
    assert sign_in(client, cast.applicant.email).url == "/permohonan/"
    assert language_of(cast.applicant) == "en"


def test_it_is_taken_over_once(client: Client, cast: Cast) -> None:
    choose(client, "en")
    sign_in(client, cast.applicant.email)
    assert client.cookies["language_just_chosen"].value == ""
    client.post("/akun/keluar/")
    sign_in(client, cast.stranger.email)
    assert [language_of(person) for person in (cast.applicant, cast.stranger)] == ["en", "id"]


def test_a_browser_in_which_another_was_chosen_long_ago_does_not_bring_it_back(client: Client, cast: Cast) -> None:
    choose(client, "en")
    elsewhere = signed_in(cast.applicant)
    choose(elsewhere, "id")
    del client.cookies["language_just_chosen"]  # which the browser forgets after ten minutes
    assert client.cookies["django_language"].value == "en"
    assert sign_in(client, cast.applicant.email).url == "/permohonan/"
    assert language_of(cast.applicant) == "id"


@pytest.mark.parametrize(("chosen", "accepted"), [("id", "en"), ("en", "id")])
def test_a_browser_in_which_nobody_switched_changes_nothing(cast: Cast, chosen: str, accepted: str) -> None:
    User.objects.filter(pk=cast.applicant.pk).update(language=chosen)
    client = Client(headers={"accept-language": accepted})
    assert sign_in(client, cast.applicant.email).url == "/permohonan/"
    assert language_of(cast.applicant) == chosen


def test_a_language_that_there_is_not_changes_nothing(cast: Cast) -> None:
    applicant = signed_in(cast.applicant)
    before = rows_of_all_tables()
    for language in ("", "jv", "\0", "e" * 1000):
        applicant.post("/bahasa/", {"language": language, "next": "/sop/"})
    assert rows_of_all_tables() == before


def test_an_officials_mail_is_in_their_language_whoever_acts(cast: Cast) -> None:
    choose(signed_in(cast.head), "en")
    cast.request_in(State.SUBMITTED)
    languages = dict(Message.objects.values_list("to", "language"))
    assert languages == {cast.head.email: "en", cast.applicant.email: "id"}
