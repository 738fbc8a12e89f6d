"""Why a change of an access request was refused."""

from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied

if TYPE_CHECKING:
    from requests.models import AccessRequest


class Refusal(Exception):
    """Carries the request as it now stands, so that the page can say what holds."""

    def __init__(self, access_request: "AccessRequest") -> None:
        self.access_request = access_request
        super().__init__(str(access_request.pk))


class NotTheirTurn(Refusal, PermissionDenied):
    """Visible to this person, but the act belongs to someone else (403)."""


class StaleRequest(Refusal):
    """Theirs to do, but the request or its letter has moved on since they looked (409)."""
