"""Which known texts share rare words with a given one: a short list for the careful comparison."""

from __future__ import annotations

import heapq
import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bridge.text.plain_words import content_words

_COMMON_FROM = 200
"""With fewer texts than this every word counts."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One indexed text: its id, the text as given, and its content words in order."""

    id: str
    text: str
    words: str


class WordIndex:
    """An inverted index that follows a mapping of texts; additions cost what is new, not what is known."""

    def __init__(self) -> None:
        self._entries: list[Entry] = []
        self._place: dict[str, int] = {}
        self._rows: defaultdict[str, list[int]] = defaultdict(list)

    def follow(self, known: Mapping[str, str]) -> None:
        """Bring the index to exactly these texts (id -> text)."""
        stale = len(self._place) > len(known)
        fresh: list[tuple[str, str]] = []
        for key, text in known.items():
            row = self._place.get(key)
            if row is None:
                fresh.append((key, text))
            elif self._entries[row].text != text:
                stale = True
        if stale or len(self._place) + len(fresh) != len(known):
            self._entries.clear()
            self._place.clear()
            self._rows.clear()
            fresh = list(known.items())
        for key, text in fresh:
            self._add(key, text)

    def candidates(self, words: Sequence[str], most: int) -> list[Entry]:
        """At most `most` texts that share the heaviest words (by inverse document frequency) with these."""
        total = len(self._entries)
        rows_of = {word: self._rows[word] for word in set(words) if word in self._rows}
        if total >= _COMMON_FROM:
            # Words of every tenth text tell little and cost most; they count where nothing else is shared.
            rows_of = {word: rows for word, rows in rows_of.items() if 10 * len(rows) < total} or rows_of
        weight: dict[int, float] = defaultdict(float)
        for rows in rows_of.values():
            rarity = math.log(1 + total / (1 + len(rows)))
            for row in rows:
                weight[row] += rarity
        best = heapq.nlargest(most, weight.items(), key=lambda pair: (pair[1], -pair[0]))
        return [self._entries[row] for row, _ in best]

    def _add(self, key: str, text: str) -> None:
        words = content_words(text)
        row = len(self._entries)
        self._place[key] = row
        self._entries.append(Entry(key, text, " ".join(words)))
        for word in set(words):
            self._rows[word].append(row)
