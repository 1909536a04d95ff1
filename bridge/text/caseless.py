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
    "hospital hospitals infirmary surgery practice hospice clinic centre home general trust house lodge "
    "cottage court pharmacy icb"
)
# What a body is called in general; alone before it these words name none.
_KINDS = words_in(
    "royal university community district general medical health care nursing residential nhs foundation "
    "trust big teaching hospital hospitals infirmary memorial county day walk-in treatment same other "
    "another local whole good mental children's women's eye dental city cottage private acute large small "
    "own best new old main right wrong field gp high open full host virtual step-down fracture pain "
    "outpatient pre-op memory warfarin diabetic falls family current previous next nearest busy every "
    "each any acting common daily ambulance whole both two three"
)
_STREET = re.compile(
    r"\b[0-9]{1,4}[a-z]?,?[ ](?:[a-z][\w'’-]{1,30}[ ]){1,3}"
    r"(?:street|st|road|rd|avenue|ave|lane|ln|close|drive|way|terrace|crescent|gardens|court|place|grove"
    r"|square|hill"
    r"|row|mews|walk|parade|rise|view|green|croft|gate|fold|brow|wynd)\b"
)
_SMALL = words_in(
    "a an the and or but if of to in on at for from with by as is are was were be been am do does did has "
    "have had will would can could should i we you he she it they him them our your their my me us his "
    "her this that who not no so up out all just then there here what when where why how said says told "
    "asked about after before with called would near behind over to from at"
)
_AT = words_in("at from to with called would near behind over")
_SENT_BY = words_in(
    "staff colleagues work works worked working over nurses nurse sent moved transferred same back"
)
_ASKED = words_in(
    "called named ask asked told thank thanks i'm husband wife son daughter mum dad sister brother "
    "colleague manager nan gran uncle auntie matron student"
)
_INITIALS = re.compile(r"(?<![\w.])(?:[a-z]\.){2,3}(?!\w)")
_OLD_PLATE = re.compile(
    r"(?<!\w)[a-z][0-9]{2,3} (?!the|and|for|was|but|has|are|who|you|all|not|had)[a-z]{3}(?!\w)"
)
_HOUSE = re.compile(
    r"\b(?:[a-z][\w'’-]{1,30}[ ]){1,3}(?:cottage|house|farm|lodge|forge|barn|mill|villa|bungalow|hall"
    r"|rectory|vicarage"
    r"|manor|granary|stables|grange|bakery|schoolhouse),[ ](?:[a-z][\w'’-]{1,30}[ ]){1,3}"
    r"(?:street|road|avenue|lane|close|drive|way|terrace|crescent|gardens|court|place|grove|square|hill|row"
    r"|mews|walk)\b"
)


def caseless(text: str) -> bool:
    """Whether capitals tell nothing in this text."""
    letters = sum(map(str.isalpha, text))
    capitals = sum(map(str.isupper, text))
    return letters > 0 and not FEWEST_CAPITALS * letters <= capitals <= MOST_CAPITALS * letters


def find_caseless(text: str) -> Iterator[Find]:
    """What the rules for names and places find once the text is written with capitals where names may be."""
    if not caseless(text):
        return
    for plate in _OLD_PLATE.finditer(text.lower()) if len(text.lower()) == len(text) else ():
        yield Find(*plate.span(), "VEHICLE", 0.45)
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
    for pattern in (_STREET, _HOUSE):
        for street in pattern.finditer(low):
            _raise(signs, *street.span())
    for initials in _INITIALS.finditer(low):
        signs[slice(*initials.span())] = initials.group().upper()
    for index in range(2, len(words)):
        if _a_code(words, index, lists):
            signs[words[index].start : words[index].end] = words[index].text.upper()
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
    return len(folded) > 4 and folded not in lists.familiar and not in_vocabulary(folded, lists)


def _beside_a_name(words: Sequence[Word], chosen: Sequence[bool], index: int, lists: Gazetteer) -> bool:
    """Everyday words and initials that are names where they stand: after a title, beside a known name."""
    word = words[index]
    if word.folded in lists.given.wordy and _in_a_pair(words, chosen, index, lists):
        return True
    before = words[index - 1] if index and (word.follows_closely or word.gap == ", ") else None
    after = words[index + 1] if index + 1 < len(words) and words[index + 1].follows_closely else None
    if len(word.folded) == 1 and word.folded.isalpha() and after is not None:
        titled = before is not None and before.folded in TITLES
        return (titled or "." in after.gap) and (chosen[index + 1] or after.folded in lists.surnames)
    if word.folded in lists.plain and word.folded not in {"may", "will", "sunday"}:
        return False
    if after is not None and chosen[index + 1] and _wordy_given(word, lists):
        return after.folded in lists.surnames or after.folded not in lists.given
    if before is not None and word.gap != ", ":
        if before.folded in TITLES and word.folded not in _SMALL - {"will", "so"}:
            return True
        wordy = word.folded in lists.surnames.wordy or word.folded in lists.given.wordy
        if before.folded in ROLES_AS_TITLES:
            return wordy and word.folded not in _SMALL
        if wordy and before.folded in _ASKED and word.folded in lists.given.wordy:
            following = words[index + 1] if index + 1 < len(words) else None
            return following is None or following.gap != " " or following.folded in _AFTER_NAMES
        if chosen[index - 1] and (before.folded not in lists.surnames.sure or before.folded in lists.given):
            known = word.folded in lists.surnames or word.folded in lists.given
            return known and word.folded not in _SMALL
    if before is not None and chosen[index - 1] and before.folded in lists.surnames.sure:
        return word.folded in lists.given.wordy and word.gap == ", " and word.folded not in _SMALL
    return False


def _wordy_given(word: Word, lists: Gazetteer) -> bool:
    rare = word.folded in lists.given.weak and len(word.folded) > 4
    return word.folded in lists.given.wordy or (rare and word.folded not in _SMALL)


def _in_a_pair(words: Sequence[Word], chosen: Sequence[bool], index: int, lists: Gazetteer) -> bool:
    """Hope and emma, emma and hope, hope and comfort on nights, hope and i, hope banks."""
    word = words[index]
    if word.folded in _SMALL:
        return False
    if index + 1 < len(words) and words[index + 1].gap == " ":
        if words[index + 1].folded in lists.surnames.wordy and words[index + 1].folded not in _SMALL:
            return True
        if (
            words[index + 1].folded == "and"
            and index + 2 < len(words)
            and words[index + 2].folded in {"i", "me"}
        ):
            return True
    if index > 1 and words[index - 1].folded == "and":
        other = words[index - 2]
        if chosen[index - 2] and other.folded in lists.given:
            return True
    if index + 2 < len(words) and words[index + 1].folded == "and":
        other = words[index + 2]
        if chosen[index + 2] and other.folded in lists.given.sure:
            return True
        last = words[index + 3].folded if index + 3 < len(words) else ""
        if other.folded in lists.given.wordy and other.folded not in _SMALL and last in {"on", "from", "at"}:
            return True
    return (
        index > 0 and word.gap == ", " and chosen[index - 1] and words[index - 1].folded in lists.given.sure
    )


_AFTER_NAMES = words_in("in from on at who for and has is was said says had does")


def _a_code(words: Sequence[Word], index: int, lists: Gazetteer) -> bool:
    """A site by its letters: staff from rwi."""
    word = words[index]
    return (
        words[index - 1].folded in _AT
        and words[index - 2].folded in _SENT_BY
        and 3 <= len(word.folded) <= 5
        and word.folded.isalpha()
        and not in_vocabulary(word.folded, lists)
    )


def _mark_bodies(words: Sequence[Word], chosen: list[bool], lists: Gazetteer) -> None:
    """Capitals for hospital and the words before it, where one of them is a name of its own."""
    for index, word in enumerate(words):
        if word.folded not in _BODY or (index + 1 < len(words) and words[index + 1].folded in _BODY):
            continue
        first, begin = index, None
        while first > max(0, index - 6) and words[first].gap == " ":
            before = words[first - 1].folded
            if before in _SMALL and before not in {"and", "of", "the"}:
                begin = first if before in _AT else begin
                break
            first -= 1
            if before in {"the", "of", "and"}:
                continue
            if chosen[first]:
                begin = first
        if first < index and ("\n" in words[first].gap or words[first].gap in {", ", " ("}):
            begin = first
        if begin is None:
            continue
        own = [
            words[place].folded
            for place in range(begin, index)
            if words[place].folded not in _KINDS | _SMALL and words[place].folded not in lists.plain
        ]
        if own and len(own) <= 4:
            for place in range(begin, index + 1):
                chosen[place] = words[place].folded not in _SMALL


def _mark_towns(words: Sequence[Word], chosen: list[bool], lists: Gazetteer) -> None:
    for index, word in enumerate(words):
        for town in lists.towns.get(word.folded, ()):
            if tuple(item.folded for item in words[index : index + len(town)]) == town:
                for place in range(index, index + len(town)):
                    chosen[place] = True
                break
