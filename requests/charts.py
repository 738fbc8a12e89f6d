"""Bar charts as inline SVG: widths in percent, heights in em, so that text keeps its size on any screen. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.text import Truncator

ROWS_AT_MOST = 10
LABEL_AT_MOST = 34  # characters that fit beside each other on a narrow phone; the table has the whole label
HEAD, ROW = 2, 6  # em: what is drawn; each row with its label, and each figure above its bar


@dataclass(frozen=True)
class Value:
    """A figure as it is written, and as it is drawn."""

    text: str
    size: int | None


@dataclass(frozen=True)
class Bar:
    """One row; widths in percent, `top` in em."""

    label: str
    now: Value
    before: Value | None
    now_width: int
    before_width: int
    top: int


@dataclass(frozen=True)
class Chart:
    """`templates/parts/bar_chart.html` draws it; the table with the same figures must stand behind it."""

    slug: str
    title: str
    drawn: str  # the head of the table's column that it draws
    bars: tuple[Bar, ...]
    is_whole: bool  # else the largest rows of several more

    @property
    def height(self) -> int:
        return HEAD + ROW * len(self.bars)


def bar_chart(
    slug: str, title: str, drawn: str, rows: Sequence[tuple[str, Value, Value | None]], full: int | None = None
) -> Chart | None:
    """Of rows (label, value, value before), the `ROWS_AT_MOST` largest; None when there is nothing to draw.

    `full` is what fills the whole width; without it, the largest value of all does.
    """
    sizes = [value.size or 0 for _, *values in rows for value in values if value]
    if not any(sizes):
        return None
    shown = rows if len(rows) <= ROWS_AT_MOST else sorted(rows, key=lambda row: -(row[1].size or 0))[:ROWS_AT_MOST]
    scale = full or max(sizes)
    bars = tuple(
        Bar(
            Truncator(label).chars(LABEL_AT_MOST),
            now,
            before,
            _width(now, scale),
            _width(before, scale),
            HEAD + ROW * place,
        )
        for place, (label, now, before) in enumerate(shown)
    )
    return Chart(slug, title, drawn, bars, len(shown) == len(rows))


def _width(value: Value | None, scale: int) -> int:
    """In percent; whatever isn't nothing is seen."""
    return max(1, value.size * 100 // scale) if value and value.size else 0
