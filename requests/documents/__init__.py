"""Papers: a `Document` row becomes the bytes of a PDF.

What a sheet says is gathered in `context.py`, its wording and layout stand in
`templates/requests/pdf/<sheet>.html`, its looks in `static/pdf/<sheet>.css`. The papers are official and
always Indonesian, so their fixed words stand in the templates themselves, not in the catalogue.
"""

from collections.abc import Iterable
from io import BytesIO
from typing import cast

import segno
from django.template.loader import render_to_string
from django.utils import translation

from requests.documents import agenda, bundle, monthly_report
from requests.documents.context import Context, address_of, context
from requests.models import AgendaBook, Disposition, Document, Letterhead, MonthlyReport, Preview
from requests.models.document import Issued
from requests.reports import Report
from requests.sheets import Sheet

# Media type and bytes by the name under which a page shows them.
Pictures = dict[str, tuple[str, bytes]]
MARK = """<svg xmlns="http://www.w3.org/2000/svg" viewBox="-280 -280 560 560"><text transform="rotate(-40)"
text-anchor="middle" y="20" font-family="Liberation Sans" font-weight="bold" font-size="76" letter-spacing="6"
fill="#e4e4e4">{}</text></svg>"""


def page_of(
    paper: Issued, *, mark: str = "", acts: list[Disposition] | None = None, contents: bundle.Contents | None = None
) -> str:
    """The paper as HTML; that of a request file needs its `contents`.

    `mark` is the word across one that isn't in force; `acts` stand in for those on record.
    """
    with translation.override("id"):
        if isinstance(paper, AgendaBook):
            values = agenda.context(paper, acts)
        else:
            values = context(cast(Document, paper), mark, contents.acts if contents else acts)
        return _framed(values, bundle.articles(contents, values) if contents else [_article(values)])


def page_of_report(paper: MonthlyReport, now: Report, before: Report) -> str:
    """A monthly report as HTML: the figures of its month, and of the one before."""
    with translation.override("id"):
        values = monthly_report.context(paper, now, before)
        return _framed(values, [_article(values)])


def _article(values: Context) -> str:
    return render_to_string(f"requests/pdf/{values['sheet']}.html", values)


def _framed(values: Context, articles: list[str]) -> str:
    return render_to_string("requests/pdf/paper.html", values | {"articles": articles})


def render(paper: Issued | Preview) -> bytes:
    """The paper as a PDF: the same bytes from the same rows. Slow; loads WeasyPrint."""
    if isinstance(paper, Preview):
        return print_page(paper, paper.html, mark=paper.mark)
    if isinstance(paper, MonthlyReport):
        return print_page(paper, paper.html)
    contents = bundle.contents(cast(Document, paper)) if paper.sheet == Sheet.BUNDLE else None
    return print_page(paper, page_of(paper, contents=contents), contents=contents)


def print_page(paper: Issued | Preview, html: str, *, mark: str = "", contents: bundle.Contents | None = None) -> bytes:
    """The page of a paper as a PDF, with the pictures and files that go with it."""
    from requests.documents.pdf import write_pdf  # no web process ever gets here

    drawn = {"mark": MARK.format(mark).encode()} if mark else {"qr": _qr(address_of(cast(Issued, paper)))}
    pictures: Pictures = {name: ("image/svg+xml", picture) for name, picture in drawn.items()}
    letterheads, files = [paper.letterhead], []
    if contents:
        letterheads += [sheet.letterhead for sheet in contents.sheets]
        pictures |= bundle.pictures(contents)
        files = bundle.associated_files(cast(Document, paper), contents)
    pictures |= _crests(letterheads)
    return write_pdf(html, identifier=paper.pk.bytes, made_at=paper.created_at, pictures=pictures, files=files)


def _qr(address: str) -> bytes:
    drawn = BytesIO()
    segno.make(address, error="m", micro=False).save(drawn, kind="svg", border=0, xmldecl=False)
    return drawn.getvalue()


def _crests(letterheads: Iterable[Letterhead | None]) -> Pictures:
    crests = {}
    for letterhead in letterheads:
        if letterhead and letterhead.crest:
            with letterhead.crest.open("rb") as file:
                crests[f"crest-{letterhead.pk}"] = ("image/png", file.read())
    return crests
