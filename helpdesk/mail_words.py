"""Why a mail could not be sent, in a person's words; known by the error that its row keeps (its `repr`)."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from helpdesk.models import Job

OTHER = _("It failed for a reason that is not known here.")
REASONS: dict[tuple[str, ...], Promise] = {
    ("SMTPRecipientsRefused",): _("The mail server does not take mail for this address."),
    ("SMTPSenderRefused", "SMTPAuthenticationError"): _("The mail server does not let this site send mail."),
    ("SMTPDataError", "SMTPHeloError", "SMTPResponseException"): _("The mail server refused this mail."),
    (
        *("ConnectionRefusedError", "ConnectionResetError", "BrokenPipeError", "TimeoutError", "gaierror", "OSError"),
        *("SMTPConnectError", "SMTPServerDisconnected"),
    ): _("The mail server can't be reached, or broke off."),
    ("SSLError", "SSLCertVerificationError", "SMTPNotSupportedError"): _("The mail server offers no safe connection."),
    ("UnicodeEncodeError", "ValueError", "BadHeaderError"): _("Address or subject can't be written into a mail."),
    (Job.DIED,): _("The worker broke off at every attempt."),
}
BY_NAME = {name: reason for names, reason in REASONS.items() for name in names}


def in_words(error: str) -> str:
    """Empty for no error."""
    return str(BY_NAME.get(error.partition("(")[0], OTHER)) if error else ""
