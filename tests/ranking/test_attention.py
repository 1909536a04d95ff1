"""Ideas that need readers get their turn: the least known first, and none waits for ever."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bridge.ranking.attention import need_readers, places_for_attention
from bridge.ranking.support import WIDE

IDEAS = st.lists(st.tuples(st.sampled_from([0.1, 0.35, 0.5, 0.7]), st.integers(0, 3)), max_size=14)


def offered(ideas: list[tuple[float, int]], count: int, turn: int) -> list[int]:
    width = np.array([width for width, _ in ideas], dtype=np.float64)
    seen = np.array([seen for _, seen in ideas], dtype=np.int64)
    return [int(idea) for idea in need_readers(width, seen, count=count, turn=turn)]


def test_widest_first_then_fewest_readers() -> None:
    assert offered([(0.4, 5), (0.6, 3), (0.6, 2), (0.2, 0), (0.5, 9)], 6, 0)[:3] == [2, 1, 4]


def test_ideas_that_are_known_well_are_not_offered() -> None:
    assert offered([(WIDE, 5), (WIDE + 0.01, 5)], 3, 0) == [1]
    assert offered([(0.1, 5)], 3, 0) == []
    assert offered([], 3, 0) == []
    assert offered([(0.9, 0)], 0, 0) == []


def test_equals_take_turns() -> None:
    ideas = [(0.7, 0)] * 6

    first = [offered(ideas, 1, turn)[0] for turn in range(6)]

    assert len(set(first)) > 3


def test_late_ideas_are_seen_although_others_stay_needier() -> None:
    ideas = [(0.9 - number / 100, 0) for number in range(40)]

    seen = {idea for turn in range(20) for idea in offered(ideas, 4, turn)}

    assert seen == set(range(40))


@given(IDEAS, st.integers(1, 6))
def test_everybody_in_need_has_a_turn_within_two_rounds(ideas: list[tuple[float, int]], count: int) -> None:
    needing = {number for number, (width, _) in enumerate(ideas) if width > WIDE}

    turns = 2 * -(-2 * len(needing) // count) + 2

    assert {idea for turn in range(turns) for idea in offered(ideas, count, turn)} == needing


@given(IDEAS, st.integers(1, 6), st.integers(0, 50))
def test_all_places_are_filled_with_different_ideas(
    ideas: list[tuple[float, int]], count: int, turn: int
) -> None:
    needing = sum(width > WIDE for width, _ in ideas)
    found = offered(ideas, count, turn)

    assert len(found) == len(set(found)) == min(count, needing)
    assert found == offered(ideas, count, turn)


@pytest.mark.parametrize(("listed", "kept"), [(0, 0), (1, 1), (5, 1), (6, 2), (10, 2), (20, 4)])
def test_one_place_of_five(listed: int, kept: int) -> None:
    assert places_for_attention(listed) == kept
