"""Real conversations: does the ranking of early votes foretell what later people say?

Trained on the first 30 % of the votes, tested on later votes by people who were not among the first. The
figures are what this code reached when the test was written, so that a loss is noticed; they are no goal set
beforehand. Published figures for the same split are .59, .81 and .83. The one of .81 is met by a prior fitted
by likelihood (.809); the prior by moments, used here, gives .802.
"""

from __future__ import annotations

import csv
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
from scipy.stats import kendalltau

from bridge.domain.participation import Tally
from bridge.ranking.evidence import Evidence
from bridge.ranking.support import support

CONVERSATIONS = Path(__file__).resolve().parents[2] / ".." / "shared" / "data" / "polis"
TRAIN = 0.30
ENOUGH = 15
"""So many later votes make a share that something can be measured against."""


@dataclass(frozen=True)
class Conversation:
    born: dict[int, int]
    votes: list[tuple[int, int, int, int]]


def load(name: str) -> Conversation:
    """Votes as (time, idea, person, vote): the last of each person and idea, authors' own left out."""
    folder = CONVERSATIONS / name
    if not folder.exists():
        pytest.skip("../shared is absent: the real conversations cannot be read")
    with (folder / "comments.csv").open(newline="", encoding="utf-8") as file:
        comments = {int(row["id"]): row for row in csv.DictReader(file) if row["moderated"] != "-1"}
    last: dict[tuple[int, int], tuple[int, int]] = {}
    with (folder / "votes.csv").open(newline="", encoding="utf-8") as file:
        for row in sorted(csv.DictReader(file), key=lambda row: int(row["timestamp"])):
            idea, person = int(row["comment-id"]), int(row["voter-id"])
            if idea in comments and comments[idea]["author-id"] != row["voter-id"]:
                last[idea, person] = int(row["timestamp"]), int(row["vote"])
    return Conversation(
        born={idea: int(row["timestamp"]) for idea, row in comments.items()},
        votes=sorted((at, idea, person, vote) for (idea, person), (at, vote) in last.items()),
    )


@pytest.mark.parametrize(
    ("name", "reached"),
    [("bg2050-volunteers", 0.59), ("scoop-hivemind.biodiversity", 0.80), ("brexit-consensus", 0.83)],
)
def test_early_votes_foretell_later_ones(name: str, reached: float) -> None:
    conversation = load(name)
    cut = int(len(conversation.votes) * TRAIN)
    early, known = conversation.votes[:cut], {person for _, _, person, _ in conversation.votes[:cut]}
    later = [vote for vote in conversation.votes[cut:] if vote[2] not in known]
    likes = Counter(idea for _, idea, _, vote in early if vote > 0)
    downs = Counter(idea for _, idea, _, vote in early if vote < 0)
    views = Counter(idea for _, idea, _, _ in early)
    ideas = [idea for idea, born in conversation.born.items() if born <= early[-1][0]]
    evidence = Evidence.of(
        Tally(f"{idea:06}", up=likes[idea], down=downs[idea], readers=views[idea]) for idea in ideas
    )
    agreed = Counter(idea for _, idea, _, vote in later if vote > 0)
    asked = Counter(idea for _, idea, _, _ in later)

    scores = support(evidence, interval=0.90)

    judged = [(at, int(idea)) for at, idea in enumerate(evidence.ids) if asked[int(idea)] >= ENOUGH]
    truth = np.array([agreed[idea] / asked[idea] for _, idea in judged])
    rows = [at for at, _ in judged]
    tau = kendalltau(scores.score[rows], truth).statistic
    assert tau >= reached - 0.005
    assert tau > kendalltau(evidence.positives[rows], truth).statistic + 0.1
    inside = (scores.low[rows] <= truth) & (truth <= scores.high[rows])
    assert inside.mean() >= 0.85
