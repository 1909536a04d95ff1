"""Support across viewpoints: is an idea liked on both sides of the main difference of opinion?

    w = 0.5 +- f / sd, cut to 0..1       how much a person belongs to either side; sd: root mean square of f
    q_side = (sum w [for] + kappa p) / (sum w + kappa)        score = sqrt(q_first q_second)

The sides are the two ends of the axis in `factor.py`, f a person's place on it. Established voters count, and
whoever stands near the middle counts a part on either side, so that nobody's whole vote changes sides for a
hair's breadth. p is where `leaning.py` starts an idea by all who are familiar, newcomers within their cap. A
side that nobody speaks for stands at p, so that one-sided support would look like common support: an idea
gets a score only when both sides spoke.

The sides have no names, and who stands where is nobody's business: people are counted, and no result holds
anything of a single person. Where an idea has no score its counts by side are withheld as well.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bridge.domain.ranking import Standing
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
from bridge.ranking.leaning import Balance, fit_balance
from bridge.ranking.leaning import start as leaning_start
from bridge.ranking.newcomers import newcomer_weight
from bridge.ranking.support import Floats

FORMULA = "across-2"
"""Name of the formulas here, in `factor`, `leaning` and `groups`; it changes whenever a figure could."""

ESTABLISHED_VOTES = 7
"""People who voted on so many ideas count here: fewer place nobody on an axis, and are cheaply faked."""

FAMILIAR_VOTES = 3
"""People who voted on so many ideas help to say where both sides start; newcomers among them are capped."""


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

    `estimate`: the score, and the best that is known where nothing may be said of sides yet: for putting
    ideas in order, never for showing; shape (N,).

    `people` is the number of established voters, `agreement` the correlation between halves where it was
    asked for, `factor` the axis: start the next fit from it, and never show it.
    """

    ids: tuple[str, ...]
    standing: tuple[Standing, ...]
    score: Floats
    rates: Floats
    liked: Whole
    seen: Whole
    gap: Floats
    gap_z: Floats
    estimate: Floats
    people: int
    crowd: Balance
    agreement: float | None
    factor: Factor = field(repr=False)

    def __post_init__(self) -> None:
        for table in (
            self.score, self.rates, self.liked, self.seen, self.gap, self.gap_z, self.estimate,
        ):  # fmt: skip
            table.flags.writeable = False

    @property
    def scored(self) -> NDArray[np.bool_]:
        """Which ideas have a score, shape (N,)."""
        return np.array([one is Standing.SCORED for one in self.standing], dtype=np.bool_)


def established_voters(ballots: Ballots) -> NDArray[np.bool_]:
    """Who voted on at least ESTABLISHED_VOTES ideas, shape (people,)."""
    return ballots.votes_by_person() >= ESTABLISHED_VOTES


def familiar_voters(ballots: Ballots) -> NDArray[np.bool_]:
    """Who voted on at least FAMILIAR_VOTES ideas, shape (people,)."""
    return ballots.votes_by_person() >= FAMILIAR_VOTES


def across(
    ballots: Ballots,
    *,
    established: NDArray[np.bool_] | None = None,
    familiar: NDArray[np.bool_] | None = None,
    start: Factor | None = None,
    gates: Gates = GATES,
) -> Across:
    """Score all ideas by the votes of established voters.

    `established`: who stands on a side, shape (people,); left out, everybody with enough votes. `familiar`:
    who else helps to say where the sides start; left out, everybody with a few votes, or nobody else where
    `established` is given. `start`: the axis of an earlier result, to be faster; see `factor.fit`.
    """
    if familiar is None:
        familiar = familiar_voters(ballots) if established is None else established
    if established is None:
        established = established_voters(ballots)
    for mask in (established, familiar):
        if mask.shape != (ballots.people,):
            raise ValueError(f"There are {ballots.people} people, but a mask of {mask.shape}.")
    rows = established[ballots.person]
    counted = ballots if rows.all() else ballots.only(rows)
    people = int(np.count_nonzero(counted.votes_by_person()))
    says = counted.counts()
    crowd, known = _starting(ballots, says, established, familiar)
    factor = fit(counted, start=start)
    place = places(counted, factor)
    found = count_by_group(counted, _sides(place), 2)
    order = [0, 1] if in_order(found) is found else [1, 0]
    counts = GroupCounts(liked=found.liked[:, order].copy(), seen=found.seen[:, order].copy())
    rates = _soft_rates(counted, place, known)[:, order]
    estimate = geometric_mean(rates)
    why, agreement = _closed(counted, people, factor, gates)
    if why is not None:
        return _nothing(ballots.ideas, why, estimate, people, crowd, agreement, factor)
    gap, gap_z = gap_between(like_rates(counts, known), counts)
    shown = np.asarray(counts.seen.min(axis=1) >= gates.votes)
    return Across(
        ids=ballots.ideas,
        standing=tuple(Standing.SCORED if one else Standing.TOO_FEW_ACROSS for one in shown.tolist()),
        score=np.where(shown, estimate, np.nan),
        rates=np.where(shown[:, np.newaxis], rates, np.nan),
        liked=np.where(shown[:, np.newaxis], counts.liked, 0),
        seen=np.where(shown[:, np.newaxis], counts.seen, 0),
        gap=np.where(shown, gap, np.nan),
        gap_z=np.where(shown, gap_z, np.nan),
        estimate=estimate,
        people=people,
        crowd=crowd,
        agreement=agreement,
        factor=factor,
    )


def _closed(
    counted: Ballots, people: int, factor: Factor, gates: Gates
) -> tuple[Standing | None, float | None]:
    """Why nothing may be said of the whole campaign, if so; and how far its halves agree, where asked."""
    if people < gates.few:
        return Standing.TOO_FEW_PEOPLE, None
    agreement = halves_agree(counted) if people < gates.people else None
    if (agreement is not None and agreement < gates.agreement) or (factor.flat and gates.votes):
        return Standing.NO_CLEAR_SIDES, agreement
    return None, agreement


def _starting(
    ballots: Ballots,
    says: NDArray[np.int64],
    established: NDArray[np.bool_],
    familiar: NDArray[np.bool_],
) -> tuple[Balance, Floats]:
    """The crowd and p: established voters in full (`says`), others who are familiar capped as newcomers."""
    new = familiar & ~established
    also = ballots.only(new[ballots.person]).counts() if new.any() else np.zeros_like(says)
    crowd = fit_balance(*_amounts(says + also))
    cap = newcomer_weight(says.sum(axis=1), also.sum(axis=1))
    return crowd, leaning_start(*_amounts(says + cap[:, np.newaxis] * also), crowd)


def _amounts(votes: NDArray[Any]) -> tuple[NDArray[Any], NDArray[Any], NDArray[Any]]:
    """For, against and everybody who saw it, from counts as in `Ballots.counts()`."""
    return votes[:, 2], votes[:, 0], votes.sum(axis=1)


def _soft_rates(ballots: Ballots, place: Floats, known: Floats) -> Floats:
    """Q by side, shape (N, 2); everybody near the middle counts a part on either side."""
    voted = ballots.votes_by_person() > 0
    people = int(np.count_nonzero(voted))
    size = float(np.sqrt(np.sum(place[voted] ** 2) / people)) if people else 0.0
    if size < FLAT:
        return np.stack((known, known), axis=1)
    liked, ideas = (ballots.value > 0).astype(np.float64), len(ballots.ideas)
    rates = []
    # Both parts are computed alike, so that the sign of the axis does not show in the last bit.
    for end in (-place, place):
        part = np.clip(0.5 + end / size, 0.0, 1.0)[ballots.person]
        rates.append(
            (np.bincount(ballots.idea, part * liked, ideas) + KAPPA * known)
            / (np.bincount(ballots.idea, part, ideas) + KAPPA)
        )
    return np.stack(rates, axis=1)


def sides(ballots: Ballots, factor: Factor) -> Whole:
    """On which side of the axis each person stands: 0, 1 or NO_GROUP in its very middle, shape (people,).

    For counting in memory: it is never stored, shown or logged.
    """
    return _sides(places(ballots, factor))


def _sides(place: Floats) -> Whole:
    side = np.full(len(place), NO_GROUP, dtype=np.int64)
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
    """Rates by side, shape (N, 2), and scores, shape (N,), where everybody wholly stands on one side."""
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
    estimate: Floats,
    people: int,
    crowd: Balance,
    agreement: float | None,
    factor: Factor,
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
        estimate=estimate,
        people=people,
        crowd=crowd,
        agreement=agreement,
        factor=factor,
    )
