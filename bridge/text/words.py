"""A text cut into words, with what the name rules need to know of each."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bridge.text.gazetteer import Gazetteer, fold

_WORD = re.compile(r"[^\W_][\w'’-]*")
_CLOSE = frozenset({" ", "  ", ". ", "."})
_SENTENCE_END = frozenset(".!?:;\n–—•*")


@dataclass(frozen=True, slots=True)
class Word:
    """One word: offsets without a possessive 's, its folded form, and how it is written.

    `gap` is what stands between the word before and this one; `familiar` says that it belongs to a phrase
    which names nobody.
    """

    start: int
    end: int
    text: str
    folded: str
    gap: str
    capital: bool
    shouted: bool
    opens_sentence: bool
    familiar: bool

    @property
    def initial(self) -> bool:
        """A single capital letter, as in J. Smith."""
        return len(self.text) == 1 and self.capital

    @property
    def follows_closely(self) -> bool:
        """Only a space, or the full stop of an initial or title, stands before it."""
        return self.gap in _CLOSE


def words_of(text: str, lists: Gazetteer) -> list[Word]:
    """The words of a text in order."""
    raw = [(found.start(), found.group()) for found in _WORD.finditer(text)]
    folded = [fold(word) for _, word in raw]
    familiar = _familiar(raw, folded, lists)
    words: list[Word] = []
    before = 0
    for (start, word), flat, known in zip(raw, folded, familiar, strict=True):
        gap = text[before:start]
        before = start + len(word)
        bare = _without_possessive(word)
        opens = start == 0 or gap.startswith("  ") or any(sign in _SENTENCE_END for sign in gap)
        words.append(
            Word(
                start,
                start + len(bare),
                bare,
                _without_possessive(flat),
                gap,
                word[0].isupper(),
                len(bare) > 1 and bare.isupper(),
                opens,
                known,
            )
        )
    return words


def _without_possessive(word: str) -> str:
    for ending in ("'s", "’s", "'S", "’S", "'", "’", "-"):
        if word.endswith(ending) and len(word) > len(ending):
            return word[: -len(ending)]
    return word


def _familiar(raw: list[tuple[int, str]], folded: list[str], lists: Gazetteer) -> list[bool]:
    known = [False] * len(raw)
    for index, flat in enumerate(folded):
        capital = raw[index][1][0].isupper()
        for phrase in lists.familiar.get(flat, ()) or lists.familiar.get(_without_possessive(flat), ()):
            size = len(phrase)
            # Without its capital a single word counts where it is no given name.
            if size == 1 and not capital and phrase[0] in lists.given:
                continue
            if size == 1 or tuple(folded[index : index + size]) == phrase:
                known[index : index + size] = [True] * size
                break
    return known
