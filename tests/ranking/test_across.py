"""Support across viewpoints: both sides count alike, gates stand before every figure, and nobody is shown."""

from __future__ import annotations

import random
from dataclasses import fields, replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bridge.domain.ranking import Prior, Standing
from bridge.ranking.across import (
    GATES,
    UNGATED,
    Across,
    across,
    established_voters,
    gap_between,
    halves_agree,
    in_order,
    score_sides,
    sides,
)
from bridge.ranking.ballots import Ballots
from bridge.ranking.factor import fit
from bridge.ranking.groups import NO_GROUP, GroupCounts, count_by_group
from bridge.ranking.support import posterior_mean
from tests.ranking.camps import Row, ballots, camp, camps, idea, person

PRIOR = Prior(mean=0.4, strength=5.0, ideas=20, fitted=True)
COUNT = st.integers(0, 60)


def figures(result: Across) -> tuple[bytes, ...]:
    tables = (
        result.score, result.rates, result.liked, result.seen, result.gap, result.gap_z, result.estimate,
    )  # fmt: skip
    return tuple(table.tobytes() for table in tables)


def poles(first: tuple[int, int], second: tuple[int, int]) -> GroupCounts:
    """One idea: (liked, seen) of either side."""
    return GroupCounts(liked=np.array([[first[0], second[0]]]), seen=np.array([[first[1], second[1]]]))


def score(counts: GroupCounts) -> float:
    pooled = posterior_mean(counts.liked.sum(axis=1), counts.seen.sum(axis=1), PRIOR)
    return float(score_sides(counts, pooled)[1][0])


# -- a divided crowd ----------------------------------------------------------------------------------------


@pytest.fixture(scope="module", name="rows")
def _rows() -> list[Row]:
    return camps(100, 24, seen=0.7)


@pytest.fixture(scope="module", name="result")
def _result(rows: list[Row]) -> Across:
    return across(ballots(rows, 24))


def test_what_both_sides_like_is_before_what_one_side_likes(result: Across) -> None:
    assert all(one is Standing.SCORED for one in result.standing)
    by_kind = [result.score[kind::4] for kind in range(4)]
    assert min(by_kind[0]) > max(*by_kind[1], *by_kind[2])
    assert min(*by_kind[1], *by_kind[2]) > max(by_kind[3])
    assert min(*result.gap[1::4], *result.gap[2::4]) > 0.4 > max(*result.gap[0::4], *result.gap[3::4])


def test_counts_by_side_are_those_of_the_camps(result: Across, rows: list[Row]) -> None:
    crowd = ballots(rows, 24)
    of_first = np.array([camp(number) == 0 for number in range(100)])
    liked = count_by_group(crowd, np.where(of_first, 0, 1), 2).liked
    assert min(np.abs(result.liked - liked).mean(), np.abs(result.liked[:, ::-1] - liked).mean()) < 0.5
    assert result.people == 100


@given(st.randoms(use_true_random=False))
@settings(max_examples=5)
def test_the_order_of_votes_does_not_matter_to_the_last_bit(luck: random.Random) -> None:
    rows = camps(84, 12, seen=0.8)
    shuffled = list(rows)
    luck.shuffle(shuffled)

    assert figures(across(ballots(shuffled, 12))) == figures(across(ballots(rows, 12)))


def test_other_names_of_ideas_permute_the_figures(result: Across, rows: list[Row]) -> None:
    renamed = across(ballots([(idea(23 - int(row[0][4:])), *row[1:]) for row in rows], 24))

    assert renamed.score[::-1] == pytest.approx(result.score, rel=1e-12)
    assert renamed.liked[::-1].tolist() == result.liked.tolist()


def test_a_second_vote_of_a_person_replaces_the_first(rows: list[Row], result: Across) -> None:
    """Everybody first said the contrary."""
    contrary = [(what, who, -said, at - 10_000) for what, who, said, at in rows]

    assert figures(across(ballots([*rows, *contrary], 24))) == figures(result)


def test_an_idea_whose_only_vote_is_taken_out_is_one_without_votes(rows: list[Row]) -> None:
    own = ("own", person(0), 1, 0)
    ideas = [*(idea(number) for number in range(24)), "own"]
    crowd = Ballots.of(ideas, [*rows, own])
    without = crowd.only(crowd.idea != crowd.ideas.index("own"))

    one, other = across(without), across(Ballots.of(ideas, rows))

    assert figures(one) == figures(other)
    assert one.standing[one.ids.index("own")] is Standing.TOO_FEW_ACROSS


def test_from_an_earlier_axis_the_scores_are_the_same(rows: list[Row], result: Across) -> None:
    again = across(ballots(rows, 24), start=result.factor)

    assert again.standing == result.standing
    assert again.seen.tolist() == result.seen.tolist()
    assert again.score == pytest.approx(result.score, abs=1e-6)
    assert again.factor.sweeps < result.factor.sweeps


# -- the score ----------------------------------------------------------------------------------------------


@given(COUNT, COUNT, COUNT, COUNT)
def test_one_more_like_never_lowers_and_one_more_view_never_raises(a: int, b: int, c: int, d: int) -> None:
    before = score(poles((a, a + b), (c, c + d)))

    assert score(poles((a + 1, a + b + 1), (c, c + d))) > before
    assert score(poles((a, a + b + 1), (c, c + d))) < before


@given(COUNT, COUNT, COUNT, COUNT)
def test_the_score_lies_between_the_sides(a: int, b: int, c: int, d: int) -> None:
    counts = poles((a, a + b), (c, c + d))
    pooled = posterior_mean(counts.liked.sum(axis=1), counts.seen.sum(axis=1), PRIOR)
    rates, found = score_sides(counts, pooled)

    assert 0.0 < rates.min() - 1e-15 <= found[0] <= rates.max() + 1e-15 < 1.0


@given(COUNT, COUNT, COUNT, COUNT)
def test_swapping_the_sides_changes_nothing_to_the_last_bit(a: int, b: int, c: int, d: int) -> None:
    one, other = poles((a, a + b), (c, c + d)), poles((c, c + d), (a, a + b))

    assert score(one) == score(other)
    first, second = in_order(one), in_order(other)
    assert first.liked.tolist() == second.liked.tolist()
    assert first.seen.tolist() == second.seen.tolist()


@given(st.integers(1, 99), st.integers(1, 99))
def test_with_very_many_people_the_score_is_the_plain_geometric_mean(one: int, other: int) -> None:
    many = 10**8

    found = score(poles((one * many // 100, many), (other * many // 100, many)))

    assert found == pytest.approx(np.sqrt(one * other) / 100, abs=1e-6)


def test_the_gap_and_its_standard_error() -> None:
    """Written out: q = (9 + 4) / 18 and (2 + 4) / 18 at a pooled rate of a half."""
    counts = poles((9, 10), (2, 10))
    rates, _ = score_sides(counts, np.array([0.5]))

    gap, z = gap_between(rates, counts)

    first, second = 13 / 18, 6 / 18
    error = np.sqrt(first * (1 - first) / 19 + second * (1 - second) / 19)
    assert gap[0] == pytest.approx(first - second)
    assert z[0] == pytest.approx((first - second) / error)


# -- gates --------------------------------------------------------------------------------------------------


def test_too_few_people_get_no_figure() -> None:
    result = across(ballots(camps(39, 12), 12))

    assert set(result.standing) == {Standing.TOO_FEW_PEOPLE}
    assert np.isnan(result.score).all()
    assert (result.seen.sum(), result.people) == (0, 39)


def test_a_small_crowd_counts_if_both_halves_show_the_same_axis() -> None:
    result = across(ballots(camps(60, 12), 12))

    assert result.agreement is not None
    assert result.agreement > 0.9
    assert result.scored.all()


def test_a_small_crowd_whose_halves_differ_does_not_count() -> None:
    draw = np.random.default_rng(5)
    rows = [(idea(what), person(who), int(draw.integers(0, 2)), 0) for who in range(60) for what in range(12)]

    result = across(ballots(rows, 12))

    assert set(result.standing) == {Standing.NO_CLEAR_SIDES}
    assert result.agreement is not None
    assert result.agreement < GATES.agreement


def test_a_large_crowd_is_not_asked_for_its_halves(result: Across) -> None:
    assert (result.people, result.agreement) == (100, None)


def test_a_crowd_that_agrees_has_no_sides() -> None:
    rows = [(idea(what), person(who), what % 2, 0) for what in range(8) for who in range(90)]

    assert set(across(ballots(rows, 8)).standing) == {Standing.NO_CLEAR_SIDES}


def test_an_idea_that_one_side_saw_has_no_score_and_no_counts(rows: list[Row]) -> None:
    """Idea 0 was seen by the first camp only, and by three others."""
    one_sided = [row for row in rows if row[0] != idea(0) or camp(int(row[1][6:])) == 0]
    others = [(idea(0), person(number), 1, 0) for number in (2, 3, 6)]

    result = across(ballots([*one_sided, *others], 24))

    assert result.standing[0] is Standing.TOO_FEW_ACROSS
    assert np.isnan([result.score[0], *result.rates[0], result.gap[0], result.gap_z[0]]).all()
    assert (result.liked[0].tolist(), result.seen[0].tolist()) == ([0, 0], [0, 0])
    assert result.scored[1:].all()


def test_only_established_voters_stand_on_a_side(rows: list[Row], result: Across) -> None:
    """A hundred people with two votes each change nothing; named as established they do."""
    brigade = [(idea(what), f"z{who:03}", 1, 0) for who in range(100) for what in range(2)]
    crowd = ballots([*rows, *brigade], 24)

    assert established_voters(crowd).sum() == 100
    assert figures(across(crowd)) == figures(result)
    everybody = np.ones(crowd.people, dtype=np.bool_)
    assert across(crowd, established=everybody).people == 200


def test_people_with_a_few_votes_move_where_sides_start_and_no_further_than_the_cap(
    rows: list[Row], result: Across
) -> None:
    brigade = [(idea(what), f"z{who:03}", 1, 0) for who in range(100) for what in range(6)]
    more = across(ballots([*rows, *brigade], 24))

    assert (more.liked.tolist(), more.seen.tolist()) == (result.liked.tolist(), result.seen.tolist())
    assert more.people == result.people
    assert 0.0 < (more.score - result.score)[3] < 0.03, "an idea that nobody liked"


def test_ideas_without_a_score_stand_where_the_best_that_is_known_puts_them() -> None:
    few = across(ballots(camps(20, 12), 12))

    assert np.isnan(few.score).all()
    assert few.estimate[0] > few.estimate[1] > few.estimate[3]


def test_a_mask_of_another_length_is_refused(rows: list[Row]) -> None:
    with pytest.raises(ValueError, match="100 people"):
        across(ballots(rows, 24), established=np.ones(99, dtype=np.bool_))


def test_halves_of_next_to_nothing_do_not_agree() -> None:
    assert halves_agree(ballots([], 3)) == 0.0
    assert halves_agree(ballots([(idea(0), person(who), who % 2, 0) for who in range(9)], 3)) == 0.0
    same = [(idea(what), person(who), 1, 0) for what in range(5) for who in range(9)]
    assert halves_agree(ballots(same, 5)) == 0.0


@pytest.mark.parametrize(
    "rows",
    [
        [],
        [(idea(0), person(0), 1, 0)],
        [(idea(what), person(0), what % 2, 0) for what in range(4)],
        [(idea(what), person(who), 1, 0) for what in range(4) for who in range(9)],
        [(idea(who), person(who), who % 2, 0) for who in range(4)],
    ],
    ids=["no votes", "one vote", "one voter", "all for", "nothing shared"],
)
def test_odd_crowds_stand_at_their_gates_and_without_gates_at_finite_scores(rows: list[Row]) -> None:
    crowd = ballots(rows, 4)

    assert set(across(crowd).standing) == {Standing.TOO_FEW_PEOPLE}
    everybody = np.ones(crowd.people, dtype=np.bool_)
    ungated = across(crowd, established=everybody, gates=UNGATED)
    assert np.all((ungated.score > 0.0) & (ungated.score < 1.0))


def test_no_ideas() -> None:
    assert across(Ballots.of([], [])).standing == ()


# -- nobody is shown ----------------------------------------------------------------------------------------


def test_a_result_holds_nothing_by_person(result: Across) -> None:
    for field in fields(result):
        value = getattr(result, field.name)
        assert not isinstance(value, np.ndarray) or value.shape in ((24,), (24, 2))
    assert "factor" not in repr(result)


def test_arrays_cannot_be_changed(result: Across) -> None:
    with pytest.raises(ValueError, match="read-only"):
        result.score[0] = 1.0


def test_people_in_the_very_middle_stand_on_no_side() -> None:
    """A voter on ideas that divide nobody says nothing of the axis."""
    undivided = [(idea(24), person(who), 1, 0) for who in range(101)]
    crowd = ballots([*camps(100, 24), *undivided], 25)
    axis = fit(crowd)
    flat = replace(axis, slope=np.where(np.arange(25) == 24, 0.0, axis.slope))

    where = sides(crowd, flat)

    assert where[100] == NO_GROUP
    assert set(where[:100].tolist()) == {0, 1}
