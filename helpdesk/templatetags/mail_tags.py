"""Words of mails for templates."""

import re
from itertools import zip_longest

from django import template
from django.conf import settings
from django.utils.html import format_html, format_html_join

register = template.Library()


@register.filter
def link_own_addresses(text: str) -> str:
    """The text, escaped, with a link for each address of this site that stands by itself.

    Any other stays text: who typed it into a subject or a reason is not the office whose mail it then stands in.
    """
    pieces = re.split(rf"(?<!\S)({re.escape(settings.SITE_URL)}(?:/\S*)?)(?!\S)", text)
    *pairs, last = zip_longest(pieces[::2], pieces[1::2])
    links = ((before, address, address) for before, address in pairs)
    return format_html("{}{}", format_html_join("", '{}<a href="{}">{}</a>', links), last[0])
