"""Texts reduced to what they are about: folded words without the small ones."""

from __future__ import annotations

import re

from bridge.text.gazetteer import words_in

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)?")
_SMALL = words_in(
    "a an the and or but if of to in on at for from with by as than then so too very just also more most "
    "is are was were be been being am do does did have has had will would can could should may might must "
    "i we you he she it they them our your their my me us his her its this that these those there here "
    "no not some any all each into out up down over about who which what when where why how because "
    "get got let need needs want like make makes one lot please think really"
)


def content_words(text: str) -> list[str]:
    """The words that carry meaning, in order; all words where nothing else is left."""
    words = [found.group().casefold().replace("’", "'") for found in _WORD.finditer(text)]
    return [word for word in words if word not in _SMALL] or words
