from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bridge.ranking.ballots import Ballots, Column

VOTES = st.lists(
    st.tuples(st.sampled_from("abcd"), st.sampled_from("uvwxyz"), st.integers(-1, 1), st.integers(0, 3)),
    max_size=40,
)


@given(VOTES, st.randoms(use_true_random=False))
def test_the_order_of_rows_does_not_matter(votes: list[tuple[str, str, int, int]], luck: object) -> None:
    shuffled = sorted(votes, key=lambda _: luck.random())  # type: ignore[attr-defined]
    one, other = Ballots.of("abcd", votes), Ballots.of("dcba", shuffled)
    for name in ("idea", "person", "value", "at"):
        assert getattr(one, name).tolist() == getattr(other, name).tolist()


def test_a_later_vote_replaces_an_earlier() -> None:
    ballots = Ballots.of(["a"], [("a", "u", 1, 10), ("a", "u", -1, 20), ("a", "u", 0, 5)])
    assert ballots.value.tolist() == [-1]
    assert ballots.counts().tolist() == [[1, 0, 0]]


def test_votes_on_other_ideas_are_left_out_and_unvoted_ideas_stay() -> None:
    ballots = Ballots.of(["a", "b"], [("a", "u", 1, 10), ("c", "v", 1, 10)])
    assert ballots.people == 1
    assert ballots.counts().tolist() == [[0, 0, 1], [0, 0, 0]]


def test_nobody_voted() -> None:
    ballots = Ballots.of(["a"], [])
    assert len(ballots) == 0
    assert ballots.counts().tolist() == [[0, 0, 0]]
    assert ballots.votes_by_person().tolist() == []


def test_a_part_keeps_ideas_and_people() -> None:
    ballots = Ballots.of(["a", "b"], [("a", "u", 1, 1), ("b", "u", 0, 1), ("a", "v", -1, 1)])
    part = ballots.only(ballots.value >= 0)
    assert part.people == 2
    assert part.counts().tolist() == [[0, 0, 1], [0, 1, 0]]
    assert part.votes_by_person().tolist() == [2, 0]


@pytest.mark.parametrize(
    ("idea", "person", "value"),
    [([0, 0], [0, 0], [1, 1]), ([1, 0], [0, 0], [1, 1]), ([2], [0], [1]), ([0], [1], [1]), ([0], [0], [2])],
)
def test_what_is_out_of_order_or_out_of_range_is_refused(
    idea: list[int], person: list[int], value: list[int]
) -> None:
    def column(numbers: list[int]) -> Column:
        return np.array(numbers, dtype=np.int64)

    with pytest.raises(ValueError, match=r"[Vv]ote"):
        Ballots(("a", "b"), 1, column(idea), column(person), column(value), column(idea))
