"""What was given to ideas that go on in others, read as given to those. Pure; the ledger stays as it is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from bridge.domain.idea import Idea
from bridge.domain.participation import Direction, Method, Vote, VoteCount


def goes_on(ideas: Iterable[Idea]) -> dict[str, str]:
    """Idea -> the idea in which it goes on, however many steps away; none for those that stand alone."""
    into = {idea.id: idea.merged_into for idea in ideas if idea.merged_into is not None}
    ends: dict[str, str] = {}
    for idea, end in into.items():
        seen = {idea}
        while end in into and end not in seen:
            seen.add(end)
            end = into[end]
        ends[idea] = end
    return ends


def as_given_to(ends: Mapping[str, str], votes: Iterable[Vote]) -> list[Vote]:
    """The votes under the ideas that stand; of two by one person the tally takes the latest."""
    return [replace(vote, idea=ends[vote.idea]) if vote.idea in ends else vote for vote in votes]


def largest_counts(ends: Mapping[str, str], counts: Iterable[VoteCount]) -> list[VoteCount]:
    """The counts under the ideas that stand; of several for the same choice the largest."""
    found: dict[tuple[str, Method, Direction, bool], VoteCount] = {}
    for count in counts:
        moved = replace(count, idea=ends.get(count.idea, count.idea))
        key = (moved.idea, moved.method, moved.direction, moved.counted)
        if key not in found or moved.count > found[key].count:
            found[key] = moved
    return list(found.values())
