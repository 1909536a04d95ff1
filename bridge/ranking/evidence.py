"""What a ranking is computed from: three amounts for each idea, in arrays ordered by idea id."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from operator import lt

import numpy as np
from numpy.typing import NDArray

from bridge.domain.participation import Tally

Counts = NDArray[np.int64]
Weights = NDArray[np.float64]

Amounts = Counts | Weights
"""People, each counted as one (whole numbers), or some of them counted as less (floats)."""


@dataclass(frozen=True, slots=True, eq=False)
class Evidence:
    """Amounts of people by idea; entry i of every array belongs to `ids[i]`, and `ids` is ascending.

    The order is part of the type: whatever order the rows came in, the arrays are the same, and so is every
    figure computed from them, to the last bit. Shapes: all (N,), read-only; whole numbers where every person
    counts as one, floats where some count as less.

    `positives`: people for the idea. `downs`: people against it. `seen`: people who saw it.
    """

    ids: tuple[str, ...]
    positives: Amounts
    downs: Amounts
    seen: Amounts

    def __post_init__(self) -> None:
        if not all(map(lt, self.ids, self.ids[1:])):
            raise ValueError("Ids must be ascending and each there once; build with Evidence.of(tallies).")
        for name in ("positives", "downs", "seen"):
            column = getattr(self, name)
            if column.shape != (len(self.ids),):
                raise ValueError(f"{name} has shape {column.shape}, but there are {len(self.ids)} ids.")
            if not np.all(np.isfinite(column)):
                raise ValueError(f"{name} holds something that is no number.")
            column.flags.writeable = False
        if np.any(self.positives < 0) or np.any(self.downs < 0):
            raise ValueError("A count of people is negative.")
        if np.any(self.positives + self.downs > self.seen):
            raise ValueError("An idea has more votes than people who saw it.")

    def __len__(self) -> int:
        return len(self.ids)

    @property
    def whole(self) -> bool:
        """Whether every person counts as one."""
        return all(column.dtype.kind == "i" for column in (self.positives, self.downs, self.seen))

    @classmethod
    def of(cls, tallies: Iterable[Tally]) -> Evidence:
        """The evidence in these tallies, in any order; ValueError when an idea is there twice."""
        rows = sorted(tallies, key=lambda tally: tally.idea)
        return cls(
            ids=tuple(row.idea for row in rows),
            positives=np.array([row.up for row in rows], dtype=np.int64),
            downs=np.array([row.down for row in rows], dtype=np.int64),
            seen=np.array([row.seen for row in rows], dtype=np.int64),
        )
