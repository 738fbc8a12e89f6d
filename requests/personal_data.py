"""What the site holds about a person (UU 27/2022, Ps. 7), in one form for the page and for the file.

Secrets are no part of it: passwords are held as fingerprints or encrypted, and of a mail only the subject is
told, for its text may carry a token.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from allauth.mfa.models import Authenticator
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from accounts.models import AuditEntry, Proposal, User
from accounts.sessions import open_sessions
from helpdesk.models import Message
from requests import answers
from requests.audit_words import in_words
from requests.models import AccessRequest, Attachment, Disposition, Note, ServerAccount

Text = str | Promise
Columns = tuple[tuple[str, Text], ...]  # key and label


@dataclass(frozen=True)
class Section:
    """One kind of data; every row has a value for each of `columns`."""

    key: str
    title: str
    columns: Columns
    rows: list[tuple[Any, ...]]

    @property
    def labelled_rows(self) -> list[list[tuple[Text, Any]]]:
        labels = [label for _key, label in self.columns]
        return [list(zip(labels, row, strict=True)) for row in self.rows]


AT, REQUEST, SUBJECT = ("at", gettext_lazy("When")), ("request", gettext_lazy("Request")), gettext_lazy("Subject")
SINCE, UNTIL = ("since", gettext_lazy("From")), ("until", gettext_lazy("Until"))


def everything_about(person: User, *, at_most: int | None = None) -> list[Section]:
    """All that is held, the newest first; of each kind no more than `at_most` rows."""
    of_requests = (_requests, _answers, _scans, _acts, _notes, _accounts)
    of_visits = (_factors, _sessions, _entries)
    return [
        make(person, at_most)
        for make in (_profile, _offices, _proposals, *of_requests, _messages, _notices, _data_requests, *of_visits)
    ]


def as_json(sections: list[Section]) -> dict[str, list[dict[str, Any]]]:
    """The same by its keys, for a machine."""
    return {
        section.key: [dict(zip((key for key, _label in section.columns), row, strict=True)) for row in section.rows]
        for section in sections
    }


def _profile(person: User, at_most: int | None) -> Section:
    columns: Columns = (("what", _("What")), ("value", _("Data")))
    fields = ("name", "email", "nip", "rank", "job_title", "phone")
    rows = [(str(person._meta.get_field(field).verbose_name), getattr(person, field)) for field in fields]  # type: ignore[union-attr]
    rows += [(_("language"), str(person.get_language_display()))]
    rows += [(_("kind of employment"), str(person.get_employment_kind_display()))]
    rows += [(_("agency"), person.agency.name), (_("agency confirmed"), person.agency_confirmed_at)]
    rows += [(_("account since"), person.date_joined), (_("last sign-in"), person.last_login)]
    return Section("profile", _("Details"), columns, rows)


def _offices(person: User, at_most: int | None) -> Section:
    columns: Columns = (("office", _("Office")), ("mandate_number", _("Mandate number")), SINCE, UNTIL)
    held = person.appointments.select_related("agency").order_by("-since", "id")[:at_most]
    rows = [(one.title, one.mandate_number, one.since, one.until) for one in held]
    return Section("offices", _("Offices"), columns, rows)


def _proposals(person: User, at_most: int | None) -> Section:
    columns: Columns = (("kind", _("Kind")), AT, ("outcome", _("Outcome")), ("decided_at", _("Decided")))
    made = Proposal.objects.filter(person=person)[:at_most]
    rows = [(str(one.get_kind_display()), one.made_at, str(one.get_outcome_display()), one.decided_at) for one in made]
    return Section("proposals", _("Proposals about you"), columns, rows)


def _requests(person: User, at_most: int | None) -> Section:
    columns: Columns = (REQUEST, ("subject", SUBJECT), ("state", _("State")), ("begun", _("Begun")))
    own = _own_requests(person)[:at_most]
    rows = [(_number(one), one.letter_subject, str(one.state_label), one.created_at) for one in own]
    return Section("requests", _("Requests"), columns, rows)


def _answers(person: User, at_most: int | None) -> Section:
    columns: Columns = (REQUEST, ("question", _("Question")), ("answer", _("Answer")))
    own = _own_requests(person).select_related("letter", "signed_form")[:at_most]
    rows = [
        (_number(one), str(given.label), given.text)
        for one in own
        for given in answers.display(answers.snapshot(one))
        if given.text
    ]
    return Section("answers", _("What you wrote in them"), columns, rows[:at_most])


def _scans(person: User, at_most: int | None) -> Section:
    columns: Columns = (REQUEST, ("file", _("File")), ("bytes", _("Bytes")), ("sha256", "SHA-256"), AT)
    sent = Attachment.objects.filter(uploaded_by=person).select_related("access_request__register_entry")[:at_most]
    rows = [(_number(one.access_request), one.original_name, one.size, one.sha256, one.uploaded_at) for one in sent]
    return Section("scans", _("Files sent"), columns, rows)


def _acts(person: User, at_most: int | None) -> Section:
    columns: Columns = (
        *(REQUEST, ("act", _("Act")), ("capacity", _("Capacity")), ("note", _("Note")), AT),
        *(("waiting_minutes", _("Waiting minutes")), ("working_minutes", _("Working minutes"))),
    )
    done = Disposition.objects.filter(actor=person).select_related("access_request__register_entry").order_by("-at")
    rows = [
        (_number(one.access_request), str(one.act.done), one.capacity, one.note, one.at, *one.minutes)
        for one in done[:at_most]
    ]
    return Section("acts", _("Acts on requests"), columns, rows)


def _notes(person: User, at_most: int | None) -> Section:
    """Their own alone: what others note on a request is about the work of officials, not about its applicant."""
    columns: Columns = (REQUEST, ("capacity", _("Capacity")), ("note", _("Note")), AT)
    written = Note.objects.filter(actor=person).select_related("access_request__register_entry").order_by("-at")
    rows = [(_number(one.access_request), one.capacity, one.text, one.at) for one in written[:at_most]]
    return Section("notes", _("Notes between officials that you wrote"), columns, rows)


def _accounts(person: User, at_most: int | None) -> Section:
    columns: Columns = (REQUEST, ("server", _("Server")), ("username", _("User name")), UNTIL)
    given = ServerAccount.objects.filter(access_request__applicant=person).order_by("-valid_until", "id")
    given = given.select_related("access_request__register_entry", "server")[:at_most]
    rows = [(_number(one.access_request), one.server.name, one.username, one.valid_until) for one in given]
    return Section("accounts", _("Accounts on servers"), columns, rows)


def _messages(person: User, at_most: int | None) -> Section:
    columns: Columns = (("subject", SUBJECT), AT, ("sent", _("Sent")))
    written = Message.objects.filter(to=person.email, created_at__gte=person.date_joined)[:at_most]
    return Section("messages", _("Mails"), columns, [(one.subject, one.created_at, one.sent_at) for one in written])


def _notices(person: User, at_most: int | None) -> Section:
    columns: Columns = (("title", SUBJECT), AT, ("read", pgettext("notice", "Read")))
    rows = [(one.title, one.at, one.read_at) for one in person.notices.all()[:at_most]]
    return Section("notices", _("Notices"), columns, rows)


def _data_requests(person: User, at_most: int | None) -> Section:
    columns: Columns = (("kind", _("What is asked for")), ("text", _("What it is about")), AT, ("answer", _("Answer")))
    asked = person.data_requests.all()[:at_most]
    rows = [(str(one.get_kind_display()), one.text, one.created_at, one.answer) for one in asked]
    return Section("data_requests", _("Requests about your data"), columns, rows)


def _factors(person: User, at_most: int | None) -> Section:
    """That there are such, never what they are."""
    columns: Columns = (("kind", _("Kind")), ("since", _("Since")), ("last_used", _("Last used")))
    held = Authenticator.objects.filter(user_id=person.pk).order_by("-created_at")[:at_most]
    rows = [(str(one.get_type_display()), one.created_at, one.last_used_at) for one in held]
    return Section("second_factors", _("Second factors"), columns, rows)


def _sessions(person: User, at_most: int | None) -> Section:
    columns: Columns = (AT, ("address", _("Network address")), ("browser", _("Browser")))
    held = open_sessions(person)[:at_most]
    rows = [(datetime.fromtimestamp(one["signed_in_at"], UTC), one["address"], one["browser"]) for one in held]
    return Section("sessions", _("Where you are signed in"), columns, rows)


def _entries(person: User, at_most: int | None) -> Section:
    columns: Columns = (("action", _("Act")), ("capacity", _("Capacity")), ("address", _("Network address")), AT)
    entries = AuditEntry.objects.filter(actor=person)[:at_most]
    rows = [(in_words(one.action), one.capacity, one.address, one.at) for one in entries]
    return Section("audit_entries", _("Sign-ins and other entries of the audit trail"), columns, rows)


def _own_requests(person: User) -> Any:
    return AccessRequest.objects.filter(applicant=person).select_related("register_entry").order_by("-created_at")


def _number(access_request: AccessRequest) -> str:
    return str(access_request)
