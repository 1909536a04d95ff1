"""Texts without capitals, or in capitals throughout: written as usual, then read by the rules for names.

Nobody can be sure of a name that was not written as one, so nothing found this way is certain.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from bridge.text.finding import Find
from bridge.text.gazetteer import Gazetteer, gazetteer, in_vocabulary, words_in
from bridge.text.names import ROLES_AS_TITLES, TITLES, find_names
from bridge.text.places import find_places
from bridge.text.words import Word, words_of

FEWEST_CAPITALS = 0.008
"""Below this share of the letters nobody meant to write capitals."""

MOST_CAPITALS = 0.6
"""Above this share the text is shouted."""

SUREST = 0.75
"""The highest score of a find in such a text."""

_BODY = words_in(
    "hospital hospitals infirmary surgery practice hospice clinic centre home general trust house lodge cottage "
    "pharmacy icb"
)
_WITHIN_BODY = words_in(
    "royal university community district general medical health care nursing residential nhs foundation trust "
    "teaching hospital hospitals infirmary memorial county and of the valley park st saint day walk-in treatment "
    "mental children's women's eye dental city cottage court road lane"
)
_STREET = re.compile(
    r"\b[0-9]{1,4}[a-z]?,?[ ](?:[a-z][\w'’-]{1,30}[ ]){1,3}"
    r"(?:street|st|road|rd|avenue|ave|lane|ln|close|drive|way|terrace|crescent|gardens|court|place|grove|square|hill"
    r"|row|mews|walk|parade|rise|view|green|croft|gate|fold|brow|wynd)\b"
)
_SMALL = words_in(
    "a an the and or but if of to in on at for from with by as is are was were be been am do does did has have had "
    "will would can could should i we you he she it they him them our your their my me us his her this that who "
    "not no so up out all just then there here what when where why how said says told asked about after before"
)
_AT = words_in("at from to in near for called")


def caseless(text: str) -> bool:
    """Whether capitals tell nothing in this text."""
    letters = sum(sign.isalpha() for sign in text)
    capitals = sum(sign.isupper() for sign in text)
    return letters > 0 and not FEWEST_CAPITALS * letters <= capitals <= MOST_CAPITALS * letters


def find_caseless(text: str) -> Iterator[Find]:
    """What the rules for names and places find once the text is written with capitals where names may be."""
    if not caseless(text):
        return
    written = _with_capitals(text)
    for rule in (find_names, find_places):
        for find in rule(written):
            yield replace(find, score=min(find.score, SUREST))


def _with_capitals(text: str) -> str:
    """The text in small letters, with capitals for what may name somebody; every offset stays."""
    low = "".join(sign.lower() if len(sign.lower()) == 1 else sign for sign in text)
    lists = gazetteer()
    words = words_of(low, lists)
    chosen = [_a_name(word, lists) for word in words]
    for index in range(len(words)):
        chosen[index] = chosen[index] or _beside_a_name(words, chosen, index, lists)
    _mark_bodies(words, chosen, lists)
    _mark_towns(words, chosen, lists)
    signs = list(low)
    for word, capital in zip(words, chosen, strict=True):
        if capital:
            _raise(signs, word.start, word.end)
    for street in _STREET.finditer(low):
        _raise(signs, *street.span())
    return "".join(signs)


def _raise(signs: list[str], start: int, end: int) -> None:
    for place in range(start, end):
        first = place == start or not (signs[place - 1].isalnum() or signs[place - 1] in "'’")
        # O'Brien has a second capital, it's has not.
        joined = place >= 2 and signs[place - 1] in "'’" and end - place > 2
        if (first or joined) and len(signs[place].upper()) == 1:
            signs[place] = signs[place].upper()


def _a_name(word: Word, lists: Gazetteer) -> bool:
    """Names that are nothing else, and words that no list explains."""
    folded = word.folded
    if len(folded) < 3 or not folded[0].isalpha() or folded in lists.plain or folded in _SMALL:
        return False
    if any(sign.isdigit() or sign == "_" for sign in folded):
        return False
    if folded in lists.given.sure or folded in lists.surnames.sure:
        return True
    if "-" in folded and any(part in lists.surnames.sure for part in folded.split("-")):
        return True
    return len(folded) > 3 and folded not in lists.familiar and not in_vocabulary(folded, lists)


def _beside_a_name(words: Sequence[Word], chosen: Sequence[bool], index: int, lists: Gazetteer) -> bool:
    """Everyday words that are names where they stand: after a title, beside a known name."""
    word = words[index]
    if word.folded in _SMALL or word.folded in lists.plain or not word.folded[0].isalpha():
        return False
    before = words[index - 1] if index else None
    after = words[index + 1] if index + 1 < len(words) else None
    if before is not None and word.follows_closely:
        if before.folded in TITLES:
            return True
        known = word.folded in lists.surnames or word.folded in lists.given
        if before.folded in ROLES_AS_TITLES:
            return known and (word.folded in lists.surnames.wordy or word.folded in lists.given.wordy)
        if chosen[index - 1] and before.folded in lists.given:
            return known
    if after is not None and chosen[index + 1] and after.follows_closely:
        return word.folded in lists.given.wordy and after.folded in lists.surnames
    return False


def _mark_bodies(words: Sequence[Word], chosen: list[bool], lists: Gazetteer) -> None:
    """Capitals for hospital and the words before it, where one of them is a name of its own."""
    for index, word in enumerate(words):
        if word.folded not in _BODY:
            continue
        first = index
        while (
            first > max(0, index - 6)
            and words[first].gap == " "
            and (words[first - 1].folded in _WITHIN_BODY or chosen[first - 1])
        ):
            first -= 1
        named = any(chosen[place] and words[place].folded not in _BODY for place in range(first, index))
        if not named and first and words[first].gap == " ":
            # "at priory surgery": an everyday word, but where somebody is.
            before = words[first - 1]
            where = words[first - 2].folded if first > 1 else ""
            if where in _AT and before.folded not in _SMALL and before.folded not in lists.plain:
                first, named = first - 1, True
        if named:
            while first < index and words[first].folded in _SMALL:
                first += 1
            for place in range(first, index + 1):
                chosen[place] = words[place].folded not in _SMALL


def _mark_towns(words: Sequence[Word], chosen: list[bool], lists: Gazetteer) -> None:
    for index, word in enumerate(words):
        for town in lists.towns.get(word.folded, ()):
            if tuple(item.folded for item in words[index : index + len(town)]) == town:
                for place in range(index, index + len(town)):
                    chosen[place] = True
                break
