"""The help for those who ask: an agency's applicants, and its liaison."""

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from accounts.offices import Office
from requests import answers, sop
from requests.help.everybody import DIGEST, MOVED_ON, SECOND_FACTOR
from requests.help.parts import Guide, Picture, Section, says, steps_of
from requests.models.credential import CLAIM_WINDOW, RELEASED_FOR, SHOWN_AGAIN_AT_MOST

APPLICANT = Guide(
    slug="pemohon",
    title=sop.Actor.APPLICANT.label,
    about=_("You ask for access to a server on behalf of your agency."),
    steps=steps_of(sop.Actor.APPLICANT),
    sections=(
        Section(
            _("Before you begin"),
            (
                says(
                    _(
                        "What you need is listed on the start page under %(ready)s, the letter of the head of your "
                        "agency first of all. Then choose %(sign_up)s and confirm your official e-mail address by the "
                        "link that is mailed to you."
                    ),
                    ready=_("Have ready"),
                    sign_up=_("Sign up"),
                ),
                says(
                    _(
                        "That you belong to your agency is confirmed by its liaison, or by the division head with the "
                        "letter in view. You need not wait for it before you ask."
                    )
                ),
            ),
        ),
        Section(
            _("Asking for access"),
            (
                says(
                    _(
                        "Choose %(new)s under %(mine)s. The form has %(parts)s short pages; %(save)s keeps what you "
                        "have written, and you go on whenever you like."
                    ),
                    {"parts": len(answers.PARTS)},
                    new=_("New request"),
                    mine=_("My requests"),
                    save=_("Save draft"),
                ),
                says(
                    _(
                        "On the last page, %(check)s, you read everything once more, agree to the terms of use and "
                        "choose %(submit)s. You get an agenda number at once."
                    ),
                    check=_("Check your answers"),
                    submit=sop.SUBMIT.button,
                ),
            ),
            (Picture("pemohon-ajukan", _("The end of the last page: the tick of consent and the button below it.")),),
        ),
        Section(
            _("Seeing where your request is"),
            (
                says(
                    _(
                        "On the page of your request, %(steps)s shows who has done what, when, and who has it now. "
                        "You need do nothing until you are told."
                    ),
                    steps=_("Steps of the SOP"),
                ),
                says(
                    _(
                        "A mail comes at once when it is your turn, that is when the request has come back and when "
                        "account and password are ready; and as the answer when you have submitted, resubmitted or "
                        "withdrawn it. The rest stands under %(notices)s, and in one mail at %(hour)s of the next "
                        "working day."
                    ),
                    DIGEST,
                    notices=_("Notices"),
                ),
            ),
            (Picture("pemohon-langkah", _("The six steps: those that are done, the one in progress, those to come.")),),
        ),
        Section(
            _("When it comes back to you"),
            (
                says(
                    _(
                        "Under %(returned)s stand the reason and what is at fault. %(mend)s opens the form there; "
                        "change what is marked, then choose %(resubmit)s. The agenda number stays the same."
                    ),
                    returned=_("Returned to be mended"),
                    mend=_("Mend"),
                    resubmit=sop.RESUBMIT.button,
                ),
                says(_("The request then passes all officials once more; they see at a glance what you have changed.")),
            ),
            (Picture("pemohon-dikembalikan", _("The return: the reason, what is at fault, and who returned it.")),),
        ),
        Section(
            _("Taking account and password"),
            (
                says(
                    _(
                        "Open your request, choose %(credential)s, give your own password again and choose %(take)s. "
                        "You have %(hours)s hours. The session that took it can show it again for %(minutes)s minutes, "
                        "%(times)s times at most; then it is wiped. It is never sent by e-mail."
                    ),
                    {
                        "hours": RELEASED_FOR // timedelta(hours=1),
                        "minutes": CLAIM_WINDOW // timedelta(minutes=1),
                        "times": SHOWN_AGAIN_AT_MOST,
                    },
                    credential=_("Take the credential"),
                    take=_("Take account and password"),
                ),
                says(
                    _(
                        "Keep it safe, change it when you first sign in to the server, and choose %(confirm)s. "
                        "The receipt is then made, and stands with the other papers of your request."
                    ),
                    confirm=sop.CONFIRM_RECEIPT.button,
                ),
            ),
            (Picture("pemohon-kata-sandi", _("The page on which your own password is asked for, then the server's.")),),
        ),
        Section(
            _("When the password can't be taken"),
            (
                says(
                    _(
                        "When the time is over, the Admin is told of it and issues a new password. When the password "
                        "is lost, ask the Admin who activated your account for a new one; the name stands in the "
                        "steps. When the site says that it has been taken and it was not you, tell the Admin at once "
                        "and don't confirm receipt."
                    )
                ),
            ),
        ),
        Section(
            _("When you need it no longer"),
            (
                says(
                    _(
                        "As long as no Admin has been assigned, %(withdraw)s on the page of the request ends it for "
                        "good. A request that has not been submitted is deleted with %(delete)s."
                    ),
                    withdraw=sop.WITHDRAW.button,
                    delete=_("Delete this draft"),
                ),
            ),
        ),
        MOVED_ON,
    ),
)

LIAISON = Guide(
    slug="narahubung",
    title=Office.LIAISON.label,
    about=_("You confirm who belongs to your agency."),
    sections=(
        Section(
            _("What comes to you, and how you learn of it"),
            (
                says(
                    _(
                        "A mail comes at once when somebody signs up for your agency or moves to it. All of them stand "
                        "under %(page)s, those who are not confirmed first."
                    ),
                    page=_("Applicants of my agency"),
                ),
            ),
        ),
        Section(
            _("Confirming an applicant"),
            (
                says(
                    _(
                        "Compare name, NIP and job title with what you know of the person, then choose %(confirm)s. "
                        "A request is approved only for someone who is confirmed."
                    ),
                    confirm=_("Confirm"),
                ),
                says(
                    _(
                        "While you are away nothing stands still: the division head can confirm the applicant as well, "
                        "with the letter in view."
                    )
                ),
            ),
            (Picture("narahubung-konfirmasi", _("An applicant who is not confirmed, and the button that does it.")),),
        ),
        Section(
            _("When somebody does not belong to your agency"),
            (
                says(
                    _("Leave the person unconfirmed and tell the %(section_head)s, who can deactivate the account."),
                    {"section_head": Office.SECTION_HEAD.label},
                ),
            ),
        ),
        Section(
            _("Asking for access yourself"),
            (
                says(
                    _(
                        "You ask like everybody else, with %(new)s under %(mine)s; the page for applicants says how. "
                        "You can't confirm yourself: another liaison of your agency does, or the division head."
                    ),
                    new=_("New request"),
                    mine=_("My requests"),
                ),
            ),
        ),
        Section(
            _("When another takes over"),
            (
                says(
                    _(
                        "An agency may have several liaisons. Tell the %(section_head)s in good time who is to come "
                        "and who is to go; each is appointed for a time."
                    ),
                    {"section_head": Office.SECTION_HEAD.label},
                ),
            ),
        ),
        SECOND_FACTOR,
    ),
)
