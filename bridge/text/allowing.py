"""The allow-list at work: it may lower the score of a find, never raise one."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from bridge.text.finding import DOUBTFUL, Find
from bridge.text.gazetteer import Gazetteer, fold, gazetteer
from bridge.text.words import words_of

OPERATORS_WORD = 1.0
"""The score of what stands in the operator's own list: the allow-list does not touch it."""

_POSSESSIVE = re.compile("['’][sS]$")
_NAMED = frozenset({"PERSON", "ORG", "LOCATION"})


def allowed(finds: Iterable[Find], text: str) -> Iterator[Find]:
    """The finds without those that lie wholly within a phrase that names nobody."""
    lists = gazetteer()
    familiar: list[tuple[int, int]] | None = None
    for find in finds:
        if find.label not in _NAMED or find.score >= OPERATORS_WORD:
            yield find
            continue
        if not _may_be_familiar(text[find.start : find.end], lists):
            yield find
            continue
        if familiar is None:
            familiar = [(word.start, word.end) for word in words_of(text, lists) if word.familiar]
        inside = sum(end - start for start, end in familiar if find.start <= start and end <= find.end)
        letters = sum(not sign.isspace() for sign in _POSSESSIVE.sub("", text[find.start : find.end]))
        lowered = replace(find, score=min(find.score, DOUBTFUL / 2)) if inside >= letters else find
        if lowered.score >= DOUBTFUL:
            yield lowered


def _may_be_familiar(snippet: str, lists: Gazetteer) -> bool:
    """Whether its first word stands in any phrase at all: the text is cut into words only then."""
    first = fold(snippet.split()[0].strip(".,;:!?()"))
    return first in lists.familiar_words or first.removesuffix("'s") in lists.familiar_words
