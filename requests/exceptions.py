"""Why a change of an access request was refused."""

from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from requests.models import AccessRequest


class NotTheirTurn(PermissionDenied):
    """Visible to this person, but the act belongs to someone else (403); says whose turn it is, and `why`."""

    def __init__(self, access_request: "AccessRequest", why: str = "") -> None:
        self.access_request = access_request
        awaited = access_request.awaited
        turn = (
            _("This request now waits for: %(actor)s.") % {"actor": awaited.actor.label}
            if awaited
            else _("This request waits for nothing more.")
        )
        super().__init__(f"{why} {turn}".strip())


class StaleRequest(Exception):
    """Theirs to do, but the request or its letter has moved on since they looked (409)."""

    def __init__(self, access_request: "AccessRequest") -> None:
        self.access_request = access_request
        super().__init__(str(access_request.pk))
