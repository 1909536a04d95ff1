"""Name lists shipped with the package, and the familiar words and phrases that name nobody."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class Names:
    """Folded names: `sure` ones are nothing but names, `wordy` ones are everyday words too."""

    sure: frozenset[str]
    wordy: frozenset[str]

    def __contains__(self, word: str) -> bool:
        return word in self.sure or word in self.wordy


@dataclass(frozen=True, slots=True)
class Gazetteer:
    """Given names, surnames, familiar phrases by their first word, and plain words (all case-folded)."""

    given: Names
    surnames: Names
    familiar: dict[str, tuple[tuple[str, ...], ...]]
    plain: frozenset[str]


@cache
def gazetteer() -> Gazetteer:
    """The lists of the package, read once."""
    familiar: dict[str, list[tuple[str, ...]]] = {}
    for line in _lines("familiar.txt"):
        words = tuple(fold(word) for word in line.split())
        familiar.setdefault(words[0], []).append(words)
    longest_first = {
        first: tuple(sorted(phrases, key=len, reverse=True)) for first, phrases in familiar.items()
    }
    return Gazetteer(
        _names("given.txt"), _names("surnames.txt"), longest_first, words_in(" ".join(_lines("plain.txt")))
    )


def fold(word: str) -> str:
    """The form in which words are compared: case-folded, straight apostrophe."""
    return word.replace("’", "'").casefold()


def words_in(text: str) -> frozenset[str]:
    """A set of words written as one text, folded."""
    return frozenset(fold(word) for word in text.split())


def _names(file: str) -> Names:
    sure: set[str] = set()
    wordy: set[str] = set()
    for line in _lines(file):
        for name in line.split():
            folded = fold(name.rstrip("*"))
            # Names of one or two letters say nothing alone.
            (wordy if name.endswith("*") or len(folded) < 3 else sure).add(folded)
    return Names(frozenset(sure - wordy), frozenset(wordy))


def _lines(file: str) -> list[str]:
    text = files("bridge.text").joinpath("data", file).read_text(encoding="utf-8")
    return [line.strip() for line in text.splitlines() if line.strip() and not line.startswith("#")]
