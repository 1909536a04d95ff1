"""What a rule hands back: a place in a text, what it seems to be, and how sure the rule is."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

CERTAIN = 0.80
"""From this score a find is masked at once."""

DOUBTFUL = 0.35
"""From this score up to `CERTAIN` a find waits for a person; below, it is dropped."""

MANY = 40
"""How many digits, letters or words a rule looks at in one go: keeps every pattern linear."""


@dataclass(frozen=True, slots=True)
class Find:
    """A place in a text: code-point offsets, end exclusive, a label and a score in 0..1."""

    start: int
    end: int
    label: str
    score: float


Rule = Callable[[str], Iterable[Find]]
"""A family of rules: finds in any order, overlaps allowed; a pure function of the text."""


def matches(
    pattern: re.Pattern[str], text: str, label: str, score: float, group: int | str = 0
) -> Iterator[Find]:
    """Every match of a pattern (or of one group in it) as a find."""
    for found in pattern.finditer(text):
        start, end = found.span(group)
        if start < end:
            yield Find(start, end, label, score)


def digits_of(text: str) -> str:
    """The ASCII digits in a text, in order."""
    return "".join(sign for sign in text if sign in "0123456789")
