"""Who said what of which idea, as arrays: one present vote for each person and idea, people as numbers."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from operator import lt

import numpy as np
from numpy.typing import NDArray

Column = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Ballots:
    """All present votes of a campaign; row r says that `person[r]` said `value[r]` of `idea[r]` at `at[r]`.

    Rows are ordered by person, then idea, and each pair is there once, so that the arrays are the same
    whatever order the votes came in. Shapes: all (R,), read-only.

    `ideas`: ids, ascending; `idea` holds positions in it. `people`: how many there are; `person` holds
    0..people-1, numbered in the ascending order of their names, which are kept nowhere. `value`: +1 for,
    -1 against, 0 saw it and is neither. `at`: seconds since 1970, UTC.
    """

    ideas: tuple[str, ...]
    people: int
    idea: Column
    person: Column
    value: Column
    at: Column

    def __post_init__(self) -> None:
        if not all(map(lt, self.ideas, self.ideas[1:])):
            raise ValueError("Ids must be ascending and each there once; build with Ballots.of(...).")
        for name in ("idea", "person", "value", "at"):
            column = getattr(self, name)
            if column.shape != self.idea.shape or column.ndim != 1:
                raise ValueError(f"{name} has shape {column.shape}, but idea has {self.idea.shape}.")
            column.flags.writeable = False
        if not len(self.idea):
            return
        if self.idea.min() < 0 or self.idea.max() >= len(self.ideas):
            raise ValueError("A vote names an idea that is not there.")
        if self.person.min() < 0 or self.person.max() >= self.people:
            raise ValueError("A vote names a person that is not there.")
        if np.abs(self.value).max() > 1:
            raise ValueError("A vote is +1, 0 or -1.")
        if np.any(np.diff(self.person * len(self.ideas) + self.idea) <= 0):
            raise ValueError("Votes must be ordered by person and idea, each pair once.")

    def __len__(self) -> int:
        return len(self.idea)

    @property
    def key(self) -> Column:
        """3 x idea + {0 against, 1 neither, 2 for}, shape (R,): one `np.bincount` of it counts everything."""
        return 3 * self.idea + self.value + 1

    def counts(self) -> NDArray[np.int64]:
        """How many said what, shape (ideas, 3): against, neither, for."""
        return np.bincount(self.key, minlength=3 * len(self.ideas)).reshape(-1, 3)

    def votes_by_person(self) -> Column:
        """On how many ideas each person voted, shape (people,)."""
        return np.bincount(self.person, minlength=self.people)

    def only(self, rows: NDArray[np.bool_]) -> Ballots:
        """The ballots in the given rows, a mask of shape (R,); ideas and the numbers of people stay."""
        return Ballots(
            self.ideas,
            self.people,
            self.idea[rows],
            self.person[rows],
            self.value[rows],
            self.at[rows],
        )

    @classmethod
    def of(cls, ideas: Iterable[str], votes: Iterable[tuple[str, str, int, int]]) -> Ballots:
        """Ballots from (idea, person, value, at) rows in any order; the last vote of a person stands.

        Two votes of one person on one idea at the same second: the greater value stands, so that the order
        of rows never matters. Votes on ideas that are not in `ideas` are left out.
        """
        ids = tuple(sorted(set(ideas)))
        place = {idea: number for number, idea in enumerate(ids)}
        rows = [row for row in votes if row[0] in place]
        names = sorted({row[1] for row in rows})
        number = {name: position for position, name in enumerate(names)}
        table = np.array(
            [(number[person], place[idea], at, value) for idea, person, value, at in rows], dtype=np.int64
        ).reshape(-1, 4)
        table = table[np.lexsort((table[:, 3], table[:, 2], table[:, 1], table[:, 0]))]
        pair = table[:, 0] * max(len(ids), 1) + table[:, 1]
        last = np.ones(len(table), dtype=np.bool_)
        last[:-1] = np.diff(pair) != 0
        person, idea, at, value = (np.ascontiguousarray(column) for column in table[last].T)
        return cls(ids, len(names), idea, person, value, at)
