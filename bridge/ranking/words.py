"""Counts and shares as people write them."""

from __future__ import annotations


def share(value: float) -> str:
    """A share in 0..1 as a whole percentage; never "0%" or "100%" for something in between."""
    if 0.0 < value < 0.01:
        return "under 1%"
    if 0.99 < value < 1.0:
        return "over 99%"
    return f"{100.0 * value:.0f}%"


def amount(value: float) -> str:
    """A number of people of whom some count as less than one: `12`, `9.5`."""
    return f"{value:,.1f}".removesuffix(".0")


def count(number: int, one: str, many: str) -> str:
    """A count with its noun: `1 person`, `12 people`."""
    return f"{number:,} {one if number == 1 else many}"


def enumerate_in_words(parts: list[str]) -> str:
    """Parts in one phrase: `a`, `a and b`, `a, b and c`."""
    if len(parts) < 2:
        return "".join(parts)
    return f"{', '.join(parts[:-1])} and {parts[-1]}"
