"""The main difference of opinion in a crowd: one axis on which ideas and people have a place.

    y ~ mu + b_u + b_i + f_u g_i

y is 1 where person u is for idea i and 0 where u saw it and is not. `mu` is the level, `b_u` and `b_i` say
how readily a person likes and an idea is liked, and `f_u g_i` is what the axis adds. All of them minimise

    mean (y - fit)^2 + 0.15 (mu^2 + mean b_u^2 + mean b_i^2) + 0.03 (mean f_u^2 + mean g_i^2)

over R votes, U people and N ideas. Source: the one-factor model of Community Notes, without its random start.

How it is solved. Given the ideas, each person is a ridge problem of two unknowns with an exact solution, and
given the people, so is each idea, with `mu` solved along: one sweep. All sums of a half sweep come from one
pass over the votes. Sweeps are an iteration in the 2 N + 1 figures of the ideas alone, people being a
function of them, and secants through the last sweeps (Anderson 1965) find its end in a fraction of the
sweeps. Nothing is random, and no sum is left to a library that splits it over threads, so equal votes give
equal bits.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from bridge.ranking.ballots import Ballots
from bridge.ranking.iteration import dot, leading, settle

if TYPE_CHECKING:
    from scipy.sparse import csr_array

Floats = NDArray[np.float64]

LEAN = 0.15
"""Weight of the squares of `mu`, `b_u` and `b_i` in what is minimised."""

AXIS = 0.03
"""Weight of the squares of `f_u` and `g_i`."""

TOLERANCE = 1e-7
"""The fit has settled when a sweep moves no `b_i` and no `g_i` by as much."""

VISITS = 40_000_000
"""A fit looks at about so many votes in all, a sweep at each vote once, ..."""

SWEEPS = (40, 400)
"""... but makes at least and at most so many sweeps. Real conversations need 15 to 30 of them. A crowd
without an axis hardly settles, and what is found there is chance however long one looks."""

FLAT = 1e-3
"""A slope or a person's factor below this is no place on the axis: a thousandth of a like at the most."""

KRYLOV = 8
"""So many steps look for the axis to begin with."""


@dataclass(frozen=True, slots=True, eq=False)
class Factor:
    """A fit, told by the ideas alone: it holds nothing of any person.

    Entry i of `intercept` (`b_i`) and `slope` (`g_i`), shapes (N,), belongs to `ids[i]`; both are 0 for an
    idea without votes. The sign of the slopes as a whole means nothing. `level` is `mu`, `loss` what was
    minimised, `settled` whether the tolerance was reached within `sweeps`.
    """

    ids: tuple[str, ...]
    level: float
    intercept: Floats
    slope: Floats
    loss: float
    sweeps: int
    settled: bool

    def __post_init__(self) -> None:
        for column in (self.intercept, self.slope):
            column.flags.writeable = False

    @property
    def flat(self) -> bool:
        """Whether no axis was found: people agree, or differ in no common way."""
        return bool(np.abs(self.slope).max(initial=0.0) < FLAT)


def fit(
    ballots: Ballots,
    *,
    start: Factor | None = None,
    tolerance: float = TOLERANCE,
    sweeps: int | None = None,
) -> Factor:
    """The axis in these votes; ideas and people without a vote count for nothing.

    `start`: an earlier fit, matched by ids; after few new votes a few sweeps are enough from there. The
    result is then the same to about the tolerance, not to the last bit. `sweeps`: at most so many; left out,
    it follows from the number of votes.
    """
    if not len(ballots):
        nothing = np.zeros(len(ballots.ideas))
        return Factor(ballots.ideas, 0.0, nothing, nothing.copy(), 0.0, 0, settled=True)
    if sweeps is None:
        sweeps = min(max(VISITS // len(ballots), SWEEPS[0]), SWEEPS[1])
    crowd = _Crowd(ballots)
    first = crowd.cold() if start is None or start.flat else _warm(start, ballots.ideas)
    found = settle(crowd.sweep, first, tolerance, sweeps)
    size = len(ballots.ideas)
    return Factor(
        ids=ballots.ideas,
        level=float(found.state[0]),
        intercept=found.state[1 : size + 1].copy(),
        slope=found.state[size + 1 :].copy(),
        loss=found.loss,
        sweeps=found.sweeps,
        settled=found.settled,
    )


def places(ballots: Ballots, factor: Factor) -> Floats:
    """`f_u`, each person's place on the axis, shape (people,); 0 for people without votes.

    For computing with in memory: it is never stored, shown or logged. ValueError for other ideas than fitted.
    """
    if ballots.ideas != factor.ids:
        raise ValueError("The axis was fitted to other ideas than these votes are about.")
    if not len(ballots):
        return np.zeros(ballots.people)
    return _Crowd(ballots).people_given(np.concatenate(([factor.level], factor.intercept, factor.slope)))[1]


class _Crowd:
    """Votes as one sparse matrix of ones: a row for each person, and for each idea two columns, y = 0 and 1.

    A state is (mu, b_1..b_N, g_1..g_N), shape (2 N + 1,).
    """

    def __init__(self, ballots: Ballots) -> None:
        # Loaded here because it takes a quarter of a second, and most commands never rank.
        from scipy.sparse import csr_array

        size, votes = len(ballots.ideas), len(ballots)
        column = (2 * ballots.idea + (ballots.value > 0)).astype(np.int32)
        by_person = ballots.votes_by_person()
        rows = np.zeros(ballots.people + 1, dtype=np.int32)
        np.cumsum(by_person, out=rows[1:])
        self._by_person: csr_array = csr_array(
            (np.ones(votes), column, rows), shape=(ballots.people, 2 * size)
        )
        # The same arrays read as columns: a twin ordered by idea would cost more to make than it saves.
        self._by_idea = self._by_person.T
        cells = np.bincount(column, minlength=2 * size).reshape(size, 2).astype(np.float64)
        self.votes = votes
        self.size = size
        self._cells = cells
        self._seen = cells[:, 0] + cells[:, 1]
        self._liked = cells[:, 1].copy()
        self._ideas = int(np.count_nonzero(self._seen))
        people = int(np.count_nonzero(by_person))
        self._given = by_person.astype(np.float64)
        self._person_lean = self._given + LEAN * votes / people
        self._person_axis = AXIS * votes / people
        self._idea_lean = self._seen + LEAN * votes / self._ideas
        self._idea_axis = AXIS * votes / self._ideas

    def sweep(self, state: Floats) -> tuple[float, Callable[[], Floats]]:
        """The loss of this state with its exact people, and the next state on demand."""
        b, f, loss = self.people_given(state)
        return loss, lambda: self.ideas_given(b, f)

    def people_given(self, state: Floats) -> tuple[Floats, Floats, float]:
        """`b_u` and `f_u`, shapes (people,), exact for this state, and the loss with them."""
        mu, lean, slope = state[0], state[1 : self.size + 1], state[self.size + 1 :]
        rest = np.array([0.0, 1.0]) - (mu + lean)[:, np.newaxis]
        right = np.empty((self.size, 2, 4))
        right[:, :, 0] = slope[:, np.newaxis]
        right[:, :, 1] = (slope * slope)[:, np.newaxis]
        right[:, :, 2] = rest
        right[:, :, 3] = rest * slope[:, np.newaxis]
        slopes, squares, rests, products = _columns(self._by_person @ right.reshape(-1, 4))
        squares += self._person_axis
        scale = 1.0 / (self._person_lean * squares - slopes * slopes)
        b = (squares * rests - slopes * products) * scale
        f = (self._person_lean * products - slopes * rests) * scale
        # With the exact minimum put in, the squares of people's residuals come down to these products.
        explained = dot(b, rests) + dot(f, products)
        loss = (dot(self._cells.ravel(), (rest * rest).ravel()) - explained) / self.votes
        penalty = LEAN * (mu * mu + dot(lean, lean) / self._ideas) + AXIS * dot(slope, slope) / self._ideas
        return b, f, float(loss + penalty)

    def ideas_given(self, b: Floats, f: Floats) -> Floats:
        """The state that is exact for these people: all ideas and `mu` together."""
        right = np.empty((len(b), 4))
        right[:, 0] = f
        np.multiply(f, f, out=right[:, 1])
        right[:, 2] = b
        np.multiply(b, f, out=right[:, 3])
        cells = (self._by_idea @ right).reshape(self.size, 2, 4)
        places, squares, leans, products = _columns(cells[:, 0] + cells[:, 1])
        squares += self._idea_axis
        rests, products = self._liked - leans, cells[:, 1, 0] - products
        # Both unknowns of an idea are linear in mu; what is left is one equation for mu.
        scale = 1.0 / (self._idea_lean * squares - places * places)
        lean = (squares * rests - places * products) * scale
        slope = (self._idea_lean * products - places * rests) * scale
        lean_by_mu = (squares * self._seen - places * places) * scale
        slope_by_mu = (self._idea_lean * places - places * self._seen) * scale
        over = float(np.sum(rests)) - dot(self._seen, lean) - dot(places, slope)
        under = self.votes * (1.0 + LEAN) - dot(self._seen, lean_by_mu) - dot(places, slope_by_mu)
        mu = over / under
        return np.concatenate(([mu], lean - mu * lean_by_mu, slope - mu * slope_by_mu))

    def cold(self) -> Floats:
        """A state to begin with: the axis that the most divisive idea spans with what it draws along.

        Golub-Kahan steps from that idea, on residuals after the idea's and the person's mean, each divided by
        the roots of its row and column weight: power steps, of which the best combination is taken.
        """
        mu = float(np.sum(self._liked)) / self.votes
        share = self._liked / np.maximum(self._seen, 1.0)
        rest = np.array([0.0, 1.0]) - share[:, np.newaxis]
        b = (self._by_person @ rest.ravel()) / self._person_lean
        person_root = np.sqrt(self._given + self._person_axis)
        idea_root = np.sqrt(self._seen + self._idea_axis)

        def to_people(idea: Floats) -> Floats:
            weight = (idea / idea_root)[:, np.newaxis]
            right = np.stack((rest * weight, np.broadcast_to(weight, rest.shape)), axis=2)
            sums = self._by_person @ right.reshape(-1, 2)
            return np.asarray((sums[:, 0] - b * sums[:, 1]) / person_root)

        def to_ideas(person: Floats) -> Floats:
            weight = person / person_root
            cells = (self._by_idea @ np.stack((weight, b * weight), axis=1)).reshape(self.size, 2, 2)
            return np.asarray(((rest * cells[:, :, 0]).sum(axis=1) - cells[:, :, 1].sum(axis=1)) / idea_root)

        begin = np.zeros(self.size)
        begin[np.argmax(self._seen * share * (1.0 - share))] = 1.0
        direction, strength = leading(begin, to_people, to_ideas, KRYLOV)
        slope = direction / idea_root
        size = np.sqrt(dot(slope, slope) / self._ideas)
        if size > 0.0:
            # Shared out so that f and g are about equally large, as they are in the minimum.
            slope *= np.sqrt(strength * size * np.sqrt(self.votes)) / size
        return np.concatenate(([mu], np.where(self._seen > 0.0, share - mu, 0.0), slope))


def _warm(earlier: Factor, ids: tuple[str, ...]) -> Floats:
    """The state of an earlier fit for these ideas; ideas it does not know begin at 0."""
    place = {idea: position for position, idea in enumerate(earlier.ids)}
    known = [(new, place[idea]) for new, idea in enumerate(ids) if idea in place]
    state = np.zeros(2 * len(ids) + 1)
    state[0] = earlier.level
    if known:
        new, old = np.array(known).T
        state[new + 1] = earlier.intercept[old]
        state[new + 1 + len(ids)] = earlier.slope[old]
    return state


def _columns(sums: Floats) -> tuple[Floats, ...]:
    """The columns of a matrix, each contiguous."""
    return tuple(np.ascontiguousarray(sums[:, place]) for place in range(sums.shape[1]))
