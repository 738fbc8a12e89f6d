"""Words of the requests app for templates."""

from collections.abc import Iterable

from django import template

from requests import answers

register = template.Library()


@register.filter
def answer_labels(fields: Iterable[str]) -> str:
    """The names of answers, as a person reads them: "Letter number, Letter"."""
    return ", ".join(answers.label(field) for field in fields if field in answers.PART_OF)


@register.filter
def in_groups(fingerprint: str) -> list[str]:
    """A fingerprint in groups of eight, to be compared by eye."""
    return [fingerprint[start : start + 8] for start in range(0, len(fingerprint), 8)]
