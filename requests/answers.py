"""The applicant's answers: which there are, in which part of the form, as they were at a submission.

A snapshot holds plain strings, so that papers and comparisons never change with the rows behind it.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.utils import formats
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from requests.models import AccessRequest, Attachment


@dataclass(frozen=True)
class Part:
    """One short page of the form; `slug` is the last part of its address."""

    slug: str
    title: str | Promise
    fields: tuple[str, ...]


PARTS = (
    Part("surat", _("The letter"), ("letter_number", "letter_date", "letter_subject", "letter_signatory")),
    Part("berkas", _("Scans"), ("letter", "signed_form")),
    Part("akses", _("The access"), ("target", "access_kind", "other_kind", "access_level", "purpose")),
    Part(
        "masa",
        _("Period and origin"),
        ("starts_on", "ends_on", "source_addresses", "developer_name", "developer_company", "developer_contract"),
    ),
)
BY_SLUG = {part.slug: part for part in PARTS}
PART_OF = {field: part for part in PARTS for field in part.fields}
OPTIONAL = frozenset(
    {"other_kind", "source_addresses", "developer_name", "developer_company", "developer_contract", "signed_form"}
)
# They only add to another answer, and take no line when there is nothing to add.
ADDITIONS = frozenset({"other_kind", "developer_company", "developer_contract"})

SCANS = ("letter", "signed_form")


def required_fields() -> list[str]:
    """The answers without which nothing is submitted; a setting makes the signed form one of them."""
    optional = OPTIONAL - {"signed_form"} if settings.SIGNED_FORM_REQUIRED else OPTIONAL
    return [field for field in PART_OF if field not in optional]


def label(field: str) -> str:
    return capfirst(str(AccessRequest._meta.get_field(field).verbose_name))  # type: ignore[union-attr]  # a column


@dataclass(frozen=True)
class Answer:
    field: str
    text: str

    @property
    def label(self) -> str:
        return label(self.field)

    @property
    def part(self) -> Part:
        return PART_OF[self.field]


def snapshot(access_request: AccessRequest) -> dict[str, str]:
    """Every answer as a string: dates in ISO 8601, choices by their code, scans by name and SHA-256."""
    return {field: plain(getattr(access_request, field)) for field in PART_OF}


def sender(access_request: AccessRequest) -> dict[str, str]:
    """What papers say of the applicant beyond the disposition's own snapshot of the actor."""
    agency, applicant = access_request.agency, access_request.applicant
    return {
        "agency": agency.name,
        "agency_address": agency.address,
        "phone": applicant.phone,
        "email": applicant.email,
    }


def plain(value: object) -> str:
    """One answer as a string."""
    if isinstance(value, Attachment):
        return f"{value.original_name} · {value.pages} · {value.sha256}"
    return value.isoformat() if isinstance(value, date) else str(value or "")


def pages_in(answers: Mapping[str, str]) -> int:
    """How many pages the scans of a submission have together."""
    return sum(int(answers[field].rsplit(" · ", 2)[1]) for field in SCANS if answers.get(field))


def display(answers: Mapping[str, str]) -> list[Answer]:
    """The answers in the order of the form, worded for people in the language of the moment."""
    given = [Answer(field, _worded(field, answers.get(field, ""))) for field in PART_OF]
    return [answer for answer in given if answer.text or answer.field not in ADDITIONS]


def _worded(field: str, value: str) -> str:
    if not value:
        return ""
    if field in SCANS:
        name, pages, _sha256 = value.rsplit(" · ", 2)
        return str(_("%(name)s (%(pages)s pages)") % {"name": name, "pages": pages})
    choices = AccessRequest._meta.get_field(field).choices  # type: ignore[union-attr]  # a column
    if choices:
        return str(dict(choices)[value])
    if field in ("letter_date", "starts_on", "ends_on"):
        return formats.date_format(date.fromisoformat(value))
    return value


@dataclass(frozen=True)
class Change:
    """An answer in two submissions. `was_named`: the return in between named it as at fault, changed since or not."""

    field: str
    before: str
    after: str
    is_changed: bool = True
    was_named: bool = False
    # Of a scan: the two papers, where they can be looked at.
    earlier: Attachment | None = None
    current: Attachment | None = None

    @property
    def label(self) -> str:
        return label(self.field)

    @property
    def part(self) -> Part:
        return PART_OF[self.field]


def changes(before: Mapping[str, str], after: Mapping[str, str], named: Collection[str] = ()) -> list[Change]:
    """What differs between two submissions, and what was `named`; a new scan counts even under the old one's name."""
    compared = []
    for field in PART_OF:
        is_changed = not _is_same(field, before.get(field, ""), after.get(field, ""))
        if is_changed or field in named:
            old, new = (_worded(field, answers.get(field, "")) for answers in (before, after))
            now = str(_("%(file)s, a new scan") % {"file": new}) if is_changed and old == new else new
            compared.append(Change(field, old, now, is_changed, field in named))
    return compared


def _is_same(field: str, before: str, after: str) -> bool:
    """A scan is the same whatever its file is called."""
    if field in SCANS and before and after:
        return before.rsplit(" · ", 1)[1] == after.rsplit(" · ", 1)[1]
    return before == after
