"""Support across viewpoints: is an idea liked on both sides of the main difference of opinion?

    q_side = (L_side + kappa m) / (V_side + kappa)        score = sqrt(q_first q_second)

The sides are the two ends of the axis in `factor.py`. L and V count established voters for the idea and all
of them who saw it; m = (L + a) / (V + a + b) is the rate of all of them together, with prior Beta(a, b). A
side that nobody speaks for stands at m, so that one-sided support would look like common support: an idea
gets a score only when both sides spoke.

The sides have no names, and who stands where is nobody's business: people are counted, and no result holds
anything of a single person. Where an idea has no score its counts by side are withheld as well.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from bridge.domain.ranking import Prior, Standing
from bridge.ranking.ballots import Ballots
from bridge.ranking.factor import FLAT, Factor, fit, places
from bridge.ranking.groups import (
    KAPPA,
    NO_GROUP,
    GroupCounts,
    Whole,
    count_by_group,
    geometric_mean,
    like_rates,
)
from bridge.ranking.support import Floats, fit_prior, posterior_mean

FORMULA = "across-1"
"""Name of the formulas in this module, `factor.py` and `groups.py`; it changes whenever a figure could."""

ESTABLISHED_VOTES = 7
"""People who voted on so many ideas count here: fewer place nobody on an axis, and are cheaply faked."""


@dataclass(frozen=True, slots=True)
class Gates:
    """What it takes before anything is said.

    Established voters: `people` are enough; from `few` on they are if the axis is the same in both halves of
    them, to a correlation of `agreement`. An idea needs `votes` from each side.
    """

    people: int = 80
    few: int = 40
    agreement: float = 0.5
    votes: int = 5


GATES = Gates()
UNGATED = Gates(people=0, few=0, agreement=0.0, votes=0)
"""For judging the formula itself on old conversations; what it lets through is not for showing."""


@dataclass(frozen=True, slots=True, eq=False)
class Across:
    """Support across viewpoints; entry i belongs to `ids[i]`.

    `standing`: shape (N,). `score`: strictly between 0 and 1, shape (N,). `rates`: q by side, `liked` and
    `seen`: counts of people by side, shapes (N, 2), the sides in the same order for all ideas. `gap` =
    |q_first - q_second| and `gap_z`, how many standard errors it is wide, shapes (N,). Where the standing
    is not SCORED the figures are nan and the counts 0.

    `people` is the number of established voters, `agreement` the correlation between halves where it was
    asked for, `factor` the axis where one was looked for: start the next fit from it, and never show it.
    """

    ids: tuple[str, ...]
    standing: tuple[Standing, ...]
    score: Floats
    rates: Floats
    liked: Whole
    seen: Whole
    gap: Floats
    gap_z: Floats
    people: int
    prior: Prior
    agreement: float | None = None
    factor: Factor | None = field(default=None, repr=False)

    def __post_init__(self) -> None:
        for table in (self.score, self.rates, self.liked, self.seen, self.gap, self.gap_z):
            table.flags.writeable = False

    @property
    def scored(self) -> NDArray[np.bool_]:
        """Which ideas have a score, shape (N,)."""
        return np.array([one is Standing.SCORED for one in self.standing], dtype=np.bool_)


def established_voters(ballots: Ballots) -> NDArray[np.bool_]:
    """Who voted on at least ESTABLISHED_VOTES ideas, shape (people,)."""
    return ballots.votes_by_person() >= ESTABLISHED_VOTES


def across(
    ballots: Ballots,
    *,
    established: NDArray[np.bool_] | None = None,
    prior: Prior | None = None,
    start: Factor | None = None,
    gates: Gates = GATES,
) -> Across:
    """Score all ideas by the votes of established voters.

    `established`: who counts, shape (people,); left out, everybody with enough votes. `prior`: left out, one
    is fitted to their votes. `start`: the axis of an earlier result, to be faster; see `factor.fit`.
    """
    if established is None:
        established = established_voters(ballots)
    if established.shape != (ballots.people,):
        raise ValueError(f"There are {ballots.people} people, but established is of {established.shape}.")
    rows = established[ballots.person]
    counted = ballots if rows.all() else ballots.only(rows)
    people = int(np.count_nonzero(counted.votes_by_person()))
    says = counted.counts()
    liked, seen = says[:, 2], says.sum(axis=1)
    if prior is None:
        prior = fit_prior(liked, seen)
    if people < gates.few:
        return _nothing(ballots.ideas, Standing.TOO_FEW_PEOPLE, people, prior)
    agreement = None
    if people < gates.people:
        agreement = halves_agree(counted)
        if agreement < gates.agreement:
            return _nothing(ballots.ideas, Standing.NO_CLEAR_SIDES, people, prior, agreement)
    factor = fit(counted, start=start)
    if factor.flat and gates.votes:
        return _nothing(ballots.ideas, Standing.NO_CLEAR_SIDES, people, prior, agreement, factor)
    counts = in_order(count_by_group(counted, sides(counted, factor), 2))
    rates, score = score_sides(counts, posterior_mean(liked, seen, prior))
    gap, gap_z = gap_between(rates, counts)
    shown = np.asarray(counts.seen.min(axis=1) >= gates.votes)
    return Across(
        ids=ballots.ideas,
        standing=tuple(Standing.SCORED if one else Standing.TOO_FEW_ACROSS for one in shown.tolist()),
        score=np.where(shown, score, np.nan),
        rates=np.where(shown[:, np.newaxis], rates, np.nan),
        liked=np.where(shown[:, np.newaxis], counts.liked, 0),
        seen=np.where(shown[:, np.newaxis], counts.seen, 0),
        gap=np.where(shown, gap, np.nan),
        gap_z=np.where(shown, gap_z, np.nan),
        people=people,
        prior=prior,
        agreement=agreement,
        factor=factor,
    )


def sides(ballots: Ballots, factor: Factor) -> Whole:
    """On which side of the axis each person stands: 0, 1 or NO_GROUP in its very middle, shape (people,).

    For counting in memory: it is never stored, shown or logged.
    """
    place = places(ballots, factor)
    side = np.full(ballots.people, NO_GROUP, dtype=np.int64)
    side[place < -FLAT] = 0
    side[place > FLAT] = 1
    return side


def in_order(counts: GroupCounts) -> GroupCounts:
    """The same counts, the side with more votes first, so that the sign of an axis changes nothing.

    Between equals the side is first that was more for the first idea on which they differ.
    """
    first, second = (
        (int(counts.seen[:, side].sum()), counts.liked[:, side].tolist(), counts.seen[:, side].tolist())
        for side in (0, 1)
    )
    if first >= second:
        return counts
    return GroupCounts(liked=counts.liked[:, ::-1].copy(), seen=counts.seen[:, ::-1].copy())


def score_sides(counts: GroupCounts, pooled: Floats) -> tuple[Floats, Floats]:
    """Rates by side, shape (N, 2), and scores, shape (N,), without any gate."""
    rates = like_rates(counts, pooled)
    return rates, geometric_mean(rates)


def gap_between(rates: Floats, counts: GroupCounts) -> tuple[Floats, Floats]:
    """|q_first - q_second| and that in standard errors, shapes (N,).

    The variance of a rate is q (1 - q) / (V + kappa + 1), that of a Beta of V + kappa people.
    """
    gap = np.abs(rates[:, 0] - rates[:, 1])
    variance = (rates * (1.0 - rates) / (counts.seen + KAPPA + 1.0)).sum(axis=1)
    return gap, gap / np.sqrt(variance)


def halves_agree(ballots: Ballots) -> float:
    """|correlation| of the slopes of ideas between two halves of the voters, in 0..1.

    The halves take voters by turns in the order of their numbers; ideas count on which both halves voted. 0
    where nothing can be told: fewer than three such ideas, or a half without an axis.
    """
    turn = np.cumsum(ballots.votes_by_person() > 0) % 2
    slopes, voted = [], np.ones(len(ballots.ideas), dtype=np.bool_)
    for half in (0, 1):
        part = ballots.only(turn[ballots.person] == half)
        slopes.append(fit(part).slope)
        voted &= part.counts().sum(axis=1) > 0
    if np.count_nonzero(voted) < 3:
        return 0.0
    one, other = (slope[voted] - slope[voted].mean() for slope in slopes)
    spread = float(np.sqrt(np.sum(one * one) * np.sum(other * other)))
    if spread < FLAT * FLAT:
        return 0.0
    return min(abs(float(np.sum(one * other))) / spread, 1.0)


def _nothing(
    ids: tuple[str, ...],
    why: Standing,
    people: int,
    prior: Prior,
    agreement: float | None = None,
    factor: Factor | None = None,
) -> Across:
    size = len(ids)
    return Across(
        ids=ids,
        standing=(why,) * size,
        score=np.full(size, np.nan),
        rates=np.full((size, 2), np.nan),
        liked=np.zeros((size, 2), dtype=np.int64),
        seen=np.zeros((size, 2), dtype=np.int64),
        gap=np.full(size, np.nan),
        gap_z=np.full(size, np.nan),
        people=people,
        prior=prior,
        agreement=agreement,
        factor=factor,
    )
