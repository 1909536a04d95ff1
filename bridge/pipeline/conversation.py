"""A conversation that was held elsewhere: its comments and every vote on them, as an export tells it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from bridge.ranking.ballots import Ballots, Column
from bridge.ranking.groups import NO_GROUP

MILLISECONDS = 1000
"""In a second."""

_NUMBER = re.compile(r"0|-?[1-9][0-9]{0,17}")
"""A whole number as programs write it: 7, and neither 07 nor 7.0."""


@dataclass(frozen=True, slots=True)
class Comment:
    """What somebody wrote for others to vote on.

    `id` and `author` are as in the export; `author` is empty where nobody is named. `created` is in
    milliseconds since 1970, UTC. `rejected`: moderators turned it away.
    """

    id: str
    author: str
    created: int
    text: str
    rejected: bool = False

    @property
    def number(self) -> int | None:
        """The id as a whole number, where it is written as one."""
        return int(self.id) if _NUMBER.fullmatch(self.id) else None


@dataclass(frozen=True, slots=True)
class LeftOut:
    """How much does not count.

    `rejected` comments and the `votes_on_rejected`; `own` votes of authors; `changed` votes, those that a
    later one of the same person on the same comment replaced.
    """

    rejected: int = 0
    votes_on_rejected: int = 0
    own: int = 0
    changed: int = 0


@dataclass(frozen=True, slots=True, eq=False)
class Conversation:
    """Row r says that `voters[voter[r]]` said `value[r]` of `comments[comment[r]]` at `at[r]`.

    The comments are in the order of their ids: whole numbers first, by size, then all others. Rows are in the
    order of the export, shapes (R,), read-only. `value`: +1 for, -1 against, 0 neither. `at`: milliseconds
    since 1970, UTC. `groups` says of voters, as far as they are in one, which group that is.
    """

    comments: tuple[Comment, ...]
    voters: tuple[str, ...]
    comment: Column
    voter: Column
    value: Column
    at: Column
    groups: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for name in ("comment", "voter", "value", "at"):
            column = getattr(self, name)
            if column.shape != self.comment.shape or column.ndim != 1:
                raise ValueError(f"{name} has shape {column.shape}, but comment has {self.comment.shape}.")
            column.flags.writeable = False

    def until(self, instant: int) -> Conversation:
        """What was known at an instant, in milliseconds: comments made and votes cast by then, or just then.

        Nobody wrote down when a comment was rejected, so what is rejected now counts as rejected all along.
        """
        made = np.array([comment.created <= instant for comment in self.comments], dtype=np.bool_)
        place = np.cumsum(made) - 1
        rows = (self.at <= instant) & made[self.comment]
        return Conversation(
            tuple(comment for comment, there in zip(self.comments, made.tolist(), strict=True) if there),
            self.voters,
            place[self.comment[rows]],
            self.voter[rows],
            self.value[rows],
            self.at[rows],
            self.groups,
        )

    def ballots(self) -> tuple[tuple[Comment, ...], Ballots, LeftOut]:
        """The comments that are ranked, the votes that count for them, and what was left out.

        Idea i of the ballots is comment i of those returned. The last vote of a person on a comment stands,
        by its millisecond, and of two at the same one that which comes later in the export. Rejected comments
        go with their votes, and so do authors' votes on what they wrote.
        """
        kept, ballots, left_out, _ = self._standing(own_too=False)
        return kept, ballots, left_out

    def grouped(self, *, own_too: bool = False) -> tuple[Ballots, NDArray[np.int64], tuple[str, ...]]:
        """The same ballots, the group of each person in them (NO_GROUP for none), and the groups' names.

        `own_too`: with authors' votes on what they wrote, as Polis counts them.
        """
        _, ballots, _, voter = self._standing(own_too=own_too)
        names = tuple(sorted(set(self.groups.values())))
        number = {name: position for position, name in enumerate(names)}
        group = [number.get(self.groups.get(self.voters[who], ""), NO_GROUP) for who in voter.tolist()]
        return ballots, np.array(group, dtype=np.int64), names

    def _standing(self, *, own_too: bool) -> tuple[tuple[Comment, ...], Ballots, LeftOut, NDArray[np.int64]]:
        """Also which voter each person of the ballots is, shape (people,)."""
        rejected = np.array([comment.rejected for comment in self.comments], dtype=np.bool_)
        kept = tuple(comment for comment in self.comments if not comment.rejected)
        place = np.cumsum(~rejected) - 1
        number = {name: position for position, name in enumerate(self.voters)}
        author = np.array([number.get(comment.author, -1) for comment in self.comments], dtype=np.int64)
        turned_away = rejected[self.comment]
        own = ~turned_away & (author[self.comment] == self.voter) & (not own_too)
        rows = np.flatnonzero(~turned_away & ~own)
        # Numbers follow names, so that they do not depend on who comes first in the export.
        rank = np.empty(len(self.voters), dtype=np.int64)
        by_name = np.array(sorted(range(len(self.voters)), key=self.voters.__getitem__), dtype=np.int64)
        rank[by_name] = np.arange(len(self.voters))
        pair = rank[self.voter[rows]] * max(len(kept), 1) + place[self.comment[rows]]
        # Sorting keeps the order of rows where pair and time are equal.
        by_pair = np.lexsort((self.at[rows], pair))
        pair = pair[by_pair]
        last = np.ones(len(pair), dtype=np.bool_)
        last[:-1] = np.diff(pair) != 0
        stands = rows[by_pair[last]]
        people, person = np.unique(rank[self.voter[stands]], return_inverse=True)
        width = len(str(len(kept)))
        ballots = Ballots(
            # Ids of equal width ascend as the comments do.
            tuple(f"{position:0{width}d}" for position in range(len(kept))),
            len(people),
            place[self.comment[stands]],
            person.astype(np.int64),
            self.value[stands],
            self.at[stands] // MILLISECONDS,
        )
        left_out = LeftOut(
            rejected=int(np.count_nonzero(rejected)),
            votes_on_rejected=int(np.count_nonzero(turned_away)),
            own=int(np.count_nonzero(own)),
            changed=len(rows) - len(stands),
        )
        return kept, ballots, left_out, by_name[people]


def in_order(comments: list[Comment]) -> NDArray[np.intp]:
    """Positions of comments in the order of their ids: numbers by size, then all others, shape (N,)."""

    def key(position: int) -> tuple[bool, int, str]:
        number = comments[position].number
        return number is None, number or 0, comments[position].id

    return np.array(sorted(range(len(comments)), key=key), dtype=np.intp)
