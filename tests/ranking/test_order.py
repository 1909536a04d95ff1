"""Places: best first, equal scores side by side, the same listing every time."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from bridge.ranking.order import TOLERANCE, order


def arranged(score: list[float], seen: list[int] | None = None) -> list[tuple[int, int, bool]]:
    """(position in the input, place, tied), in listing order."""
    views = np.array(seen or [0] * len(score), dtype=np.int64)
    result = order(np.array(score, dtype=np.float64), views)
    return list(zip(result.listing.tolist(), result.places.tolist(), result.tied.tolist(), strict=True))


def test_nothing_to_order() -> None:
    assert arranged([]) == []


def test_equal_scores_share_a_place_and_the_next_place_is_skipped() -> None:
    assert arranged([0.3, 0.6, 0.9, 0.6]) == [(2, 1, False), (1, 2, True), (3, 2, True), (0, 4, False)]


def test_within_a_tie_more_seen_first_then_the_smaller_id() -> None:
    assert [position for position, _, _ in arranged([0.5, 0.5, 0.5, 0.5], [2, 9, 2, 9])] == [1, 3, 0, 2]


def test_rounding_does_not_part_equal_scores() -> None:
    """0.1 + 0.2 and 0.3 are one score, written by two roundings; people seen decide the listing, not bits."""
    assert arranged([0.1 + 0.2, 0.3], [1, 5]) == [(1, 1, True), (0, 1, True)]


def test_scores_further_apart_than_rounding_are_no_tie() -> None:
    assert arranged([0.5, 0.5 + 3 * TOLERANCE]) == [(1, 1, False), (0, 2, False)]


def test_very_many_people_are_listed_in_the_same_way() -> None:
    """Counts too large for one sortable number with the place and the position."""
    seen = [2, 9, 2, 9, 5]
    many = [number * 10**17 for number in seen]

    assert arranged([0.5, 0.5, 0.5, 0.5, 0.7], many) == arranged([0.5, 0.5, 0.5, 0.5, 0.7], seen)


@given(st.lists(st.tuples(st.integers(0, 6), st.integers(0, 3)), max_size=40))
def test_places_are_one_more_than_the_number_of_better_ideas(ideas: list[tuple[int, int]]) -> None:
    score = [step / 7 for step, _ in ideas]

    result = arranged(score, [seen for _, seen in ideas])

    assert sorted(position for position, _, _ in result) == list(range(len(ideas)))
    for position, place, tied in result:
        assert place == 1 + sum(other > score[position] for other in score)
        assert tied == (score.count(score[position]) > 1)
