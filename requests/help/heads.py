"""The help for the three officials of the SOP."""

from django.utils.translation import gettext_lazy as _

from accounts.offices import Office
from requests import sop
from requests.help.everybody import (
    AWAY,
    COMES_TO_HEADS,
    MISTAKEN,
    MONTHLY_REPORT,
    MONTHLY_REPORT_TOLD,
    MOVED_ON,
    SECOND_FACTOR,
    SECOND_FACTOR_OF_SUPER_ADMIN,
    SECOND_PERSON,
)
from requests.help.parts import Guide, Picture, Section, says, steps_of

HEAD = Guide(
    slug="kepala-dinas",
    title=Office.HEAD.label,
    about=_("You dispose the letters that come in."),
    steps=steps_of(sop.Actor.HEAD),
    sections=(
        COMES_TO_HEADS,
        Section(
            _("Disposing a letter"),
            (
                says(
                    _(
                        "Open the letter from your desk; its pages stand on the screen. Tick under %(instructions)s "
                        "what you ask for, or write it under %(other)s, and choose %(dispose)s. The disposition sheet "
                        "can be looked at before, with %(preview)s below the button."
                    ),
                    instructions=_("Instructions"),
                    other=_("Other instruction"),
                    dispose=sop.DISPOSE.button,
                    preview=_("Preview"),
                ),
                says(
                    _(
                        "Letters that you have opened can also be ticked on your desk and get the same instructions "
                        "with %(together)s."
                    ),
                    together=_("Dispose the ticked letters"),
                ),
            ),
            (
                Picture("kepala-dinas-meja", _("A letter on the desk: what is to be done, and since when it waits.")),
                Picture("kepala-dinas-disposisi", _("The disposition with its instructions and the button below.")),
            ),
        ),
        Section(
            _("What happens after"),
            (
                says(
                    _(
                        "The %(next)s is told at once, and approves the request or returns it to the applicant. One "
                        "that has been mended comes to you again, with the difference under %(changed)s."
                    ),
                    {"next": sop.Actor.DIVISION_HEAD.label},
                    changed=_("What has changed"),
                ),
            ),
        ),
        MONTHLY_REPORT_TOLD,
        MISTAKEN,
        AWAY,
        SECOND_PERSON,
        MOVED_ON,
        SECOND_FACTOR,
    ),
)

DIVISION_HEAD = Guide(
    slug="kepala-bidang",
    title=Office.DIVISION_HEAD.label,
    about=_("You approve requests, or return them to their applicants."),
    steps=steps_of(sop.Actor.DIVISION_HEAD),
    sections=(
        COMES_TO_HEADS,
        Section(
            _("Approving"),
            (
                says(
                    _(
                        "Open the letter from your desk and compare it with the answers. Tick your %(instructions)s "
                        "and choose %(approve)s; the %(next)s is told at once."
                    ),
                    {"next": sop.Actor.SECTION_HEAD.label},
                    instructions=_("Instructions"),
                    approve=sop.APPROVE.button,
                ),
                says(
                    _(
                        "When nobody has confirmed the applicant yet, compare the person with the letter and tick "
                        "%(confirmed)s. Whoever approves a request never activates it."
                    ),
                    confirmed=_("The applicant is the one named in the letter"),
                ),
            ),
            (
                Picture(
                    "kepala-bidang-setujui", _("The approval with its instructions and the tick for the applicant.")
                ),
            ),
        ),
        Section(
            _("Returning"),
            (
                says(
                    _(
                        "What can't be approved goes back with %(back)s. Write under %(reason)s what is to be "
                        "mended, and tick what is at fault: the applicant's form opens just there. You can still "
                        "return a request after approving it, until its account is activated."
                    ),
                    back=sop.RETURN.button,
                    reason=_("Reason"),
                ),
            ),
            (
                Picture(
                    "kepala-bidang-kembalikan",
                    _("The return: the reason, and the first of the answers that can be ticked."),
                ),
            ),
        ),
        MONTHLY_REPORT,
        MISTAKEN,
        AWAY,
        SECOND_PERSON,
        MOVED_ON,
        SECOND_FACTOR,
    ),
)

SECTION_HEAD = Guide(
    slug="kepala-seksi",
    title=Office.SECTION_HEAD.label,
    about=_("You assign the Admin who activates the account, and keep the site as its Super Admin."),
    steps=steps_of(sop.Actor.SECTION_HEAD),
    sections=(
        COMES_TO_HEADS,
        Section(
            _("Assigning an Admin"),
            (
                says(
                    _(
                        "Open the letter from your desk, choose who is to activate the account and then %(assign)s; "
                        "beside each name stands how much that Admin has in hand. Whoever has to do it is told at once."
                    ),
                    assign=sop.ASSIGN.button,
                ),
                says(
                    _(
                        "When an Admin falls ill, %(reassign)s on the page of the request gives it to another. "
                        "Both are told."
                    ),
                    reassign=sop.REASSIGN.button,
                ),
            ),
            (Picture("kepala-seksi-tugaskan", _("The assignment: the Admins with what they have in hand.")),),
        ),
        Section(
            _("Keeping an eye on everything"),
            (
                says(
                    _(
                        "%(overview)s shows what waits for whom and what is late; several letters can be assigned from "
                        "there. %(report)s gives the figures of a month or any other period."
                    ),
                    overview=_("Overview of steps, Admins and what is late"),
                    report=_("Report"),
                ),
            ),
        ),
        Section(
            _("As Super Admin"),
            (
                says(
                    _(
                        "Under %(manage)s you keep what the site relies on: people, agencies, servers, the calendar, "
                        "the terms of use and the letterhead. Enter the %(holidays)s of a year before it begins, or "
                        "targets and the daily mail go wrong."
                    ),
                    manage=_("Manage"),
                    holidays=_("Holidays"),
                ),
                says(
                    _(
                        "Look there now and then at %(mails)s, for addresses that fail, and at %(data)s, for those "
                        "have a deadline. Who did what stands in the %(audit)s."
                    ),
                    mails=_("Mails"),
                    data=_("Requests about personal data"),
                    audit=_("Audit trail"),
                ),
            ),
        ),
        Section(
            _("Offices, and the second person"),
            (
                says(
                    _(
                        "%(appoint)s under %(appointments)s proposes who is to hold an office, and from when until "
                        "when; a second official grants it. Somebody new is first added under %(people)s. Ending an "
                        "appointment needs nobody else, and ends the person's sessions with it."
                    ),
                    appoint=_("Appoint a person"),
                    appointments=_("Appointments"),
                    people=_("People"),
                ),
                *SECOND_PERSON.paragraphs,
            ),
        ),
        AWAY,
        MOVED_ON,
        SECOND_FACTOR_OF_SUPER_ADMIN,
    ),
)
