"""The fewest people for one idea to overtake another, against trying every number of every kind."""

from __future__ import annotations

from itertools import product

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from bridge.ranking.order import TOLERANCE
from bridge.ranking.overtaking import BOTH, DOWN, LIFT, PUSH, UP, Duel, overtake

LIKES_LEADER, LIKES_RIVAL = (BOTH, PUSH, DOWN), (DOWN,)
ON_LEADER, ON_RIVAL = (BOTH, PUSH, DOWN, UP), (BOTH, LIFT, DOWN, UP)


@st.composite
def duels(draw: st.DrawFn) -> Duel:
    """Up to four people of each kind, some more votes, and any prior."""
    kind = np.repeat(np.arange(5), [draw(st.integers(0, 4)) for _ in range(5)])
    kind = np.array(draw(st.permutations(kind.tolist())), dtype=np.int64)
    strength = draw(st.floats(2.0, 12.0))
    start = strength * draw(st.floats(0.05, 0.95))
    likes, other, rival_likes, rival_other = (draw(st.integers(0, 5)) for _ in range(4))
    leader = int(np.isin(kind, LIKES_LEADER).sum()) + likes
    rival = int(np.isin(kind, LIKES_RIVAL).sum()) + rival_likes
    return Duel(
        leader=(leader + start, leader + int(np.sum(kind == UP)) + other + strength),
        rival=(rival + start, rival + int(np.isin(kind, (BOTH, LIFT, UP)).sum()) + rival_other + strength),
        person=np.arange(len(kind)),
        kind=kind,
        of_leader=np.isin(kind, ON_LEADER).astype(np.float64),
        of_rival=np.isin(kind, ON_RIVAL).astype(np.float64),
    )


def overtakes(duel: Duel, take: tuple[int, ...]) -> bool:
    """Whether so many of each kind suffice, counted out."""
    both, push, lift, down, up = take
    pushed, top, bottom = both + push + down, *duel.rival
    score = (duel.leader[0] - pushed) / (duel.leader[1] - pushed - up)
    return (top - down) / (bottom - both - lift - down - up) - score > TOLERANCE


@settings(max_examples=150)
@given(duels())
def test_no_smaller_choice_suffices(duel: Duel) -> None:
    have = np.bincount(duel.kind, minlength=5).tolist()
    enough = [sum(take) for take in product(*(range(n + 1) for n in have)) if overtakes(duel, take)]

    found = overtake(duel)

    assert found.at_least == min(enough, default=None)
    if found.people is None:
        assert found.at_least is None
    else:
        taken = duel.kind[np.isin(duel.person, found.people)]
        assert len(taken) == len(set(found.people.tolist())) == found.at_least
        assert overtakes(duel, tuple(np.bincount(taken, minlength=5).tolist()))


def test_equals_are_taken_in_the_order_given() -> None:
    kind = np.full(6, PUSH)
    duel = Duel((9.0, 10.0), (8.0, 10.0), np.array([5, 3, 4, 0, 1, 2]), kind, np.ones(6), np.zeros(6))

    found = overtake(duel)

    assert found.people is not None
    assert found.people.tolist() == [5, 3, 4, 0, 1, 2][: found.at_least]


def test_a_rival_that_is_above_needs_nobody() -> None:
    nobody = np.zeros(0, dtype=np.int64)

    found = overtake(Duel((1.0, 4.0), (2.0, 4.0), nobody, nobody, np.zeros(0), np.zeros(0)))

    assert (found.at_least, found.people is not None and len(found.people)) == (0, 0)
