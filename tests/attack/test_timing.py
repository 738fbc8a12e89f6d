"""How long an answer takes tells nobody whether there is an account (bar 22)."""

import random
import time
from collections.abc import Callable
from typing import Any

import pytest
from django.db import transaction
from django.test import Client

from helpdesk import settings as production
from tests.attack import WHOLE, amount
from tests.attack.forms import FORMS
from tests.attack.world import World

pytestmark = pytest.mark.bar(22)
# Beside other tests, few times tell no more than whether one kind of address always takes longer.
LEAST, MOST = (0.45, 0.55) if WHOLE else (0.03, 0.97)
KNOWN = ["ratna@dinkes.example", "joko@dishub.example", "haryo@kominfo.example", "dewi@kominfo.example"]
UNKNOWN = ["rania@dinkes.example", "jono@dishub.example", "hardi@kominfo.example", "desi@kominfo.example"]


def seconds(name: str, form: dict[str, Any], world: World) -> float:
    """Of one form sent by someone new; what came of it is undone."""
    client, address = Client(), world.address(name)
    client.get("/sop/", secure=True)  # its middleware stands
    with transaction.atomic():
        began = time.perf_counter()
        answer = client.post(address, form, secure=True)
        took = time.perf_counter() - began
        transaction.set_rollback(True)
    assert answer.status_code in (200, 302)
    return took


def told_apart(some: list[float], others: list[float]) -> float:
    """The chance that one of the `others` took longer than one of `some`: 0.5 when time tells nothing (AUC)."""
    ranked = sorted([(took, False) for took in some] + [(took, True) for took in others])
    ranks = sum(rank for rank, (_took, is_other) in enumerate(ranked, 1) if is_other)
    return (ranks - len(others) * (len(others) + 1) / 2) / (len(some) * len(others))


@pytest.mark.parametrize("name", ["account_login", *["account_reset_password", "account_signup"] * WHOLE])
def test_known_and_unknown_take_as_long(
    db: None, settings: Any, counted: Callable[[int, str], None], name: str
) -> None:
    world = World("draft")
    settings.ACCOUNT_RATE_LIMITS = False
    settings.EVEN_TIME_SECONDS, settings.PASSWORD_HASHERS = production.EVEN_TIME_SECONDS, production.PASSWORD_HASHERS
    for user in (world.cast.applicant, world.cast.stranger, world.cast.head, world.cast.staff):
        user.set_password("sandi-lama-yang-panjang")
        user.save()
    tries = amount(20, 1000)
    order = [True, False] * (tries // 2)
    random.Random(name).shuffle(order)
    took: dict[bool, list[float]] = {True: [], False: []}
    for number, is_known in enumerate(order):
        email = (KNOWN if is_known else UNKNOWN)[number % 4]
        form = FORMS[name](world) if callable(FORMS[name]) else FORMS[name]
        took[is_known].append(seconds(name, form | {"email": email, "login": email, "password": "salah"}, world))
    chance = told_apart(took[False], took[True])
    counted(tries, f"timed forms at {name} (told apart: {chance:.3f})")
    assert LEAST <= chance <= MOST
