"""More conversations out of the real ones: fewer people, fewer ideas, sparser votes, a crowd that changes.

Three conversations are few. These are not independent of them, but a ranking that is better only by luck on
the three is seldom better on most of these.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from bridge.ranking.ballots import Ballots, Column
from tests.perf.fairness.conversations import Conversation

Luck = np.random.Generator
Mask = NDArray[np.bool_]


def _fewer_people(conversation: Conversation, luck: Luck) -> Conversation:
    ballots = conversation.ballots
    return _part(conversation, (luck.random(ballots.people) < 0.4)[ballots.person])


def _fewer_ideas(conversation: Conversation, luck: Luck) -> Conversation:
    ballots = conversation.ballots
    ideas = luck.random(len(ballots.ideas)) < 0.45
    return _part(conversation, ideas[ballots.idea], ideas=ideas)


def _sparse(conversation: Conversation, luck: Luck) -> Conversation:
    return _part(conversation, luck.random(len(conversation.ballots)) < 0.35)


def _short(conversation: Conversation, luck: Luck) -> Conversation:
    """People stop early, some after two or three votes."""
    ballots = conversation.ballots
    order = np.lexsort((ballots.idea, ballots.at, ballots.person))
    votes = ballots.votes_by_person()
    turn = np.empty(len(ballots), dtype=np.int64)
    turn[order] = np.arange(len(ballots)) - np.repeat(np.cumsum(votes) - votes, votes)
    patience = 2 + np.ceil(luck.exponential(15.0, ballots.people))
    return _part(conversation, turn < patience[ballots.person])


def _shifting(conversation: Conversation, luck: Luck) -> Conversation:
    """One group of opinion comes mostly early, the others mostly late; votes on ideas not yet there go."""
    ballots = conversation.ballots
    first = np.full(ballots.people, np.iinfo(np.int64).max)
    np.minimum.at(first, ballots.person, ballots.at)
    lean = (conversation.group > 0) * luck.choice([-1.0, 1.0]) + luck.normal(0.0, 1.2, ballots.people)
    came = np.empty_like(first)
    came[np.argsort(lean, kind="stable")] = np.sort(first)
    at = ballots.at + (came - first)[ballots.person]
    return _part(conversation, at >= conversation.born[ballots.idea], at=at)


def _mixed(conversation: Conversation, luck: Luck) -> Conversation:
    ballots = conversation.ballots
    people, ideas = luck.random(ballots.people) < 0.6, luck.random(len(ballots.ideas)) < 0.6
    rows = people[ballots.person] & ideas[ballots.idea] & (luck.random(len(ballots)) < 0.7)
    return _part(conversation, rows, ideas=ideas)


KINDS: dict[str, Callable[[Conversation, Luck], Conversation]] = {
    "fewer people": _fewer_people,
    "fewer ideas": _fewer_ideas,
    "sparse": _sparse,
    "short visits": _short,
    "shifting crowd": _shifting,
    "mixed": _mixed,
}


def variations(conversations: Sequence[Conversation], seeds: int) -> Iterator[tuple[str, Conversation]]:
    """Every kind of every conversation, so many times, each under a name of its own."""
    for conversation in conversations:
        for kind, make in KINDS.items():
            for seed in range(seeds):
                made = make(conversation, np.random.default_rng(seed))
                name = f"{conversation.name}, {kind} {seed}"
                yield kind, Conversation(name, made.ballots, made.born, made.group)


def _part(
    conversation: Conversation, rows: Mask, *, ideas: Mask | None = None, at: Column | None = None
) -> Conversation:
    """The conversation in these rows alone; people without any are gone, ideas stay but for those named."""
    ballots = conversation.ballots
    ideas = np.ones(len(ballots.ideas), dtype=np.bool_) if ideas is None else ideas
    people = np.bincount(ballots.person[rows], minlength=ballots.people) > 0
    return Conversation(
        conversation.name,
        Ballots(
            tuple(idea for idea, kept in zip(ballots.ideas, ideas.tolist(), strict=True) if kept),
            int(people.sum()),
            (np.cumsum(ideas) - 1)[ballots.idea[rows]],
            (np.cumsum(people) - 1)[ballots.person[rows]],
            ballots.value[rows],
            (ballots.at if at is None else at)[rows],
        ),
        conversation.born[ideas],
        conversation.group[people],
    )
