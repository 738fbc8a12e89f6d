"""Real papers for tests: letters and scans as an applicant uploads them, and files made to do harm."""

import zlib
from collections.abc import Callable
from functools import cache
from io import BytesIO

import pikepdf
from pikepdf import Array, Dictionary, Name, String
from PIL import Image, ImageDraw, ImageFont

LETTER = """
<html lang="id"><head><title>Permohonan Akses Server</title><style>
@page { size: A4; margin: 2.5cm 2cm 2cm 2.5cm }
body { font: 11.5pt/1.5 "Liberation Serif"; text-align: justify }
header { text-align: center; border-bottom: 3px double #000; margin-bottom: 1em; line-height: 1.25 }
h1 { font-size: 13pt; margin: 0 } h2 { font-size: 12pt } td { vertical-align: top; padding-right: 1em }
section { break-before: page } .signature { margin-left: 55%; margin-top: 2em }
.signature p { margin: 0 } .space { height: 4.5em }
table.list { border-collapse: collapse; width: 100% } .list td, .list th { border: 1px solid #000; padding: 3pt 6pt }
</style></head><body>
<header><h1>PEMERINTAH KABUPATEN KUDUS</h1><h1>DINAS CONTOH PELAYANAN</h1>
Jalan Contoh Nomor 1, Kudus, Kode Pos 59300</header>
<table><tr><td>Nomor</td><td>: 555/123/40.01/2026</td></tr><tr><td>Sifat</td><td>: Biasa</td></tr>
<tr><td>Lampiran</td><td>: 2 (dua) lembar</td></tr><tr><td>Hal</td><td>: Permohonan Akses Server</td></tr></table>
<p>Kudus, 20 November 2026</p>
<p>Yth. Kepala Dinas Komunikasi dan Informatika Kabupaten Kudus<br>di Kudus</p>
<p>Dengan hormat, sehubungan dengan pemeliharaan aplikasi Antrean Pelayanan yang ditempatkan pada pusat data
Kabupaten Kudus, bersama ini kami mengajukan permohonan akses server bagi pegawai kami sebagaimana tercantum
dalam Lampiran I. Akses digunakan untuk memperbarui aplikasi dan memeriksa catatan kesalahan.</p>
<p>Pegawai tersebut telah membaca dan bersedia mematuhi ketentuan penggunaan akses server sebagaimana tercantum
dalam Lampiran II. Demikian permohonan ini kami sampaikan. Atas perhatian dan kerja sama Saudara, kami ucapkan
terima kasih.</p>
<div class="signature"><p>Kepala Dinas Contoh Pelayanan,</p><div class="space"></div>
<p><b>Dra. Sri Contohwati, M.M.</b></p><p>Pembina Utama Muda</p><p>NIP 197003151995032001</p></div>
<section><h2>LAMPIRAN I: PEGAWAI DAN AKSES YANG DIMOHON</h2>
<table class="list"><tr><th>Nama</th><th>Jabatan</th><th>Server</th><th>Jenis akses</th><th>Berlaku</th></tr>
<tr><td>Budi Pemisalan, S.Kom.</td><td>Pranata Komputer Ahli Pertama</td><td>antrean-01</td><td>SSH, operator</td>
<td>1 Desember 2026 sampai dengan 31 Mei 2027</td></tr></table></section>
<section><h2>LAMPIRAN II: PERNYATAAN</h2><ol>
<li>Akses digunakan hanya untuk kepentingan dinas.</li><li>Kata sandi dirahasiakan dan tidak dipinjamkan.</li>
<li>Setiap gangguan keamanan segera dilaporkan.</li><li>Mutasi atau purnatugas segera diberitahukan.</li>
</ol></section></body></html>
"""


@cache
def multi_page_letter() -> bytes:
    """An agency's letter on three pages, with text, as a word processor saves it."""
    from weasyprint import HTML

    return HTML(string=LETTER).write_pdf()


def letter_scanned_anew() -> bytes:
    """The same letter from another run of the scanner: other bytes, the same pages."""
    with pikepdf.open(BytesIO(multi_page_letter())) as pdf:
        pdf.docinfo["/Producer"] = "Pemindai"
        out = BytesIO()
        pdf.save(out)
        return out.getvalue()


def scanned_page(mode: str = "L") -> Image.Image:
    """The picture of an A4 page at 100 dots an inch."""
    image = Image.new(mode, (827, 1169), "white")
    draw = ImageDraw.Draw(image)
    font = ImageFont.load_default(22)
    for line in range(24):
        draw.text((90, 90 + 40 * line), f"{line + 1}. Permohonan Akses Server 555/123/40.01/2026", "black", font)
    return image


def _saved(image: Image.Image, kind: str, **options: object) -> bytes:
    out = BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def jpeg_scan() -> bytes:
    return _saved(scanned_page("RGB"), "JPEG", quality=80)


def phone_photo() -> bytes:
    """A JPEG with a second, smaller picture behind the first, as many phones save it."""
    page = scanned_page("RGB")
    return _saved(page, "MPO", save_all=True, append_images=[page.reduce(4)])


def png_scan() -> bytes:
    return _saved(scanned_page(), "PNG")


def animated_png() -> bytes:
    return _saved(scanned_page(), "PNG", save_all=True, append_images=[Image.new("L", (827, 1169))])


def gif_image() -> bytes:
    return _saved(scanned_page("P"), "GIF")


def wide_png(width: int, height: int) -> bytes:
    """Only the head of a PNG that claims this many pixels."""
    size = width.to_bytes(4, "big") + height.to_bytes(4, "big")
    head = b"IHDR" + size + b"\x08\x02\x00\x00\x00"
    return b"\x89PNG\r\n\x1a\n\x00\x00\x00\x0d" + head + zlib.crc32(head).to_bytes(4, "big") + png_scan()[33:]


def slow_jpeg() -> bytes:
    """A small progressive JPEG whose last scan is repeated until decoding takes minutes."""
    image = _saved(Image.new("L", (7000, 7000), 128), "JPEG", progressive=True)
    last = image.rindex(b"\xff\xda")
    scan = image[last:-2]
    return image[:last] + scan * (4_000_000 // len(scan)) + b"\xff\xd9"


def changed_letter(change: Callable[[pikepdf.Pdf], object], **saving: object) -> bytes:
    """The letter after `change`; `saving` goes to pikepdf's save."""
    out = BytesIO()
    with pikepdf.open(BytesIO(multi_page_letter())) as pdf:
        change(pdf)
        pdf.save(out, **saving)
    return out.getvalue()


def letter_of(pages: int) -> bytes:
    def repeat(pdf: pikepdf.Pdf) -> None:
        del pdf.pages[1:]
        for _ in range(pages - 1):
            pdf.pages.append(pdf.pages[0])

    return changed_letter(repeat)


def letter_without_pages() -> bytes:
    return changed_letter(lambda pdf: pdf.pages.__delitem__(slice(None)))


def locked_letter(*, user: str, owner: str) -> bytes:
    """`user` opens the file; with "" it opens freely and only printing and changing are restricted."""
    return changed_letter(lambda pdf: None, encryption=pikepdf.Encryption(user=user, owner=owner))


def letter_with_root(**entries: object) -> bytes:
    return changed_letter(lambda pdf: [pdf.Root.__setitem__(f"/{key}", value) for key, value in entries.items()])


def letter_with_annotation(**entries: object) -> bytes:
    annotation = Dictionary(Type=Name.Annot, Rect=Array([0, 0, 99, 99]), **entries)
    return changed_letter(lambda pdf: pdf.pages[1].obj.__setitem__("/Annots", Array([annotation])))


def action(kind: str, **entries: object) -> Dictionary:
    return Dictionary(S=Name(f"/{kind}"), **entries)


PLAIN_SCRIPT = b"<</S/JavaScript/JS(app.alert(1))>>"


def script() -> Dictionary:
    return action("JavaScript", JS=String("app.alert(1)"))


def letter_with_attachment() -> bytes:
    return changed_letter(lambda pdf: pdf.attachments.__setitem__("surat.exe", b"MZ"))


def letter_with_compressed_script() -> bytes:
    return changed_letter(
        lambda pdf: pdf.Root.__setitem__("/OpenAction", pdf.make_indirect(script())),
        object_stream_mode=pikepdf.ObjectStreamMode.generate,
    )


def letter_with_indirect_kind() -> bytes:
    """The name of the action lies in an object of its own."""
    return changed_letter(
        lambda pdf: pdf.Root.__setitem__("/OpenAction", Dictionary(S=pdf.make_indirect(Name.Launch), F=String("cmd")))
    )


def letter_with_forgotten_script() -> bytes:
    """Nothing refers to the script, as after a careless repair."""
    return plain_pdf([PLAIN_SCRIPT])


def letter_with_disguised_script() -> bytes:
    return plain_pdf([], root=b"/OpenAction<</S/J#61va#53cript/J#53(app.alert(1))>>")


def plain_pdf(objects: list[bytes], *, root: bytes = b"", kids: bytes = b"3 0 R") -> bytes:
    """A PDF of one empty page written by hand; `objects` get the numbers from 4 on."""
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<<>>>>"
    bodies = [b"<</Type/Catalog/Pages 2 0 R%b>>" % root, b"<</Type/Pages/Kids[%b]/Count 1>>" % kids, page, *objects]
    out, places = BytesIO(), []
    out.write(b"%PDF-1.7\n")
    for number, body in enumerate(bodies, 1):
        places.append(out.tell())
        out.write(b"%d 0 obj\n%b\nendobj\n" % (number, body))
    table = out.tell()
    out.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(places) + 1))
    out.write(b"".join(b"%010d 00000 n \n" % place for place in places))
    out.write(b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (len(places) + 1, table))
    return out.getvalue()


def packed_pdf(content: bytes, *, filters: bytes = b"/FlateDecode") -> bytes:
    """A PDF written by hand whose opening action is `content`, packed into an object stream."""
    packed = zlib.compress(b"6 0 " + content, 9)
    stream = b"<</Type/ObjStm/N 1/First 4/Filter%b/Length %d>>stream\n%b\nendstream" % (filters, len(packed), packed)
    plain = plain_pdf([stream], root=b"/OpenAction 6 0 R")
    body = plain[: plain.rindex(b"xref\n0 ")]
    places = [body.index(b"%d 0 obj" % number) for number in (1, 2, 3, 4)] + [len(body)]
    rows = b"\0" * 6 + b"".join(b"\1" + place.to_bytes(4, "big") + b"\0" for place in places) + b"\2\0\0\0\4\0"
    table = b"<</Type/XRef/Size 7/W[1 4 1]/Root 1 0 R/Length %d>>stream\n%b\nendstream" % (len(rows), rows)
    return body + b"5 0 obj\n%b\nendobj\nstartxref\n%d\n%%%%EOF\n" % (table, len(body))


def letter_with_script_behind_padding() -> bytes:
    """Unpacks to more than the parser takes; a viewer that takes it would find a script."""
    return packed_pdf(b" " * 100_000_000 + PLAIN_SCRIPT)


def letter_with_unknown_packing() -> bytes:
    return packed_pdf(PLAIN_SCRIPT, filters=b"/UnknownDecode")


def crowded_pdf() -> bytes:
    """Nine megabytes of empty arrays: some 600 MB once parsed."""
    return plain_pdf([b"[" + b"[]" * 90_000 + b"]"] * 50)


def packed_crowd_pdf() -> bytes:
    """Forty kilobytes that unpack to twenty million empty arrays: some 3 GB once parsed."""
    return packed_pdf(b"[" + b"[]" * 20_000_000 + b"]")


def deep_pdf() -> bytes:
    """Nearly five million arrays in ten megabytes, nested 400 deep: far more than the judge has time for."""
    return plain_pdf([b"[" * 400 + b"]" * 400] * 12_000)


def signed_letter() -> bytes:
    """With the form field that an electronic signature leaves."""

    def sign(pdf: pikepdf.Pdf) -> None:
        signature = Dictionary(
            Type=Name.Sig, Filter=Name("/Adobe.PPKLite"), SubFilter=Name("/ETSI.CAdES.detached"), Contents=b"\0" * 64
        )
        field = Dictionary(
            Type=Name.Annot, Subtype=Name.Widget, FT=Name.Sig, T=String("ttd"), V=signature, Rect=Array([0, 0, 0, 0])
        )
        widget = pdf.make_indirect(field)
        pdf.pages[0].obj.Annots = Array([widget])
        pdf.Root.AcroForm = Dictionary(Fields=Array([widget]), SigFlags=3)

    return changed_letter(sign)
