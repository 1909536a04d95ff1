"""Real conversations with the times of votes, as ballots: Polis exports (CC BY 4.0) in ../shared.

Kept as the data's own notes say: the last vote of a person on an idea stands, authors' votes on their own
ideas and ideas that moderators rejected are left out.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from bridge.ranking.ballots import Ballots, Column

SHARED = Path(__file__).resolve().parents[3] / ".." / "shared" / "data" / "polis"
NAMES = ("scoop-hivemind.biodiversity", "brexit-consensus", "bg2050-volunteers")
NO_GROUP = -1


@dataclass(frozen=True, slots=True, eq=False)
class Conversation:
    """All ballots; `born`: when each idea came, seconds since 1970; `group`: each person's group of opinion.

    Groups are those that Polis found from all votes; people whom it did not group have NO_GROUP. Shapes:
    (ideas,) and (people,).
    """

    name: str
    ballots: Ballots
    born: Column
    group: Column

    @property
    def groups(self) -> int:
        """How many groups there are."""
        return int(self.group.max(initial=NO_GROUP)) + 1


def present(folder: Path = SHARED) -> list[Path]:
    """The folders of the conversations that are there; none where ../shared is absent."""
    return [folder / name for name in NAMES if (folder / name / "votes.csv").exists()]


def read(folder: Path) -> Conversation:
    """Read an export: `comments.csv`, `votes.csv` and `groups.csv`."""
    comments = {row["id"]: row for row in _rows(folder / "comments.csv") if row["moderated"] != "-1"}
    ids = {number: f"{int(number):06}" for number in comments}
    # Sorted here by the millisecond, since ballots know whole seconds.
    last: dict[tuple[str, str], tuple[int, int]] = {}
    for row in sorted(_rows(folder / "votes.csv"), key=lambda row: int(row["timestamp"])):
        comment, voter = row["comment-id"], row["voter-id"]
        if comment in comments and comments[comment]["author-id"] != voter:
            last[comment, voter] = int(row["timestamp"]) // 1000, int(row["vote"])
    ballots = Ballots.of(
        ids.values(),
        ((ids[comment], f"{int(voter):06}", value, at) for (comment, voter), (at, value) in last.items()),
    )
    born = {ids[number]: int(row["timestamp"]) // 1000 for number, row in comments.items()}
    group = {f"{int(row['voter-id']):06}": int(row["group-id"]) for row in _rows(folder / "groups.csv")}
    people = sorted({f"{int(voter):06}" for _, voter in last})
    return Conversation(
        name=folder.name,
        ballots=ballots,
        born=np.array([born[idea] for idea in ballots.ideas], dtype=np.int64),
        group=np.array([group.get(person, NO_GROUP) for person in people], dtype=np.int64),
    )


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))
