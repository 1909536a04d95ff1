"""Evidence is ordered, complete and possible, or refused."""

from __future__ import annotations

import numpy as np
import pytest

from bridge.domain.participation import Tally
from bridge.ranking.evidence import Evidence, Weights


def test_rows_are_ordered_by_id_and_people_are_counted_as_seen() -> None:
    evidence = Evidence.of(
        [Tally("b", up=3, down=1, unsure=2, readers=4), Tally("a", up=1, readers=9), Tally("c")]
    )

    assert evidence.ids == ("a", "b", "c")
    assert [evidence.positives.tolist(), evidence.downs.tolist(), evidence.seen.tolist()] == [
        [1, 3, 0],
        [0, 1, 0],
        [9, 6, 0],
    ]


def test_arrays_cannot_be_changed() -> None:
    evidence = Evidence.of([Tally("a", up=1)])

    with pytest.raises(ValueError, match="read-only"):
        evidence.positives[0] = 5


def test_an_idea_that_is_there_twice_is_refused() -> None:
    with pytest.raises(ValueError, match="each there once"):
        Evidence.of([Tally("a", up=1), Tally("a", up=2)])


@pytest.mark.parametrize(
    ("positives", "downs", "seen", "message"),
    [
        ([1], [0], [1, 1], "has shape"),
        ([-1], [0], [1], "negative"),
        ([2], [2], [3], "more votes than people"),
    ],
)
def test_impossible_counts_are_refused(
    positives: list[int], downs: list[int], seen: list[int], message: str
) -> None:
    with pytest.raises(ValueError, match=message):
        Evidence(
            ids=("a",),
            positives=np.array(positives, dtype=np.int64),
            downs=np.array(downs, dtype=np.int64),
            seen=np.array(seen, dtype=np.int64),
        )


def test_people_may_count_as_less_than_one_but_not_as_no_number() -> None:
    def column(*numbers: float) -> Weights:
        return np.array(numbers)

    light = Evidence(("a",), column(1.5), column(0.25), column(2.0))

    assert not light.whole
    assert Evidence.of([Tally("a", up=1)]).whole
    with pytest.raises(ValueError, match="positives holds something that is no number"):
        Evidence(("a",), column(np.nan), column(0.0), column(2.0))
