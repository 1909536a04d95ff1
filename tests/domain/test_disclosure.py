"""Counts by group tell of no person, whatever is added up or taken away, and still tell something."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import event, given, settings
from hypothesis import strategies as st

from bridge.domain.disclosure import OTHERS, STAFF, Release, rounded, weekly
from tests.domain.attacker import knows_weekly

SLACK = 1e-6


def told(*counts: int, least: int = STAFF) -> tuple[int | None, ...] | None:
    """One table of the first week, if it is told."""
    releases = weekly([counts], least)
    return releases[-1].told if releases else None


@pytest.mark.parametrize(
    ("counts", "table"),
    [
        ((30, 40, 0), (30, 40, 0)),
        ((32, 33, 41), (30, 35, 40)),
        ((10, 12, 13), (10, 10, 15)),
    ],
)
def test_large_counts_are_rounded_and_zero_is_told(
    counts: tuple[int, ...], table: tuple[int | None, ...]
) -> None:
    assert told(*counts) == table


def test_a_small_count_is_not_told() -> None:
    assert told(4, 30, 20, 40) == (None, 30, 20, 40)
    assert told(9, 30, 20, 40, 20, 20) == (None, 30, 20, 40, 20, 20)


def test_groups_without_persons_are_told_from_eight_on() -> None:
    assert told(8, 7, 20, 40, 30, least=OTHERS) == (10, None, 20, 40, 30)


def test_one_that_could_be_had_by_subtraction_takes_another_along() -> None:
    """31 in all and 30 in the second would leave no more than three for the first."""
    assert told(1, 30) == (None, None)
    assert told(1, 30, 40) == (None, None, 40)


def test_which_one_goes_along_says_nothing_of_its_size() -> None:
    assert told(50, 1, 12) == (None, None, 10)
    assert told(12, 1, 50) == (None, None, 50)


@pytest.mark.parametrize("counts", [(3, 0, 0), (9, 0), (4, 5), (0, 0), (5, 3, 2), (4, 3, 3, 0)])
def test_few_are_not_told_at_all(counts: tuple[int, ...]) -> None:
    assert told(*counts) is None


@pytest.mark.parametrize(("count", "near"), [(0, 0), (2, 0), (3, 5), (7, 5), (8, 10), (12, 10), (13, 15)])
def test_rounding(count: int, near: int) -> None:
    assert rounded(count) == near


def test_a_table_stands_while_nothing_came() -> None:
    assert weekly([[20, 30], [20, 30], [20, 30]], STAFF) == (Release(0, (20, 30)),)


def test_a_group_that_becomes_large_is_told_only_when_the_difference_tells_nothing() -> None:
    """One idea came and the first group has ten: told at once, that would say that it had nine before."""
    others = [60, 70, 80, 60]
    releases = weekly([[9, *others], [10, *others], [10, 61, 70, 80, 60], [30, 70, 90, 90, 60]], STAFF)
    assert [release.told[0] for release in releases] == [None, None, None, 30]
    assert releases[1].told == (None, *others)


def test_an_idea_of_a_group_without_any_does_not_show_in_the_week_it_came() -> None:
    releases = weekly([[0, 40, 50], [1, 40, 50]], STAFF)
    assert releases == (Release(0, (0, 40, 50)),)


@st.composite
def histories(draw: st.DrawFn, groups: int = 6, weeks: int = 6) -> list[list[int]]:
    """Counts by week and group that only grow."""
    width = draw(st.integers(1, groups))
    step = st.lists(
        st.one_of(st.just(0), st.integers(0, 3), st.integers(0, 40)), min_size=width, max_size=width
    )
    series, before = [], [0] * width
    for came in draw(st.lists(step, min_size=1, max_size=weeks)):
        before = [count + more for count, more in zip(before, came, strict=True)]
        series.append(before)
    return series


def assert_kept(series: Sequence[Sequence[int]], releases: Sequence[Release], least: int) -> None:
    attacker, upto = knows_weekly(series, [(release.at, release.told) for release in releases], least)
    for release in releases:
        for group, count in enumerate(release.told):
            truth = series[release.at][group]
            if count is None and 0 < truth < least:
                low, high = attacker.range(upto[release.at, group])
                assert low <= 1 + SLACK
                assert high >= least - 1 - SLACK


@settings(max_examples=120)
@given(series=histories(), least=st.sampled_from([STAFF, OTHERS]))
def test_nobody_narrows_a_small_count_by_all_tables_together(series: list[list[int]], least: int) -> None:
    """The promise: anything from 1 to the threshold stays possible, for each week's small counts."""
    releases = weekly(series, least)
    event(f"{len(releases)} tables told")
    assert_kept(series, releases, least)


@settings(max_examples=60)
@given(series=histories(groups=3), least=st.sampled_from([STAFF, OTHERS]))
def test_nor_where_a_rest_is_never_told(series: list[list[int]], least: int) -> None:
    """As with tags, each of which is told by itself."""
    whole = [[counts[0], sum(counts[1:])] for counts in series]
    releases = weekly(whole, least, shown=1)
    assert all(len(release.told) == 1 for release in releases)
    assert_kept(whole, releases, least)


@given(series=histories())
def test_what_is_told_is_true_and_no_small_count_is_among_it(series: list[list[int]]) -> None:
    for release in weekly(series, STAFF):
        for count, truth in zip(release.told, series[release.at], strict=True):
            assert count is None or (abs(count - truth) <= 2 and (truth == 0 or truth >= STAFF))


def test_the_attacker_finds_what_careless_tables_give_away() -> None:
    """Else the tests above would prove nothing."""
    attacker, upto = knows_weekly([[3, 30]], [(0, (None, 30))], STAFF)
    assert attacker.range(upto[0, 0]) == pytest.approx((1, 5))
    series = [[9, 60], [10, 60]]
    attacker, upto = knows_weekly(series, [(0, (None, None)), (1, (10, 60))], STAFF)
    low, high = attacker.range(upto[0, 0])
    assert high - low < STAFF - 2
    with pytest.raises(AssertionError):
        assert_kept([[3, 30]], [Release(0, (None, 30))], STAFF)
