"""Disclosure control: what may be told of counts by group without telling of persons.

The rule, after NHS Digital's for hospital statistics since 2018 (below the national level 1 to 7 shown as *,
zero shown, the rest rounded to 5) and that of the NHS staff survey (10 or more answers a team):

* A count below `least` but above zero is not told: `*`. `least` is 10 for groups of staff, else 8.
* Zero is told. All else is rounded to 5.
* A table of fewer than `least` in all is not told.
* Sums over all groups are taken for known exactly, at any moment, since the forum shows every idea. Where a
  small count could be worked out from them, further counts are hidden, in declared order and not by size, and
  in the end the whole table. After that no small count can be narrowed to less than 1 to `least` - 1, by
  whatever sums and differences of all tables that were ever told.
* A table is told as it was at the end of a week, and stands until the next one that breaks no promise of an
  earlier one. So no difference of two days shows what a single idea added.

What is promised holds for what the tables say together with all sums. It does not hold against somebody who
knows other things, such as who the only porter is, or who reasons about why this rule hid just these counts.
Tables by two divisions are in `crossing`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from bridge.domain.knowledge import UNKNOWN, Network
from bridge.domain.ranking import RankedIdea, Sides, Standing

STAFF = 10
"""The least that is told of a group of staff."""

OTHERS = 8
"""The least that is told of a group that no person belongs to, such as a question."""

STEP = 5

Told = tuple[int | None, ...]
"""Counts as told, in the order of their groups; None where a count is not told."""


@dataclass(frozen=True, slots=True)
class Release:
    """A table that was told: how things stood at `at`, a place in the series of weeks."""

    at: int
    told: Told


def rounded(count: int) -> int:
    """The nearest multiple of 5."""
    return (count + STEP // 2) // STEP * STEP


def bounds(told: int | None, least: int) -> tuple[int, int]:
    """What a count can be that was told like this."""
    if told is None:
        return 1, UNKNOWN
    return (max(told - STEP // 2, least), told + STEP // 2) if told else (0, 0)


def weekly(series: Sequence[Sequence[int]], least: int, *, shown: int | None = None) -> tuple[Release, ...]:
    """The tables that are told of groups that add up, oldest first; the last one stands.

    `series`: for each week the counts by group from the beginning, which only grow, shape (weeks, groups).
    Only the first `shown` groups are told of; left out, all are.
    """
    releases: tuple[Release, ...] = ()
    groups = range(shown if shown is not None else len(series[0])) if series else range(0)
    for at, counts in enumerate(series):
        if sum(counts) < least or (releases and list(counts) == list(series[releases[-1].at])):
            continue
        spare = [group for group in groups if counts[group] >= least]
        for hidden in range(len(spare) + 1):
            told = set(spare[hidden:])
            table = tuple(
                rounded(counts[group]) if group in told or not counts[group] else None for group in groups
            )
            tried = (*releases, Release(at, table))
            if _kept(series, tried, least):
                releases = tried
                break
    return releases


def _kept(series: Sequence[Sequence[int]], releases: Sequence[Release], least: int) -> bool:
    """Whether tables tell no more of a small count than is promised.

    Between two tables it is known how much came in all, and not to which groups. What a table tells bounds
    the sum of a group up to then, which flows on to the next table.
    """
    network = Network()
    small: list[int] = []
    before: Sequence[int] = [0] * len(series[0])
    for step, release in enumerate(releases):
        counts = series[release.at]
        grown = sum(counts) - sum(before)
        network.add("all", ("week", step), grown, grown, grown)
        last = step == len(releases) - 1
        for group, count in enumerate(counts):
            network.add(("week", step), (step, group), count - before[group], 0, UNKNOWN)
            shown = group < len(release.told)
            low, high = bounds(release.told[group], least) if shown else (0, UNKNOWN)
            edge = network.add((step, group), "all" if last else (step + 1, group), count, low, high)
            if shown and 0 < count < least:
                small.append(edge)
        before = counts
    return all(network.could_be(edge, 1) and network.could_be(edge, least - 1) for edge in small)


def sides_told(ranked: RankedIdea) -> RankedIdea:
    """The entry without its figures by side where fewer people than may be told of stand on one of them.

    From one week to the next a share of few people would tell how one of them voted, and on which side.
    """
    seen = ranked.sides.seen
    if seen is None or min(seen) >= STAFF:
        return ranked
    return replace(ranked, sides=Sides(Standing.TOO_FEW_ACROSS), place_across=0)
