"""What each kind of entry in the audit trail is called."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from requests import sop

ACTIONS: dict[str, str | Promise] = {
    **{act.name: act.done for act in sop.TRANSITIONS},
    "opened": _("Request opened by whose turn it is"),
    "note_written": _("Note between officials written"),
    "original_taken": _("Original of a scan taken"),
    "paper_taken": _("Paper taken"),
    "credential_shown": _("Password shown to the applicant"),
    "credential_refused": _("Password refused"),
    "credential_shown_to_staff": _("Password shown to staff"),
    "signed_in": _("Signed in"),
    "signed_out": _("Signed out"),
    "sign_in_failed": _("Signing in failed"),
    "sign_in_stopped": _("Signing in stopped after too many attempts"),
    "second_factor_added": _("Second factor added"),
    "second_factor_removed": _("Second factor removed"),
    "second_factor_renewed": _("Recovery codes renewed"),
    "second_factor_failed": _("Second factor failed"),
    "sessions_ended": _("Signed out everywhere else"),
    "email_confirmed": _("E-mail address confirmed"),
    "signed_up": _("Signed up"),
    "password_changed": _("Own password changed"),
    "password_reset": _("Own password set anew"),
    "email_changed": _("Own e-mail address changed"),
    "second_factor_reset": _("Second factor of a person reset"),
    "own_data_exported": _("Own data taken along"),
    "data_request_made": _("Request about own data made"),
    "data_request_answered": _("Request about personal data answered"),
    "person_erased": _("Account of a person erased"),
    "refused": _("Refused"),
    "agency_confirmed": _("Agency of a person confirmed"),
    "user_added": _("Person added"),
    "user_changed": _("Person changed"),
    "agency_added": _("Agency added"),
    "agency_changed": _("Agency changed"),
    "appointment_added": _("Appointment added"),
    "appointment_changed": _("Appointment changed"),
    "proposal_made": _("Second person asked"),
    "proposal_granted": _("Granted by a second person"),
    "proposal_refused": _("Refused by a second person"),
    "proposal_withdrawn": _("Proposal withdrawn"),
    "server_added": _("Server added"),
    "server_changed": _("Server changed"),
    "terms_added": _("Terms of use published"),
    "letterhead_added": _("Letterhead published"),
    "register_exported": _("Register exported"),
    "export_taken": _("Export of the register taken"),
    "officehours_added": _("Office hours entered"),
    "ramadan_added": _("Days of Ramadan entered"),
    "ramadan_changed": _("Days of Ramadan changed"),
    "holiday_added": _("Holiday added"),
    "holiday_changed": _("Holiday changed"),
    "holidays_imported": _("Holidays of a year imported"),
    "message_resent": _("Mail sent again"),
    "audit_exported": _("Audit trail exported"),
}


def in_words(action: str) -> str:
    return str(ACTIONS.get(action, action))
