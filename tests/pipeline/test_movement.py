"""Steps in which the movement of places is told."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

import numpy as np
import pytest

from bridge.pipeline.conversation import Comment, Conversation
from bridge.pipeline.movement import DAY, MOST_MOMENTS, movement, step_ends
from bridge.pipeline.rank_conversation import rank_conversation

MONDAY = 1_420_416_000_000
"""5 January 2015, 00:00 UTC."""


def conversation(*hours: float, values: tuple[int, ...] = ()) -> Conversation:
    """One vote at each hour after Monday, by a new person each, on two comments in turn."""
    size = len(hours)
    number = np.arange(size)
    return Conversation(
        (Comment("1", "0", MONDAY, "one"), Comment("2", "0", MONDAY, "two")),
        tuple(f"v{one:03d}" for one in range(size)),
        number % 2,
        number,
        np.array(values or [1] * size, dtype=np.int64),
        np.array([MONDAY + int(hour * 3_600_000) for hour in hours], dtype=np.int64),
    )


def days(*hours: float) -> tuple[str, list[float]]:
    step, ends = step_ends(conversation(*hours))
    return step, [(end + 1 - MONDAY) / DAY for end in ends]


def test_weeks_count_from_the_day_of_the_first_vote() -> None:
    assert days(30, 24 * 9, 24 * 17) == ("week", [8, 15, 22])


def test_votes_of_less_than_two_weeks_go_by_days() -> None:
    assert days(1, 30, 70) == ("day", [1, 2, 3])


@pytest.mark.parametrize("hours", [(), (5,), (1, 23)])
def test_one_day_is_no_movement(hours: tuple[float, ...]) -> None:
    assert step_ends(conversation(*hours))[1] == []
    told = movement(conversation(*hours))
    assert told.moments == ()
    assert told.why_none == ("all votes came on one day" if hours else "nobody voted yet")


def test_long_conversations_have_longer_steps() -> None:
    step, ends = days(*range(0, 24 * 300, 12))

    assert step == "4 weeks"
    assert len(ends) <= MOST_MOMENTS
    assert {later - earlier for earlier, later in pairwise(ends[:-1])} == {28}


def test_strays_that_come_in_years_later_have_one_step_together() -> None:
    busy = [number / 2 for number in range(24 * 21 * 2)]

    step, ends = days(*busy, 24 * 400, 24 * 900)

    assert step == "week"
    assert ends[:3] == [7, 14, 21]
    assert ends[3] == pytest.approx(900, abs=0.01)
    assert len(ends) == 4


def test_places_are_those_that_people_saw_then() -> None:
    told = conversation(1, 2, 30, 31, 60, 61, values=(1, -1, -1, 1, -1, 1))

    found = movement(told)

    assert [moment.day for moment in found.moments] == [date(2015, 1, day) for day in (5, 6, 7)]
    assert [dict(moment.places) for moment in found.moments] == [
        {"1": 1, "2": 2},
        {"1": 1, "2": 2},
        {"2": 1, "1": 2},
    ]
    last = rank_conversation(told).comments
    assert [entry.comment.id for entry in last] == ["2", "1"]
