"""What a page of the help is made of. Nothing here is a page: those are in the files beside it, by who reads them."""

import struct
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.conf import settings
from django.utils.functional import Promise

from requests import sop

Text = str | Promise
DENSITY = 2  # pixels of a picture for each pixel of the page it shows, so that it is crisp on good screens


@dataclass(frozen=True)
class Paragraph:
    """Words with gaps: `named` stands word for word on a page of the site, `known` comes out of another table.

    So a button that is renamed is renamed here too; `tests/browser/test_help.py` looks whether each name is there.
    """

    words: Text
    named: dict[str, Text]
    known: dict[str, Any]

    def __str__(self) -> str:
        return str(self.words) % ({gap: f"“{name}”" for gap, name in self.named.items()} | self.known)


def says(words: Text, known: dict[str, Any] | None = None, **named: Text) -> Paragraph:
    return Paragraph(words, named, known or {})


@dataclass(frozen=True)
class Picture:
    """`static/help/<name>.png`, taken by `tests/browser/test_help.py`; `alt` says what matters in it."""

    name: str
    alt: Text

    @property
    def path(self) -> str:
        return f"help/{self.name}.png"

    @cached_property
    def size(self) -> tuple[int, int]:
        """Width and height on the page, from the head of the file (PNG, 11.2.2 IHDR)."""
        with (settings.BASE_DIR / "static" / self.path).open("rb") as file:
            width, height = struct.unpack(">16xII", file.read(24))
        return width // DENSITY, height // DENSITY


@dataclass(frozen=True)
class Section:
    title: Text
    paragraphs: tuple[Paragraph, ...]
    pictures: tuple[Picture, ...] = ()


@dataclass(frozen=True)
class Guide:
    """The page of one role; `slug` is the last part of its address, `about` its line in the list of roles."""

    slug: str
    title: Text
    about: Text
    sections: tuple[Section, ...]
    steps: tuple[sop.Step, ...] = ()

    @property
    def pictures(self) -> list[Picture]:
        return [picture for section in self.sections for picture in section.pictures]

    @property
    def names(self) -> set[str]:
        """Everything that this page says is to be found on the site."""
        paragraphs = [paragraph for section in self.sections for paragraph in section.paragraphs]
        return {str(name) for paragraph in paragraphs for name in paragraph.named.values()}


def steps_of(actor: sop.Actor) -> tuple[sop.Step, ...]:
    return tuple(step for step in sop.STEPS if step.actor == actor)
