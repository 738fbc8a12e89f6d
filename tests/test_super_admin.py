"""The Super Admin keeps the site and has no way around the others: every address is tried (bar 5)."""

import uuid
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from accounts.models import AuditEntry, User
from requests import sop
from requests.models import AccessRequest, Credential, Disposition
from requests.states import State
from tests.attack.expectations import EXPECTED
from tests.attack.world import World
from tests.by_http import just_proven
from tests.cast import PASSWORD, Cast

pytestmark = pytest.mark.any_database

# What reaches nobody but the reader of a mail isn't at hand.
FROM_A_MAIL = {"account_confirm_email": {"key": "x"}, "account_reset_password_from_key": {"uidb36": "1", "key": "x"}}


def addresses(world: World, in_each_state: list[AccessRequest]) -> Iterator[tuple[str, AccessRequest]]:
    """Every address, with the request it is about or any other; those of one request in each of its states."""
    acts = {act.name for act in sop.TRANSITIONS} | {"credential", "upload", "edit_part", "delete_draft", "draft_form"}
    # Last those of their own account: without a second factor all else is shut.
    for name in sorted(EXPECTED, key=lambda name: name.startswith(("account_", "mfa_"))):
        for access_request in in_each_state if name in acts else in_each_state[:1]:
            own = {"pk": access_request.pk} if name in acts else FROM_A_MAIL.get(name, {})
            yield world.address(name, **own), access_request


def everything(cast: Cast, access_request: AccessRequest) -> dict[str, Any]:
    """What any form of the site asks for, as a Super Admin who wants more would fill it in."""
    act = {
        name: getattr(value, "pk", value)
        for data in map(cast.data_for, sop.TRANSITIONS)
        for name, value in data.items()
    }
    seen = {"version": access_request.version, "letter": access_request.letter_sha256, "key": uuid.uuid4()}
    capacity = {"capacity": cast.section_head.appointments.get().pk, "consent": "on", "applicant_confirmed": "on"}
    person = {"email": cast.section_head.email, "office": "head", "acting_kind": "definitive", "since": "2026-11-02"}
    account = {"password": PASSWORD, "login": cast.head.email, "is_active": "on", "outcome": "granted", "reason": "x"}
    new = {"oldpassword": PASSWORD, "password1": "x", "password2": "x", "user": cast.head.pk, "actor": cast.head.pk}
    return act | seen | capacity | person | account | new


@pytest.mark.bar(5)
def test_super_admin_has_no_path_to_what_is_the_others(cast: Cast, counted: Callable[[int, str], None]) -> None:
    in_each_state = [cast.request_in(state) for state in State]
    targets = list(addresses(World("delivered", cast), in_each_state))
    secrets = {credential.open().encode() for credential in Credential.objects.exclude(sealed_password=None)}
    hashes, trail = (
        dict(User.objects.values_list("pk", "password")),
        list(AuditEntry.objects.order_by("number").values()),
    )
    acts, taken = (
        set(Disposition.objects.values_list("pk", flat=True)),
        set(Credential.objects.values_list("claimed_at")),
    )
    offices = list(cast.section_head.appointments.values())
    assert len(secrets) == 3 and len(targets) > 150

    for address, access_request in targets:
        client = just_proven(User.objects.get(pk=cast.section_head.pk))  # whose sessions may have ended
        answer = client.post(address, everything(cast, access_request))
        page = b"".join(answer)
        assert answer.status_code < 500, address
        assert not [secret for secret in secrets if secret in page], address
        assert client.session.get("_auth_user_id", str(cast.section_head.pk)) == str(cast.section_head.pk), address

    done = Disposition.objects.exclude(pk__in=acts)
    assert {(act.actor, act.transition) for act in done} <= {
        (cast.section_head, "assign"),
        (cast.section_head, "reassign"),
    }
    assert done.exists()
    assert set(Credential.objects.values_list("claimed_at")) == taken
    assert dict(User.objects.filter(pk__in=hashes).values_list("pk", "password")) == hashes
    assert list(AuditEntry.objects.order_by("number")[: len(trail)].values()) == trail
    assert list(cast.section_head.appointments.values()) == offices
    counted(len(targets), "forms of a Super Admin")
