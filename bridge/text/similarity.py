"""Near duplicates: texts that say nearly the same in nearly the same words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from rapidfuzz import fuzz

from bridge.domain.idea import Match
from bridge.text.plain_words import content_words
from bridge.text.word_index import WordIndex

NEAR = 0.75
"""From this likeness a moderator is asked.

Measured on 737 real comments of three conversations (119,630 pairs) and on copies of them with words dropped,
misspelt, moved or added: at 0.75 it points out 48 pairs, nearly all of them repeats, and finds 95 of a
hundred copies; at 0.70 it points out a third more, mostly of one theme only; at 0.80 it misses one copy in
eight.
"""

_SHORTLIST = 60


class NearDuplicates:
    """Implements the port `Similarity`.

    Likeness is the mean of rapidfuzz's token set and token sort ratio over the content words: the first
    forgives additions, the second keeps a short text from matching every long one that contains it. Only
    texts that share rare words are compared, found through an index that follows `known`.
    """

    def __init__(self, *, threshold: float = NEAR, most: int = 5) -> None:
        self._threshold = threshold
        self._most = most
        self._index = WordIndex()

    def near(self, text: str, known: Mapping[str, str]) -> Sequence[Match]:
        """The nearest of `known` (idea id -> text), best first, ties by id; scores in 0..1."""
        self._index.follow(known)
        words = content_words(text)
        joined = " ".join(words)
        matches = [
            Match(entry.id, round(likeness(joined, entry.words), 3))
            for entry in self._index.candidates(words, _SHORTLIST)
        ]
        near = [match for match in matches if match.score >= self._threshold]
        return sorted(near, key=lambda match: (-match.score, match.idea))[: self._most]


def likeness(one: str, other: str) -> float:
    """How alike two strings of content words are, 0..1."""
    if not one or not other:
        return 0.0
    return (fuzz.token_set_ratio(one, other) + fuzz.token_sort_ratio(one, other)) / 200
