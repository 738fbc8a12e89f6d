"""Words of the requests app for templates."""

import re
from collections.abc import Iterable
from itertools import zip_longest

from django import template
from django.utils.html import format_html, format_html_join

from requests import answers, sop
from requests.clock import is_late
from requests.models import AccessRequest
from requests.office_hours import working_time

register = template.Library()


@register.filter
def answer_labels(fields: Iterable[str]) -> str:
    """The names of answers, as a person reads them: "Letter number, Letter"."""
    return ", ".join(answers.label(field) for field in fields if field in answers.PART_OF)


@register.filter
def in_groups(fingerprint: str) -> list[str]:
    """A fingerprint in groups of eight, to be compared by eye."""
    return [fingerprint[start : start + 8] for start in range(0, len(fingerprint), 8)]


register.filter("is_late", is_late)
register.filter("working_time", working_time)


@register.filter
def is_urgent(urgency: str | None) -> bool:
    return urgency not in (None, "", sop.Urgency.ORDINARY)


@register.filter
def urgency_label(urgency: str) -> str:
    return str(sop.Urgency(urgency).label)


@register.filter
def box(access_request: AccessRequest) -> str:
    """What ticking a letter on the desk sends: the request as it stands there (`requests.forms.desk`)."""
    return f"{access_request.pk}:{access_request.version}:{access_request.letter_sha256}"


@register.filter
def mark_found(text: str, words: Iterable[str]) -> str:
    """The text, escaped, with each of these words in a <mark>."""
    if not words:
        return text
    pieces = re.split(f"({'|'.join(map(re.escape, words))})", text, flags=re.IGNORECASE)
    *pairs, last = zip_longest(pieces[::2], pieces[1::2])
    return format_html("{}{}", format_html_join("", "{}<mark>{}</mark>", pairs), last[0])
