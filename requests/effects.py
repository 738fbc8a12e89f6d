"""What an act writes beside the request itself, in the same transaction.

Each function takes the request, the actor's appointment and the form's data, and returns what the
disposition row keeps of it (`Disposition.details`). An act that isn't listed writes nothing more.
"""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.audit_checkpoints import write_checkpoint
from accounts.models import Appointment, User
from accounts.services import confirm_agency
from requests import answers, selectors, sop
from requests.access import AccessLevel
from requests.models import AccessRequest, Credential, RegisterEntry, ServerAccount
from requests.models.credential import CredentialState
from requests.permissions import can_be_assigned

Data = Mapping[str, Any]
ACCOUNT_FIELDS = ("server", "username", "access_level", "valid_until", "work_done", "tested_how")


def _answers(access_request: AccessRequest, data: Data) -> dict[str, Any]:
    return {
        "answers": answers.snapshot(access_request),
        "sender": answers.sender(access_request),
        "terms": data["terms"].number,
    }


def submit(access_request: AccessRequest, appointment: Appointment | None, data: Data) -> dict[str, Any]:
    """The site registers the letter itself, so that step 1's papers exist at once."""
    _check_submission(access_request)
    RegisterEntry.enter(access_request, timezone.now())
    return _answers(access_request, data)


def resubmit(access_request: AccessRequest, appointment: Appointment | None, data: Data) -> dict[str, Any]:
    _check_submission(access_request)
    access_request.register_entry.amend()
    return _answers(access_request, data)


def _check_submission(access_request: AccessRequest) -> None:
    """Nothing required is missing; and a request speaks for the agency it was begun for, whose people alone submit."""
    if missing := [field for field in answers.required_fields() if not getattr(access_request, field)]:
        lacking = ", ".join(answers.label(field) for field in missing)
        raise ValidationError(_("Still missing: %(answers)s."), "incomplete", {"answers": lacking})
    if access_request.applicant.agency_id != access_request.agency_id:
        words = {"agency": access_request.agency.name}
        raise ValidationError(
            _("This request was begun for %(agency)s, to which you no longer belong. Begin a new one."), "moved", words
        )


def approve(access_request: AccessRequest, appointment: Appointment | None, data: Data) -> dict[str, Any]:
    """Only for someone confirmed to be of the agency; with the letter in view, the division head may confirm it."""
    assert appointment is not None  # only the division head approves
    # Locked: the applicant may be changing their details at this moment.
    applicant = User.objects.select_for_update(no_key=True).get(pk=access_request.applicant_id)
    if applicant.agency_id != access_request.agency_id:
        raise ValidationError(_("The applicant now belongs to another agency. Return the request."), "moved")
    submission = selectors.submissions(selectors.history(access_request))[-1]
    if (applicant.name, applicant.nip) != (submission.actor_name, submission.actor_nip):
        raise ValidationError(
            _("The applicant's name or NIP is no longer the one the request was submitted under. Return the request."),
            "renamed",
        )
    if applicant.agency_confirmed:
        return {}
    if not data.get("applicant_confirmed"):
        unconfirmed = ValidationError(
            _("The applicant is not confirmed yet. Confirm here that they are the one named in the letter."),
            "unconfirmed",
        )
        raise ValidationError({"applicant_confirmed": unconfirmed})
    confirm_agency(applicant=applicant, agency=access_request.agency, appointment=appointment)
    return {"agency_confirmed": True}


def return_to_applicant(access_request: AccessRequest, appointment: Appointment | None, data: Data) -> dict[str, Any]:
    if not data.get("note"):
        raise ValidationError({"note": _("A return always carries a reason.")})
    return {"faults": list(data.get("faults", []))}


def assign(access_request: AccessRequest, appointment: Appointment | None, data: Data) -> dict[str, Any]:
    assignee = data["assignee"]
    if not can_be_assigned(access_request, assignee):
        raise ValidationError({"assignee": _("This person can't take this request.")})
    return {"assignee": assignee.name, "assignee_id": str(assignee.pk)}


def _check_extent(access_request: AccessRequest, level: str, until: date) -> None:
    """An account may no more, and lives no longer, than was approved; `AccessLevel` goes from the least up."""
    errors, levels = {}, AccessLevel.values
    if levels.index(level) > levels.index(access_request.access_level):
        errors["access_level"] = _("Access was approved at a lower level. Choose that or a lower one.")
    if until < timezone.localdate():
        errors["valid_until"] = _("This day is over.")
    elif access_request.ends_on and until > access_request.ends_on:
        errors["valid_until"] = _("Access was approved for a shorter time. Choose that day or an earlier one.")
    if errors:
        raise ValidationError(errors)


def activate(access_request: AccessRequest, appointment: Appointment | None, data: Data) -> dict[str, Any]:
    assert appointment is not None  # only staff activate
    _check_extent(access_request, data["access_level"], data["valid_until"])
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


def _credentials(access_request: AccessRequest) -> QuerySet[Credential]:
    return Credential.objects.filter(account__access_request=access_request)


def deliver(access_request: AccessRequest, appointment: Appointment | None, data: Data) -> dict[str, Any]:
    """The 72 hours start; how far the audit trail has come is signed."""
    access_request.server_account.credentials.get(state=CredentialState.SEALED).release()
    write_checkpoint.enqueue()
    return {}


def reissue(access_request: AccessRequest, appointment: Appointment | None, data: Data) -> dict[str, Any]:
    """The old password is wiped; a new one goes out at once."""
    Credential.wipe(_credentials(access_request))
    Credential.issue(access_request.server_account).release()
    write_checkpoint.enqueue()
    return {}


def confirm_receipt(access_request: AccessRequest, appointment: Appointment | None, data: Data) -> dict[str, Any]:
    """Only of a password that was taken; what is left of it is wiped."""
    newest = _credentials(access_request).first()
    if newest is None or newest.claimed_at is None:
        raise ValidationError(_("Take the credential first, then confirm its receipt."), "not_taken")
    Credential.wipe(_credentials(access_request))
    return {"taken_at": newest.claimed_at.isoformat()}


def correct(access_request: AccessRequest, appointment: Appointment | None, data: Data) -> dict[str, Any]:
    """To a decision of the actor's own, made in the office in which they act now. The decision stays as it is."""
    assert appointment is not None  # only deciders correct
    own = selectors.correctable_by(access_request, appointment.user).filter(office=appointment.office)
    if not own.filter(pk=data["decision"].pk).exists():
        raise ValidationError({"decision": _("Choose a decision of your own, made in an office that you hold.")})
    return {"corrects": data["decision"].version}


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
    sop.CORRECT: correct,
}
