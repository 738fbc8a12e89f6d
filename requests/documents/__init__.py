"""Papers: a `Document` row becomes the bytes of a PDF.

What a sheet says is gathered in `context.py`, its wording and layout stand in
`templates/requests/pdf/<sheet>.html`, its looks in `static/pdf/<sheet>.css`. The papers are official and
always Indonesian, so their fixed words stand in the templates themselves, not in the catalogue.
"""

from io import BytesIO

import segno
from django.template.loader import render_to_string
from django.utils import translation

from requests.documents.context import address_of, context
from requests.models import Document, Preview

MARK = """<svg xmlns="http://www.w3.org/2000/svg" viewBox="-280 -280 560 560"><text transform="rotate(-40)"
text-anchor="middle" y="20" font-family="Liberation Sans" font-weight="bold" font-size="76" letter-spacing="6"
fill="#e4e4e4">{}</text></svg>"""


def page_of(document: Document, *, mark: str = "") -> str:
    """The sheet as HTML. `mark` is the word across a paper that isn't in force."""
    with translation.override("id"):
        values = context(document, mark)
        article = render_to_string(f"requests/pdf/{document.sheet}.html", values)
        return render_to_string("requests/pdf/paper.html", values | {"articles": [article]})


def render(paper: Document | Preview) -> bytes:
    """The paper as a PDF: the same bytes from the same rows. Slow; loads WeasyPrint."""
    from requests.documents.pdf import write_pdf  # no web process ever gets here

    if isinstance(paper, Preview):
        html, picture = paper.html, {"mark": ("image/svg+xml", MARK.format(paper.mark).encode())}
    else:
        html, picture = page_of(paper), {"qr": ("image/svg+xml", _qr(address_of(paper)))}
    return write_pdf(html, identifier=paper.pk.bytes, pictures=picture | _crest(paper))


def _qr(address: str) -> bytes:
    drawn = BytesIO()
    segno.make(address, error="m", micro=False).save(drawn, kind="svg", border=0, xmldecl=False)
    return drawn.getvalue()


def _crest(paper: Document | Preview) -> dict[str, tuple[str, bytes]]:
    if not (paper.letterhead and paper.letterhead.crest):
        return {}
    with paper.letterhead.crest.open("rb") as file:
        return {"crest": ("image/png", file.read())}
