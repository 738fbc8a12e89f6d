"""What the tests of the desk have in common."""

from datetime import timedelta

from django.utils import timezone

from accounts.models import User
from requests.models import AccessRequest
from requests.states import State
from tests.by_http import signed_in
from tests.cast import Cast, fresh


def address(access_request: AccessRequest) -> str:
    return f"/permohonan/{access_request.pk}/"


def submitted(cast: Cast, count: int) -> list[AccessRequest]:
    return [cast.request_in(State.SUBMITTED) for _ in range(count)]


def waits_for_days(access_request: AccessRequest, days: int) -> None:
    AccessRequest.objects.filter(pk=access_request.pk).update(waiting_since=timezone.now() - timedelta(days))


def open_pages(user: User, *access_requests: AccessRequest) -> None:
    for access_request in access_requests:
        assert signed_in(user).get(address(access_request)).status_code == 200


def states(*access_requests: AccessRequest) -> list[str]:
    return [fresh(access_request).state for access_request in access_requests]
