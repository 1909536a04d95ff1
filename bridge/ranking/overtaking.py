"""Overtaking: the fewest people whose votes have to go for one idea to stand above another.

Notation: the leader has the score (L + a)/(V + s), the rival (L' + a)/(V' + s). Taking a person away takes
all their votes away, so it can push the leader down and lift the rival at once. Only five kinds of people
are worth taking away, by what they said of leader and rival:

    BOTH      for / not for     leader down, rival up
    PUSH      for / nothing     leader down
    LIFT      nothing / not for rival up
    DOWN      for / for         both down
    UP        not / not for     both up

BOTH goes before all others, PUSH before DOWN, LIFT before UP: exchanging the latter for the former leaves
one of the scores as it was and never does worse by the other. So the best choice is made of three numbers:
how many BOTH, how many of PUSH then DOWN, how many of LIFT then UP. If BOTH alone do not suffice, all of
them go, and for each number of the second the least of the third follows in closed form: exact, in time
linear in the likes of the leader. Taking the greatest effect first is exact only while one of the five is
used, since what a person moves depends on who went before. With weights below one the exchange fails
between kinds (a light BOTH against a heavy PUSH), and two bounds are given instead.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bridge.ranking.ballots import Column
from bridge.ranking.evidence import Weights
from bridge.ranking.order import TOLERANCE

BOTH, PUSH, LIFT, DOWN, UP = range(5)


@dataclass(frozen=True, slots=True, eq=False)
class Duel:
    """A leader, a rival, and the M people worth taking away, in the order in which equals are taken.

    `leader`, `rival`: (L + a, V + s). `person`, `kind`: shapes (M,). `of_leader`, `of_rival`: what the
    person's votes weigh, shapes (M,), 0 for none.
    """

    leader: tuple[float, float]
    rival: tuple[float, float]
    person: Column
    kind: Column
    of_leader: Weights
    of_rival: Weights


@dataclass(frozen=True, slots=True, eq=False)
class Fewest:
    """The answer: between `at_least` people and those of `people`, None where no choice suffices.

    Exact where `at_least` is their number; with both None nobody's going suffices, which is exact too.
    """

    at_least: int | None
    people: Column | None


def overtake(duel: Duel) -> Fewest:
    """The fewest people for the rival to stand above the leader by more than rounding."""
    if above(*duel.rival, *duel.leader):
        return Fewest(0, duel.person[:0])
    whole = np.isin(duel.of_leader, (0.0, 1.0)).all() and np.isin(duel.of_rival, (0.0, 1.0)).all()
    return _exact(duel) if whole else _bounds(duel)


def above(
    top: Weights | float, bottom: Weights | float, than_top: Weights | float, than_bottom: Weights | float
) -> NDArray[np.bool_]:
    """Whether top / bottom is greater than than_top / than_bottom, as places are told apart."""
    return np.asarray(np.divide(top, bottom) - np.divide(than_top, than_bottom) > TOLERANCE)


def _exact(duel: Duel) -> Fewest:
    have = np.bincount(duel.kind, minlength=5)
    (top, bottom), (rival_top, rival_bottom) = duel.leader, duel.rival
    both = np.arange(have[BOTH] + 1)
    done = above(rival_top, rival_bottom - both, top - both, bottom - both)
    if done.any():
        return _found(duel, np.array([int(done.argmax()), 0, 0, 0, 0]))
    top, bottom, rival_bottom = top - have[BOTH], bottom - have[BOTH], rival_bottom - have[BOTH]
    # Every number x of people who push the leader down, and what is left to lift the rival by.
    x = np.arange(have[PUSH] + have[DOWN] + 1)
    down = np.maximum(x - have[PUSH], 0)
    tops, bottoms, rival_tops, rival_bottoms = top - x, bottom - x, rival_top - down, rival_bottom - down
    lift = rival_bottoms - rival_tops / (tops / bottoms)
    further = rival_bottoms - have[LIFT]
    # Beyond LIFT each UP raises both; that helps the rival only where the leader has more likes.
    with np.errstate(divide="ignore", invalid="ignore"):
        up = (tops * further - rival_tops * bottoms) / (tops - rival_tops)
    up = np.where((tops > rival_tops) & np.isfinite(up), up, have[UP])
    guess = np.where(lift <= have[LIFT], lift, have[LIFT] + up)
    guess = np.ceil(np.clip(guess, 0, have[LIFT] + have[UP])).astype(np.int64)
    best: tuple[int, int, int] | None = None
    # The closed form is off by one at most, by its rounding.
    for step in (-1, 0, 1):
        y = np.clip(guess + step, 0, have[LIFT] + have[UP])
        ups = np.maximum(y - have[LIFT], 0)
        done = above(rival_tops, rival_bottoms - y, tops, bottoms - ups)
        if done.any():
            cost = np.where(done, x + y, np.iinfo(np.int64).max)
            at = int(cost.argmin())
            if best is None or cost[at] < best[0]:
                best = int(cost[at]), at, int(y[at])
    if best is None:
        return Fewest(None, None)
    _, pushed, lifted = best
    push, lift_only = min(pushed, int(have[PUSH])), min(lifted, int(have[LIFT]))
    return _found(
        duel, np.array([have[BOTH], push, lift_only, pushed - push, lifted - lift_only], dtype=np.int64)
    )


def _found(duel: Duel, take: Column) -> Fewest:
    """The first so many of each kind."""
    order = np.argsort(duel.kind, kind="stable")
    kind = duel.kind[order]
    place = np.arange(len(kind)) - np.searchsorted(kind, kind)
    people = duel.person[order[place < take[kind]]]
    return Fewest(len(people), people)


def _bounds(duel: Duel) -> Fewest:
    """Bounds for votes that weigh less than one.

    Below: the heaviest likes of the leader and the heaviest other votes on the rival go, as if nobody's vote
    for the rival went with them, and as if the BOTH were those who cast the heaviest of each. Above: people
    in the order of what they move, at the start or at the end of a first attempt, until it suffices.
    """
    (top, bottom), (rival_top, rival_bottom) = duel.leader, duel.rival
    pushes = np.isin(duel.kind, (BOTH, PUSH, DOWN))
    lifts = np.isin(duel.kind, (BOTH, LIFT, UP))
    push = np.concatenate([[0.0], np.cumsum(-np.sort(-duel.of_leader[pushes]))])
    lift = np.concatenate([[0.0], np.cumsum(-np.sort(-duel.of_rival[lifts]))])
    need = rival_bottom - rival_top / ((top - push) / (bottom - push))
    # Rounding must not lift a bound from below.
    y = np.searchsorted(lift, need - 1e-9 * rival_bottom, side="left")
    x = np.arange(len(push))
    cost = np.where(y < len(lift), x + y - np.minimum(np.minimum(x, y), np.sum(duel.kind == BOTH)), -1)
    if not np.any(cost >= 0):
        return Fewest(None, None)
    at_least = max(int(cost[cost >= 0].min()), 1)
    best = _by_effect(duel, duel.leader, duel.rival)
    if best is not None:
        leader, rival = _left(duel, best)
        again = _by_effect(duel, leader, rival)
        best = again if again is not None and len(again) < len(best) else best
    return Fewest(at_least, None if best is None else duel.person[best])


def _by_effect(duel: Duel, leader: tuple[float, float], rival: tuple[float, float]) -> Column | None:
    """Positions of the fewest people that suffice, greatest effect at these scores first."""
    like, other = _taken(duel)
    moved = -_slope(leader, like[0], other[0]) + _slope(rival, like[1], other[1])
    order = np.argsort(-moved, kind="stable")
    like, other = np.cumsum(like[:, order], axis=1), np.cumsum(other[:, order], axis=1)
    done = above(
        duel.rival[0] - like[1],
        duel.rival[1] - like[1] - other[1],
        duel.leader[0] - like[0],
        duel.leader[1] - like[0] - other[0],
    )
    return order[: int(done.argmax()) + 1] if done.any() else None


def _taken(duel: Duel) -> tuple[Weights, Weights]:
    """What goes with each person: likes, and other votes; rows leader and rival, shapes (2, M)."""
    likes_leader = np.isin(duel.kind, (BOTH, PUSH, DOWN))
    likes_rival = duel.kind == DOWN
    like = np.stack([duel.of_leader * likes_leader, duel.of_rival * likes_rival])
    other = np.stack([duel.of_leader * ~likes_leader, duel.of_rival * ~likes_rival])
    return like, other


def _left(duel: Duel, positions: Column) -> tuple[tuple[float, float], tuple[float, float]]:
    like, other = (part[:, positions].sum(axis=1) for part in _taken(duel))
    return (
        (duel.leader[0] - like[0], duel.leader[1] - like[0] - other[0]),
        (duel.rival[0] - like[1], duel.rival[1] - like[1] - other[1]),
    )


def _slope(score: tuple[float, float], like: Weights, other: Weights) -> Weights:
    """By how much a score moves if these go, at the margin."""
    top, bottom = score
    return np.asarray((top * (like + other) - bottom * like) / bottom**2, dtype=np.float64)
