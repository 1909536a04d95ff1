"""Capitals that no list explains: most often a name, a place or a body, so a person has to look.

This is what keeps names that nobody thought of from passing unseen; it never masks anything itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from bridge.text.finding import Find
from bridge.text.gazetteer import Gazetteer, in_vocabulary
from bridge.text.words import Word

_PART = r"(?:(?:Ma?c|Fitz|O|D|De|Di|Le|La)['’]?(?=\w\w))?[^\W\d_](?:(?![A-Z])[^\W\d_]){0,30}"
_PARTS = re.compile("[-'’]")
_SHAPE = re.compile(rf"{_PART}(?:[-'’]{_PART}){{0,3}}")
_GREETING = frozenset({"hi", "hiya", "hello", "hey", "dear", "good", "to"})
_GREETING_WORDS = 7
_JOINED_WITH = frozenset({"i", "me", "my", "our", "her", "his", "their"})


def find_unlisted(words: Sequence[Word], lists: Gazetteer) -> Iterator[Find]:
    """Capitals that are neither English nor on a list: most often a name that nobody thought of."""
    greeted = bool(words) and words[0].folded in _GREETING
    for index, word in enumerate(words):
        if word.shouted:
            yield from _shouted(words, index, lists)
        if not _written_like_a_name(word, lists):
            continue
        if in_vocabulary(word.folded, lists):
            possible = word.folded in lists.given or word.folded in lists.surnames.wordy
            if possible and word.opens_sentence and _continues_as_a_name(words, index, lists):
                yield Find(word.start, word.end, "PERSON", 0.40)
        elif not (greeted and index < _GREETING_WORDS and "," in word.gap):
            begin = words[index - 1] if index and _first(words[index - 1], word, lists) else word
            yield Find(begin.start, words[_last(words, index, lists)].end, "PERSON", 0.40)


def _first(before: Word, word: Word, lists: Gazetteer) -> bool:
    """Whether the capital before an unlisted name is its first part: Mama Shalopa."""
    written = before.capital and not before.shouted and not before.opens_sentence and len(before.text) > 2
    plain = before.familiar or before.folded in lists.plain
    return word.gap == " " and written and not plain


def _shouted(words: Sequence[Word], index: int, lists: Gazetteer) -> Iterator[Find]:
    """Two words in capitals side by side, neither of them English, that can be spoken: a typed-in name."""
    if index + 1 == len(words) or words[index + 1].gap != " ":
        return
    pair = (words[index], words[index + 1])
    if all(
        word.shouted
        and len(word.folded) > 3
        and word.folded.replace("'", "").replace("-", "").isalpha()
        and len(_VOWELS & set(word.folded)) > 0
        and not word.familiar
        and word.folded not in lists.plain
        and not in_vocabulary(word.folded, lists)
        for word in pair
    ):
        yield Find(pair[0].start, pair[1].end, "PERSON", 0.45)


_VOWELS = frozenset("aeiouyáéíóúäöü")


def _last(words: Sequence[Word], index: int, lists: Gazetteer) -> int:
    """Where the name ends that begins with an unlisted word: initials and a surname may follow."""
    last = index + 1
    while last < len(words) and words[last].initial and words[last].follows_closely and last < index + 3:
        last += 1
    if last == len(words):
        return index
    following = words[last]
    joined = following.gap == " " or (last > index + 1 and following.follows_closely)
    named = following.folded in lists.surnames or _written_like_a_name(following, lists)
    plain = following.familiar or following.folded in lists.plain
    return last if joined and following.capital and named and not plain else index


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
    return (
        len(word.text) > 2
        and word.capital
        and not word.shouted
        and not word.familiar
        and word.folded not in lists.plain
        and _SHAPE.fullmatch(word.text) is not None
        and all(part[:1].isupper() for part in _PARTS.split(word.text) if part)
        and word.folded not in lists.given.sure
        and word.folded not in lists.surnames.sure
    )
