"""Stored rankings come back figure for figure, so that what was published can be computed again."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bridge.domain.journal import RankingSnapshot
from bridge.store.unit_of_work import SqlStore

NOW = datetime(2015, 1, 12, 9, 0, tzinfo=UTC)
SNAPSHOT = RankingSnapshot(
    campaign="north",
    taken=NOW,
    formula="support-2",
    parameters={"prior": [0.1 + 0.2, 1e-300], "interval": 0.9, "weights": {"up": 1}},
    input_hash="a" * 64,
    result_hash="b" * 64,
    rows=({"idea": "abc", "score": 2 / 3, "badge": None}, {"idea": "def", "score": 5e-324, "place": 2}),
)


def test_a_ranking_comes_back_figure_for_figure(store: SqlStore) -> None:
    with store.begin() as unit:
        assert unit.rankings.latest("north") is None
        unit.rankings.add(SNAPSHOT)
    with store.begin() as unit:
        found = unit.rankings.latest("north")
    assert found == SNAPSHOT
    assert [list(row) for row in found.rows] == [list(row) for row in SNAPSHOT.rows]


def test_the_newest_one_or_the_newest_before_an_instant(store: SqlStore) -> None:
    hours = [replace(SNAPSHOT, taken=NOW + timedelta(hours=number)) for number in (0, 2, 1)]
    with store.begin() as unit:
        for snapshot in hours:
            unit.rankings.add(snapshot)
        assert unit.rankings.latest("north") == hours[1]
        assert unit.rankings.latest("north", NOW + timedelta(hours=2)) == hours[2]
        assert unit.rankings.latest("north", NOW + timedelta(hours=2, microseconds=1)) == hours[1]
        assert unit.rankings.latest("north", NOW) is None


def test_of_two_taken_at_one_instant_the_one_added_last_is_newer(store: SqlStore) -> None:
    second = replace(SNAPSHOT, result_hash="c" * 64)
    with store.begin() as unit:
        unit.rankings.add(SNAPSHOT)
        unit.rankings.add(second)
        assert unit.rankings.latest("north") == second


def test_a_figure_that_is_no_number_is_refused(store: SqlStore) -> None:
    with pytest.raises(ValueError, match="JSON"), store.begin() as unit:
        unit.rankings.add(replace(SNAPSHOT, rows=({"score": math.nan},)))
