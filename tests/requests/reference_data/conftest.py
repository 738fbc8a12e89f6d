"""The Super Admin's browser."""

import pytest
from django.test import Client

from tests.by_http import just_proven
from tests.cast import Cast


@pytest.fixture
def manage(cast: Cast) -> Client:
    """The Super Admin's browser, just after they have proven who they are."""
    return just_proven(cast.section_head)
