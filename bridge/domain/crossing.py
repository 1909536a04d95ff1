"""Tables by two divisions, such as role by question, told without telling of persons.

The rule is that of `disclosure`. In addition, nothing is told of a row or column that is small or thinly
spread, zeros included: the forum shows how large a column is, and zeros elsewhere would say whose the few
are.

A promise is taken to hold where another truth is found that looks the same (`lookalike`). What is not found
counts as broken: that hides more than it might, and never less.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bridge.domain.disclosure import Release, Told, bounds, rounded, weekly
from bridge.domain.knowledge import UNKNOWN
from bridge.domain.lookalike import Cells, Lookalike

_Place = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Cross:
    """A table by two divisions, and the tables of its rows' sums that were told before it."""

    sums: tuple[Release, ...]
    cells: tuple[Told, ...]


def cross(series: Sequence[Cells], least: int) -> Cross | None:
    """The last of these tables as it is told, once; None where nothing of it can be told.

    `series`: for each week the counts from the beginning, which only grow, shape (weeks, rows, columns). Of
    the rows' sums weekly tables were told.
    """
    sums = [[sum(row) for row in cells] for cells in series]
    releases = weekly(sums, least)
    if not releases:
        return None
    grid = _Grid(series, releases, least)
    while (broken := grid.broken()) is not None:
        if not grid.hide_more(broken):
            return None
    told = tuple(
        tuple(None if (row, column) in grid.hidden else rounded(count) for column, count in enumerate(counts))
        for row, counts in enumerate(series[-1])
    )
    return Cross(releases, told) if any(cell for counts in told for cell in counts) else None


def promise(total: int, least: int, *, silent: bool) -> tuple[int, int]:
    """What a small cell can be at the least and at the most, in a column with this sum.

    A cell is no larger than its column, and the forum shows how large that is. Where nothing is told of the
    column (`silent`), even whether the cell is zero stays open.
    """
    return (0 if silent else 1), min(total, least - 1)


class _Grid:
    """A table under work: what of it is hidden, and what has been told of its rows' sums.

    `hidden`: cells that are not told. `_rows`, `_columns`: those of which nothing is told.
    """

    def __init__(self, series: Sequence[Cells], releases: Sequence[Release], least: int) -> None:
        self._cells, self._least = series[-1], least
        self._totals = [sum(column) for column in zip(*self._cells, strict=True)]
        self._places = [(row, at) for row in range(len(self._cells)) for at in range(len(self._totals))]
        self._series = series
        self._sums = [(release.at, [bounds(count, least) for count in release.told]) for release in releases]
        self._rows = {at for at, counts in enumerate(self._cells) if self._thin(counts)}
        self._columns = {at for at, counts in enumerate(zip(*self._cells, strict=True)) if self._thin(counts)}
        self.hidden: set[_Place] = set()
        self._hide({place for place in self._places if 0 < self._count(place) < least})

    def broken(self) -> _Place | None:
        """A cell of which too much could be worked out, or one in whose row too much of a sum could."""
        known = [
            [self._known((row, at)) for at in range(len(self._totals))] for row in range(len(self._cells))
        ]
        seen = Lookalike(self._series, self._sums, known)
        for row, column in self._places:
            if 0 < self._count((row, column)) < self._least:
                wanted = promise(self._totals[column], self._least, silent=column in self._columns)
                if not all(seen.cell_could_be(row, column, value) for value in wanted):
                    return row, column
        for step, (week, _) in enumerate(self._sums):
            for row, counts in enumerate(self._series[week]):
                if 0 < sum(counts) < self._least:
                    wanted = (1, self._least - 1)
                    if not all(seen.sum_could_be(row, step, value) for value in wanted):
                        return row, 0
        return None

    def hide_more(self, broken: _Place) -> bool:
        """Hide what the broken cell could change places with, then its row and column; False at the end."""
        shown = {place for place in self._places if self._count(place) and place not in self.hidden}
        row, column = broken
        cover = next((corners & shown for corners in self._corners(broken) if corners & shown), set())
        if not cover and row not in self._rows:
            self._rows.add(row)
            cover = {broken}
        elif not cover and column not in self._columns:
            self._columns.add(column)
            cover = {broken}
        self._hide(cover or shown)
        return bool(cover or shown)

    def _count(self, place: _Place) -> int:
        return self._cells[place[0]][place[1]]

    def _thin(self, counts: Sequence[int]) -> bool:
        """Whether none of these could be as large as promised, if each that is not zero is at least one."""
        return sum(counts) - max(sum(1 for count in counts if count) - 1, 0) < self._least

    def _hide(self, places: set[_Place]) -> None:
        self.hidden |= places
        self.hidden |= {place for place in self._places if self._silent(place)}

    def _silent(self, place: _Place) -> bool:
        return place[0] in self._rows or place[1] in self._columns

    def _corners(self, place: _Place) -> Iterator[set[_Place]]:
        """The other corners of each rectangle with this one of which none is zero, in declared order."""
        row, column = place
        for other, there in self._places:
            if other != row and there != column:
                corners = {(row, there), (other, column), (other, there)}
                if all(self._count(corner) for corner in corners):
                    yield corners

    def _known(self, place: _Place) -> tuple[int, int]:
        if self._silent(place):
            return 0, UNKNOWN
        return bounds(None if place in self.hidden else rounded(self._count(place)), self._least)
