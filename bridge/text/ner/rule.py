"""The model as a further family of rules: word pieces become words, words become finds with a score."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from bridge.text.finding import Find
from bridge.text.gazetteer import Gazetteer, gazetteer
from bridge.text.ner.model import LABELS, Model, Reading, load_model
from bridge.text.ner.spelling import Spelled, caseless, spelled

NAMED = frozenset({"PERSON", "LOCATION"})
"""Kinds for which a word's spelling counts: numbers and addresses are not judged by lists of names."""

_SURE, _LIKELY, _POSSIBLE, _LISTED = 0.90, 0.70, 0.50, 0.30
_MASKED, _ASKED, _DOUBTED, _NOTHING = 0.84, 0.60, 0.42, 0.0
_BETWEEN = frozenset({" ", ". ", ".", "-", "\u2010", "\u2011"})
_BETWEEN_SIGNS = frozenset({" ", ", ", "-", ".", "@", "/", ":", "://", "_", "+", " (0)"})


class ModelRule:
    """Finds what the model takes for personal data: a `Rule` for `RuleRedactor`. Loads at first use.

    Chances become one of three scores, so that the last digit of a sum decides little: from .90 masked, from
    .70 and from .50 (listed names and texts without capitals: .30) asked about. Only names of people are
    masked, and only where capitals tell something. Familiar words and plain words find nothing by
    themselves: the lists of words lower scores, they raise none.
    """

    def __init__(
        self, model: Callable[[], Model] = load_model, lists: Callable[[], Gazetteer] = gazetteer
    ) -> None:
        self._model = model
        self._lists = lists

    def __call__(self, text: str) -> list[Find]:
        """Finds in order, without overlaps, offsets in code points of the text as given."""
        if not any(map(str.isalnum, text)):
            return []
        lists = self._lists()
        words = spelled(text, lists)
        judged = _judged(self._model().read(text), words)
        blind = caseless(text)
        marked = [
            (word, label, _score(word, label, chance, lists, blind=blind), _weak(word, label))
            for word, (label, chance) in zip(words, judged, strict=True)
        ]
        return _runs(text, marked)


def _judged(reading: Reading, words: Sequence[Spelled]) -> list[tuple[str, float]]:
    """For each word the likeliest label and its chance: the mean over the word's pieces."""
    ends = [end for _, end in reading.places]
    judged = []
    for word in words:
        index = bisect_left(ends, word.start + 1)
        last = index
        while last < len(ends) and reading.places[last][0] < word.end:
            last += 1
        judged.append(_likeliest(reading.chances[index:last]))
    return judged


def _likeliest(chances: NDArray[np.float64]) -> tuple[str, float]:
    if not len(chances):
        return LABELS[0], 0.0
    mean = chances.mean(axis=0)
    column = int(mean.argmax())
    return LABELS[column], float(mean[column])


def _score(word: Spelled, label: str, chance: float, lists: Gazetteer, *, blind: bool) -> float:
    listed = word.folded in lists.given or word.folded in lists.surnames
    # Where a list knows the name, or capitals tell nothing, less is enough to ask.
    if chance < (_LISTED if label == "PERSON" and (listed or blind) else _POSSIBLE):
        return _NOTHING
    score = _MASKED if chance >= _SURE else _ASKED if chance >= _LIKELY else _DOUBTED
    # An unlisted possessive is as often a condition or a method as a person: Addison's, Kotter's.
    if label == "PERSON" and word.capital and not blind and (listed or not word.possessive):
        return score
    # Among words written as usual a small letter speaks against a name, unless a list knows it.
    if label in NAMED and not (word.capital or listed or blind):
        return _DOUBTED if chance >= _SURE else _NOTHING
    return min(score, _ASKED)


def _weak(word: Spelled, label: str) -> bool:
    """Whether a word is no find of its own: it only goes along with a neighbour."""
    return (word.familiar and label in NAMED) or word.plain


def _runs(text: str, marked: Sequence[tuple[Spelled, str, float, bool]]) -> list[Find]:
    """Neighbours of one kind joined; a run of weak words only is dropped."""
    finds: list[Find] = []
    index = 0
    while index < len(marked):
        word, label, score, weak = marked[index]
        index += 1
        if score == _NOTHING:
            continue
        end, strong = word.end, 0.0 if weak else score
        while index < len(marked):
            following, other, further, light = marked[index]
            gap = text[end : following.start]
            if (
                further == _NOTHING
                or other != label
                or gap not in (_BETWEEN if label in NAMED else _BETWEEN_SIGNS)
            ):
                break
            end = following.end
            strong = max(strong, 0.0 if light else further)
            index += 1
        if strong:
            finds.append(Find(word.start, end, label, strong))
    return finds
