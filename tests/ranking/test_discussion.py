"""How much people talk about an idea, per reader."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bridge.ranking.discussion import discussion
from bridge.ranking.evidence import Counts


def counts(*numbers: int) -> Counts:
    return np.array(numbers, dtype=np.int64)


def test_the_rate_of_all_ideas_is_blended_in() -> None:
    found = discussion(counts(8, 2, 0), counts(40, 60, 0))

    assert found == pytest.approx([(8 + 10 * 0.1) / 50, (2 + 10 * 0.1) / 70, 0.1])


def test_who_replied_has_read() -> None:
    assert discussion(counts(5), counts(2)) == pytest.approx([1.0])


def test_nobody_read_anything() -> None:
    assert discussion(counts(0, 0), counts(0, 0)).tolist() == [0.0, 0.0]
    assert discussion(counts(), counts()).tolist() == []


@given(st.lists(st.tuples(st.integers(0, 50), st.integers(0, 50)), min_size=1))
def test_it_is_a_share(ideas: list[tuple[int, int]]) -> None:
    found = discussion(counts(*(one for one, _ in ideas)), counts(*(seen for _, seen in ideas)))

    assert np.all((found >= 0.0) & (found <= 1.0 + 1e-12))
