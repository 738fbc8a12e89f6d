"""How often anyone may guess: exact however many guess at once, and a stranger locks nobody out who sits elsewhere."""

import re
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth import hashers
from django.test import Client

from accounts.models import AuditEntry, User
from helpdesk.models import Message
from tests.accounts.test_second_factor import CODES, GIVE, given_password, proved
from tests.accounts.test_signup import sign_in, sign_up
from tests.attack import amount
from tests.by_http import code, words
from tests.cast import PASSWORD, Cast
from tests.together import Together

Counted = Callable[[int, str], None]
WRONG, STOPPED = "Alamat email atau kata sandi tidak sesuai.", "Terlalu banyak percobaan yang gagal."


@pytest.fixture
def guesses(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Every password that is really compared with a stored one, whoever compares it."""
    compared: list[str] = []
    compare = hashers.MD5PasswordHasher.verify

    def verify(self: Any, password: str, encoded: str) -> bool:
        compared.append(password)
        return compare(self, password, encoded)

    monkeypatch.setattr(hashers.MD5PasswordHasher, "verify", verify)
    return compared


def recovery_codes(user: User) -> list[str]:
    client = proved(user)
    client.post(f"{CODES}baru/")
    return re.findall(r"<code>(\d{8})</code>", client.get(CODES).text)


def at(address: str) -> Client:
    return Client(REMOTE_ADDR=address)


def guess(email: str, address: str, password: str = "sandi-yang-salah") -> str:
    answer = at(address).post("/akun/masuk/", {"login": email, "password": password})
    if answer.status_code == 302:
        return "in"
    return "wrong" if WRONG in words(answer) else "stopped"


def let_through(together: Together, count: int, email: Callable[[int], str]) -> int:
    """How many guesses are compared of so many at once, and then one by one until the first is stopped.

    One that finds the counter busy for a second is refused and may count all the same: they are never more than
    allowed, but may be fewer.
    """
    at_once = together([lambda n=n: guess(email(n), "203.0.113.9") for n in range(count)])
    assert set(at_once) <= {"wrong", "stopped"}, at_once
    compared = at_once.count("wrong")
    while guess(email(count + compared), "203.0.113.9") == "wrong":
        compared += 1
    return compared


@pytest.fixture
def may_knock(settings: Any) -> None:
    """Another limit would stop them before: the sign-in page takes 30 forms a minute from an address."""
    settings.ACCOUNT_RATE_LIMITS = settings.ACCOUNT_RATE_LIMITS | {"login": "1000/m/ip"}


@pytest.mark.bar(21)
@pytest.mark.parametrize("count", [amount(16, 64)])
def test_five_guesses_at_an_account_from_a_network_however_many_at_once(
    transactional_db: None, may_knock: None, together: Together, guesses: list[str], count: int, counted: Counted
) -> None:
    counted(count, "guesses at once")
    Cast()
    assert let_through(together, count, lambda _: "haryo@kominfo.example") == len(guesses) <= 5
    assert guess("haryo@kominfo.example", "203.0.113.200", PASSWORD) == "stopped"
    assert guess("haryo@kominfo.example", "198.51.100.7", PASSWORD) == "in"


@pytest.mark.bar(21)
@pytest.mark.parametrize("count", [amount(24, 64)])
def test_twenty_guesses_from_an_address_whatever_the_accounts(
    transactional_db: None, may_knock: None, together: Together, count: int, counted: Counted
) -> None:
    counted(count, "guesses at once")
    Cast()
    assert let_through(together, count, lambda n: f"orang-{n}@dinkes.example") <= 20
    assert guess("haryo@kominfo.example", "203.0.113.9", PASSWORD) == "stopped"
    assert guess("haryo@kominfo.example", "203.0.113.10", PASSWORD) == "in"


@pytest.mark.parametrize("kind", ["app", "recovery code"])
@pytest.mark.parametrize("count", [8])
def test_one_code_signs_in_once_however_many_give_it_at_once(
    transactional_db: None, together: Together, kind: str, count: int
) -> None:
    cast = Cast()
    given = [given_password("haryo@kominfo.example") for _ in range(count)]
    right = code() if kind == "app" else recovery_codes(cast.head)[0]
    answers = together([lambda client=client: client.post(GIVE, {"code": right}).status_code for client in given])
    assert answers.count(302) <= 1, answers
    assert set(answers) <= {200, 302}


def test_the_sixth_guess_at_an_account_is_stopped_whatever_the_password(cast: Cast) -> None:
    assert [guess("haryo@kominfo.example", "203.0.113.9") for _ in range(6)] == ["wrong"] * 5 + ["stopped"]
    assert guess("haryo@kominfo.example", "203.0.113.9", PASSWORD) == "stopped"


def test_what_is_stopped_is_recorded_without_what_was_typed(cast: Cast) -> None:
    for email in ("haryo@kominfo.example", "sandi-di-kolom@yang-salah.example"):
        for _ in range(6):
            guess(email, "203.0.113.9")
    client = given_password("dewi@kominfo.example")
    for _ in range(6):
        client.post(GIVE, {"code": "000000"})
    entries = AuditEntry.objects.order_by("number").values_list("action", "target_id", "actor", "data")
    haryo, dewi = str(cast.head.pk), str(cast.staff.pk)
    assert [entry for entry in entries if entry[0].endswith("stopped")] == [
        ("sign_in_stopped", haryo, None, {}),
        ("sign_in_stopped", "", None, {}),
        ("sign_in_stopped", dewi, None, {}),
    ]
    assert Counter(entry[0] for entry in entries) == {
        "sign_in_failed": 10,
        "second_factor_failed": 5,
        "sign_in_stopped": 3,
    }


def test_the_same_account_by_another_writing_or_port_is_the_same(cast: Cast, guesses: list[str]) -> None:
    writings = ["haryo@kominfo.example", "HARYO@kominfo.example", " haryo@KOMINFO.example", "Haryo@Kominfo.example"]
    for number, email in enumerate(writings * 2):
        form = {"login": email, "password": "sandi-yang-salah"}
        at("203.0.113.9").post("/akun/masuk/", form, HTTP_HOST=f"testserver:{8000 + number}")
    assert len(guesses) == 5


def test_right_ones_count_nothing_off_but_themselves(cast: Cast) -> None:
    """Else whoever has an account could guess for ever: four times at others', once at their own, and again."""
    for number in range(20):
        if number % 4 == 3:
            own = at("203.0.113.9")
            sign_in(own, "dewi@kominfo.example")
            own.post("/akun/langkah-kedua/masuk/", {"code": code()})
        assert guess(f"orang-{number}@dinkes.example", "203.0.113.9") == "wrong"
    assert guess("orang-20@dinkes.example", "203.0.113.9") == "stopped"


def test_neighbours_of_one_ipv6_customer_are_one(cast: Cast) -> None:
    for number in range(5):
        assert guess("haryo@kominfo.example", f"2001:db8:1:2::{number}") == "wrong"
    assert guess("haryo@kominfo.example", "2001:db8:1:2:ffff::1", PASSWORD) == "stopped"
    assert guess("haryo@kominfo.example", "2001:db8:1:3::1", PASSWORD) == "in"


def test_reset_mails_are_limited_for_an_address_and_for_an_account(cast: Cast) -> None:
    ask = {"email": "ratna@dinkes.example"}
    answers = [at(f"203.0.113.{n}").post("/akun/sandi/atur-ulang/", ask).status_code for n in range(6)]
    assert answers == [302, 302, 302, 302, 302, 429]
    assert Message.objects.filter(to="ratna@dinkes.example").count() == 5


def test_sign_ups_are_limited_for_an_address(cast: Cast) -> None:
    answers = [sign_up(Client(), cast, email=f"orang-{n}@dinkes.example").status_code for n in range(21)]
    assert answers == [302] * 20 + [429]


@pytest.mark.bar(22)
@pytest.mark.parametrize("page", ["/akun/masuk/", "/akun/sandi/atur-ulang/"])
def test_whether_there_is_an_account_shows_nowhere(cast: Cast, page: str) -> None:
    """Status, address and every word but the one typed; sign-up is shown in test_signup."""
    answers = []
    for email in ("ratna@dinkes.example", "rania@dinkes.example"):
        form = {"login": email, "email": email, "password": "sandi-yang-salah"}
        answer = Client().post(page, form, follow=True)
        answers.append((answer.status_code, answer.redirect_chain, words(answer)))
    assert answers[0] == answers[1]


def test_an_unknown_address_costs_a_hash_too(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    """Else the time would tell."""
    made: list[str] = []
    encode = hashers.MD5PasswordHasher.encode

    def count(self: Any, password: str, salt: str) -> str:
        made.append(password)
        return encode(self, password, salt)

    monkeypatch.setattr(hashers.MD5PasswordHasher, "encode", count)
    for email in ("ratna@dinkes.example", "rania@dinkes.example"):
        made.clear()
        sign_in(Client(), email, "sandi-yang-salah")
        assert made == ["sandi-yang-salah"]
