"""Capitals that no list explains: most often a name, a place or a body, so a person has to look.

This is what keeps names that nobody thought of from passing unseen; it never masks anything itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from bridge.text.finding import Find
from bridge.text.gazetteer import Gazetteer
from bridge.text.words import Word

_PARTS = re.compile(r"[-'’]")
_GREETING = frozenset({"hi", "hiya", "hello", "hey", "dear", "good", "to"})
_GREETING_WORDS = 7
_LONGEST_SENTENCE = 40
_JOINED_WITH = frozenset({"i", "me", "my", "our", "her", "his", "their"})


def find_unlisted(words: Sequence[Word], lists: Gazetteer) -> Iterator[Find]:
    """Unlisted capitals inside sentences, and at their beginning where what follows speaks of a person."""
    # Without full stops nobody can tell a name from the first word of a sentence.
    if sum(word.opens_sentence for word in words) * _LONGEST_SENTENCE < len(words):
        return
    greeted = bool(words) and words[0].folded in _GREETING
    for index, word in enumerate(words):
        if not _written_like_a_name(word, lists):
            continue
        if word.opens_sentence:
            if _continues_as_a_name(words, index, lists):
                yield Find(word.start, word.end, "PERSON", 0.40)
        elif not (greeted and index < _GREETING_WORDS and "," in word.gap):
            yield Find(word.start, word.end, "PERSON", 0.40)


def _continues_as_a_name(words: Sequence[Word], index: int, lists: Gazetteer) -> bool:
    """Elspeth Kinnaird ..., Elspeth and I ...: the next words make the first one a name."""
    if index + 1 == len(words):
        return False
    following = words[index + 1]
    if following.gap == " " and (
        _written_like_a_name(following, lists) or following.folded in lists.surnames
    ):
        return following.capital
    return (
        following.folded == "and"
        and index + 2 < len(words)
        and words[index + 2].folded in _JOINED_WITH
        and following.gap == " "
    )


def _written_like_a_name(word: Word, lists: Gazetteer) -> bool:
    parts = _PARTS.split(word.text)
    return (
        len(word.text) > 2
        and not word.familiar
        and word.folded not in lists.plain
        and all(part[:1].isupper() and (part[1:].islower() or len(part) == 1) for part in parts)
        and word.text.replace("-", "").replace("'", "").replace("’", "").isalpha()
        and word.folded not in lists.given
        and word.folded not in lists.surnames
    )
