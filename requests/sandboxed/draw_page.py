"""Draws one page of a scan on white paper; run by `page_images.py` in the sandbox, never imported by the site.

Scan on standard input; number of the page (the first is 1), dots an inch and the longest side in pixels as
arguments; answers as `helpdesk/pixels.py` wants it, in grey ("L") where the page has no colour.
"""

import sys
from io import BytesIO

import pypdfium2
from PIL import Image, ImageChops, ImageOps

POINTS_AN_INCH = 72


def drawn_pdf(data: bytes, number: int, dots: int, side: int) -> Image.Image:
    """The page as a viewer shows it: with its notes, stamps and what was filled into its fields."""
    pdf = pypdfium2.PdfDocument(data)
    pdf.init_forms()
    page = pdf[number - 1]
    scale = min(dots / POINTS_AN_INCH, (side - 1) / max(page.get_size()))  # a size is rounded up
    return page.render(scale=scale, may_draw_forms=True).to_pil().convert("RGB")


def drawn_picture(data: bytes, side: int) -> Image.Image:
    """Upright, as the camera's mark says. Made small before it is copied about, for a photo is large."""
    with Image.open(BytesIO(data), formats=["JPEG", "PNG"]) as file:
        file.draft("RGB", (side, side))
        picture: Image.Image = file
        if picture.mode == "P":
            picture = picture.convert("RGBA" if picture.has_transparency_data else "RGB")
        if picture.mode == "I;16":
            picture = picture.point(lambda value: value / 256)
        small = picture if picture.mode in ("RGB", "RGBA", "LA", "CMYK") else picture.convert("L")
        small.thumbnail((side, side))
        return on_white(ImageOps.exif_transpose(small))


def on_white(picture: Image.Image) -> Image.Image:
    if not picture.has_transparency_data:
        return picture.convert("RGB")
    paper = Image.new("RGB", picture.size, "white")
    paper.paste(picture.convert("RGB"), mask=picture.getchannel("A"))
    return paper


def without_needless_colour(page: Image.Image) -> Image.Image:
    red, green, blue = page.split()
    is_grey = not (ImageChops.difference(red, green).getbbox() or ImageChops.difference(green, blue).getbbox())
    return red if is_grey else page


def main() -> None:
    number, dots, side = map(int, sys.argv[1:])
    data = sys.stdin.buffer.read()
    page = drawn_pdf(data, number, dots, side) if data.startswith(b"%PDF-") else drawn_picture(data, side)
    page = without_needless_colour(page)
    sys.stdout.buffer.write(f"{page.mode} {page.width} {page.height}\n".encode() + page.tobytes())


if __name__ == "__main__":
    main()
