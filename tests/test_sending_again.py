"""The Super Admin sends a mail again from the page of mails: once, recorded, and never one that is on its way."""

from datetime import timedelta
from typing import Any

import pytest
from django.core import mail as outbox
from django.db import DatabaseError
from django.test import Client
from django.utils import timezone

from accounts.models import AuditEntry
from helpdesk import mail
from helpdesk.models import Message
from helpdesk.tasks import send_message
from tests.by_http import form, signed_in, words
from tests.cast import Cast, appoint
from tests.mails import MAILS, REFUSED, given_up, sent, tried, written
from tests.requests.test_audit import unwritable
from tests.tables import OF_RECORDS, rows_of_all_tables
from tests.test_jobs import pass_time, wake_ups
from tests.together import Together


def resend(client: Client, message: Message) -> Any:
    """As the button sends it, whether the page shows one or not."""
    return client.post(f"{MAILS}{message.pk}/kirim-ulang/", follow=True)


def stands(message: Message) -> tuple[str, int, str]:
    return Message.objects.values_list("state", "attempts", "error").get(pk=message.pk)


def test_a_mail_that_was_given_up_is_sent_again_under_its_message_id(cast: Cast) -> None:
    message, client = given_up(), signed_in(cast.section_head)
    address = f"{MAILS}{message.pk}/kirim-ulang/?state=given-up"
    page = client.get(f"{MAILS}?state=given-up")
    answer = client.post(address, form(page, address))
    assert (answer.status_code, answer.url) == (302, f"{MAILS}?state=given-up")
    assert (stands(message), wake_ups(message)) == (("pending", 0, ""), 1)
    entry = AuditEntry.objects.latest("number")
    assert (entry.action, entry.actor, entry.capacity) == (
        "message_resent",
        cast.section_head,
        "Kepala Seksi TI dan Persandian",
    )
    assert (entry.target_type, entry.target_id, entry.data) == ("helpdesk.message", str(message.pk), {})
    assert "Surat elektronik ke ratna@dinkes.example sedang dikirim ulang." in words(client.get(MAILS))
    send_message.call(str(message.pk))
    assert stands(message) == ("done", 1, "")
    assert outbox.outbox[0].extra_headers["Message-ID"] == f"<{message.pk}@helpdesk.example>"
    assert outbox.outbox[0].body == "Yth. Saudara"


@pytest.mark.parametrize("make", [sent, tried])
def test_so_is_one_that_was_sent_or_waits_for_its_next_attempt(cast: Cast, make: Any) -> None:
    message = make()
    resend(signed_in(cast.section_head), message)
    assert (stands(message), wake_ups(message)) == (("pending", 0, ""), 1)
    assert Message.claim(message.pk) is not None


def test_sent_twice_it_is_woken_and_recorded_once(cast: Cast) -> None:
    message, client = given_up(), signed_in(cast.section_head)
    resend(client, message)
    before = rows_of_all_tables()
    assert "Surat elektronik ini sudah menunggu untuk dikirim." in words(resend(client, message))
    assert rows_of_all_tables() == before
    assert wake_ups(message) == 1
    assert AuditEntry.objects.filter(action="message_resent").count() == 1


def test_housekeeping_has_nothing_to_add(cast: Cast) -> None:
    """In the first minute the wake-up is the one that was written with it; should that be lost, another comes."""
    message = given_up()
    resend(signed_in(cast.section_head), message)
    now = Message.objects.get(pk=message.pk).next_attempt_at
    assert timedelta(seconds=50) < now - timezone.now() <= timedelta(minutes=1)


def test_a_mail_not_tried_yet_is_left_alone(cast: Cast) -> None:
    message, client = written(), signed_in(cast.section_head)
    before = rows_of_all_tables()
    assert "Surat elektronik ini sudah menunggu untuk dikirim." in words(resend(client, message))
    assert rows_of_all_tables() == before


@pytest.mark.parametrize("make", [sent, given_up])
def test_a_mail_whose_text_is_wiped_can_not_be_sent_again(cast: Cast, make: Any) -> None:
    message, client = make(body=""), signed_in(cast.section_head)
    page = client.get(MAILS)
    assert "Isi telah dihapus" in words(page) and "kirim-ulang" not in page.text
    before = rows_of_all_tables()
    assert "Isi surat elektronik ini telah dihapus karena memuat token." in words(resend(client, message))
    assert rows_of_all_tables() == before


def test_one_that_is_sealed_and_was_never_sent_can_be(cast: Cast) -> None:
    message = mail.post(to="ratna@dinkes.example", subject="Rahasia", body="token-8bd1", sealed=True)
    Message.objects.update(state="failed", attempts=10)
    resend(signed_in(cast.section_head), message)
    send_message.call(str(message.pk))
    assert outbox.outbox[0].body == "token-8bd1"


@pytest.mark.parametrize("error", ["", REFUSED])
def test_a_mail_that_a_worker_holds_is_left_alone(cast: Cast, error: str) -> None:
    message, client = written(error=error), signed_in(cast.section_head)
    held = Message.claim(message.pk)
    assert held
    assert "kirim-ulang" not in client.get(MAILS).text
    before = rows_of_all_tables()
    assert "Surat elektronik ini sedang dikirim saat ini." in words(resend(client, message))
    assert rows_of_all_tables() == before
    assert held.finish()


def test_once_the_worker_is_dead_it_is_not(cast: Cast) -> None:
    message = written()
    Message.claim(message.pk)
    pass_time(message, minutes=6)
    resend(signed_in(cast.section_head), message)
    assert (stands(message), wake_ups(message)) == (("pending", 0, ""), 1)


def test_a_worker_that_was_slow_not_dead_no_longer_decides(cast: Cast) -> None:
    message = written()
    slow = Message.claim(message.pk)
    assert slow
    pass_time(message, minutes=6)
    assert mail.send_again(message)
    second = Message.claim(message.pk)
    assert second and (slow.attempts, second.attempts) == (1, 1)
    before = rows_of_all_tables()
    assert [slow.finish(), slow.fail("too late"), slow.give_up("too late"), slow.keep()] == [False] * 4
    assert rows_of_all_tables() == before
    assert second.keep()
    assert second.finish()


def test_what_can_not_be_recorded_is_not_sent_again(cast: Cast) -> None:
    message, client = given_up(), signed_in(cast.section_head)
    client.get(MAILS)
    with unwritable():
        before = rows_of_all_tables()
        with pytest.raises(DatabaseError):
            resend(client, message)
        assert rows_of_all_tables() == before


def test_of_many_at_once_one_wins(transactional_db: None, together: Together) -> None:
    message = given_up()
    assert sorted(together([lambda: mail.send_again(message)] * 8)) == [False] * 7 + [True]
    assert wake_ups(message) == 1


@pytest.mark.parametrize("key", ["00000000-0000-4000-8000-000000000000", "x", "1"])
def test_a_mail_that_is_not_there_is_missing(cast: Cast, key: str) -> None:
    client = signed_in(cast.section_head)
    before = rows_of_all_tables()
    assert client.post(f"{MAILS}{key}/kirim-ulang/").status_code == 404
    assert rows_of_all_tables() == before


def test_the_address_in_the_way_back_stays_on_the_page(cast: Cast) -> None:
    client, message = signed_in(cast.section_head), given_up()
    answer = client.post(f"{MAILS}{message.pk}/kirim-ulang/?next=//attacker.example&state=%0D%0AX:1")
    assert answer.url == f"{MAILS}?next=%2F%2Fattacker.example&state=%0D%0AX%3A1"


def test_by_get_nothing_is_sent(cast: Cast) -> None:
    message, client = given_up(), signed_in(cast.section_head)
    before = rows_of_all_tables()
    assert client.get(f"{MAILS}{message.pk}/kirim-ulang/").url == MAILS
    assert rows_of_all_tables() == before


@pytest.mark.parametrize("who", ["applicant", "stranger", "liaison", "head", "division_head", "staff", "other_staff"])
def test_nobody_else_sees_or_sends_any(cast: Cast, who: str) -> None:
    message, client = given_up(), signed_in(getattr(cast, who))
    before = rows_of_all_tables(OF_RECORDS)
    for answer in (client.get(MAILS), client.post(f"{MAILS}{message.pk}/kirim-ulang/")):
        assert answer.status_code == 403
        assert "ratna@dinkes.example" not in answer.text or who == "applicant"
    assert rows_of_all_tables(OF_RECORDS) == before


def test_whoever_is_outside_is_led_to_the_sign_in(cast: Cast) -> None:
    message = given_up()
    assert Client().get(MAILS).url == "/akun/masuk/?next=/kelola/surat/"
    assert Client().post(f"{MAILS}{message.pk}/kirim-ulang/").status_code == 403
    assert stands(message) == ("failed", 10, REFUSED)


def test_a_substitute_sends_again_in_the_name_of_their_own_office(cast: Cast) -> None:
    appoint(cast.staff, "section_head", "plh", until=timezone.localdate())
    resend(signed_in(cast.staff), given_up())
    assert AuditEntry.objects.latest("number").capacity == "Plh. Kepala Seksi TI dan Persandian"
