"""Whole words of any script, and how they are written: what tells a name from a word that looks like one."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from bridge.text.gazetteer import Gazetteer, fold, words_in

_INSIDE = frozenset("'’-")
_POSSESSIVES = ("'s", "’s", "'S", "’S")
# International endings of the names of medicines; shorter words (Caine, Amide) may be surnames.
_MEDICINE = re.compile(
    r"(?=.{7}).*(?:azole|prazole|pril|sartan|statin|cillin|mycin|micin|floxacin|cycline|[a-z]mab|[tc]inib|xaban"
    r"|gliptin|gliflozin|glutide|[oa]lol|dipine|triptan|setron|[ou]caine|flurane|azepam|zolam|profen|parin|tidine"
    r"|oxetine|pramine|triptyline|[aio]tiapine|apine|peridone|codone|codeine|morphine|thyroxine|formin"
    r"|cortisone|solone|sonide|terol|tropium|ciclovir|navir|tegravir|thiazide|semide|actone|gabalin|pentin"
    r"|racetam|bicarb|lithium|nidazole|conazole|phylline|tamol|mustine|platin|taxel|rubicin)"
)
_FEW_CAPITALS = 0.008
_MANY_CAPITALS = 0.60


@dataclass(frozen=True, slots=True)
class Spelled:
    """A word: offsets without a possessive 's, its folded form, how it is written.

    `familiar` words belong to phrases that name nobody, or are medicines; `plain` ones are everyday words and
    those that the model is known to take for names.
    """

    start: int
    end: int
    folded: str
    capital: bool
    possessive: bool
    familiar: bool
    plain: bool


def spelled(text: str, lists: Gazetteer) -> list[Spelled]:
    """The words of a text in order; marks and joiners belong to the word that they stand in."""
    places = list(_places(text))
    folded = [fold(unicodedata.normalize("NFC", text[start:end])) for start, end in places]
    familiar = _familiar(folded, lists)
    words = []
    for (start, end), flat, known in zip(places, folded, familiar, strict=True):
        bare = _bare(flat)
        cut = len(flat) - len(bare)
        words.append(
            Spelled(
                start,
                end - cut,
                bare,
                text[start].isupper(),
                cut > 0,
                known or _MEDICINE.fullmatch(bare) is not None,
                bare in lists.plain or bare in mistaken(),
            )
        )
    return words


@cache
def mistaken() -> frozenset[str]:
    """Conditions, medicines, products, languages and the like that the model often takes for names."""
    text = files("bridge.text").joinpath("data", "mistaken.txt").read_text(encoding="utf-8")
    return words_in("\n".join(line for line in text.splitlines() if not line.startswith("#")))


def caseless(text: str) -> bool:
    """Whether capitals tell nothing: hardly any letter is one, or most are."""
    letters = sum(sign.isalpha() for sign in text)
    capitals = sum(sign.isupper() for sign in text)
    return not _FEW_CAPITALS * letters <= capitals <= _MANY_CAPITALS * letters


def _places(text: str) -> Iterator[tuple[int, int]]:
    start = -1
    for index, sign in enumerate(text):
        if sign.isalnum():
            if start < 0:
                start = index
        elif start >= 0 and not (_joins(sign) or _apostrophe(text, index)):
            yield start, index
            start = -1
    if start >= 0:
        yield start, len(text)


def _joins(sign: str) -> bool:
    """Combining marks and format signs such as the soft hyphen or the zero-width joiner."""
    return sign > "\u007f" and unicodedata.category(sign) in {"Mn", "Mc", "Me", "Cf"}


def _apostrophe(text: str, index: int) -> bool:
    following = text[index + 1 : index + 2]
    return text[index] in _INSIDE and following.isalnum()


def _bare(folded: str) -> str:
    return folded[:-2] if folded.endswith(_POSSESSIVES) and len(folded) > 2 else folded


def _familiar(folded: Sequence[str], lists: Gazetteer) -> list[bool]:
    """Which words stand in a familiar phrase, however they are written."""
    known = [False] * len(folded)
    for index, flat in enumerate(folded):
        phrases = (*lists.familiar.get(flat, ()), *lists.familiar.get(_bare(flat), ()))
        for phrase in phrases:
            size = len(phrase)
            if size == 1 or tuple(folded[index : index + size]) == phrase:
                known[index : index + size] = [True] * size
                break
    return known
