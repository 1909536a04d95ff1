"""An operator's own list of names: sites, wards, practices and nicknames that no rule can know."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import pairwise
from pathlib import Path

from bridge.domain.errors import UserProblem
from bridge.text.allowing import OPERATORS_WORD
from bridge.text.finding import Find, Rule
from bridge.text.gazetteer import fold
from bridge.text.placeholders import PLACEHOLDERS

Entry = tuple[tuple[str, ...], str]
"""The folded words of a name, and the label under which it is masked."""

DEFAULT_LABEL = "ORG"

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_MOST_WORDS = 12
_WIDEST_GAP = 3
_HINT = "Write one name a line; a tab and a label such as ORG, PERSON or LOCATION may follow."


def read_own(path: Path) -> tuple[Entry, ...]:
    """The entries of a list: one a line, optionally a label after a tab; empty and `#` lines say nothing.

    UserProblem names the line that cannot be used, never its words.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise UserProblem(f"{path} is not UTF-8 text", hint="Save the list of own names as UTF-8.") from None
    except OSError as error:
        raise UserProblem(
            f"{path} cannot be read: {error.strerror}", hint="Correct IDEABRIDGE_OWN_NAMES, or unset it."
        ) from None
    entries: list[Entry] = []
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip() or line.startswith("#"):
            continue
        name, _, label = line.partition("\t")
        label = label.strip().upper() or DEFAULT_LABEL
        words = _words(name)
        if label not in PLACEHOLDERS:
            known = ", ".join(sorted(PLACEHOLDERS))
            raise UserProblem(f"{path} line {number}: no such label", hint=f"The labels are {known}.")
        if not words or max(map(len, words)) < 2:
            raise UserProblem(f"{path} line {number}: a name needs two letters at least", hint=_HINT)
        if len(words) > _MOST_WORDS:
            raise UserProblem(f"{path} line {number}: more than {_MOST_WORDS} words", hint=_HINT)
        entries.append((words, label))
    return tuple(entries)


def own_rule(entries: Iterable[Entry]) -> Rule:
    """A rule that finds these names wherever they stand, in capitals or not; the operator is certain."""
    by_first: dict[str, list[Entry]] = {}
    for entry in sorted(entries, key=lambda entry: (-len(entry[0]), entry)):
        by_first.setdefault(entry[0][0], []).append(entry)

    def find_own(text: str) -> Iterator[Find]:
        places = [found.span() for found in _WORD.finditer(text)]
        places = [(start, start + len(_bare(fold(text[start:end])))) for start, end in places]
        words = [fold(text[start:end]) for start, end in places]
        for index, word in enumerate(words):
            for name, label in by_first.get(word, ()):
                last = index + len(name) - 1
                if tuple(words[index : last + 1]) == name and _close(places[index : last + 1]):
                    yield Find(places[index][0], places[last][1], label, OPERATORS_WORD)
                    break

    return find_own


def _words(name: str) -> tuple[str, ...]:
    return tuple(_bare(fold(word)) for word in _WORD.findall(name))


def _bare(word: str) -> str:
    return word.removesuffix("'s")


def _close(places: list[tuple[int, int]]) -> bool:
    return all(after[0] - before[1] <= _WIDEST_GAP for before, after in pairwise(places))
