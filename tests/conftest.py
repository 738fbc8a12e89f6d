from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.cast import Cast
from tests.tables import drop_guards
from tests.together import together

__all__ = ["together"]


@pytest.fixture
def cast(db: None) -> Cast:
    return Cast()


@pytest.fixture
def counted(record_property: Callable[[str, Any], None]) -> Callable[[int, str], None]:
    """Tells `make attack` how many of what a test has tried."""
    return lambda number, unit: record_property("counted", (number, unit))


@pytest.fixture
def transactional_db(transactional_db: None) -> Iterator[None]:
    """pytest's own, which empties all tables at the end, append-only ones too; then they are guarded anew."""
    yield
    drop_guards()
