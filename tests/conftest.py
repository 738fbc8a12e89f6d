import gc
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.cast import Cast
from tests.requests.office_at_work import Office, known_set
from tests.tables import drop_guards
from tests.together import together

__all__ = ["together"]

# Of so many objects that stay, each look for those that don't takes long: a twelfth of the time at Python's own 700.
gc.set_threshold(50_000, 20, 50)


@pytest.fixture
def cast(db: None) -> Cast:
    return Cast()


@pytest.fixture
def office(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> Office:
    """At work by a clock of its own, which is that of the whole site."""
    return Office(cast, lambda now: monkeypatch.setattr("django.utils.timezone.now", lambda: now))


@pytest.fixture
def known(office: Office) -> Office:
    known_set(office)
    return office


@pytest.fixture
def counted(record_property: Callable[[str, Any], None]) -> Callable[[int, str], None]:
    """Tells `make attack` how many of what a test has tried."""
    return lambda number, unit: record_property("counted", (number, unit))


@pytest.fixture
def transactional_db(transactional_db: None) -> Iterator[None]:
    """pytest's own, which empties all tables at the end, append-only ones too; then they are guarded anew."""
    yield
    drop_guards()
