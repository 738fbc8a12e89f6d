"""Every address × identity × state of a request × method: the answer is the one in the table (bar 1)."""

import random
from collections.abc import Callable

import pytest

from tests.attack import WHOLE
from tests.attack.expectations import EXPECTED, IDENTITIES, KNOWN_TO, METHODS, expected
from tests.attack.world import World, addresses

pytestmark = pytest.mark.bar(1)
ALL = [(identity, name, method) for identity in IDENTITIES for name in EXPECTED for method in METHODS]


def test_the_table_names_every_address() -> None:
    assert set(EXPECTED) == {name for name, _view in addresses()}


def test_all_but_these_are_behind_the_sign_in() -> None:
    """Whoever adds an address gets the sign-in before it without asking for it."""
    assert {name for name, view in addresses() if not getattr(view, "login_required", True)} == {
        *("healthz", "readyz", "security_txt", "home", "sop", "terms", "privacy", "verify", "set_language"),
        *("help", "guide"),
        *("account_login", "account_signup", "account_logout", "account_inactive", "account_confirm_email"),
        *("account_email_verification_sent", "account_reset_password", "account_reset_password_done"),
        *("account_reset_password_from_key", "account_reset_password_from_key_done"),
        *("mfa_authenticate", "mfa_login_webauthn"),
    }


def chosen(state: str) -> list[tuple[str, str, str]]:
    """All; of a sample, 400 by GET in one state, and 60 of any method in each."""
    if WHOLE:
        return ALL
    drawn = random.Random(state)
    opened = drawn.sample([probe for probe in ALL if probe[2] == "GET"], 400) if state == "assigned" else []
    return opened + drawn.sample([probe for probe in ALL if probe[2] in METHODS[:4]], 60)


@pytest.mark.parametrize("state", KNOWN_TO)
def test_every_answer_is_the_expected_one(db: None, counted: Callable[[int, str], None], state: str) -> None:
    world, probes = World(state), chosen(state)
    wrong = []
    for identity, name, method in probes:
        came = world.ask(identity, name, method)
        if came not in (right := expected(name, identity, state, method)):
            wrong.append(f"{method} {name} as {identity}: {came}, not {' or '.join(right)}")
    counted(len(probes), "probes")
    assert not wrong, "\n".join(wrong)
