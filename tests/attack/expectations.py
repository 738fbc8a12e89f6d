"""Who may open and send what: one line for each address, written down anew and not asked of the code under test.

An answer is a status, or `login` (led to the sign-in) or `proof` (asked to prove oneself once more). Of everyone:

- Whoever is outside is led to the sign-in by GET, and gets a form back (403), but for what is open to `EVERYONE`.
- Of a request, whoever may not know of it (`KNOWN_TO`) gets the 404 of a missing one, before anything else.
- HEAD is answered as GET is; any method but GET, HEAD and POST by 405, to everyone, everywhere.
- Who isn't let in by GET gets `others`, who isn't by POST too; in another state of the request, `moved_on`.
"""

from dataclasses import dataclass
from functools import partial

OUTSIDE = "anonymous unverified disabled"
OFFICIALS = "head division_head section_head staff other_staff"
HEADS = "head division_head section_head"
SIGNED_IN = f"owner stranger liaison {OFFICIALS}"
EVERYONE = f"{OUTSIDE} {SIGNED_IN}"
IDENTITIES = EVERYONE.split()
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")

# Each state of a request ("completed" is delivered, and its receipt confirmed), and who may know of one in it.
READERS = f"owner liaison {HEADS}"
KNOWN_TO = {
    "draft": "owner",
    "submitted": READERS,
    "disposed": READERS,
    "approved": READERS,
    "returned": READERS,
    "withdrawn": READERS,
    "assigned": f"{READERS} staff",
    "activated": f"{READERS} staff",
    "delivered": f"{READERS} staff",
    "completed": f"{READERS} staff",
}
KNOWN = f"{READERS} staff"
# Who by then has decided on it, the "deciders" of the table below.
DECIDERS = {
    "disposed": "head",
    "approved": "head division_head",
    "returned": "head division_head",
    "assigned": HEADS,
    "activated": f"{HEADS} staff",
    "delivered": f"{HEADS} staff",
    "completed": f"{HEADS} staff",
}
NO_DRAFT = " ".join(state for state in KNOWN_TO if state != "draft")
NOT_SEALED_OFF = " ".join(state for state in KNOWN_TO if state not in ("activated", "completed"))


@dataclass(frozen=True)
class Open:
    """Let in is who is named, while the request is in one of the states (empty: whatever it is in)."""

    to: str
    answer: str = "200"
    states: str = ""
    others: str = "403"
    moved_on: str = "409"
    outside: str = ""  # instead of what stands above
    of_a_request: bool = False

    def let_in(self, state: str) -> list[str]:
        return (DECIDERS.get(state, "") if self.to == "deciders" else self.to).split()


@dataclass(frozen=True)
class Address:
    """`post` None: it takes no form, and refuses one by 403, 404 or 405."""

    get: Open
    post: Open | None = None


def page(to: str, answer: str = "200", **instead: str) -> Address:
    """To be read, whatever the state of any request."""
    return Address(Open(to, answer, **instead))


def form(to: str, get: str = "200", post: str = "302", **instead: str) -> Address:
    """To be opened and sent by the same."""
    return Address(Open(to, get, **instead), Open(to, post, **instead))


known = partial(Open, of_a_request=True)


def act(to: str, states: str, get: str = "200", post: str = "302") -> Address:
    """Done on a request, in these of its states."""
    return Address(known(to, get, states), known(to, post, states))


EXPECTED: dict[str, Address] = {
    # Open to everyone
    "healthz": page(EVERYONE),
    "readyz": page(EVERYONE),
    "security_txt": page(EVERYONE),
    "home": page(EVERYONE),
    "sop": page(EVERYONE),
    "help": page(EVERYONE),
    "guide": page(EVERYONE),
    "terms": page(EVERYONE),
    "privacy": page(EVERYONE),
    "verify": Address(Open(EVERYONE, states=NO_DRAFT, moved_on="404"), Open(EVERYONE, states=NO_DRAFT, moved_on="404")),
    "set_language": form(EVERYONE, get="302"),
    # Signing in and one's account
    "account_login": form(OUTSIDE, others="302"),
    "account_signup": form(OUTSIDE, others="302"),
    "account_reset_password": form(EVERYONE),
    "account_reset_password_done": page(EVERYONE),
    "account_reset_password_from_key": form(EVERYONE, get="302"),
    "account_reset_password_from_key_done": page(EVERYONE),
    "account_confirm_email": form(EVERYONE),
    "account_email_verification_sent": page(EVERYONE),
    "account_inactive": page(EVERYONE),
    "account_logout": form(SIGNED_IN, outside="302"),
    "account_reauthenticate": form(SIGNED_IN),
    "account_email": form("owner stranger", others="302"),
    "account_change_password": form(SIGNED_IN),
    "account_set_password": form("", others="302"),
    "mfa_index": page(SIGNED_IN),
    "mfa_authenticate": form("", others="302", outside="302"),
    "mfa_reauthenticate": form(f"liaison {OFFICIALS}", others="proof"),
    "mfa_activate_totp": form("owner stranger", post="200", others="302"),
    "mfa_deactivate_totp": form(f"liaison {OFFICIALS}", others="404"),
    "mfa_view_recovery_codes": page("", others="404"),
    "mfa_generate_recovery_codes": form(f"liaison {OFFICIALS}", others="200"),
    "mfa_login_webauthn": form(EVERYONE, get="302"),
    "mfa_reauthenticate_webauthn": form("", others="proof"),
    "mfa_add_webauthn": form(SIGNED_IN, post="200"),
    "mfa_remove_webauthn": form("", others="404"),
    "profile": form(SIGNED_IN),
    "sessions": form(SIGNED_IN),
    "own_data": page(SIGNED_IN),
    "own_data_file": form(SIGNED_IN, get="302", post="200"),
    "ask_about_data": form(SIGNED_IN),
    # People and offices
    "applicants_of_agency": page("liaison"),
    "confirm_agency": Address(Open(SIGNED_IN, "302"), Open("liaison", "302", others="404")),
    "proposals": page(SIGNED_IN),
    "proposal": Address(Open(HEADS, others="404"), Open("head division_head", "302", others="403 404")),
    "mandate": page(HEADS, others="404"),
    "propose_appointment": form("section_head"),
    "propose_for_account": form("section_head"),
    "propose_own_email": form(f"liaison {OFFICIALS}", others="302"),
    "propose_substitute": form(HEADS),
    "data_requests": page("head section_head"),
    "data_request": form("head section_head"),
    "audit": page("section_head"),
    "audit_export": form("section_head", get="302", post="200"),
    "audit_verifier": page("section_head"),
    "messages": page("section_head"),
    "message_resend": form("section_head", get="302"),
    "reference_data": page("section_head"),
    "reference_rows": page("section_head"),
    "reference_add": form("section_head"),
    "reference_change": form("section_head"),
    "import_holidays": form("section_head", get="302"),
    # Lists
    "my_requests": page(SIGNED_IN),
    "notices": form(SIGNED_IN),
    "open_notice": Address(Open(SIGNED_IN, "302"), Open("head", "302", others="404")),
    "desk": page(OFFICIALS),
    "desk_list": page(OFFICIALS),
    "desk_counts": page(OFFICIALS),
    "dispose_together": Address(Open(OFFICIALS, "302"), Open("head", "302")),
    "overview": page(HEADS),
    "report": page(HEADS),
    "register": page(OFFICIALS),
    "agenda_book": form(HEADS),
    "order_register_export": form(HEADS, get="302", post="200"),
    "register_export": page("section_head", others="404"),
    "register_export_file": page("section_head", others="404"),
    "agenda_archive": page(HEADS, "202"),
    # The applicant's own
    "new_request": form(SIGNED_IN),
    "edit_part": act("owner", "draft returned"),
    "upload": act("owner", "draft returned", get="302"),
    "check_answers": Address(known("owner", states="draft returned")),
    "draft_form": act("owner", "draft returned", get="302"),
    "delete_draft": Address(known(KNOWN, "302"), known("owner", "302", "draft")),
    "credential": Address(known("owner"), known("owner", states=NOT_SEALED_OFF, moved_on="403")),
    # The acts of the SOP
    "submit": act("owner", "draft"),
    "dispose": act("head", "submitted"),
    "approve": act("division_head", "disposed"),
    "return_to_applicant": act("division_head", "disposed approved assigned"),
    "assign": act("section_head", "approved"),
    "activate": act("staff", "assigned", post="200"),
    "deliver": act("staff", "activated"),
    "resubmit": act("owner", "returned"),
    "withdraw": act("owner", "submitted disposed returned approved"),
    "reassign": act("section_head", "assigned activated delivered"),
    "reissue": act("staff", "delivered", post="200"),
    "confirm_receipt": act("owner", "delivered"),
    "correct": act("deciders", "disposed approved returned assigned activated delivered"),
    # One request and its papers
    "access_request": Address(known(KNOWN)),
    "note": Address(known(f"{HEADS} staff", "302"), known(f"{HEADS} staff", "302")),
    "bundle": Address(known(KNOWN, "302"), known(KNOWN, "302", NO_DRAFT)),
    "revocation_preview": Address(
        known(KNOWN, "302"), known("section_head staff", "302", "delivered completed", moved_on="403")
    ),
    "paper": Address(known(KNOWN)),
    "paper_page": Address(known(KNOWN)),
    "paper_size": Address(Open(SIGNED_IN, "302"), known(KNOWN, "302", NO_DRAFT, moved_on="404")),
}


def expected(name: str, identity: str, state: str, method: str) -> set[str]:
    """The answers that may come, as the table says; one, but to a form at an address that takes none."""
    address = EXPECTED[name]
    if method not in ("GET", "HEAD", "POST"):
        return {"405"}
    rule = address.post if method == "POST" else address.get
    if identity in OUTSIDE.split() and (rule is None or identity not in rule.let_in(state)):
        return set(((rule and rule.outside) or ("403 405" if method == "POST" else "login")).split())
    if rule is None:
        return {"403", "404", "405"}
    if rule.of_a_request and identity not in KNOWN_TO[state].split():
        return {"404"}
    if identity not in rule.let_in(state):
        return set(rule.others.split())
    return {rule.answer if state in (rule.states or state).split() else rule.moved_on}
