"""Papers: a `Document` row becomes the bytes of a PDF.

What a sheet says is gathered in `context.py`, its wording and layout stand in
`templates/requests/pdf/<sheet>.html`, its looks in `static/pdf/`. The papers are official and always
Indonesian, so their fixed words stand in the templates themselves, not in the catalogue.
"""

from io import BytesIO

import segno
from django.template.loader import render_to_string
from django.utils import translation

from requests.documents.context import context
from requests.models import Document

MARK = """<svg xmlns="http://www.w3.org/2000/svg" viewBox="-200 -200 400 400"><text transform="rotate(-40)"
text-anchor="middle" y="20" font-family="Liberation Sans" font-weight="bold" font-size="70" letter-spacing="6"
fill="#e4e4e4">{}</text></svg>"""


def render(document: Document) -> bytes:
    """The sheet as a PDF: the same bytes from the same rows (a draft's change). Slow; loads WeasyPrint."""
    from requests.documents.pdf import write_pdf  # no web process ever gets here

    with translation.override("id"):
        values = context(document)
        article = render_to_string(f"requests/pdf/{document.sheet}.html", values)
        html = render_to_string("requests/pdf/paper.html", values | {"articles": [article]})
    pictures = {"qr": ("image/svg+xml", _qr(values["address"]))}
    if values["mark"]:
        pictures = {"mark": ("image/svg+xml", MARK.format(values["mark"]).encode())}
    if document.letterhead and document.letterhead.crest:
        with document.letterhead.crest.open("rb") as file:
            pictures["crest"] = ("image/png", file.read())
    return write_pdf(html, identifier=document.pk.bytes, pictures=pictures)


def _qr(address: str) -> bytes:
    drawn = BytesIO()
    segno.make(address, error="m", micro=False).save(drawn, kind="svg", border=0, xmldecl=False)
    return drawn.getvalue()
