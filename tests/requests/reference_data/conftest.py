"""The Super Admin's browser."""

import pytest
from django.test import Client

from tests.cast import Cast


@pytest.fixture
def manage(cast: Cast, client: Client) -> Client:
    """The Super Admin's browser."""
    client.force_login(cast.section_head)
    return client
