"""What an archive and a screen reader ask of a PDF beyond what WeasyPrint writes (PDF/A-3a and PDF/UA-1 at once)."""

from collections.abc import Iterator
from io import BytesIO
from typing import Any

import pikepdf
from pikepdf import (
    Array,
    ContentStreamInlineImage,
    ContentStreamInstruction,
    Dictionary,
    Name,
    Object,
    Operator,
    Page,
    Pdf,
)

# WeasyPrint names one standard; this names the other, with the description of its schema that ISO 19005-3,
# 6.6.2.3.3 asks for whatever isn't the standard's own.
ALSO_UA = b"""
<rdf:Description rdf:about="" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/"><pdfuaid:part>1</pdfuaid:part>
</rdf:Description>
<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
  xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>PDF/UA identification</pdfaSchema:schema>
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
<pdfaProperty:name>part</pdfaProperty:name><pdfaProperty:valueType>Integer</pdfaProperty:valueType>
<pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>The part of ISO 14289 to which the file conforms</pdfaProperty:description>
</rdf:li></rdf:Seq></pdfaSchema:property>
</rdf:li></rdf:Bag></pdfaExtension:schemas>
</rdf:Description>
"""


def archive(pdf: bytes) -> bytes:
    """The same pages, identified as both; deterministic."""
    with pikepdf.open(BytesIO(pdf)) as opened:
        _identify(opened)
        linked = _give_headers_their_scope(opened)
        for number, page in enumerate(opened.pages):
            _make_artifacts(opened, page, number, linked)
        out = BytesIO()
        opened.save(out, deterministic_id=True, compress_streams=True)
        return out.getvalue()


def _identify(pdf: Pdf) -> None:
    metadata = pdf.Root.Metadata.read_bytes()
    pdf.Root.Metadata.write(metadata.replace(b"</rdf:RDF>", ALSO_UA + b"</rdf:RDF>"))


# Page and number of the content on it.
Linked = set[tuple[tuple[int, int], int]]


def _key(page: Any) -> tuple[int, int]:
    """What tells a page from the others of its file."""
    return page.objgen


def _give_headers_their_scope(pdf: Pdf) -> Linked:
    """Marks each header cell as one of a row or a column; returns page and number of all content in the structure."""
    linked: Linked = set()
    for element, in_head in _elements(pdf.Root.StructTreeRoot.K, in_head=False):
        if element.S == Name.TH:
            element.A.Scope = Name.Column if in_head else Name.Row
        linked |= {(_key(element.Pg), int(kid)) for kid in element.get("/K", []) if isinstance(kid, int)}
    return linked


def _elements(kids: Object, *, in_head: bool) -> Iterator[tuple[Object, bool]]:
    """Every element of the structure, and whether it stands in the head of a table."""
    for kid in kids:
        if isinstance(kid, Dictionary) and "/S" in kid:
            in_its_head = in_head or Name.THead == kid.S
            yield kid, in_its_head
            yield from _elements(kid.get("/K", Array()), in_head=in_its_head)


def _make_artifacts(pdf: Pdf, page: Page, number: int, linked: Linked) -> None:
    """Head and foot of the page are no content to read again on each (ISO 14289-1, 7.8): they become artifacts."""
    loose: set[int] = set()
    content: list[ContentStreamInstruction | ContentStreamInlineImage] = []
    for instruction in pikepdf.parse_content_stream(page):
        given, operator = instruction.operands, instruction.operator
        mcid = given[1].get("/MCID") if operator == Operator("BDC") else None
        if mcid is not None and (_key(page), int(mcid)) not in linked:
            loose.add(int(mcid))
            instruction = ContentStreamInstruction([Name.Artifact, Dictionary(Type=Name.Pagination)], operator)
        content.append(instruction)
    if loose:
        page.Contents = pdf.make_stream(pikepdf.unparse_content_stream(content))
        numbers = pdf.Root.StructTreeRoot.ParentTree.Nums
        owners = numbers[2 * number + 1]
        numbers[2 * number + 1] = Array([None if mcid in loose else owner for mcid, owner in enumerate(owners)])
