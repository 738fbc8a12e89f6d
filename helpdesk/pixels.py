"""Pictures out of the sandbox: raw pixels alone, so that nothing a hostile process says meets a picture decoder."""

import re
from collections.abc import Sequence
from pathlib import Path

from PIL import Image

from helpdesk.isolation import IsolatedProcessFailed, isolated

BYTES_A_PIXEL = {"L": 1, "RGB": 3, "RGBA": 4}
HEAD = re.compile(r"(L|RGB|RGBA) ([1-9]\d{0,4}) ([1-9]\d{0,4})")


def picture(command: Sequence[str | Path], input: bytes, *, side: int) -> Image.Image:
    """What a sandboxed program draws of `input`, neither side longer than `side` pixels.

    It answers mode, width and height in a line, such as "RGB 1240 1754", then the bytes of its pixels row by row.
    Raises IsolatedProcessFailed when it fails or answers anything else.
    """
    line, _, pixels = isolated(command, input).partition(b"\n")
    head = HEAD.fullmatch(line.decode("ascii", "replace"))
    if head is None:
        raise IsolatedProcessFailed("The answer is no picture")
    mode, width, height = head[1], int(head[2]), int(head[3])
    if max(width, height) > side or len(pixels) != width * height * BYTES_A_PIXEL[mode]:
        raise IsolatedProcessFailed(f"The picture is not what its head says: {head[0]}, {len(pixels)} bytes")
    return Image.frombytes(mode, (width, height), pixels)
