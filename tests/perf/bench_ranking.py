"""How long a ranking takes, beside one pass of `np.bincount` over the same votes in the same run.

Both are the fastest of several runs by turns, and wander on a shared machine all the same, seconds more than
ratios: compare ratios, and those of one run only.
"""

from __future__ import annotations

import resource
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial

import numpy as np
from numpy.typing import NDArray

from bridge.domain.participation import Basis, Tally
from bridge.ranking.across import across
from bridge.ranking.ballots import Ballots
from bridge.ranking.evidence import Evidence
from bridge.ranking.factor import fit
from bridge.ranking.order import order
from bridge.ranking.standings import standings
from bridge.ranking.support import fit_prior, posterior_mean, support
from tests.perf.table import Table, fastest, median, ratio

VOTES = 1_000_000
REPEATS = 15
SHORT_REPEATS = 60
"""The first table is of works so short that what else a machine does easily hides their fastest run."""
PEOPLE = 100_000
FITS = 3
PASSES = 10
"""A fit takes long enough to be timed less often, beside so many passes at a time."""


def run(*, quick: bool = False) -> list[Table]:
    """What a ranking takes.

    For 1,000 and 10,000 ideas: `np.bincount` of a million votes by idea, and everything from those votes (as
    one column 3 x idea + {0 down, 1 unsure, 2 up}) to score and order, and to intervals too. For a campaign
    of 1,500 ideas: tallies to a whole Ranking with badges and hashes.
    """
    repeats, short_repeats = (1, 1) if quick else (REPEATS, SHORT_REPEATS)
    number = VOTES // 10 if quick else VOTES
    rows: list[tuple[str, str, float, str]] = []
    for ideas in (1_000, 10_000):
        column = _votes(ideas, number)
        by_idea = column // 3
        ids = tuple(f"{place:06}" for place in range(ideas))
        works = (partial(np.bincount, by_idea), partial(_rank, ids, column), partial(_rank_all, ids, column))
        baseline, ranking, everything = fastest(works, short_repeats)
        size = f"{number:,} votes"
        rows.append((f"np.bincount, {ideas:,} ideas", size, baseline, "1 x"))
        for work, seconds in (("score, order", ranking), ("score, order, interval", everything)):
            rows.append((f"{work}, {ideas:,} ideas", size, seconds, ratio(seconds, baseline)))
    rows.append(("standings, 1,500 ideas", "tallies", median(_campaign(), repeats), "-"))
    title = "From votes to score, interval and order, beside one pass of np.bincount over the same votes"
    return [Table(title, ("work", "from", "seconds", "of the pass"), rows), _viewpoints(quick=quick)]


def _viewpoints(*, quick: bool) -> Table:
    """The axis of a crowd of 100,000 people, from nothing and from an earlier fit, and all of `across`.

    The crowd's opinions lie along one axis, or along none: there is nothing to find then, and the fit goes on
    to its last sweep.
    """
    scale = 10 if quick else 1
    people = PEOPLE // scale
    rows: list[tuple[str | int | float, ...]] = []
    for votes, ideas, strength in (
        (VOTES // scale, 1_000 // scale, 1.0),
        (VOTES // scale, 1_000 // scale, 0.0),
        (VOTES // scale, 10_000 // scale, 1.0),
        (10 * VOTES // scale, 10_000 // scale, 1.0),
    ):
        crowd = _crowd(votes, ideas, people, strength)
        size = f"{votes:,} x {ideas:,}{'' if strength else ', no axis'}"
        axis = fit(crowd)
        before = fit(crowd.only(np.arange(len(crowd)) % 100 != 0))
        pass_over = partial(_passes, crowd.idea)
        works: list[tuple[str, str | int, Callable[[], object]]] = [
            ("fit", axis.sweeps, partial(fit, crowd)),
            ("fit, 1 % more votes", 2, partial(fit, crowd, start=before, sweeps=2)),
            ("across", "", partial(across, crowd)),
        ]
        one, *times = fastest([pass_over, *(work for _, _, work in works)], 1 if quick else FITS)
        baseline = one / PASSES
        rows.append((size, "np.bincount", "", baseline, "1 x", _peak()))
        for (name, sweeps, _), seconds in zip(works, times, strict=True):
            rows.append((size, name, sweeps, seconds, ratio(seconds, baseline), _peak()))
    return Table(
        f"Support across viewpoints, {people:,} people",
        ("votes x ideas", "work", "sweeps", "seconds", "of the pass", "peak MiB"),
        rows,
        (
            "peak: the largest memory of the process so far, with the votes and the making of them",
            "across: also finding established voters, counting by side, rates, gaps and gates",
        ),
    )


def _crowd(votes: int, ideas: int, people: int, strength: float) -> Ballots:
    """About so many votes: a person who draws an idea twice votes once."""
    luck = np.random.default_rng(2015)
    person, idea = np.divmod(np.unique(luck.integers(0, people * ideas, votes)), ideas)
    place, slope = luck.normal(size=people), strength * luck.normal(size=ideas)
    value = np.empty(len(idea), dtype=np.int64)
    for part in np.array_split(np.arange(len(idea)), 1 + len(idea) // VOTES):
        pull = place[person[part]] * slope[idea[part]]
        value[part] = np.where(luck.random(len(part)) < 1.0 / (1.0 + np.exp(-pull)), 1, -1)
    ids = tuple(f"{number:06}" for number in range(ideas))
    return Ballots(ids, people, idea, person, value, np.zeros(len(idea), dtype=np.int64))


def _passes(idea: NDArray[np.int64]) -> None:
    for _ in range(PASSES):
        np.bincount(idea)


def _peak() -> float:
    """The largest memory of this process so far, in MiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024.0


def _votes(ideas: int, number: int) -> NDArray[np.int64]:
    luck = np.random.default_rng(2015)
    idea = luck.integers(0, ideas, number)
    liking = luck.beta(2.0, 2.0, ideas)
    draw = luck.random(number)
    said = np.where(draw < liking[idea], 2, np.where(draw < 0.9, 0, 1))
    return (3 * idea + said).astype(np.int64)


def _evidence(ids: tuple[str, ...], column: NDArray[np.int64]) -> Evidence:
    counts = np.bincount(column, minlength=3 * len(ids)).reshape(-1, 3)
    downs, unsure, positives = counts.T
    # Summing rows of three takes ten times as long.
    return Evidence(ids=ids, positives=positives, downs=downs, seen=downs + unsure + positives)


def _rank(ids: tuple[str, ...], column: NDArray[np.int64]) -> None:
    evidence = _evidence(ids, column)
    prior = fit_prior(evidence.positives, evidence.seen)
    order(posterior_mean(evidence.positives, evidence.seen, prior), evidence.seen)


def _rank_all(ids: tuple[str, ...], column: NDArray[np.int64]) -> None:
    evidence = _evidence(ids, column)
    order(support(evidence, interval=0.90).score, evidence.seen)


def _campaign() -> Callable[[], object]:
    luck = np.random.default_rng(2015)
    tallies = [
        Tally(f"{number:06}", up=up, down=down, readers=up + down + more, basis=Basis.PEOPLE)
        for number, (up, down, more) in enumerate(luck.integers(0, 40, (1_500, 3)).tolist())
    ]
    taken = datetime(2015, 3, 13, tzinfo=UTC)
    return lambda: standings(tallies, campaign="bench", taken=taken, interval=0.90, confirmed_voters=10)
