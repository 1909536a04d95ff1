"""Somebody who has every table that was ever told, knows all sums, and solves for what is hidden.

Written from what is told alone, with linear programming, so that it shares nothing with how the rule works.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy.optimize import linprog

Told = Sequence[int | None]


def readings(told: int | None, least: int) -> tuple[float, float | None]:
    """What a told count can be: `*` is anything but zero, zero is zero, the rest was rounded to 5."""
    if told is None:
        return 1, None
    return (max(told - 2, least), told + 2) if told else (0, 0)


class Attacker:
    """Unknown whole numbers, not negative, with sums and bounds that are known of them."""

    def __init__(self, unknowns: int) -> None:
        self._count = unknowns
        self._equal: list[tuple[list[int], float]] = []
        self._low: list[tuple[list[int], float]] = []
        self._high: list[tuple[list[int], float]] = []

    def learns(self, parts: Sequence[int], low: float, high: float | None) -> None:
        """The sum of these unknowns lies within these bounds."""
        if high is not None and low == high:
            self._equal.append((list(parts), low))
            return
        self._low.append((list(parts), low))
        if high is not None:
            self._high.append((list(parts), high))

    def range(self, parts: Sequence[int]) -> tuple[float, float]:
        """The least and the most that the sum of these unknowns can be."""
        cost = self._row(parts)
        found = []
        for sign in (1, -1):
            above = [(self._row(row), high) for row, high in self._high]
            below = [(-self._row(row), -low) for row, low in self._low]
            rows = above + below
            solved = linprog(
                sign * cost,
                A_ub=np.array([row for row, _ in rows]) if rows else None,
                b_ub=[bound for _, bound in rows] if rows else None,
                A_eq=np.array([self._row(row) for row, _ in self._equal]) if self._equal else None,
                b_eq=[value for _, value in self._equal] if self._equal else None,
                bounds=(0, None),
                method="highs",
            )
            if solved.status == 3:
                found.append(sign * float("-inf"))
                continue
            assert solved.status == 0, solved.message
            assert solved.fun is not None
            found.append(sign * float(solved.fun))
        return found[0], found[1]

    def _row(self, parts: Sequence[int]) -> np.ndarray:
        row = np.zeros(self._count)
        row[list(parts)] = 1
        return row


def knows_weekly(
    series: Sequence[Sequence[int]], releases: Sequence[tuple[int, Told]], least: int
) -> tuple[Attacker, dict[tuple[int, int], list[int]]]:
    """What follows from weekly tables; gives for each (week, group) the unknowns that add up to its count.

    The unknowns are what came to each group in each week; how much came in all is known for every week.
    """
    weeks, groups = len(series), len(series[0])
    attacker = Attacker(weeks * groups)
    before = 0
    for week, counts in enumerate(series):
        grown = sum(counts) - before
        attacker.learns([week * groups + group for group in range(groups)], grown, grown)
        before = sum(counts)
    upto = {
        (week, group): [earlier * groups + group for earlier in range(week + 1)]
        for week in range(weeks)
        for group in range(groups)
    }
    for week, told in releases:
        for group, count in enumerate(told):
            attacker.learns(upto[week, group], *readings(count, least))
    return attacker, upto


def knows_cross(
    series: Sequence[Sequence[Sequence[int]]],
    sums: Sequence[tuple[int, Told]],
    cells: Sequence[Told],
    least: int,
) -> tuple[Attacker, dict[tuple[int, int], list[int]], dict[tuple[int, int], list[int]]]:
    """What follows from weekly tables of the rows' sums and one table of cells; the unknowns of both.

    The unknowns are what came to each row and column in each week; of a column it is known for every week.
    Where nothing is told of a whole row or column, zeros may be among what is not told.
    """
    weeks, rows, columns = len(series), len(series[0]), len(series[0][0])
    number = {
        (week, row, column): (week * rows + row) * columns + column
        for week in range(weeks)
        for row in range(rows)
        for column in range(columns)
    }
    attacker = Attacker(len(number))
    for week in range(weeks):
        for column in range(columns):
            whole = sum(series[week][row][column] for row in range(rows))
            before = sum(series[week - 1][row][column] for row in range(rows)) if week else 0
            came = whole - before
            attacker.learns([number[week, row, column] for row in range(rows)], came, came)
    upto = {
        (week, row): [number[early, row, column] for early in range(week + 1) for column in range(columns)]
        for week in range(weeks)
        for row in range(rows)
    }
    for week, told in sums:
        for row, count in enumerate(told):
            attacker.learns(upto[week, row], *readings(count, least))
    at_end = {
        (row, column): [number[week, row, column] for week in range(weeks)]
        for row in range(rows)
        for column in range(columns)
    }
    for (row, column), parts in at_end.items():
        silent = all(count is None for count in cells[row]) or all(told[column] is None for told in cells)
        if not silent:
            attacker.learns(parts, *readings(cells[row][column], least))
    return attacker, upto, at_end
