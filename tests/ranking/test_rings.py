"""Rings are found, honest crowds are not, and the numbering of people does not matter."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bridge.ranking import rings
from bridge.ranking.rings import ACCOUNTS, COMMON, WINDOW, RingFlag, find_rings
from tests.ranking.crowds import CONVERSATIONS, Row, ballots, made, real, ring, shuffled, small

IDEAS = [f"idea{number}" for number in range(8)]


@pytest.mark.parametrize("name", CONVERSATIONS)
@pytest.mark.parametrize("value", [1, -1])
def test_nobody_is_flagged_in_a_real_conversation(name: str, value: int) -> None:
    assert find_rings(ballots(real(name)), value=value) == ()


@pytest.mark.parametrize("name", CONVERSATIONS)
def test_a_ring_in_a_real_conversation_is_found_and_nobody_else(name: str) -> None:
    rows = real(name)
    middle = sorted(row[3] for row in rows)[len(rows) // 2]
    crowd = ballots([*rows, *ring(sorted({row[0] for row in rows})[:8], accounts=6, begin=middle)])

    [found] = find_rings(crowd)

    assert found.people == tuple(range(crowd.people - 6, crowd.people))
    assert (found.common, found.alike, found.density) == (8, 1.0, 1.0)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_nobody_is_flagged_in_an_agreeable_crowd(seed: int) -> None:
    """Everybody likes nearly everything, and thirty are there in any twenty minutes."""
    rows, _ = made(seed, people=400, ideas=40, votes=8)
    agreeable = [(idea, person, 1, at % 14_400) for idea, person, _, at in rows]

    assert find_rings(ballots(agreeable)) == ()


def test_a_ring_is_told_with_its_figures() -> None:
    crowd = ballots(ring(IDEAS[:5], accounts=5, begin=1_000_000, spread=500))

    [found] = find_rings(crowd)

    assert (found.accounts, found.ties, found.common, found.alike) == (5, 10, 5.0, 1.0)
    assert [(shared.idea, shared.accounts) for shared in found.shared] == [(idea, 5) for idea in IDEAS[:5]]
    assert (found.shared[1].first, found.shared[1].last) == (1_007_200, 1_007_200 + 4 * 37)


@pytest.mark.parametrize(
    ("accounts", "ideas", "spread", "found"),
    [(ACCOUNTS, COMMON, 600, 1), (ACCOUNTS - 1, COMMON, 600, 0), (ACCOUNTS, COMMON - 1, 600, 0)],
)
def test_a_ring_has_enough_accounts_and_ideas(accounts: int, ideas: int, spread: int, found: int) -> None:
    crowd = ballots(ring(IDEAS[:ideas], accounts=accounts, begin=0, spread=spread))

    assert len(find_rings(crowd)) == found


@pytest.mark.parametrize(("apart", "found"), [(WINDOW // 4, 1), (WINDOW // 4 + 1, 0)])
def test_votes_further_apart_than_the_window_are_no_common_moment(apart: int, found: int) -> None:
    rows = [
        (idea, f"account{who}", 1, 100_000 * place + apart * who)
        for place, idea in enumerate(IDEAS[:4])
        for who in range(5)
    ]

    assert len(find_rings(ballots(rows))) == found


@pytest.mark.parametrize(("own", "found"), [(1, 1), (2, 0)])
def test_accounts_that_like_much_else_are_no_ring(own: int, found: int) -> None:
    """Eight in common of eight and one's own each: 8 / 10 is alike, 8 / 12 is not."""
    rows = ring(IDEAS, accounts=6, begin=0)
    rows += [(f"own{who}{n}", f"ring{who:04}", 1, 9_999_999 * who) for who in range(6) for n in range(own)]

    assert len(find_rings(ballots(rows))) == found


def test_votes_against_are_compared_apart() -> None:
    crowd = ballots(ring(IDEAS, accounts=6, begin=0, value=-1))

    assert find_rings(crowd) == ()
    assert len(find_rings(crowd, value=-1)) == 1


def test_two_rings_are_told_apart_largest_first() -> None:
    second = [
        (idea, f"more{who[4:]}", value, at) for idea, who, value, at in ring(IDEAS, accounts=9, begin=5)
    ]
    rows = [*ring(IDEAS[:5], accounts=5, begin=0), *second]
    shifted = [(idea, who, value, at + (10**7 if who[:4] == "more" else 0)) for idea, who, value, at in rows]

    assert [found.accounts for found in find_rings(ballots(shifted))] == [9, 5]


def test_a_chain_of_acquaintances_is_no_ring() -> None:
    """Each is tied to two neighbours only."""
    rows = [
        (idea, f"account{who}", 1, 100_000 * place + who * (WINDOW - 1))
        for place, idea in enumerate(IDEAS)
        for who in range(12)
    ]

    assert find_rings(ballots(rows)) == ()


@pytest.mark.parametrize("accounts", [rings.CROWDED, 3 * rings.CROWDED, 10 * rings.CROWDED])
def test_a_ring_too_large_to_compare_all_with_all_is_found_whole(accounts: int) -> None:
    rows, _ = made(4, people=200)

    [found] = find_rings(
        ballots([*rows, *ring([row[0] for row in rows[:6]], accounts=accounts, begin=10**6)])
    )

    assert found.accounts == accounts


def test_a_ring_that_hides_in_a_crowd_is_found() -> None:
    """A thousand people like ideas within the hour in which the ring does."""
    rows, _ = made(5, people=1000, ideas=40, votes=12)
    busy = [(idea, person, value, at % 3600) for idea, person, value, at in rows]
    members = [
        (f"{number:06}", f"ring{who:04}", 1, 600 * number + who) for number in range(6) for who in range(20)
    ]

    [found] = find_rings(ballots([*busy, *members]))

    assert found.people == tuple(range(1000, 1020))


def test_accounts_at_the_edge_of_a_crowd_are_compared_with_those_inside() -> None:
    """Half of a ring acts within a rush, half so long after it that only the ring itself is near."""
    half = WINDOW - 60
    rows = [
        (f"idea{n}", f"ring{who}", 1, 9 * WINDOW * n + half * (who % 2)) for n in range(6) for who in range(8)
    ]
    rush = [
        (f"idea{n}", f"rush{n}-{who}", 1, 9 * WINDOW * n - WINDOW + 120 + who)
        for n in range(6)
        for who in range(2 * rings.CROWDED)
    ]
    often = [
        (f"other{who}-{k}", f"rush{n}-{who}", 1, k) for n in range(6) for who in range(128) for k in range(3)
    ]

    [found] = find_rings(ballots([*rows, *rush, *often]))

    assert found.accounts == 8


def test_parts_of_any_size_find_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    rows, _ = made(6, people=100)
    crowd = ballots([*rows, *ring([f"{number:06}" for number in range(7)], accounts=8, begin=10**6)])
    whole = find_rings(crowd)

    monkeypatch.setattr(rings, "_CHUNK", 50)

    assert find_rings(crowd) == whole
    assert len(whole) == 1


def named(
    found: tuple[RingFlag, ...], rows: list[Row], names: dict[str, str]
) -> dict[tuple[str, ...], RingFlag]:
    """Rings, without numbers, by the names that their people had at first."""
    known = sorted({row[1] for row in rows})
    return {
        tuple(sorted(names[known[number]] for number in ring.people)): replace(ring, people=())
        for ring in found
    }


@settings(max_examples=60)
@given(shuffled(small(people=9, ideas=6, hours=1)), st.integers(1, 20))
def test_names_and_order_change_nothing(
    crowds: tuple[list[Row], list[Row], dict[str, str]], crowded: int
) -> None:
    """Also where moments are crowded; a ring of six is always there to be found."""
    rows, others, names = crowds
    planted = [(f"idea{number:02}", f"z{who}", 1, 60 * who) for number in range(5) for who in range(6)]
    same = {f"z{who}": f"z{who}" for who in range(6)}
    back = {new: old for old, new in (names | same).items()}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(rings, "CROWDED", crowded)
        one = find_rings(ballots([*rows, *planted]))
        other = find_rings(ballots([*planted, *others]))

    before = named(one, [*rows, *planted], {name: name for name in back})
    assert named(other, [*planted, *others], back) == before
    assert any(set(same) <= set(people) for people in before)


def test_nobody_voted() -> None:
    assert find_rings(ballots([])) == ()
