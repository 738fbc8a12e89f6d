"""SOP 555 / 967 / 18.03 / 2021, "Permohonan Akses Server", as one table.

The stepper, the public SOP page, the desks, the targets, the sheets and the state machine read
it from here; nothing restates it. What the SOP leaves open is settled in
`docs/decisions/0002-what-the-sop-leaves-open.md`.
"""

from dataclasses import dataclass, field
from datetime import date

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.offices import Office
from requests.sheets import Sheet
from requests.states import State

Text = str | Promise

NUMBER = "555 / 967 / 18.03 / 2021"
TITLE = _("Request for server access")
MADE_ON = date(2021, 9, 28)
REVISED_ON = date(2021, 10, 1)
IN_FORCE_SINCE = date(2021, 10, 1)
LEGAL_BASIS = (
    _("Law 11 of 2008 on Electronic Information and Transactions"),
    _("Law 25 of 2009 on Public Services"),
    _("Presidential Regulation 95 of 2018 on Electronic-Based Government Systems"),
    _("Kudus Regent Regulation 48 of 2019 on Electronic-Based Government Systems in Kudus Regency"),
)
QUALIFICATIONS = (
    _("Technical ability in managing servers"),
    _("Knowledge of operating applications"),
    _("Knowledge of processing data and information"),
    _("Responsible for the secrecy and protection of the data and information managed"),
)
EQUIPMENT = (_("PC or laptop"), _("Server"), _("Internet network"), _("Application"))
RELATED = (_("SOP for Placing Servers and Hosting Applications"),)
WARNING = _("Users who access servers and applications must authenticate themselves and keep the access secret.")
RECORDS = _("Must be controlled and monitored by adequate access control.")


class Actor(models.TextChoices):
    """Who acts in the SOP.

    `STAFF` is the one Admin to whom the request is assigned, `DECIDER` whoever made the decision in question.
    """

    APPLICANT = "applicant", _("Applicant")
    HEAD = "head", Office.HEAD.label
    DIVISION_HEAD = "division_head", Office.DIVISION_HEAD.label
    SECTION_HEAD = "section_head", Office.SECTION_HEAD.label
    STAFF = "staff", _("Admin (staff)")
    DECIDER = "decider", _("Whoever decided")

    @property
    def office(self) -> Office | None:
        """The office that lets a person act; None for the applicant, and for a decider, who may be of any."""
        return _OFFICE_OF.get(self)


_OFFICE_OF = {
    Actor.HEAD: Office.HEAD,
    Actor.DIVISION_HEAD: Office.DIVISION_HEAD,
    Actor.SECTION_HEAD: Office.SECTION_HEAD,
    Actor.STAFF: Office.ADMIN,
}


class Urgency(models.TextChoices):
    """The boxes of the disposition sheet; none is ticked for an ordinary letter."""

    ORDINARY = "ordinary", _("Ordinary")
    URGENT = "urgent", _("Urgent")
    VERY_URGENT = "very_urgent", _("Very urgent")


class Instruction(models.TextChoices):
    """The ticks under "Dengan hormat harap" of the disposition sheet; a free line stands beside them."""

    RESPOND = "respond", _("Response and advice")
    PROCESS = "process", _("Process further")
    COORDINATE = "coordinate", _("Coordinate or confirm")


@dataclass(frozen=True, eq=False)
class Transition:
    """One act: `name` is the method of `AccessRequest`, `slug` the last part of its address.

    A request whose act has no `target` stays in the state it is in.
    """

    name: str
    slug: str
    actor: Actor
    sources: tuple[State, ...]
    target: State | None
    button: Text
    done: Text
    sheets: tuple[Sheet, ...] = field(default=())

    def __str__(self) -> str:
        return self.name


SUBMIT = Transition(
    "submit",
    "ajukan",
    Actor.APPLICANT,
    (State.DRAFT,),
    State.SUBMITTED,
    _("Submit the request"),
    _("Request submitted and registered"),
    (Sheet.ACCESS_FORM, Sheet.REGISTER, Sheet.DISPOSITION),
)
DISPOSE = Transition(
    "dispose",
    "disposisi",
    Actor.HEAD,
    (State.SUBMITTED,),
    State.DISPOSED,
    _("Dispose"),
    _("Letter disposed to the Head of the Informatics Division"),
    (Sheet.DISPOSITION, Sheet.REGISTER),
)
APPROVE = Transition(
    "approve",
    "setujui",
    Actor.DIVISION_HEAD,
    (State.DISPOSED,),
    State.APPROVED,
    _("Approve and dispose"),
    _("Request approved and disposed to the Head of the IT and Cryptography Section"),
    (Sheet.DISPOSITION,),
)
RETURN = Transition(
    "return_to_applicant",
    "kembalikan",
    Actor.DIVISION_HEAD,
    (State.DISPOSED, State.APPROVED, State.ASSIGNED),
    State.RETURNED,
    _("Return to the applicant"),
    _("Request returned to the applicant"),
    (Sheet.DISPOSITION,),
)
ASSIGN = Transition(
    "assign",
    "tugaskan",
    Actor.SECTION_HEAD,
    (State.APPROVED,),
    State.ASSIGNED,
    _("Assign an Admin"),
    _("Admin assigned"),
    (Sheet.DISPOSITION,),
)
ACTIVATE = Transition(
    "activate",
    "aktifkan",
    Actor.STAFF,
    (State.ASSIGNED,),
    State.ACTIVATED,
    _("Activate the account"),
    _("Account activated"),
    (Sheet.DISPOSITION, Sheet.ACCOUNT),
)
DELIVER = Transition(
    "deliver",
    "serahkan",
    Actor.STAFF,
    (State.ACTIVATED,),
    State.DELIVERED,
    _("Hand over the credential"),
    _("Credential handed over"),
    (Sheet.DISPOSITION,),
)
RESUBMIT = Transition(
    "resubmit",
    "ajukan-kembali",
    Actor.APPLICANT,
    (State.RETURNED,),
    State.SUBMITTED,
    _("Mend and resubmit"),
    _("Request mended and resubmitted"),
    (Sheet.ACCESS_FORM, Sheet.REGISTER, Sheet.DISPOSITION),
)
WITHDRAW = Transition(
    "withdraw",
    "batalkan",
    Actor.APPLICANT,
    (State.SUBMITTED, State.DISPOSED, State.RETURNED, State.APPROVED),
    State.WITHDRAWN,
    _("Withdraw the request"),
    _("Request withdrawn"),
)
REASSIGN = Transition(
    "reassign",
    "alihkan",
    Actor.SECTION_HEAD,
    (State.ASSIGNED, State.ACTIVATED, State.DELIVERED),
    None,
    _("Assign another Admin"),
    _("Another Admin assigned"),
    (Sheet.DISPOSITION,),
)
REISSUE = Transition(
    "reissue",
    "terbitkan-ulang",
    Actor.STAFF,
    (State.DELIVERED,),
    None,
    _("Issue a new password"),
    _("New password issued"),
)
CONFIRM_RECEIPT = Transition(
    "confirm_receipt",
    "konfirmasi",
    Actor.APPLICANT,
    (State.DELIVERED,),
    None,
    _("Confirm receipt"),
    _("Receipt confirmed"),
    (Sheet.RECEIPT,),
)
CORRECT = Transition(
    "correct",
    "pembetulan",
    Actor.DECIDER,
    # Submitted last: there is a decision to correct only once the request has been returned.
    (State.DISPOSED, State.APPROVED, State.RETURNED, State.ASSIGNED, State.ACTIVATED, State.DELIVERED, State.SUBMITTED),
    None,
    _("Add a correcting note"),
    _("Correcting note added"),
    (Sheet.DISPOSITION,),
)


@dataclass(frozen=True)
class Step:
    """One row of the SOP's table under a short title of ours.

    `target_minutes` is desk time in office hours, None where none is printed.
    """

    number: int
    title: Text
    actor: Actor
    activity: Text
    requires: Text
    target_minutes: int | None
    output: Text
    transition: Transition


STEPS = (
    Step(
        1,
        _("Submission"),
        Actor.APPLICANT,
        _(
            "Submits the letter requesting server access, fills in the form on the website "
            "and must obey the terms of use for server access"
        ),
        _("Letter requesting server access; server access form"),
        15,
        _("Letter with its register sheet and disposition sheet attached; server access form, filled in and signed"),
        SUBMIT,
    ),
    Step(
        2,
        _("Disposition by the Head of the Service"),
        Actor.HEAD,
        _("Disposes the letter to the Head of the Informatics Division"),
        _("Letter with its register sheet and disposition sheet attached"),
        10,
        _("Letter requesting server access, disposed by the Head of the Service"),
        DISPOSE,
    ),
    Step(
        3,
        _("Approval"),
        Actor.DIVISION_HEAD,
        _(
            "Disposes and gives approval to the Head of the IT and Cryptography Section to follow up; "
            "if approved, it is processed further, if not, it is returned to the applicant"
        ),
        _("Letter requesting server access, disposed by the Head of the Service"),
        10,
        _("Letter requesting server access, disposed by the Head of the Division"),
        APPROVE,
    ),
    Step(
        4,
        _("Assignment"),
        Actor.SECTION_HEAD,
        _("Assigns an administrator to activate the account"),
        _("Letter requesting server access, disposed by the Head of the Division"),
        15,
        _("Assignment to activate the account"),
        ASSIGN,
    ),
    Step(
        5,
        _("Activation"),
        Actor.STAFF,
        _("Activates the account for the agency and documents it"),
        _("Account that has been activated"),
        15,
        _("Account data"),
        ACTIVATE,
    ),
    Step(
        6,
        _("Handing over"),
        Actor.STAFF,
        _("Hands over the account and its password for the access right"),
        _("Account data"),
        None,
        _("The applicant knows the account and password"),
        DELIVER,
    ),
)
BESIDE_THE_STEPS = (RETURN, RESUBMIT, WITHDRAW, REASSIGN, REISSUE, CONFIRM_RECEIPT, CORRECT)
TRANSITIONS = (*(step.transition for step in STEPS), *BESIDE_THE_STEPS)
BY_NAME = {transition.name: transition for transition in TRANSITIONS}
STEP_OF = {step.transition: step for step in STEPS}

# What a request in each state waits for; withdrawn ones and those with confirmed receipt wait for nothing.
AWAITED = {
    source: transition
    for transition in (*(step.transition for step in STEPS), RESUBMIT, CONFIRM_RECEIPT)
    for source in transition.sources
}
# What waits for somebody in an office.
WAITING_FOR_OFFICIALS = tuple(state for state, act in AWAITED.items() if act.actor.office)


def step_decided(state: State, act: Transition) -> Step | None:
    """The step that an official's act ends, for better or worse, in a request that was in this state.

    None for the applicant's acts, and for those beside the step: another Admin, or a return once it was approved.
    """
    awaited = AWAITED.get(state)
    if awaited is None or act.actor.office is None or act.actor != awaited.actor:
        return None
    return STEP_OF[awaited]
