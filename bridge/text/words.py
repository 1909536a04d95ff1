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
    bare_folded = [_without_possessive(flat) for flat in folded]
    familiar = _familiar(raw, folded, bare_folded, lists)
    words: list[Word] = []
    before = 0
    for (start, word), flat, known in zip(raw, bare_folded, familiar, strict=True):
        gap = text[before:start]
        before = start + len(word)
        bare = _without_possessive(word)
        opens = start == 0 or (gap != " " and (gap.startswith("  ") or not _SENTENCE_END.isdisjoint(gap)))
        words.append(
            Word(
                start,
                start + len(bare),
                bare,
                flat,
                gap,
                word[0].isupper(),
                len(bare) > 1 and bare.isupper(),
                opens,
                known,
            )
        )
    return words


def _without_possessive(word: str) -> str:
    last = word[-1]
    if last in _APOSTROPHES:
        return word[:-1] or word
    if last in "sS" and len(word) > 2 and word[-2] in "'’":
        return word[:-2]
    return word


_APOSTROPHES = frozenset("'’-")


def _familiar(raw: list[tuple[int, str]], folded: list[str], bare: list[str], lists: Gazetteer) -> list[bool]:
    known = [False] * len(raw)
    phrases = lists.familiar
    for index, flat in enumerate(folded):
        if flat not in phrases and bare[index] not in phrases:
            continue
        capital = raw[index][1][0].isupper()
        for phrase in phrases.get(flat, ()) or phrases.get(bare[index], ()):
            size = len(phrase)
            # Without its capital a single word counts where it is no given name.
            if size == 1 and not capital and phrase[0] in lists.given:
                continue
            if size == 1 or tuple(folded[index : index + size]) == phrase:
                known[index : index + size] = [True] * size
                break
    return known
