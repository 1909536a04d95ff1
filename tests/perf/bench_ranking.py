"""How long a ranking takes, beside one pass of `np.bincount` over the same votes in the same run.

Both wander on a shared machine, seconds more than ratios: compare ratios, and those of one run only.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial

import numpy as np
from numpy.typing import NDArray

from bridge.domain.participation import Basis, Tally
from bridge.ranking.evidence import Evidence
from bridge.ranking.order import order
from bridge.ranking.standings import standings
from bridge.ranking.support import support
from tests.perf.table import Table, median, ratio

VOTES = 1_000_000
REPEATS = 7


def run(*, quick: bool = False) -> list[Table]:
    """The median of seven runs.

    For 1,000 and 10,000 ideas: `np.bincount` of a million votes by idea, and everything from those votes
    (as one column 3 x idea + {0 down, 1 unsure, 2 up}) to score, interval and order. For a campaign of 1,500
    ideas: tallies to a whole Ranking with badges and hashes.
    """
    repeats = 1 if quick else REPEATS
    number = VOTES // 10 if quick else VOTES
    rows: list[tuple[str, str, float, str]] = []
    for ideas in (1_000, 10_000):
        column = _votes(ideas, number)
        by_idea = column // 3
        ids = tuple(f"{place:06}" for place in range(ideas))
        baseline = median(partial(np.bincount, by_idea), repeats)
        ranking = median(partial(_rank, ids, column), repeats)
        rows += [
            (f"np.bincount, {ideas:,} ideas", f"{number:,} votes", baseline, "1 x"),
            (f"ranking, {ideas:,} ideas", f"{number:,} votes", ranking, ratio(ranking, baseline)),
        ]
    rows.append(("standings, 1,500 ideas", "tallies", median(_campaign(), repeats), "-"))
    title = "From votes to score, interval and order, beside one pass of np.bincount over the same votes"
    return [Table(title, ("work", "from", "seconds", "of the pass"), rows)]


def _votes(ideas: int, number: int) -> NDArray[np.int64]:
    luck = np.random.default_rng(2015)
    idea = luck.integers(0, ideas, number)
    liking = luck.beta(2.0, 2.0, ideas)
    draw = luck.random(number)
    said = np.where(draw < liking[idea], 2, np.where(draw < 0.9, 0, 1))
    return (3 * idea + said).astype(np.int64)


def _rank(ids: tuple[str, ...], column: NDArray[np.int64]) -> None:
    counts = np.bincount(column, minlength=3 * len(ids)).reshape(-1, 3)
    evidence = Evidence(ids=ids, positives=counts[:, 2], downs=counts[:, 0], seen=counts.sum(axis=1))
    order(support(evidence, interval=0.90).score, evidence.seen)


def _campaign() -> Callable[[], object]:
    luck = np.random.default_rng(2015)
    tallies = [
        Tally(f"{number:06}", up=up, down=down, readers=up + down + more, basis=Basis.PEOPLE)
        for number, (up, down, more) in enumerate(luck.integers(0, 40, (1_500, 3)).tolist())
    ]
    taken = datetime(2015, 3, 13, tzinfo=UTC)
    return lambda: standings(tallies, campaign="bench", taken=taken, interval=0.90, confirmed_voters=10)
