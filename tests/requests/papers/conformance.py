"""What of PDF/A-3a (ISO 19005-3) and PDF/UA-1 (ISO 14289-1) a machine can check with pikepdf, qpdf and poppler.

Each rule is a generator of faults, named after the clause it reads; `docs/papers.md` lists them.
"""

import re
import subprocess
from collections.abc import Callable, Iterator
from io import BytesIO
from tempfile import NamedTemporaryFile
from xml.etree import ElementTree

import pikepdf
from pikepdf import Name, Object, Pdf

from tests.requests.papers.reading import run

STANDARD_ROLES = {
    *("/Document", "/Part", "/Art", "/Sect", "/Div", "/BlockQuote", "/Caption", "/NonStruct", "/P"),
    *("/H1", "/H2", "/H3", "/L", "/LI", "/Lbl", "/LBody", "/Span", "/Link", "/Figure"),
    *("/Table", "/TR", "/TH", "/TD", "/THead", "/TBody", "/TFoot"),
}
PAINTING = {"Tj", "TJ", "'", '"', "f", "F", "f*", "B", "B*", "b", "b*", "S", "s", "sh", "Do", "INLINE IMAGE"}
NAMESPACES = {
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "dc": "http://purl.org/dc/elements/1.1/",
    "pdfaid": "http://www.aiim.org/pdfa/ns/id/",
    "pdfuaid": "http://www.aiim.org/pdfua/ns/id/",
    "extension": "http://www.aiim.org/pdfa/ns/extension/",
    "schema": "http://www.aiim.org/pdfa/ns/schema#",
    "xmp": "http://ns.adobe.com/xap/1.0/",
}
RULES: list[Callable[[bytes, Pdf], Iterator[str]]] = []


def rule(check: Callable[[bytes, Pdf], Iterator[str]]) -> Callable[[bytes, Pdf], Iterator[str]]:
    RULES.append(check)
    return check


def faults(pdf: bytes) -> list[str]:
    with pikepdf.open(BytesIO(pdf)) as opened:
        return [f"{check.__name__}: {fault}" for check in RULES for fault in check(pdf, opened)]


@rule
def file_structure_a_6_1(pdf: bytes, opened: Pdf) -> Iterator[str]:
    """Header, identifier, no encryption; qpdf finds every stream and cross-reference sound."""
    if not re.match(rb"%PDF-1\.7\s+%[\x80-\xff]{4}", pdf):
        yield "header"
    if len(opened.trailer.get("/ID", [])) != 2:
        yield "identifier"
    if opened.is_encrypted:
        yield "encrypted"
    with NamedTemporaryFile(suffix=".pdf") as file:  # qpdf wants to go back and forth in it
        file.write(pdf)
        file.flush()
        checked = subprocess.run(["qpdf", "--check", file.name], capture_output=True)
    if checked.returncode:
        yield checked.stderr.decode()


@rule
def metadata_a_6_6_ua_5(pdf: bytes, opened: Pdf) -> Iterator[str]:
    """Identified as both, the foreign schema described, title and date as in the document information."""
    xmp = ElementTree.fromstring(opened.Root.Metadata.read_bytes())
    found = xmp.findall("rdf:RDF", NAMESPACES)
    if len(found) != 1:
        yield f"{len(found)} RDF elements"
    attributes = {name: value for one in xmp.iter() for name, value in one.attrib.items()}
    identified = (attributes.get(f"{{{NAMESPACES['pdfaid']}}}{name}") for name in ("part", "conformance"))
    if list(identified) != ["3", "A"]:
        yield "not identified as PDF/A-3a"
    if [part.text for part in xmp.iterfind(".//pdfuaid:part", NAMESPACES)] != ["1"]:
        yield "not identified as PDF/UA-1"
    described = xmp.iterfind(".//extension:schemas//schema:namespaceURI", NAMESPACES)
    if [one.text for one in described] != [NAMESPACES["pdfuaid"]]:
        yield "schema of PDF/UA not described"
    titles = [one.text for one in xmp.iterfind(".//dc:title//rdf:li", NAMESPACES)]
    if titles != [str(opened.docinfo.get("/Title"))]:
        yield f"title {titles}"
    created = [re.sub(r"[^0-9+]", "", one.text or "") for one in xmp.iterfind(".//xmp:CreateDate", NAMESPACES)]
    if created != [re.sub(r"[^0-9+]", "", str(opened.docinfo.get("/CreationDate")))]:
        yield f"created {created}, {opened.docinfo.get('/CreationDate')}"


@rule
def colour_a_6_2(pdf: bytes, opened: Pdf) -> Iterator[str]:
    """An output intent with its profile, and no picture smoothed by the viewer."""
    intents = list(opened.Root.get("/OutputIntents", []))
    if [intent.S for intent in intents] != [Name.GTS_PDFA1] or intents[0].DestOutputProfile.N != 3:
        yield "output intent"
    for item in opened.objects:
        if isinstance(item, pikepdf.Stream) and item.get("/Interpolate"):
            yield "interpolated picture"


@rule
def fonts_a_6_2_11_ua_7_21(pdf: bytes, opened: Pdf) -> Iterator[str]:
    """Every font embedded, subset, with its Unicode values; no glyph that isn't in it (.notdef)."""
    for line in run("pdffonts", "-", pdf=pdf).splitlines()[2:]:
        if not re.search(r" Identity-H +yes +yes +yes +\d+ +0$", line):  # another encoding: of glyphs it lacks
            yield line


@rule
def no_actions_a_6_5_6_9(pdf: bytes, opened: Pdf) -> Iterator[str]:
    """No script, nothing done on opening, no form; every attached file says why it is there."""
    for key in ("/OpenAction", "/AA", "/AcroForm"):
        if key in opened.Root:
            yield key
    for item in opened.objects:
        if isinstance(item, pikepdf.Dictionary) and {"/JS", "/JavaScript"} & set(item.keys()):
            yield "script"
    attached = {item.objgen for item in opened.objects if _type(item) == Name.Filespec}
    if attached != {item.objgen for item in opened.Root.get("/AF", [])}:
        yield "attached file that is associated with nothing"
    for item in opened.Root.get("/AF", []):
        if not {"/AFRelationship", "/Desc", "/F", "/UF"} <= set(item.keys()) or "/Subtype" not in item.EF.F:
            yield "attached file without relationship, description or type"


def _type(item: Object) -> Object | None:
    return item.get("/Type") if isinstance(item, pikepdf.Dictionary) else None


@rule
def catalogue_ua_7_1(pdf: bytes, opened: Pdf) -> Iterator[str]:
    """Tagged, in a language, its title shown; pages read in the order of the structure; headings as bookmarks."""
    if opened.Root.get("/Lang") != "id":
        yield "language"
    if not opened.Root.get("/MarkInfo", {}).get("/Marked"):
        yield "not tagged"
    if not opened.Root.get("/ViewerPreferences", {}).get("/DisplayDocTitle"):
        yield "title not shown"
    if any(page.get("/Tabs") != Name.S for page in opened.pages):
        yield "order of tabs"
    headings = sum(str(element.S) in ("/H1", "/H2", "/H3") for element in elements(opened))
    with opened.open_outline() as outline:
        bookmarks = sum(1 for _ in _walk(outline.root))
    if bookmarks != headings:
        yield f"{bookmarks} bookmarks for {headings} headings"


def _walk(items: list) -> Iterator[object]:
    for item in items:
        yield item
        yield from _walk(item.children)


@rule
def content_ua_7_1(pdf: bytes, opened: Pdf) -> Iterator[str]:
    """All that is painted is either content of the structure or an artifact."""
    linked = {
        (element.Pg.objgen, kid) for element in elements(opened) for kid in _kids(element) if isinstance(kid, int)
    }
    for number, page in enumerate(opened.pages, start=1):
        depth = 0
        for operands, operator in pikepdf.parse_content_stream(page):
            kind = str(operator)
            if kind in ("BDC", "BMC"):
                depth += 1
                mcid = operands[1].get("/MCID") if kind == "BDC" else None
                if mcid is None and operands[0] != Name.Artifact:
                    yield f"page {number}: {operands[0]} outside the structure"
                if mcid is not None and (page.objgen, mcid) not in linked:
                    yield f"page {number}: content {mcid} of nothing in the structure"
            elif kind == "EMC":
                depth -= 1
            elif kind in PAINTING and not depth:
                yield f"page {number}: {kind} is neither content nor artifact"


def elements(opened: Pdf) -> Iterator[Object]:
    """Every element of the structure, parents first."""
    waiting = list(opened.Root.StructTreeRoot.K)
    while waiting:
        element = waiting.pop(0)
        yield element
        waiting = [kid for kid in _kids(element) if isinstance(kid, pikepdf.Dictionary) and "/S" in kid] + waiting


def _kids(element: Object) -> list:
    return list(element.get("/K", []))


@rule
def structure_ua_7_2_to_7_5(pdf: bytes, opened: Pdf) -> Iterator[str]:
    """Standard roles alone; pictures have words; headings skip no level; lists and tables are whole."""
    level = 0
    for element in elements(opened):
        role = str(element.S)
        if role not in STANDARD_ROLES:
            yield f"role {role}"
        if role == "/Figure" and not str(element.get("/Alt", "")).strip():
            yield "picture without words"
        if re.fullmatch("/H[1-6]", role):
            if int(role[2]) > level + 1:
                yield f"{role} after level {level}"
            level = int(role[2])
        inside = {str(kid.S) for kid in _kids(element) if isinstance(kid, pikepdf.Dictionary) and "/S" in kid}
        if not inside <= ALLOWED.get(role, STANDARD_ROLES):
            yield f"{inside} in {role}"
        if role == "/TH" and element.get("/A", {}).get("/Scope") not in (Name.Row, Name.Column):
            yield "header cell without scope"
        if role == "/Table" and len({_width(row) for row in _rows(element)}) != 1:
            yield "table with rows of different widths"


ALLOWED = {
    "/L": {"/LI", "/L", "/Caption"},
    "/LI": {"/Lbl", "/LBody"},
    "/Table": {"/TR", "/THead", "/TBody", "/TFoot", "/Caption"},
    "/TR": {"/TH", "/TD"},
}


def _rows(table: Object) -> Iterator[Object]:
    for kid in _kids(table):
        if kid.S == Name.TR:
            yield kid
        elif kid.S in (Name.THead, Name.TBody, Name.TFoot):
            yield from _kids(kid)


def _width(row: Object) -> int:
    return sum(int(cell.get("/A", {}).get("/ColSpan", 1)) for cell in _kids(row))


@rule
def links_ua_7_18(pdf: bytes, opened: Pdf) -> Iterator[str]:
    """Each link has words of its own and a place in the structure, and is printed."""
    for page in opened.pages:
        for annotation in page.get("/Annots", []):
            if annotation.Subtype != Name.Link or "/StructParent" not in annotation or not annotation.get("/Contents"):
                yield "annotation"
            if annotation.get("/F") != 4:
                yield "link that is not printed"
