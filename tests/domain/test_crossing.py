"""Tables by two divisions tell of no person, together with all that was told before."""

from __future__ import annotations

from collections.abc import Sequence

from hypothesis import event, given, settings
from hypothesis import strategies as st

from bridge.domain.crossing import Cross, cross
from bridge.domain.disclosure import STAFF
from bridge.domain.lookalike import Cells
from tests.domain.attacker import knows_cross

SLACK = 1e-6


def cells_of(found: Cross | None) -> tuple[tuple[int | None, ...], ...]:
    assert found is not None
    return found.cells


def test_large_cells_are_rounded_and_zero_is_told() -> None:
    assert cells_of(cross([[[21, 0, 33], [40, 18, 12]]], STAFF)) == ((20, 0, 35), (40, 20, 10))


def test_a_small_cell_takes_three_others_along() -> None:
    """It could be had from its row, or from its column; and what stands where these cross gives both away."""
    table = [[3, 40, 50], [40, 40, 50], [60, 60, 70]]
    assert cells_of(cross([table], STAFF)) == ((None, None, 50), (None, None, 50), (60, 60, 70))


def test_nothing_is_told_of_a_small_row_or_column() -> None:
    """Its zeros would say where the few are."""
    table = [[4, 0, 0, 0], [40, 50, 30, 0], [30, 60, 40, 4], [50, 40, 60, 0]]
    found = cells_of(cross([table], STAFF))
    assert found[0] == (None,) * 4
    assert [row[3] for row in found] == [None] * 4
    assert any(cell for row in found for cell in row)


def test_nothing_is_told_where_all_are_few() -> None:
    assert cross([[[1, 2], [3, 1]]], STAFF) is None
    assert cross([[[6, 5], [4, 8]]], STAFF) is None
    assert cross([], STAFF) is None


def test_an_earlier_table_of_sums_is_not_given_away() -> None:
    """In the first week there was one question: what is told of its column tells of that week's roles."""
    first = [[3, 0, 0], [12, 0, 0], [60, 0, 0]]
    last = [[3, 40, 50], [12, 60, 40], [60, 80, 90]]
    found = cross([first, last], STAFF)
    assert found is None or all(row[0] is None for row in found.cells[:2])


@st.composite
def histories(draw: st.DrawFn) -> list[Cells]:
    rows, columns = draw(st.integers(2, 4)), draw(st.integers(2, 3))
    amount = st.one_of(st.integers(0, 3), st.integers(0, 50), st.integers(20, 60))
    part = st.lists(st.lists(amount, min_size=columns, max_size=columns), min_size=rows, max_size=rows)
    series: list[Cells] = []
    before: Sequence[Sequence[int]] = [[0] * columns for _ in range(rows)]
    for came in draw(st.lists(part, min_size=1, max_size=3)):
        before = [
            [count + more for count, more in zip(*pair, strict=True)]
            for pair in zip(before, came, strict=True)
        ]
        series.append(before)
    return series


@settings(max_examples=150)
@given(series=histories())
def test_nobody_narrows_a_small_count_by_all_tables_together(series: list[Cells]) -> None:
    """Anything from 1 to the threshold stays possible; in a column of which nothing is told, zero too.

    But never more than the column holds, which the forum shows.
    """
    found = cross(series, STAFF)
    event("told" if found else "not told")
    if found is None:
        return
    silent = [all(row[column] is None for row in found.cells) for column in range(len(found.cells[0]))]
    attacker, upto, at_end = knows_cross(
        series,
        [(release.at, release.told) for release in found.sums],
        found.cells,
        STAFF,
    )
    for release in found.sums:
        for row, counts in enumerate(series[release.at]):
            if 0 < sum(counts) < STAFF:
                low, high = attacker.range(upto[release.at, row])
                assert low <= 1 + SLACK
                assert high >= STAFF - 1 - SLACK
    for row, counts in enumerate(series[-1]):
        for column, count in enumerate(counts):
            told = found.cells[row][column]
            assert told is None or (abs(told - count) <= 2 and (count == 0 or count >= STAFF))
            if 0 < count < STAFF:
                low, high = attacker.range(at_end[row, column])
                whole = sum(line[column] for line in series[-1])
                assert low <= 1 + SLACK
                assert high >= min(whole, STAFF - 1) - SLACK
                if silent[column] and whole < STAFF:
                    assert low <= SLACK
