"""Redraws the crest of the letterhead; run by `forms/reference_data.py` in the sandbox, never imported by the site.

PNG or JPEG on standard input, the longest side in pixels as argument; answers as `helpdesk/pixels.py` wants it.
"""

import sys
from io import BytesIO

from PIL import Image


def main() -> None:
    side = int(sys.argv[1])
    with Image.open(BytesIO(sys.stdin.buffer.read()), formats=["PNG", "JPEG"]) as picture:
        drawn = picture.convert("RGBA" if picture.has_transparency_data else "RGB")
    drawn.thumbnail((side, side))
    sys.stdout.buffer.write(f"{drawn.mode} {drawn.width} {drawn.height}\n".encode() + drawn.tobytes())


if __name__ == "__main__":
    main()
