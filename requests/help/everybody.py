"""Sections that stand on the pages of several roles."""

from django.utils.formats import time_format
from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _

from accounts.offices import Office
from requests import sop
from requests.desk_selectors import IN_MY_NAME, WAITING
from requests.digest import HOUR, OVERLOOKED_AFTER
from requests.help.parts import Section, says
from requests.office_hours import DAY_MINUTES

DIGEST = {"hour": lazy(time_format, str)(HOUR)}

_COMES = (
    says(
        _(
            "Whatever waits for you stands on the page %(desk)s under %(waiting)s, the longest waiting first. "
            "A mail comes at once with each, and a notice stands under %(notices)s."
        ),
        desk=_("My desk"),
        waiting=WAITING.title,
        notices=_("Notices"),
    ),
    says(
        _(
            "At %(hour)s on working days one mail sums up what has happened and what is late with you. "
            "When there is nothing to say, none comes."
        ),
        DIGEST,
    ),
)
_FROM_BELOW = says(
    _("It also tells what has waited for %(days)s working days or longer with the office right below yours."),
    {"days": OVERLOOKED_AFTER // DAY_MINUTES},
)
COMES_TO_YOU = Section(_("What comes to you, and how you learn of it"), _COMES)
COMES_TO_HEADS = Section(COMES_TO_YOU.title, (*_COMES, _FROM_BELOW))

_REPORT = says(
    _(
        "On the first working day of a month the report of the month before is made by itself, as a PDF. It stands, "
        "with earlier ones and the figures of any other period, under %(report)s on your desk."
    ),
    report=_("Report"),
)
MONTHLY_REPORT = Section(_("The report of each month"), (_REPORT,))
MONTHLY_REPORT_TOLD = Section(
    MONTHLY_REPORT.title, (_REPORT, says(_("A notice and the mail of that morning lead you to it.")))
)

MISTAKEN = Section(
    _("When you have decided wrongly"),
    (
        says(
            _(
                "A decision stays as it was made. With %(correct)s on the page of the request you add a note to a "
                "decision of your own; it is printed after the decision, and the applicant reads it too."
            ),
            correct=sop.CORRECT.button,
        ),
        says(
            _("What only colleagues should read belongs under %(notes)s on the same page."),
            notes=_("Notes between officials"),
        ),
    ),
)

MOVED_ON = Section(
    _("When a page says that the request has moved on"),
    (
        says(
            _(
                "The request was decided, returned or withdrawn while your page was open, so nothing of yours has been "
                "carried out. The page says what happened last and still holds what you had written. "
                "%(see)s leads to the request."
            ),
            see=_("See the request as it is now"),
        ),
    ),
)

_IN_THE_MENU = says(
    _(
        "Whoever holds an office gives a second factor at each sign-in: the code of an authenticator app, or a "
        "passkey. You add it under %(page)s in the menu that bears your name, the first time before anything else."
    ),
    page=_("Second factor"),
)
SECOND_FACTOR = Section(
    _("Your second factor"),
    (
        _IN_THE_MENU,
        says(
            _(
                "Keep the recovery codes apart from your phone. When both are lost, tell the %(section_head)s: a reset "
                "is proposed there and granted by a second official."
            ),
            {"section_head": Office.SECTION_HEAD.label},
        ),
    ),
)
SECOND_FACTOR_OF_SUPER_ADMIN = Section(
    SECOND_FACTOR.title,
    (
        _IN_THE_MENU,
        says(
            _(
                "Keep the recovery codes apart from your phone. Others who have lost both ask you: you propose the "
                "reset on their page under %(people)s, and a second official grants it. Your own is reset, as a last "
                "resort, by whoever runs the server."
            ),
            people=_("People"),
        ),
    ),
)

AWAY = Section(
    _("When you are away"),
    (
        says(
            _(
                "With %(substitute)s on your desk you propose a Plh. for the days of your absence, with number and "
                "scan of the letter of command. A second official grants it."
            ),
            substitute=_("A substitute for my absence"),
        ),
        says(
            _(
                "What your Plh. decides stands on your desk under %(in_my_name)s. You may go on deciding yourself; "
                "whoever is first decides."
            ),
            in_my_name=IN_MY_NAME.title,
        ),
    ),
)

SECOND_PERSON = Section(
    _("As second person"),
    (
        says(
            _(
                "Nobody gives an office or changes an official's account alone. What a colleague has proposed comes to "
                "you by mail and waits on your desk under %(second)s; you grant or refuse it after proving again that "
                "it is you."
            ),
            second=_("Second person"),
        ),
    ),
)
