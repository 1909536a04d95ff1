"""Group-informed consensus is the one that Polis computes, to the last digits."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest

from bridge.ranking.ballots import Ballots
from bridge.ranking.consensus import group_consensus, group_consensus_root
from bridge.ranking.groups import NO_GROUP, count_by_group
from tests.ranking.test_conversations import CONVERSATIONS


def table(path: Path) -> list[dict[str, str]]:
    with path.open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def test_all_official_values_of_a_conversation() -> None:
    folder = CONVERSATIONS / "bg2050-volunteers"
    if not folder.exists():
        pytest.skip("../shared is absent: Polis' official values cannot be read")
    official = {
        row["id"]: float(row["group-informed-consensus"]) for row in table(folder / "official_gic.csv")
    }
    votes = [
        (row["comment-id"], row["voter-id"], int(row["vote"]), int(row["timestamp"]))
        for row in table(folder / "votes.csv")
    ]
    crowd = Ballots.of(official, votes)
    groups = {row["voter-id"]: int(row["group-id"]) for row in table(folder / "groups.csv")}
    people = sorted({person for idea, person, _, _ in votes if idea in official})
    group = np.array([groups.get(person, NO_GROUP) for person in people], dtype=np.int64)

    consensus = group_consensus(count_by_group(crowd, group, max(groups.values()) + 1))

    assert len(crowd.ideas) == 371
    assert np.abs(consensus - [official[idea] for idea in crowd.ideas]).max() <= 1e-12


def test_an_idea_without_votes_stands_at_a_half_for_each_group() -> None:
    counts = count_by_group(Ballots.of("a", [("a", "u", 1, 0)]).only(np.array([False])), np.array([0]), 3)

    assert group_consensus(counts).tolist() == [0.125]
    assert group_consensus_root(counts) == pytest.approx([0.5])
