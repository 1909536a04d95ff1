"""Rings: accounts that like the same ideas at the same times, as one person with many accounts does.

People who agree like the same ideas too; hardly ever do five of them like the same four at the same
moments and almost nothing else. A workshop that goes through a list together may. So a ring is a hint for
moderators and changes nothing by itself: only rings that a moderator confirmed weigh as one person. A ring
whose accounts act hours apart, or hide their common likes among many others, is not found.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from statistics import median

import numpy as np
from numpy.typing import NDArray

from bridge.ranking.ballots import Ballots, Column
from bridge.ranking.evidence import Weights
from bridge.ranking.fingerprints import fingerprints, scatter

ACCOUNTS = 5
"""A ring has so many accounts or more, each of them tied to at least one fewer others."""

COMMON = 4
"""Two accounts are tied if they liked so many ideas within WINDOW of each other ..."""

WINDOW = 20 * 60
"""(in seconds; the window in which Community Notes looks for raters who act together)"""

ALIKE = 0.8
"""... and the ideas that both liked are this share of all that either liked (Jaccard index)."""

CROWDED = 64
"""Moments with more likes of one idea within WINDOW, before and after, are crowded: see `_in_crowds`."""

NEIGHBOURS = 8
"""In a crowd an account is compared with so many others, those whose likes are most like its own."""

_CHUNK = 2_000_000
"""So many rows are compared at a time; it bounds the memory."""


@dataclass(frozen=True, slots=True)
class SharedIdea:
    """An idea that at least half of a ring liked: by how many, and the first and last time (seconds, UTC)."""

    idea: str
    accounts: int
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class RingFlag:
    """A flag for moderators, with the figures behind it.

    `people`: numbers as in the ballots, ascending. `shared`: ideas by id. `ties`: how many pairs are tied;
    over them, `common` is the median number of ideas liked within WINDOW of each other, and `alike` the
    median Jaccard index, in ALIKE..1. In a crowd not all pairs were compared (see NEIGHBOURS): `ties` and
    `density` are too low there.
    """

    people: tuple[int, ...]
    shared: tuple[SharedIdea, ...]
    ties: int
    common: float
    alike: float

    @property
    def accounts(self) -> int:
        """How many accounts."""
        return len(self.people)

    @property
    def density(self) -> float:
        """The share of its pairs that are tied, in 0..1."""
        return self.ties / (self.accounts * (self.accounts - 1) / 2)


@dataclass(frozen=True, slots=True, eq=False)
class _Ties:
    """Tied pairs, all shapes (T,); `one` < `other`."""

    one: Column
    other: Column
    common: Column
    alike: Weights


def find_rings(ballots: Ballots, *, value: int = 1) -> tuple[RingFlag, ...]:
    """All rings, largest first: accounts tied, directly or over others, of which each has ACCOUNTS - 1 ties.

    `value`: which votes are compared; likes, or with -1 votes against, by which a ring keeps others down.

    Time grows with the number of pairs of likes within WINDOW, at most CROWDED for each like; memory with
    the number of votes.
    """
    likes = _likes(ballots, value)
    ties = _ties(likes)
    group = _groups(likes.people, ties)
    rings = [_ring(likes, ties, np.flatnonzero(group == number)) for number in np.unique(group[group >= 0])]
    return tuple(sorted(rings, key=_place))


def ring_sizes(people: int, confirmed: Iterable[AbstractSet[int]]) -> Column:
    """Of how many accounts the confirmed ring of each person is, 1 outside rings, shape (people,).

    A vote from a ring weighs 1 / size, so that the ring counts at most as one person on any idea. Rings with
    a person in common are one ring. ValueError for a number that is nobody's.
    """
    merged: list[set[int]] = []
    for ring in confirmed:
        apart = [other for other in merged if not other & ring]
        together = set(ring).union(*(other for other in merged if other & ring))
        merged = [*apart, together]
    size = np.ones(people, dtype=np.int64)
    for ring in merged:
        members = np.array(sorted(ring), dtype=np.int64)
        if len(members) and (members[0] < 0 or members[-1] >= people):
            raise ValueError(f"A confirmed ring names person {members[0]} or {members[-1]} of {people}.")
        size[members] = len(members)
    return size


def _place(ring: RingFlag) -> tuple[object, ...]:
    """Largest first, then by what they did; the numbers of people come last, since they mean nothing."""
    did = [(shared.idea, shared.first, shared.last, shared.accounts) for shared in ring.shared]
    return -ring.accounts, -ring.ties, did, ring.people


def _likes(ballots: Ballots, value: int) -> Ballots:
    """The votes of that value, of people with at least COMMON of them: nobody else can be tied."""
    liked = ballots.only(ballots.value == value)
    return liked.only((liked.votes_by_person() >= COMMON)[liked.person])


def _ties(likes: Ballots) -> _Ties:
    number = likes.votes_by_person()
    width = max(len(likes.ideas), 1)
    row_of = likes.person * width + likes.idea
    found: list[tuple[Column, ...]] = []
    for one, other in _candidates(likes, number):
        # Common likes by definition: for every like of the one, that of the other on the same idea.
        for part in _parts(number[one]):
            pair, row = _spread(number, one[part])
            wanted = other[part][pair] * width + likes.idea[row]
            at = np.minimum(np.searchsorted(row_of, wanted), len(row_of) - 1)
            both = row_of[at] == wanted
            close = both & (np.abs(likes.at[at] - likes.at[row]) <= WINDOW)
            size = len(one[part])
            liked_by_both = np.bincount(pair[both], minlength=size)
            common = np.bincount(pair[close], minlength=size)
            either = number[one[part]] + number[other[part]] - liked_by_both
            alike = liked_by_both / either
            tied = (common >= COMMON) & (alike >= ALIKE)
            found.append((one[part][tied], other[part][tied], common[tied], alike[tied]))
    if not found:
        nothing = np.zeros(0, dtype=np.int64)
        return _Ties(nothing, nothing, nothing, np.zeros(0))
    return _Ties(*(np.concatenate(column) for column in zip(*found, strict=True)))


def _candidates(likes: Ballots, number: Column) -> Iterator[tuple[Column, Column]]:
    """Pairs (one < other) met COMMON times, in parts; a pair that is not there cannot be tied.

    But for crowds that holds without exception. Pairs whose numbers of likes differ too much are left out.
    """
    if not len(likes):
        return
    by_idea = np.lexsort((likes.at, likes.idea))
    # Times from 0, so that idea and time fit into one ascending number.
    at = likes.at - likes.at.min()
    step = int(at.max()) + 2 * WINDOW + 2
    moment = likes.idea[by_idea] * step + at[by_idea]
    first = np.empty(len(likes), dtype=np.int64)
    last = np.empty(len(likes), dtype=np.int64)
    first[by_idea] = np.searchsorted(moment, moment - WINDOW, side="left")
    last[by_idea] = np.searchsorted(moment, moment + WINDOW, side="right")
    crowded = last - first > CROWDED
    in_crowds = _in_crowds(likes, at, step, crowded)
    near = np.where(crowded, 0, last - first)
    rows_of_person = np.concatenate([[0], np.cumsum(number)])
    reach = np.concatenate([[0], np.cumsum(near)])[rows_of_person]
    for begin, end in _person_parts(reach):
        rows = np.arange(rows_of_person[begin], rows_of_person[end])
        row = np.repeat(rows, near[rows])
        place = np.arange(len(row)) - np.repeat(np.cumsum(near[rows]) - near[rows], near[rows])
        other = likes.person[by_idea[first[row] + place]]
        one = likes.person[row]
        met = (one * likes.people + other)[one < other]
        low, high = np.searchsorted(in_crowds, [begin * likes.people, end * likes.people])
        pairs, times = np.unique(np.concatenate([met, in_crowds[low:high]]), return_counts=True)
        one, other = np.divmod(pairs[times >= COMMON], likes.people)
        fewer = np.minimum(number[one], number[other])
        alike = fewer >= ALIKE * np.maximum(number[one], number[other])
        if np.any(alike):
            yield one[alike], other[alike]


def _in_crowds(likes: Ballots, at: Column, step: int, crowded: NDArray[np.bool_]) -> Column:
    """Pairs that meet in crowded moments, as ascending numbers one x people + other, each time once or more.

    When an idea is announced, hundreds may like it within minutes, and comparing all with all says little
    and takes for ever. So people are put in an order in which those with nearly the same likes stand side by
    side (by the two smallest scattered numbers among their ideas: two people share the smallest as often as
    their Jaccard index says), the same order in all crowds, and each is compared with NEIGHBOURS others
    after it. A ring of any size stands together there. Crowds are cut into windows of 2 x WINDOW, twice, half
    a window apart, so that two likes within WINDOW share at least one.
    """
    found = [np.zeros(0, dtype=np.int64)]
    rank = _by_likeness(likes)[likes.person] if crowded.any() else likes.person
    for shift in (0, WINDOW):
        window = likes.idea * step + (at + shift) // (2 * WINDOW)
        # Everybody in the window of a crowded moment, also those at its edge who see no crowd themselves.
        rows = np.flatnonzero(np.isin(window, np.unique(window[crowded])))
        order = rows[np.lexsort((rank[rows], window[rows]))]
        window, person = window[order], likes.person[order]
        for distance in range(1, NEIGHBOURS + 1):
            same = window[:-distance] == window[distance:]
            left, right = person[:-distance][same], person[distance:][same]
            found.append(np.minimum(left, right) * likes.people + np.maximum(left, right))
    return np.sort(np.concatenate(found))


def _by_likeness(likes: Ballots) -> Column:
    """The position of each person in an order of likeness that does not hang on their numbering."""
    number = likes.votes_by_person()
    who = np.flatnonzero(number)
    starts = (np.cumsum(number) - number)[who]
    hashes = [np.minimum.reduceat(scatter(likes.idea + offset), starts) for offset in (0, len(likes.ideas))]
    position = np.zeros(likes.people, dtype=np.int64)
    position[who[np.lexsort((fingerprints(likes)[who], number[who], *reversed(hashes)))]] = np.arange(
        len(who)
    )
    return position


def _groups(people: int, ties: _Ties) -> Column:
    """A number for the ring of each person, -1 outside, shape (people,).

    People with fewer than ACCOUNTS - 1 ties are taken away until all that are left have as many (the k-core),
    so that a chain of chance acquaintances is no ring; what hangs together is one ring.
    """
    # Loaded here because it takes long, and most commands never look for rings.
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    inside = np.ones(people, dtype=np.bool_)
    one, other = ties.one, ties.other
    while True:
        degree = np.bincount(one, minlength=people) + np.bincount(other, minlength=people)
        inside = degree >= ACCOUNTS - 1
        kept = inside[one] & inside[other]
        if kept.all():
            break
        one, other = one[kept], other[kept]
    if not len(one):
        return np.full(people, -1, dtype=np.int64)
    graph = coo_array((np.ones(len(one), dtype=np.int8), (one, other)), shape=(people, people))
    _, group = connected_components(graph, directed=False)
    return np.where(inside, group, -1).astype(np.int64)


def _ring(likes: Ballots, ties: _Ties, members: Column) -> RingFlag:
    inside = np.zeros(likes.people, dtype=np.bool_)
    inside[members] = True
    tied = inside[ties.one] & inside[ties.other]
    rows = inside[likes.person]
    idea, at = likes.idea[rows], likes.at[rows]
    accounts = np.bincount(idea, minlength=len(likes.ideas))
    shared = []
    for number in np.flatnonzero(2 * accounts >= len(members)).tolist():
        times = at[idea == number]
        shared.append(
            SharedIdea(likes.ideas[number], int(accounts[number]), int(times.min()), int(times.max()))
        )
    return RingFlag(
        people=tuple(members.tolist()),
        shared=tuple(shared),
        ties=int(tied.sum()),
        common=float(median(ties.common[tied].tolist())),
        alike=float(median(ties.alike[tied].tolist())),
    )


def _spread(number: Column, one: Column) -> tuple[Column, Column]:
    """For each pair all rows of its first person: (position of the pair, row), both (sum of likes,)."""
    starts = np.cumsum(number) - number
    pair = np.repeat(np.arange(len(one)), number[one])
    place = np.arange(len(pair)) - np.repeat(np.cumsum(number[one]) - number[one], number[one])
    return pair, starts[one][pair] + place


def _parts(sizes: Column) -> Iterator[slice]:
    """Slices of which each holds about _CHUNK in sum, or a single entry."""
    reach = np.concatenate([[0], np.cumsum(sizes)])
    yield from (slice(begin, end) for begin, end in _person_parts(reach))


def _person_parts(reach: Column) -> Iterator[tuple[int, int]]:
    """Ranges of entries of about _CHUNK each; `reach` is the running sum of their sizes, from 0."""
    begin, count = 0, len(reach) - 1
    while begin < count:
        end = max(begin + 1, int(np.searchsorted(reach, reach[begin] + _CHUNK, side="right")) - 1)
        yield begin, end
        begin = end
