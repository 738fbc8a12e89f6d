"""Another's object and a missing one answer byte for byte alike, whatever it is and whoever asks (bar 2)."""

import random
import re
import uuid
from collections.abc import Callable, Iterator
from itertools import product
from typing import Any

import pytest

from requests.models import Document
from requests.tasks import order_revocation_preview
from tests.attack import WHOLE, amount
from tests.attack.expectations import EXPECTED, KNOWN_TO, SIGNED_IN, expected
from tests.attack.world import World

pytestmark = pytest.mark.bar(2)
INSIDE = SIGNED_IN.split()
Pair = tuple[str, str, str, Any]  # who, the name of the address, the method, the key of the foreign object


def pairs(world: World) -> Iterator[Pair]:
    """Every address with a key × everyone signed in who must not learn whether there is something behind it."""
    for name in EXPECTED:
        if world.has_key(name):
            key = world.keys.get(name, {"pk": world.access_request.pk})["pk"]
            refusals = ({"404"}, {"403"}) if name in REFUSED_FIRST else ({"404"},)
            for identity, method in product(INSIDE, ("GET", "HEAD", "POST")):
                if expected(name, identity, world.state, method) in refusals:
                    yield identity, name, method, key
    yield from papers(world)


# At these, whoever isn't let in is refused before anything is looked up.
REFUSED_FIRST = ("data_request", "message_resend", "propose_for_account", "reference_change")


def papers(world: World) -> Iterator[Pair]:
    """Besides the letter: sheets, another's preview, the agenda book."""
    known = KNOWN_TO[world.state].split()
    for identity in INSIDE:
        if identity not in known:
            for sheet in Document.objects.all():
                yield identity, "paper", "GET", sheet.pk
                yield identity, "paper_size", "POST", sheet.pk
        if identity not in ("head", "division_head", "section_head"):
            yield identity, "paper", "GET", world.book.pk
        if identity != "section_head" and world.state in ("delivered", "completed"):
            preview = order_revocation_preview(world.access_request, by=world.cast.section_head)
            yield identity, "paper", "GET", preview.pk


def told(world: World, pair: Pair, key: Any) -> tuple[int, dict[str, str], list[str], bytes]:
    """Status, headers, names of cookies and body, without the key asked for, the page's nonce and the form's token."""
    identity, name, method, _foreign = pair
    with world.undone(world.clients[identity]):
        answer = world.send(identity, name, method, pk=key)
    text = re.sub(rb'nonce="[^"]*"|(?<=csrfmiddlewaretoken" value=)"[^"]*"', b"", answer.whole)
    headers = {name: re.sub("'nonce-[^']*'", "", value) for name, value in answer.headers.items()}
    without = {name: value.replace(str(key), "") for name, value in headers.items()}
    return answer.status_code, without, sorted(answer.cookies), text.replace(str(key).encode(), b"")


def missing(key: Any) -> Any:
    return uuid.uuid4() if isinstance(key, uuid.UUID) else key + 1


@pytest.mark.parametrize("state", KNOWN_TO if WHOLE else ["draft", "delivered"])
def test_foreign_and_missing_are_told_alike(db: None, counted: Callable[[int, str], None], state: str) -> None:
    world = World(state)
    found = sorted(pairs(world), key=str)
    tried = random.Random(state).sample(found, amount(50, len(found)))
    unlike = [pair for pair in tried if told(world, pair, pair[3]) != told(world, pair, missing(pair[3]))]
    counted(len(tried), "pairs")
    assert unlike == []
