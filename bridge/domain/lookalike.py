"""Other truths that look the same: who could have given the ideas, for all that tables by two divisions tell.

An idea keeps its column and its day, since the forum shows these; only its row may be another one. What is
known are the sums of rows at the time of each table told, and the cells at the end. A truth is moved towards
another by two kinds of steps, each a flow: between two rows over all columns, and between all rows within one
column. Truths that neither kind reaches are missed, so a count may range further than is said here, and never
less.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise

from bridge.domain.knowledge import UNKNOWN, Network

Cells = Sequence[Sequence[int]]
"""Counts, shape (rows, columns)."""

Bounds = tuple[int, int]
"""The least and the most that a count can be, for all that is known."""


class Lookalike:
    """What counts could be.

    `series`: for each week the counts from the beginning, shape (weeks, rows, columns).
    `sums`: what is known of each row's sum in some of these weeks, as (week, bounds by row) in order of time.
    `cells`: what is known of each cell in the last week, shape (rows, columns).
    """

    def __init__(
        self,
        series: Sequence[Cells],
        sums: Sequence[tuple[int, Sequence[Bounds]]],
        cells: Sequence[Sequence[Bounds]],
    ) -> None:
        self._sums = [known for _, known in sums]
        self._cells = cells
        ends = [*(series[week] for week, _ in sums), series[-1]]
        self._came = [[list(row) for row in ends[0]], *(_difference(*pair) for pair in pairwise(ends))]

    def sum_could_be(self, row: int, step: int, value: int) -> bool:
        """Whether a row's sum could have been this at the time of the table `step`."""
        return self._reaches(
            lambda world: world.total(row, step) - value,
            lambda world, other: world.between(row, other).give_by_step(step, world.total(row, step) - value),
            lambda world, column: world.within(column).raise_sum(row, step, value - world.total(row, step)),
            row,
        )

    def cell_could_be(self, row: int, column: int, value: int) -> bool:
        """Whether a cell could be this at the end."""
        return self._reaches(
            lambda world: world.cell(row, column) - value,
            lambda world, other: world.between(row, other).give_by_column(
                column, world.cell(row, column) - value
            ),
            lambda world, at: world.within(at).raise_cell(
                row, value - world.cell(row, column) if at == column else 0
            ),
            row,
        )

    def _reaches(
        self,
        lack: Callable[[_World], int],
        between: Callable[[_World, int], None],
        within: Callable[[_World, int], None],
        row: int,
    ) -> bool:
        world = _World(self._came, self._sums, self._cells)
        for step in self._steps(row):
            if not lack(world):
                return True
            kind, at = step
            (between if kind else within)(world, at)
        return not lack(world)

    def _steps(self, row: int) -> Iterator[tuple[bool, int]]:
        for _ in range(2):
            yield from ((True, other) for other in range(len(self._cells)) if other != row)
            yield from ((False, column) for column in range(len(self._cells[0])))


class _World:
    """A truth: what came between two tables, shape (steps, rows, columns)."""

    def __init__(
        self,
        came: Sequence[Cells],
        sums: Sequence[Sequence[Bounds]],
        cells: Sequence[Sequence[Bounds]],
    ) -> None:
        self.came = [[list(row) for row in part] for part in came]
        self.sums, self.cells = sums, cells

    def cell(self, row: int, column: int) -> int:
        """A cell at the end."""
        return sum(part[row][column] for part in self.came)

    def total(self, row: int, step: int) -> int:
        """A row's sum at the time of a table."""
        return sum(sum(part[row]) for part in self.came[: step + 1])

    def between(self, one: int, other: int) -> _Between:
        """A step between two rows."""
        return _Between(self, one, other)

    def within(self, column: int) -> _Within:
        """A step within a column."""
        return _Within(self, column)


class _Between:
    """How many ideas one row gives to another: over all columns, at all times."""

    def __init__(self, world: _World, one: int, other: int) -> None:
        self._world, self._one, self._other = world, one, other
        self._network = Network()
        self._by_column: list[int] = []
        self._by_step: list[int] = []
        self._given: dict[tuple[int, int], int] = {}
        for column in range(len(world.cells[0])):
            room = _room(
                (world.cell(one, column), world.cells[one][column]),
                (world.cell(other, column), world.cells[other][column]),
            )
            self._by_column.append(self._network.add("all", ("column", column), 0, *room))
            for step, part in enumerate(world.came):
                most, least = part[one][column], -part[other][column]
                self._given[step, column] = self._network.add(("column", column), step, 0, least, most)
        for step, known in enumerate(world.sums):
            room = _room((world.total(one, step), known[one]), (world.total(other, step), known[other]))
            self._by_step.append(self._network.add(step, step + 1, 0, *room))
        self._network.add(len(world.sums), "all", 0, -UNKNOWN, UNKNOWN)

    def give_by_step(self, step: int, much: int) -> None:
        """Give so many up to a table, or as many as possible."""
        self._give(self._by_step[step], much)

    def give_by_column(self, column: int, much: int) -> None:
        """Give so many in a column, or as many as possible."""
        self._give(self._by_column[column], much)

    def _give(self, edge: int, much: int) -> None:
        self._network.push(edge, much)
        for (step, column), given in self._given.items():
            moved = self._network.flow(given)
            self._world.came[step][self._one][column] -= moved
            self._world.came[step][self._other][column] += moved


class _Within:
    """What each row has of one column: from table to table."""

    def __init__(self, world: _World, column: int) -> None:
        self._world, self._column = world, column
        self._network = Network()
        self._upto: dict[tuple[int, int], int] = {}
        self._of: dict[tuple[int, int], int] = {}
        rows = range(len(world.cells))
        had = [0] * len(world.cells)
        for step, part in enumerate(world.came):
            whole = sum(part[row][column] for row in rows)
            self._network.add("all", ("week", step), whole, whole, whole)
            last = step == len(world.sums)
            for row in rows:
                came = part[row][column]
                self._of[step, row] = self._network.add(("week", step), (step, row), came, 0, UNKNOWN)
                had[row] += came
                if last:
                    low, high = world.cells[row][column]
                else:
                    elsewhere = world.total(row, step) - had[row]
                    low, high = (bound - elsewhere for bound in world.sums[step][row])
                there = "all" if last else (step + 1, row)
                edge = self._network.add((step, row), there, had[row], max(low, 0), high)
                self._upto[step, row] = edge

    def raise_sum(self, row: int, step: int, much: int) -> None:
        """Raise a row's sum at the time of a table by so much, or as near to that as is possible."""
        self._raise(self._upto[step, row], much)

    def raise_cell(self, row: int, much: int) -> None:
        """Raise a row's cell at the end by so much, or as near to that as is possible."""
        self._raise(self._upto[len(self._world.sums), row], much)

    def _raise(self, edge: int, much: int) -> None:
        self._network.push(edge, self._network.flow(edge) + much)
        for (step, row), came in self._of.items():
            self._world.came[step][row][self._column] = self._network.flow(came)


def _room(one: tuple[int, Bounds], other: tuple[int, Bounds]) -> Bounds:
    """How much the first can give to the second, least and most; each a count and what is known of it."""
    (mine, (my_low, my_high)), (theirs, (their_low, their_high)) = one, other
    return max(mine - my_high, their_low - theirs), min(mine - my_low, their_high - theirs)


def _difference(before: Cells, after: Cells) -> list[list[int]]:
    return [
        [late - early for early, late in zip(*rows, strict=True)] for rows in zip(before, after, strict=True)
    ]
