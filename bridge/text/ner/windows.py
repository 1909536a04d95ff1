"""How a long text is cut into overlapping windows, and which window speaks for which piece."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Window:
    """Pieces `start` to `end` are read together; for those from `first` to `last` this reading counts."""

    start: int
    end: int
    first: int
    last: int


def windows(length: int, *, size: int, overlap: int) -> Iterator[Window]:
    """Windows over `length` pieces whose counting parts follow each other without a gap to the very end.

    Neighbours share `overlap` pieces (0 <= overlap < size) and divide them in the middle, so that each piece
    is read with at least half an overlap of company on either side, where there is any.
    """
    first = start = 0
    while start < length:
        end = min(start + size, length)
        last = length if end == length else end - overlap // 2
        yield Window(start, end, first, last)
        if end == length:
            return
        first, start = last, end - overlap
