"""Name lists shipped with the package, and the familiar words and phrases that name nobody.

The lists `more_*.txt.gz` and `words.txt.gz` are derived from Faker (MIT), names (MIT; United States census of
1990, public domain) and pyspellchecker (MIT); see data/LICENCE.md. Everything else was written by hand.
"""

from __future__ import annotations

import gzip
import re
import unicodedata
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class Names:
    """Folded names: `sure` ones are nothing but names, `wordy` ones are everyday words too.

    `weak` ones are rare names that a list of English words knows as well: beside another name they count.
    """

    sure: frozenset[str]
    wordy: frozenset[str]
    weak: frozenset[str]

    def __contains__(self, word: str) -> bool:
        return word in self.sure or word in self.wordy or word in self.weak


@dataclass(frozen=True, slots=True)
class Gazetteer:
    """Given names, surnames, familiar phrases by their first word, plain words, towns (all case-folded).

    `plain` words are never part of a name; `vocabulary` is English at large, without the sure names.
    """

    given: Names
    surnames: Names
    familiar: dict[str, tuple[tuple[str, ...], ...]]
    familiar_words: frozenset[str]
    plain: frozenset[str]
    vocabulary: frozenset[str]
    towns: dict[str, tuple[tuple[str, ...], ...]]


@cache
def plain_words() -> frozenset[str]:
    """Words that are never part of a name; at hand without the large lists."""
    return words_in(" ".join(_lines("plain.txt")))


@cache
def gazetteer() -> Gazetteer:
    """The lists of the package, read once."""
    plain = plain_words()
    familiar = _phrases("familiar.txt", "clinical.txt")
    at_work = words_in(" ".join(_lines("clinical_words.txt")))
    vocabulary = frozenset(_packed("words.txt.gz")) | plain | at_work
    return Gazetteer(
        given=_names("given.txt", "more_given.txt.gz", vocabulary),
        surnames=_names("surnames.txt", "more_surnames.txt.gz", vocabulary),
        familiar=familiar,
        familiar_words=frozenset(
            form
            for phrases in familiar.values()
            for phrase in phrases
            for word in phrase
            for form in (word, word.removesuffix("'s"))
        ),
        plain=plain,
        vocabulary=vocabulary,
        towns=_phrases("towns.txt"),
    )


def fold(word: str) -> str:
    """The form in which words are compared: case-folded, straight apostrophe."""
    return word.replace("’", "'").casefold()


def words_in(text: str) -> frozenset[str]:
    """A set of words written as one text, folded."""
    return frozenset(fold(word) for word in text.split())


def in_vocabulary(word: str, lists: Gazetteer) -> bool:
    """Whether a folded word is English, or a regular form of an English one."""
    known = lists.vocabulary
    if word in known or _MEDICAL.search(word):
        return True
    for ending, instead in _FORMS:
        if word.endswith(ending) and len(word) > len(ending) + 2:
            stem = word[: -len(ending)] + instead
            if stem in known or (len(stem) > 4 and _american(stem) in known):
                return True
    if len(word) > 4 and _american(word) in known:
        return True
    return "-" in word and all(part in known or len(part) < 3 for part in word.split("-"))


# How medicines, specialities, conditions and procedures end.
_MEDICAL = re.compile(
    r"(?:urane|azole|mab|pril|sartan|statin|cillin|mycin|micin|olol|dipine|gliptin|xaban|parin|caine|ology"
    r"|ologists?"
    r"|itis|ectomy|otomy|ostomy|oscop[yi]\w{0,3}|aemi[ac]|graph[yi]\w{0,4}|plasty|path[yi]\w{0,3}|gliflozin"
    r"|glutide"
    r"|fentanil|azepam|zolam|tidine|setron|triptan|floxacin|cycline|[ck]lovir|tinib|oxetine|triptyline|apine"
    r"|azine"
    r"|curium|curonium|phylline|terol|asone|isolone|onide|semide|thiazide|barbital|profen|oxone|amide|oxin"
    r"|cept|trexate"
    r"|platin|rubicin|taxel|zosin|steride|grastim|dronate|dronic|trienal|metry|therap(?:y|ists?)|trics?"
    r"|emesis|uria"
    r"|rrh(?:ag|oe)\w{1,3}|esis|oma|osis|otic)$"
)

_SPELLINGS = re.compile(
    r"(?<=[a-z]{2})(?:our(?=s|ed|ing|ite|abl|hood|$)|is(?=e|ing|ation|abl)|ys(?=e|ing)|tre(?=s?$))|ae|oe"
)
_AMERICAN = {"our": "or", "is": "iz", "ys": "yz", "tre": "ter", "ae": "e", "oe": "e"}


def _american(word: str) -> str:
    """The word as the list spells it: color for colour, organize for organise."""
    return _SPELLINGS.sub(lambda found: _AMERICAN[found.group()], word)


_FORMS = (
    ("s", ""), ("'s", ""), ("es", ""), ("ies", "y"), ("ed", ""), ("ed", "e"), ("ing", ""), ("ing", "e"),
    ("n't", ""), ("'ll", ""), ("'ve", ""), ("'re", ""), ("'d", ""),
)  # fmt: skip


def _names(by_hand: str, derived: str, vocabulary: frozenset[str]) -> Names:
    sure: set[str] = set()
    wordy: set[str] = set()
    for line in _lines(by_hand):
        for name in line.split():
            folded = fold(name.rstrip("*"))
            # Names of one or two letters say nothing alone.
            (wordy if name.endswith("*") or len(folded) < 3 else sure).add(folded)
    listed = _packed(derived)
    rare = {name for name in listed if name[-1] != "*"}
    weak = {name[:-1] for name in listed if name[-1] == "*"} | (rare & vocabulary)
    sure |= rare - vocabulary - wordy
    sure |= {_bare(name) for name in sure if not name.isascii()} - vocabulary
    sure -= wordy
    return Names(frozenset(sure), frozenset(wordy), frozenset(weak - sure - wordy))


def _bare(name: str) -> str:
    """A name as it is typed on an English keyboard: no accents."""
    apart = unicodedata.normalize("NFD", name.replace("ł", "l").replace("ø", "o"))
    return "".join(sign for sign in apart if not unicodedata.combining(sign))


def _phrases(*names: str) -> dict[str, tuple[tuple[str, ...], ...]]:
    """Phrases by their first word, the longest first."""
    phrases: dict[str, list[tuple[str, ...]]] = {}
    for name in names:
        for line in _lines(name):
            words = tuple(fold(word) for word in line.split())
            phrases.setdefault(words[0], []).append(words)
    return {first: tuple(sorted(found, key=len, reverse=True)) for first, found in phrases.items()}


def _lines(file: str) -> list[str]:
    text = files("bridge.text").joinpath("data", file).read_text(encoding="utf-8")
    return [line.strip() for line in text.splitlines() if line.strip() and not line.startswith("#")]


def _packed(file: str) -> list[str]:
    return gzip.decompress(files("bridge.text").joinpath("data", file).read_bytes()).decode().split("\n")
