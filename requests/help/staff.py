"""The help for the Admins."""

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from requests import sop
from requests.help.everybody import COMES_TO_YOU, MISTAKEN, MOVED_ON, SECOND_FACTOR
from requests.help.parts import Guide, Picture, Section, says, steps_of
from requests.models.credential import RELEASED_FOR

STAFF = Guide(
    slug="admin",
    title=sop.Actor.STAFF.label,
    about=_("You activate accounts and hand them over."),
    steps=steps_of(sop.Actor.STAFF),
    sections=(
        COMES_TO_YOU,
        Section(
            _("Activating the account"),
            (
                says(
                    _(
                        "Make the account on the server, then open the request from your desk, say which server and "
                        "user name it is, what you did and how you tested it, and choose %(activate)s."
                    ),
                    activate=sop.ACTIVATE.button,
                ),
                says(
                    _(
                        "The next page, %(set)s, shows the password that the site has made. It is shown this once: "
                        "set it on the server before you leave the page, and write it down nowhere."
                    ),
                    set=_("Set this password on the server"),
                ),
            ),
            (
                Picture(
                    "admin-aktifkan",
                    _("The beginning of the form for the account: server, user name and level of access."),
                ),
            ),
        ),
        Section(
            _("Handing over"),
            (
                says(
                    _(
                        "Once the password is set on the server, choose %(deliver)s. The applicant is told at once "
                        "and has %(hours)s hours to take it."
                    ),
                    {"hours": RELEASED_FOR // timedelta(hours=1)},
                    deliver=sop.DELIVER.button,
                ),
                says(
                    _(
                        "When the applicant has confirmed receipt, it stands in your next daily mail. What nobody has "
                        "confirmed stays on your desk under %(unconfirmed)s."
                    ),
                    unconfirmed=_("Handed over, receipt not confirmed"),
                ),
            ),
            (Picture("admin-serahkan", _("The handing over, which is done once the password is on the server.")),),
        ),
        Section(
            _("When a password is lost, late or in doubt"),
            (
                says(
                    _(
                        "%(reissue)s on the page of the request wipes the old password and shows you a new one, once; "
                        "set it on the server at once. If you lost the first before handing over, hand over and then "
                        "issue a new one."
                    ),
                    reissue=sop.REISSUE.button,
                ),
                says(
                    _(
                        "A mail tells you when somebody tried to take a password that was not theirs to take any more. "
                        "Ask the applicant; if it was not the applicant who took it, issue a new one without delay."
                    )
                ),
            ),
        ),
        Section(
            _("When you can't do it"),
            (
                says(
                    _(
                        "Tell the %(section_head)s, who can assign another Admin. When something is wrong with the "
                        "request itself, tell the %(division_head)s, who can return it until the account is activated."
                    ),
                    {
                        "section_head": sop.Actor.SECTION_HEAD.label,
                        "division_head": sop.Actor.DIVISION_HEAD.label,
                    },
                ),
            ),
        ),
        MISTAKEN,
        MOVED_ON,
        SECOND_FACTOR,
    ),
)
