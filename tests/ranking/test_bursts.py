"""A burst of newcomers' likes is told from a busy day, and honest crowds raise no alarm."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings

from bridge.ranking.bursts import BACK, STEP, WINDOW, find_bursts, limit
from bridge.ranking.newcomers import established
from tests.ranking.crowds import CONVERSATIONS, Row, ballots, made, real, shuffled, small

DAY = 86_400
END = 70 * DAY


def brigade(idea: str, *, accounts: int, begin: int, apart: int = 60) -> list[Row]:
    return [(idea, f"z{who:04}", 1, begin + apart * who) for who in range(accounts)]


def alarms(rows: list[Row], until: int) -> dict[str, tuple[int, float]]:
    crowd = ballots(rows)
    return {
        burst.idea: (burst.likes, burst.expected)
        for burst in find_bursts(crowd, established(crowd), until=until)
    }


def test_limit_is_four_deviations_above() -> None:
    assert limit(np.array([0.0, 3.0, 8.0])).tolist() == [4.0, 11.0, 20.0]


@pytest.mark.parametrize("name", CONVERSATIONS)
def test_no_week_of_a_real_conversation_raises_an_alarm(name: str) -> None:
    crowd = ballots(real(name))
    for until in range(int(crowd.at.min()) + DAY, int(crowd.at.max()) + BACK, BACK):
        part = crowd.only(crowd.at < until)
        assert find_bursts(part, established(part), until=until) == ()


@pytest.mark.parametrize("seed", [1, 2])
@pytest.mark.parametrize("votes", [2.0, 6.0, 15.0])
def test_few_weeks_of_a_made_crowd_raise_an_alarm(seed: int, votes: float) -> None:
    """Ideas differ in the attention they get; one alarm in some six hundred weeks of an idea is borne."""
    rows, _ = made(seed, people=1000, votes=votes)

    assert sum(len(alarms(rows, until)) for until in range(BACK, END + 1, BACK)) <= 1


@pytest.mark.parametrize("accounts", [12, 20, 60])
@pytest.mark.parametrize("name", CONVERSATIONS)
def test_a_brigade_in_a_real_conversation_is_seen(name: str, accounts: int) -> None:
    rows = real(name)
    middle = sorted(row[3] for row in rows)[len(rows) // 2]
    target = sorted({row[0] for row in rows})[5]

    found = alarms([*rows, *brigade(target, accounts=accounts, begin=middle)], middle + DAY)

    assert list(found) == [target]
    assert found[target][0] >= accounts


@pytest.mark.parametrize(("accounts", "seen"), [(4, False), (5, True)])
def test_where_nothing_is_expected_five_likes_are_a_burst(accounts: int, seen: bool) -> None:
    assert bool(alarms(brigade("a", accounts=accounts, begin=END - DAY), END)) is seen


def test_a_busy_day_on_all_ideas_is_no_burst() -> None:
    rows = [(f"idea{n}", f"p{n}-{who}", 1, END - 9000 + who) for n in range(6) for who in range(40)]

    assert alarms(rows, END) == {}
    assert alarms([*rows, *brigade("idea3", accounts=40, begin=END - 9000)], END) == {"idea3": (80, 40.0)}


def test_attention_by_established_people_explains_newcomers() -> None:
    """A newsletter on one idea brings both kinds of people, in the proportion they have elsewhere."""
    before = [(f"old{n}", f"known{who:02}", 1, END - 20 * DAY) for n in range(8) for who in range(20)]
    elsewhere = [(f"idea{n}", f"known{who:02}", -1, END - 900) for n in range(3) for who in range(4)]
    elsewhere += [(f"idea{n}", f"new{n}{who}", 1, END - 800) for n in range(3) for who in range(6)]
    known = [("letter", f"known{who:02}", -1, END - 900) for who in range(20)]
    new = brigade("letter", accounts=30, begin=END - 3600)

    assert alarms([*before, *elsewhere, *known, *new], END) == {}
    assert alarms([*before, *elsewhere, *new], END) == {"letter": (30, 6.0)}


def test_an_idea_that_always_draws_newcomers_is_no_burst() -> None:
    rows = [
        ("idea0", f"p{day}-{who}", 1, END - DAY * day - 500 - who) for day in range(20) for who in range(9)
    ]

    assert alarms(rows, END) == {}


def test_a_burst_across_midnight_is_seen_whole() -> None:
    rows = brigade("a", accounts=8, begin=END - DAY - 240)

    assert alarms(rows, END) == {"a": (8, 0.0)}


def test_older_than_a_week_or_later_than_the_ranking_is_no_matter() -> None:
    rows = brigade("a", accounts=30, begin=END)

    assert alarms(rows, END) == {}
    assert alarms(rows, END + 60) == {}
    assert alarms(rows, END + DAY) == {"a": (30, 0.0)}
    assert alarms(rows, END + BACK + WINDOW) == {}


def test_established_people_and_votes_against_are_no_burst() -> None:
    old = [(f"idea{n}", f"old{who}", 1, END - 9000) for n in range(8) for who in range(30)]
    down = [("idea0", f"z{who}", -1, END - 9000) for who in range(30)]

    assert alarms([*old, *down], END) == {}


@settings(max_examples=60)
@given(shuffled(small()))
def test_names_and_order_change_nothing(crowds: tuple[list[Row], list[Row], dict[str, str]]) -> None:
    rows, others, _ = crowds
    more = brigade("idea01", accounts=9, begin=30_000)
    one, other = ballots([*rows, *more]), ballots([*more, *others])

    found = find_bursts(one, established(one), until=200_000)

    assert find_bursts(other, established(other), until=200_000) == found
    assert [burst.end - burst.start for burst in found] == [WINDOW] * len(found)
    assert all((200_000 - burst.end) % STEP == 0 for burst in found)


def test_a_mask_of_another_crowd_is_refused() -> None:
    with pytest.raises(ValueError, match="there are 1 people"):
        find_bursts(ballots([("a", "b", 1, 0)]), np.array([True, False]), until=0)
