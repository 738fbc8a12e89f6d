"""Papers: a `Document` row becomes the bytes of a PDF.

What a sheet says is gathered in `context.py`, its wording and layout stand in
`templates/requests/pdf/<sheet>.html`, its looks in `static/pdf/`. The papers are official and always
Indonesian, so their fixed words stand in the templates themselves, not in the catalogue.
"""

from django.template.loader import render_to_string
from django.utils import translation

from requests.documents.context import context
from requests.models import Document

# They would turn the text around them; what is printed is what is there to read.
_DIRECTION_MARKS = dict.fromkeys([0x061C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A)])


def render(document: Document) -> bytes:
    """The sheet as a PDF: the same bytes from the same rows (a draft's change). Slow; loads WeasyPrint."""
    from requests.documents.pdf import write_pdf  # no web process ever gets here

    with translation.override("id"):
        values = context(document)
        html = render_to_string(f"requests/pdf/{document.sheet}.html", values)
    return write_pdf(html.translate(_DIRECTION_MARKS), identifier=document.pk.bytes, crest=values["crest"])
