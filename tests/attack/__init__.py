"""Attacks on the site. `make attack` makes them whole and says how many of each; `make test` makes a sample."""

import os

WHOLE = os.environ.get("ATTACK") == "whole"


def amount(sample: int, whole: int) -> int:
    """How many this run makes."""
    return whole if WHOLE else sample
