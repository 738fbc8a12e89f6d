import pytest

from tests.cast import Cast
from tests.together import together

__all__ = ["together"]


@pytest.fixture
def cast(db: None) -> Cast:
    return Cast()
