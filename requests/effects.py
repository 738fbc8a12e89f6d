"""What an act writes beside the request itself, in the same transaction.

Each function takes the request, the actor's appointment and the form's data, and returns what the
disposition row keeps of it (`Disposition.details`). An act that isn't listed writes nothing more.
"""

from collections.abc import Callable, Mapping
from typing import Any

from django.utils import timezone

from accounts.models import Appointment
from accounts.services import confirm_agency
from requests import answers, sop
from requests.models import AccessRequest, Credential, RegisterEntry, ServerAccount

Data = Mapping[str, Any]


def _answers(access_request: AccessRequest, data: Data) -> dict[str, Any]:
    return {"answers": answers.snapshot(access_request), "terms": data["terms"].number}


def submit(access_request: AccessRequest, appointment: Appointment | None, data: Data) -> dict[str, Any]:
    """The site registers the letter itself, so that step 1's papers exist at once."""
    RegisterEntry.enter(access_request, timezone.now())
    return _answers(access_request, data)


def resubmit(access_request: AccessRequest, appointment: Appointment | None, data: Data) -> dict[str, Any]:
    return _answers(access_request, data)


def approve(access_request: AccessRequest, appointment: Appointment | None, data: Data) -> dict[str, Any]:
    """With the letter in view, the division head may confirm that the applicant is of the agency."""
    if not data.get("applicant_confirmed") or appointment is None:
        return {}
    confirmed = confirm_agency(
        applicant=access_request.applicant,
        agency=access_request.agency,
        confirmed_by=appointment.user,
        capacity=appointment.title,
    )
    return {"agency_confirmed": confirmed}


def return_to_applicant(access_request: AccessRequest, appointment: Appointment | None, data: Data) -> dict[str, Any]:
    return {"faults": list(data.get("faults", []))}


def assign(access_request: AccessRequest, appointment: Appointment | None, data: Data) -> dict[str, Any]:
    return {"assignee": data["assignee"].name}


def activate(access_request: AccessRequest, appointment: Appointment | None, data: Data) -> dict[str, Any]:
    assert appointment is not None  # only staff activate
    account = ServerAccount(
        access_request=access_request,
        activated_by=appointment.user,
        activated_at=timezone.now(),
        **{name: data[name] for name in ACCOUNT_FIELDS},
    )
    account.save(force_insert=True)
    Credential.issue(account)
    return {
        "account": {
            "server": str(account.server),
            "username": account.username,
            "access_level": account.access_level,
            "valid_until": account.valid_until.isoformat(),
            "work_done": account.work_done,
            "tested_how": account.tested_how,
        }
    }


ACCOUNT_FIELDS = ("server", "username", "access_level", "valid_until", "work_done", "tested_how")


def _open_credentials(access_request: AccessRequest) -> Any:
    return Credential.objects.filter(account__access_request=access_request)


def deliver(access_request: AccessRequest, appointment: Appointment | None, data: Data) -> dict[str, Any]:
    """The 72 hours start."""
    access_request.server_account.credentials.get(state="sealed").release()
    return {}


def reissue(access_request: AccessRequest, appointment: Appointment | None, data: Data) -> dict[str, Any]:
    """The old password is wiped; a new one goes out at once."""
    Credential.wipe(_open_credentials(access_request))
    credential, _password = Credential.issue(access_request.server_account)
    credential.release()
    return {}


def confirm_receipt(access_request: AccessRequest, appointment: Appointment | None, data: Data) -> dict[str, Any]:
    Credential.wipe(_open_credentials(access_request))
    return {}


EFFECTS: dict[sop.Transition, Callable[[AccessRequest, Appointment | None, Data], dict[str, Any]]] = {
    sop.SUBMIT: submit,
    sop.RESUBMIT: resubmit,
    sop.APPROVE: approve,
    sop.RETURN: return_to_applicant,
    sop.ASSIGN: assign,
    sop.REASSIGN: assign,
    sop.ACTIVATE: activate,
    sop.DELIVER: deliver,
    sop.REISSUE: reissue,
    sop.CONFIRM_RECEIPT: confirm_receipt,
}
