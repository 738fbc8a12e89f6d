"""The pictures of the help, and what the walk that takes them sees on its way (`test_help`)."""

import os
import re
from difflib import unified_diff
from io import BytesIO
from pathlib import Path

from django.utils.dates import MONTHS, MONTHS_3, WEEKDAYS
from PIL import Image
from PIL.PngImagePlugin import PngInfo
from playwright.sync_api import Locator, Page

from requests.help import GUIDES
from requests.help.parts import DENSITY

PICTURES = Path(__file__).resolve().parents[2] / "static/help"
WORDS = "Words"  # the text of the PNG that holds them
COLOURS = 24
WRITE = os.environ.get("HELP") == "write"
SHARP = {"device_scale_factor": DENSITY if WRITE else 1}
# As wide as the text of a page, so that a picture reads as well beside it as on a phone.
NARROW, WIDE = {"width": 640, "height": 900}, {"width": 1280, "height": 900}
TELL_THE_NAMES = """
document.addEventListener("DOMContentLoaded", () => {
  const names = [];
  for (const one of document.querySelectorAll("a, button, summary, h1, h2, h3, legend, label, .tiles span")) {
    const copy = one.cloneNode(true);
    copy.querySelectorAll(".visually-hidden, .optional, .tag, .count, .tiles strong").forEach((part) => part.remove());
    names.push(copy.textContent.replace(/\\s+/g, " ").trim());
  }
  window.tellNames(names);
});
"""


class Album:
    """What the walk sees: `names` of links, buttons, headings and fields by guide; and the `faults` of pictures."""

    def __init__(self) -> None:
        self.names: dict[str, set[str]] = {guide.slug: set() for guide in GUIDES}
        self.taken: set[str] = set()
        self.faults: list[str] = []

    def of(self, slug: str, page: Page) -> Page:
        """The same page, of which every name is written down from now on under the guide of this role."""
        page.expose_function("tellNames", lambda names: self.names[slug].update(names))
        page.add_init_script(TELL_THE_NAMES)
        return page

    def take(self, name: str, shown: Locator, *, down_to: Locator | None = None) -> None:
        """Of something long the picture may end early; its words are looked at to the last."""
        shown.page.set_viewport_size(NARROW)
        words, path = neutral(shown.inner_text()), PICTURES / f"{name}.png"
        if WRITE:
            shown.evaluate("document.activeElement.blur()")
            height = height_down_to(down_to, shown) if down_to else None
            keep(path, shown.screenshot(), words, height)
        shown.page.set_viewport_size(WIDE)
        self.taken.add(name)
        self.faults += unified_diff(kept_words(path), words.splitlines(), f"{name}.png", "the page", "", "", 1, "")

    def missing(self) -> list[str]:
        """The names that a guide mentions and its role has not seen. Of "Preview: Sheet" the first part is enough."""
        seen = {slug: names | {name.partition(":")[0] for name in names} for slug, names in self.names.items()}
        return [f"{guide.slug}: {name}" for guide in GUIDES for name in sorted(guide.names - seen[guide.slug])]


def neutral(words: str) -> str:
    """Line by line, without what differs from one walk to the next: addresses, numbers, days and times."""
    short = [str(month).title() for month in MONTHS_3.values()]
    days = "|".join(map(str, (*MONTHS.values(), *short, *WEEKDAYS.values())))
    words = re.sub(r"\S+@\S+", "@", re.sub(r"[\n\t]+", "\n", words))
    words = re.sub(rf"\d+([.,:/-]\d+)*|\b({days})\b", "#", words)
    return re.sub(r"#( #)*", "#", words).strip()


def height_down_to(end: Locator, shown: Locator) -> float:
    """Pixels of the page, measured at one moment: between two the page may scroll."""
    script = "(shown, end) => end.getBoundingClientRect().top - shown.getBoundingClientRect().top"
    return float(shown.evaluate(script, end.element_handle()))


def keep(path: Path, png: bytes, words: str, height: float | None) -> None:
    """In few colours, which a page of text needs no more of."""
    info = PngInfo()
    info.add_itxt(WORDS, words)
    picture = Image.open(BytesIO(png)).convert("RGB")
    if height:
        picture = picture.crop((0, 0, picture.width, int(height * DENSITY)))
    picture.quantize(COLOURS, dither=Image.Dither.NONE).save(path, optimize=True, pnginfo=info)


def kept_words(path: Path) -> list[str]:
    if not path.exists():
        return []
    with Image.open(path) as picture:
        return str(picture.text[WORDS]).splitlines()
