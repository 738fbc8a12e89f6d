"""A plugin of pytest for `make attack`: how much was tried for each bar, and how many tests found something."""

from collections import Counter, defaultdict
from typing import Any

import pytest


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        for mark in item.iter_markers("bar"):
            item.user_properties.append(("bar", mark.args[0]))


def pytest_terminal_summary(terminalreporter: Any) -> None:
    tried: dict[int, Counter[str]] = defaultdict(Counter)
    for outcome in ("passed", "failed", "error"):
        for report in terminalreporter.stats.get(outcome, []):
            properties = report.user_properties if report.when == "call" or outcome != "passed" else []
            counts = [value for name, value in properties if name == "counted"] or [(1, "single cases")]
            for bar in {value for name, value in properties if name == "bar"}:
                for number, unit in counts:
                    tried[bar][unit] += number
                tried[bar]["findings"] += outcome != "passed"
    for bar, units in sorted(tried.items()):
        findings = units.pop("findings")
        terminalreporter.line(
            f"bar {bar}: {', '.join(f'{units[unit]:,} {unit}' for unit in units)}: {findings} findings"
        )
    total = sum(sum(units.values()) for units in tried.values())
    terminalreporter.line(f"In all {total:,} attempts for {len(tried)} bars.")
