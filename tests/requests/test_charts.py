"""Bars: how long they are, and which are drawn."""

import re

import pytest
from django.template.loader import render_to_string

from requests.charts import Value, bar_chart

pytestmark = pytest.mark.any_database


def row(label: str, now: int | None, before: int | None = None) -> tuple[str, Value, Value]:
    return label, Value(str(now), now), Value(str(before), before)


def widths(*rows: tuple[str, Value, Value | None], full: int | None = None) -> list[tuple[int, int]]:
    chart = bar_chart("x", "X", "Y", rows, full)
    assert chart is not None
    return [(bar.now_width, bar.before_width) for bar in chart.bars]


def test_the_largest_figure_fills_the_width() -> None:
    assert widths(row("a", 5, 20), row("b", 15, 0)) == [(25, 100), (75, 0)]


def test_of_a_hundred_percent_each_bar_takes_its_share() -> None:
    assert widths(row("a", 50, 40), full=100) == [(50, 40)]


def test_whatever_is_not_nothing_is_seen() -> None:
    assert widths(row("a", 1, 0), row("b", 1000, None)) == [(1, 0), (100, 0)]


@pytest.mark.parametrize("rows", [[], [row("a", 0, 0)], [row("a", None, None)]])
def test_without_figures_there_is_no_chart(rows: list[tuple[str, Value, Value]]) -> None:
    assert bar_chart("x", "X", "Y", rows) is None


def test_of_many_rows_the_ten_largest_are_drawn_under_each_other() -> None:
    chart = bar_chart("x", "X", "Y", [row(str(size), size) for size in range(12)])
    assert chart is not None
    assert [bar.label for bar in chart.bars] == ["11", "10", "9", "8", "7", "6", "5", "4", "3", "2"]
    assert not chart.is_whole
    assert ([bar.top for bar in chart.bars][:3], chart.height) == ([2, 8, 14], 62)
    drawn = render_to_string("parts/bar_chart.html", {"chart": chart})
    assert "Grafik menampilkan 10 yang terbesar; tabel menampilkan semuanya." in drawn
    assert re.findall('height="([0-9]+)em"', drawn) == ["62"]  # of the whole; where each row is says `top` alone


def test_a_long_name_is_cut_in_the_chart() -> None:
    chart = bar_chart("x", "X", "Y", [row("Disnakerperinkop UKM dan Perdagangan Kabupaten", 1)])
    assert chart is not None
    assert chart.bars[0].label == "Disnakerperinkop UKM dan Perdagan…"
