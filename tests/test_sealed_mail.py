"""A mail that carries a token: encrypted until it is sent, nowhere afterwards; only the demo keeps it to be read."""

import re
from pathlib import Path
from typing import Any

import pytest
from django.core import mail as outbox
from django.test import Client

from helpdesk import mail
from helpdesk.models import Message
from helpdesk.tasks import send_message
from helpdesk.vault import SealBroken
from tests.accounts.test_signup import sign_up
from tests.cast import Cast
from tests.tables import rows_of_all_tables


def posted(cast: Cast, page: str) -> tuple[Message, str]:
    """The mail that this page posts, and the token in it."""
    if page == "sign-up":
        sign_up(Client(), cast)
    else:
        Client().post("/akun/sandi/atur-ulang/", {"email": "ratna@dinkes.example"})
    message = Message.objects.latest("created_at")
    found = re.search(r"https://testserver/akun/\S+/(\S+)/", message.text)
    assert found
    return message, found[1]


@pytest.mark.parametrize("page", ["sign-up", "reset"])
def test_no_token_lies_in_clear_before_it_is_sent_and_none_after(cast: Cast, page: str) -> None:
    message, token = posted(cast, page)
    assert message.body == ""
    assert token not in str(rows_of_all_tables())

    send_message.call(str(message.pk))

    assert token in outbox.outbox[0].body
    message.refresh_from_db()
    assert (message.state, message.body, message.sealed_body, message.text) == ("done", "", None, "")
    assert token not in str(rows_of_all_tables())


def test_a_refused_mail_is_tried_again_with_its_text(cast: Cast, settings: Any, tmp_path: Path) -> None:
    message, token = posted(cast, "reset")
    backend, settings.EMAIL_BACKEND = settings.EMAIL_BACKEND, "django.core.mail.backends.filebased.EmailBackend"
    settings.EMAIL_FILE_PATH = tmp_path / "a file"  # where no folder can be made
    settings.EMAIL_FILE_PATH.write_text("")
    send_message.call(str(message.pk))
    message.refresh_from_db()
    assert (message.state, token in message.text, token in message.error) == ("pending", True, False)
    settings.EMAIL_BACKEND = backend
    Message.objects.update(leased_until=None)
    send_message.call(str(message.pk))
    assert token in outbox.outbox[0].body


def test_the_demo_keeps_it_to_be_read(cast: Cast, settings: Any) -> None:
    message, token = posted(cast, "reset")
    settings.DEMO = True
    send_message.call(str(message.pk))
    message.refresh_from_db()
    assert token in message.text


def test_moved_to_another_address_it_does_not_open(db: None) -> None:
    message = mail.post(to="ratna@dinkes.example", subject="Rahasia", body="token", sealed=True)
    Message.objects.update(to="joko@dishub.example")
    with pytest.raises(SealBroken):
        Message.objects.get(pk=message.pk).text  # noqa: B018
