"""The main table: how well each ranking of a part foretells what the other people say."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from tests.perf.fairness.candidates import Rank
from tests.perf.fairness.conversations import Conversation
from tests.perf.fairness.measures import Figures, figures, mean_figures
from tests.perf.fairness.protocols import FEWEST_IDEAS, Split, bridging, popular, splits

TRUTHS = ("popular", "bridging")


@dataclass(frozen=True, slots=True)
class Judged:
    """Figures of one ranking on one split against one truth."""

    conversation: str
    protocol: str
    truth: str
    ranking: str
    figures: Figures


def judge(conversation: Conversation, split: Split, rankings: Mapping[str, Rank]) -> list[Judged]:
    """Judge all rankings on a split; a truth known of fewer than FEWEST_IDEAS ideas judges nothing."""
    truths = {"popular": popular(split.test), "bridging": bridging(split.test, conversation.group)}
    rows = {name: split.there & ~np.isnan(truth) for name, truth in truths.items()}
    seen = split.train.counts().sum(axis=1)
    found = []
    for ranking, rank in rankings.items():
        score = rank(split.train, conversation.born)
        for name, truth in truths.items():
            at = rows[name]
            if at.sum() >= FEWEST_IDEAS:
                made = figures(score[at], truth[at], seen[at], conversation.born[at])
                found.append(Judged(conversation.name, split.protocol, name, ranking, made))
    return found


def judge_all(
    conversations: Sequence[Conversation], rankings: Mapping[str, Rank], seeds: int
) -> list[Judged]:
    """All protocols on all conversations."""
    return [
        row
        for conversation in conversations
        for split in splits(conversation, seeds)
        for row in judge(conversation, split, rankings)
    ]


def overall(judged: Sequence[Judged], ranking: str, truth: str) -> Figures:
    """The mean over conversations of the mean over protocols of the mean over seeds."""
    cells: dict[str, dict[str, list[Figures]]] = {}
    for row in judged:
        if (row.ranking, row.truth) == (ranking, truth):
            cells.setdefault(row.conversation, {}).setdefault(row.protocol, []).append(row.figures)
    return mean_figures(
        [mean_figures([mean_figures(rows) for rows in protocols.values()]) for protocols in cells.values()]
    )
