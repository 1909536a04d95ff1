"""Figures of a benchmark as a table that a person can read."""

from __future__ import annotations

import gc
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

Cell = str | int | float


@dataclass(frozen=True, slots=True)
class Table:
    """A title, the names of the columns, rows of as many cells, and sentences on what the figures mean."""

    title: str
    columns: tuple[str, ...]
    rows: Sequence[tuple[Cell, ...]]
    notes: tuple[str, ...] = ()

    def text(self) -> str:
        """The table for a terminal: the first column to the left, all others to the right."""
        cells = [self.columns, *(tuple(_shown(cell) for cell in row) for row in self.rows)]
        widths = [max(len(row[place]) for row in cells) for place in range(len(self.columns))]
        lines = [
            "  ".join(
                [row[0].ljust(widths[0]), *(c.rjust(w) for c, w in zip(row[1:], widths[1:], strict=True))]
            )
            for row in cells
        ]
        rule = "  ".join("-" * width for width in widths)
        return "\n".join([self.title, "", lines[0], rule, *lines[1:], *(f"* {note}" for note in self.notes)])


def _shown(cell: Cell) -> str:
    if isinstance(cell, str):
        return cell
    if isinstance(cell, int) or abs(cell) >= 1000:
        return f"{cell:,.0f}"
    if abs(cell) >= 10:
        return f"{cell:.1f}"
    return f"{cell:.3g}" if abs(cell) >= 0.01 or not cell else f"{cell:.2g}"


def ratio(value: float, baseline: float) -> str:
    """How many times the baseline."""
    return f"{value / baseline:.3g} x" if baseline else "-"


def duration(seconds: float) -> str:
    """A span of time in hours, minutes and seconds."""
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    parts = [f"{hours} h"] if hours else []
    parts += [f"{minutes} min"] if minutes else []
    return " ".join([*parts, f"{rest} s"])


def fastest(works: Sequence[Callable[[], object]], repeats: int) -> list[float]:
    """The fastest of so many runs of each, in seconds, run by turns.

    What else a shared machine does only ever adds time, and by turns it meets all of them alike: this is for
    short work that is compared. The collector of garbage waits meanwhile.
    """
    times = [float("inf")] * len(works)
    was_on = gc.isenabled()
    gc.disable()
    try:
        for _ in range(repeats):
            for place, work in enumerate(works):
                begin = time.perf_counter()
                work()
                times[place] = min(times[place], time.perf_counter() - begin)
    finally:
        if was_on:
            gc.enable()
    return times


def median(work: Callable[[], object], repeats: int) -> float:
    """The median of so many runs, in seconds; the collector of garbage waits meanwhile."""
    times = []
    was_on = gc.isenabled()
    gc.disable()
    try:
        for _ in range(repeats):
            begin = time.perf_counter()
            work()
            times.append(time.perf_counter() - begin)
    finally:
        if was_on:
            gc.enable()
    return statistics.median(times)
