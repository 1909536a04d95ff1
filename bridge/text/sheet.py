"""A CSV file read row by row: columns by name, and what is wrong with its place in the file.

For files of a million rows: nothing is kept of a row that is in order, and places are looked up at the end,
for the faults that are told.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from bridge.domain.errors import Problem
from bridge.text.columns import nearest, tellable
from bridge.text.tabular import DELIMITERS, WIDEST_CELL, cell_places

TOLD = 20
"""So many faults of a file are told one by one; the others are counted."""


@dataclass(frozen=True, slots=True)
class Layout:
    """What the columns of a kind of file are called.

    `read`: needed, by the name under which they are used, each with other names that mean the same and count
    where that name is missing. `passed`: such files have them too, and they are not read.
    """

    read: dict[str, tuple[str, ...]]
    passed: frozenset[str] = frozenset()

    @property
    def known(self) -> list[str]:
        """Every name that such a file may use."""
        others = (name for names in self.read.values() for name in names)
        return sorted({*self.read, *others, *self.passed})


@dataclass(frozen=True, slots=True)
class _Fault:
    """Record `begins`..`ends` (lines, from 1), and the cell in it, from 0."""

    begins: int
    ends: int
    cell: int
    key: str
    message: str
    suggestion: str | None = None


@dataclass(slots=True)
class Sheet:
    """One file; ask for `columns` first, then go through `rows`, then look at `problems`.

    `faults` counts all of what is wrong.
    """

    path: Path
    raw: bytes
    layout: Layout
    faults: int = 0
    _told: list[_Fault] = field(default_factory=list)
    _begins: int = 1
    _ends: int = 1
    _delimiter: str = ","
    _names: list[str] = field(default_factory=list)

    def columns(self) -> dict[str, int] | None:
        """Where each column that is read stands, from 0; None where names are missing or unknown: faults."""
        first, header = next((n, line) for n, line in enumerate(self._lines(), 1) if line.strip())
        self._begins = self._ends = first
        known = set(self.layout.known)
        cut = {sign: _cut(header, sign) for sign in DELIMITERS}
        self._delimiter = max(DELIMITERS, key=lambda sign: sum(name in known for name in cut[sign]))
        self._names = cut[self._delimiter]
        if not known.intersection(self._names):
            words = "no column is known; is the line with the columns' names missing?"
            self.tell(0, "", f"{words} (needed: {', '.join(self.layout.read)})")
            return None
        found: dict[str, int] = {}
        for column, others in self.layout.read.items():
            name = next((name for name in (column, *others) if name in self._names), None)
            if name is None:
                self.tell(0, column, f"the column {column} is missing")
                continue
            found[column] = self._names.index(name)
            if self._names.count(name) > 1:
                second = self._names.index(name, found[column] + 1)
                self.tell(second, column, f"two columns are called {name}")
        for number, name in enumerate(self._names):
            if name and name not in known:
                shown = name if tellable(name) else ""
                words = "unknown column" if shown else "a column whose name is no label"
                self.tell(number, shown, words, nearest(name, self.layout.known))
        return None if self.faults else found

    def rows(self) -> Iterator[list[str]]:
        """Every row with as many cells as there are columns; others are faults, and blank lines nothing."""
        before, width = self._ends, len(self._names)
        csv.field_size_limit(WIDEST_CELL)
        reader = csv.reader(islice(self._lines(), before, None), delimiter=self._delimiter, strict=True)
        ends = before
        try:
            for row in reader:
                self._begins, self._ends = ends + 1, (ends := before + reader.line_num)
                if len(row) == width:
                    yield row
                elif any(cell.strip() for cell in row):
                    words = (
                        "quote a cell that holds the separator" if len(row) > width else "some are missing"
                    )
                    cells = f"{len(row)} cell{'s' if len(row) != 1 else ''}"
                    self.tell(min(len(row) - 1, width), "", f"{cells} for {width} columns; {words}")
        except csv.Error:
            self._begins, self._ends = ends + 1, ends + 1
            message = "a cell's quotes do not close, or something stands after them"
            self.tell(0, "", f"{message}; double the quotes inside a cell. The rest was not read")

    def tell(self, cell: int, key: str, message: str, suggestion: str | None = None) -> None:
        """Note what is wrong with a cell of the present row; no message may repeat what stands in it."""
        self.faults += 1
        if len(self._told) < TOLD:
            self._told.append(_Fault(self._begins, self._ends, cell, key, message, suggestion))

    @property
    def line(self) -> int:
        """The line on which the present row begins, from 1."""
        return self._begins

    def problems(self) -> list[Problem]:
        """The first faults in the order of the file, with the line and column where each cell begins."""
        told = sorted(self._told, key=lambda fault: (fault.begins, fault.cell))
        lines = enumerate(self._lines(), start=1)
        number, record = 0, ""
        found = []
        for fault in told:
            # Several faults of one record share its lines.
            if number < fault.ends:
                between = [line for number, line in islice(lines, fault.ends - number)]
                number = fault.ends
                record = "".join(between[fault.begins - fault.ends - 1 :])
            places = list(cell_places(record, self._delimiter, fault.begins))
            line, column = places[min(fault.cell, len(places) - 1)]
            found.append(
                Problem(str(self.path), line, column, fault.key, fault.message, suggestion=fault.suggestion)
            )
        return found

    def _lines(self) -> Iterator[str]:
        return io.TextIOWrapper(io.BytesIO(self.raw), encoding="utf-8", newline="")


def plain_name(name: str) -> str:
    """A column's name in one spelling: `Author ID` and `author_id` are `author-id`."""
    return "-".join(re.findall(r"[^\W_]+", name.casefold()))


def _cut(header: str, delimiter: str) -> list[str]:
    try:
        cells: Sequence[str] = next(csv.reader([header], delimiter=delimiter), [])
    except csv.Error:
        return []
    return [plain_name(cell) for cell in cells]
