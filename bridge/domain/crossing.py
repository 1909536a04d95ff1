"""Tables by two divisions, such as role by question, told without telling of persons.

The rule is that of `disclosure`. In addition, nothing is told of a row or column that is small or thinly
spread, zeros included: the forum shows how large a column is, and zeros elsewhere would say whose the few
are.

Whether a promise holds is found by giving some of one row's ideas to other rows, one after the other: as long
as every table that was told still holds, that would look the same from outside. No idea changes its column or
its day, so whatever is known of these, at any moment, still holds as well. What is not found this way counts
as broken: that hides more than it might, and never less.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from copy import copy
from dataclasses import dataclass
from itertools import pairwise

from bridge.domain.disclosure import Release, Told, bounds, rounded, weekly
from bridge.domain.knowledge import UNKNOWN, Network

Cells = Sequence[Sequence[int]]
"""Counts, shape (rows, columns)."""

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
        self._told = [release.told for release in releases]
        self._truth = _World(series, [release.at for release in releases])
        self._rows = {at for at, counts in enumerate(self._cells) if self._thin(counts)}
        self._columns = {at for at, counts in enumerate(zip(*self._cells, strict=True)) if self._thin(counts)}
        self.hidden: set[_Place] = set()
        self._hide({place for place in self._places if 0 < self._count(place) < least})

    def broken(self) -> _Place | None:
        """A cell of which too much could be worked out, or one in whose row too much of a sum could."""
        for row, column in self._places:
            for step in range(len(self._told) if column == 0 else 0):
                if 0 < self._truth.total(row, step) < self._least:
                    for value in (1, self._least - 1):
                        if not self._total_could_be(row, step, value):
                            return row, 0
            if 0 < self._count((row, column)) < self._least:
                silent = column in self._columns
                for value in promise(self._totals[column], self._least, silent=silent):
                    if not self._cell_could_be(row, column, value):
                        return row, column
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

    def _total_could_be(self, row: int, step: int, value: int) -> bool:
        world = self._truth.copy()
        for other in self._others(row):
            exchange = self._exchange(world, row, other)
            exchange.push(exchange.by_step[step], world.total(row, step) - value)
            world.move(row, other, exchange)
            if world.total(row, step) == value:
                return True
        return False

    def _cell_could_be(self, row: int, column: int, value: int) -> bool:
        world = self._truth.copy()
        for other in self._others(row):
            exchange = self._exchange(world, row, other)
            exchange.push(exchange.by_column[column], world.cell(row, column) - value)
            world.move(row, other, exchange)
            if world.cell(row, column) == value:
                return True
        return False

    def _others(self, row: int) -> Iterator[int]:
        return (other for other in range(len(self._cells)) if other != row)

    def _known(self, place: _Place) -> tuple[int, int]:
        if self._silent(place):
            return 0, UNKNOWN
        return bounds(None if place in self.hidden else rounded(self._count(place)), self._least)

    def _exchange(self, world: _World, one: int, other: int) -> _Exchange:
        exchange = _Exchange()
        for column in range(len(self._totals)):
            low, high = _room(
                (world.cell(one, column), self._known((one, column))),
                (world.cell(other, column), self._known((other, column))),
            )
            exchange.by_column.append(exchange.add("all", ("column", column), 0, low, high))
            for step, came in enumerate(world.came):
                edge = exchange.add(("column", column), step, 0, -came[other][column], came[one][column])
                exchange.moved[step, column] = edge
        for step, told in enumerate(self._told):
            low, high = _room(
                (world.total(one, step), bounds(told[one], self._least)),
                (world.total(other, step), bounds(told[other], self._least)),
            )
            exchange.by_step.append(exchange.add(step, step + 1, 0, low, high))
        exchange.add(len(self._told), "all", 0, -UNKNOWN, UNKNOWN)
        return exchange


class _World:
    """A truth that looks the same from outside: what came between tables, shape (steps, rows, columns)."""

    def __init__(self, series: Sequence[Cells], steps: Sequence[int]) -> None:
        ends = [*(series[at] for at in steps), series[-1]]
        self.came = [[list(row) for row in ends[0]]]
        for before, after in pairwise(ends):
            self.came.append(
                [
                    [late - early for early, late in zip(*rows, strict=True)]
                    for rows in zip(before, after, strict=True)
                ]
            )

    def copy(self) -> _World:
        """One that can be changed."""
        world = copy(self)
        world.came = [[list(row) for row in cells] for cells in self.came]
        return world

    def cell(self, row: int, column: int) -> int:
        """A cell at the end."""
        return sum(cells[row][column] for cells in self.came)

    def total(self, row: int, step: int) -> int:
        """A row's sum at the time of a table."""
        return sum(sum(cells[row]) for cells in self.came[: step + 1])

    def move(self, one: int, other: int, exchange: _Exchange) -> None:
        """Give from one row to another as the exchange says."""
        for (step, column), edge in exchange.moved.items():
            self.came[step][one][column] -= exchange.flow(edge)
            self.came[step][other][column] += exchange.flow(edge)


class _Exchange(Network):
    """How many ideas go from one row to another: edges by column, by table told, and by both."""

    def __init__(self) -> None:
        super().__init__()
        self.by_column: list[int] = []
        self.by_step: list[int] = []
        self.moved: dict[tuple[int, int], int] = {}


def _room(one: tuple[int, tuple[int, int]], other: tuple[int, tuple[int, int]]) -> tuple[int, int]:
    """How much the first can give to the second, least and most; each a count and what is known of it."""
    (mine, (my_low, my_high)), (theirs, (their_low, their_high)) = one, other
    return max(mine - my_high, their_low - theirs), min(mine - my_low, their_high - theirs)
