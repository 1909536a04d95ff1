"""Who did the same has the same fingerprint, whatever their number; who did something else has another."""

from __future__ import annotations

import numpy as np
from hypothesis import given

from bridge.ranking.fingerprints import fingerprints, scatter
from tests.ranking.crowds import Row, ballots, shuffled, small


def test_scatter_has_the_known_values_of_splitmix64() -> None:
    """The first outputs of the generator with seed 0; its state grows by a fixed step."""
    step = 0x9E3779B97F4A7C15
    states = np.array([0, step], dtype=np.uint64).astype(np.int64)

    assert [hex(int(value)) for value in scatter(states)] == ["0xe220a8397b1dcdaf", "0x6e789e6aa1b965f4"]


@given(shuffled(small()))
def test_fingerprints_follow_what_people_did(crowds: tuple[list[Row], list[Row], dict[str, str]]) -> None:
    rows, others, names = crowds
    did = {
        name: frozenset((idea, value, at) for idea, who, value, at in rows if who == name) for name in names
    }
    here = dict(zip(sorted(names), fingerprints(ballots(rows)).tolist(), strict=True))
    there = dict(zip(sorted(names), fingerprints(ballots(others)).tolist(), strict=True))

    assert {name: there[names[name]] for name in names} == here
    for one in names:
        for other in names:
            assert (here[one] == here[other]) == (did[one] == did[other])


def test_value_and_time_of_one_vote_matter() -> None:
    rows: list[Row] = [
        ("a", "u", 1, 5),
        ("a", "v", 0, 5),
        ("a", "w", 1, 6),
        ("b", "x", 1, 5),
        ("a", "y", 1, 5),
    ]

    u, v, w, x, y = fingerprints(ballots(rows)).tolist()

    assert u == y
    assert len({u, v, w, x}) == 4
