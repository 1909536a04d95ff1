"""Look for the marks, and for what order, time and size of batches give away."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from bridge.privacy.needles import OPERATOR, SHORTEST, Needle, all_forms
from bridge.privacy.places import Evidence, values_of

_TOO_ORDERLY = 3.5
"""So many standard deviations from a shuffled order are no chance any more: one time in two thousand."""


@dataclass(frozen=True, slots=True)
class Found:
    """Something that leads from an idea, or from any place, to whoever sent it."""

    what: str
    where: str


@dataclass(frozen=True, slots=True)
class Appeared:
    """An idea in the forum: when it was sent and, as everybody sees it, where and when it appeared."""

    sent: datetime
    topic: int
    batch: int
    times: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Result:
    """`links` are what was found; `looked` counts the places by sort."""

    links: tuple[Found, ...]
    marks: int
    looked: Mapping[str, int]
    smallest_batch: int


def search(
    evidence: Evidence,
    needles: Sequence[Needle],
    appeared: Sequence[Appeared],
    least: int,
    *,
    progress: Callable[[str], None] = lambda _: None,
) -> Result:
    """Everything that can be found; `least` is the smallest batch that the campaign allows."""
    looked = Counter[str]()
    links: dict[Found, None] = {}
    forms = list(all_forms(needles))
    starts = np.concatenate([_beginnings(form[:SHORTEST]) for _, form in forms])
    keys = {path.name for path in evidence.keys}
    for place in evidence.places():
        looked[place.group] += 1
        if looked[place.group] == 1:
            progress(place.group)
        # Thousands of forms, nearly none of which begins anywhere in the place: those are not looked for.
        possible = np.flatnonzero(np.isin(starts, _beginnings(place.content)))
        for needle, form in (forms[number] for number in possible.tolist()):
            if form in place.content and not (needle.author == OPERATOR and place.name in keys):
                whose = f" of author {needle.author}" if needle.author != OPERATOR else ""
                links[Found(f"{needle.kind}{whose}", f"{place.group}: {place.name}")] = None
    for found in [*_shared(evidence), *_order(appeared), *_times(appeared)]:
        links[found] = None
    sizes = Counter(idea.batch for idea in appeared)
    smallest = min(sizes.values(), default=0)
    if smallest < least:
        links[Found(f"a batch of {smallest}", "the forum")] = None
    return Result(tuple(links), len(needles), dict(looked), smallest)


def _beginnings(content: bytes) -> NDArray[np.uint64]:
    """Every six bytes in a row as one number."""
    signs = np.frombuffer(content, dtype=np.uint8).astype(np.uint64)
    size = max(len(signs) - SHORTEST + 1, 0)
    found = np.zeros(size, dtype=np.uint64)
    for place in range(SHORTEST):
        found |= signs[place : place + size] << np.uint64(8 * place)
    return found


def _shared(evidence: Evidence) -> Iterable[Found]:
    """Values that the store of tickets shares with the store of ideas: there may be none."""
    databases = {
        path.name: path
        for path in sorted(evidence.data.rglob("*"))
        if path.is_file() and path.read_bytes().startswith(b"SQLite format 3")
    }
    for one, other in combinations(databases, 2):
        for value in sorted(values_of(databases[one]) & values_of(databases[other])):
            yield Found(f"the value {value[:12]!r}", f"both in {one} and in {other}")


def _order(appeared: Sequence[Appeared]) -> Iterable[Found]:
    """Whether the order of topics within batches follows the order of sending (Kendall's S, all batches)."""
    score = variance = 0.0
    for batch in sorted({idea.batch for idea in appeared}):
        ideas = [idea for idea in appeared if idea.batch == batch]
        size = len(ideas)
        for one, other in combinations(ideas, 2):
            score += math.copysign(1, (one.sent - other.sent).total_seconds() * (one.topic - other.topic))
        variance += size * (size - 1) * (2 * size + 5) / 18
    if variance and abs(score) / math.sqrt(variance) > _TOO_ORDERLY:
        yield Found("the order of publication follows the order of sending", "the forum")


def _times(appeared: Sequence[Appeared]) -> Iterable[Found]:
    """Whether ideas of one batch can be told apart by time."""
    for batch in sorted({idea.batch for idea in appeared}):
        if len({idea.times for idea in appeared if idea.batch == batch}) > 1:
            yield Found(f"ideas of batch {batch} carry different times", "the forum")
