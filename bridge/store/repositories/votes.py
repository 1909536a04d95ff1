"""How one look at an idea's votes differs from what is stored: pure, so that it can be tested by itself."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from bridge.domain.participation import Method, Vote

Person = tuple[str, Method]
"""Whose vote it is: pseudonym and method."""


@dataclass(frozen=True, slots=True)
class VoteChanges:
    """`present` are votes to write, `gone` those that end as history, `left` whose place becomes empty."""

    present: tuple[Vote, ...]
    gone: tuple[Vote, ...]
    left: tuple[Person, ...]

    def __len__(self) -> int:
        """How many people's votes differ."""
        return len(self.present) + len(self.left)


def by_person(votes: Iterable[Vote]) -> dict[Person, Vote]:
    """Each person's vote by each method; of two the one cast later, which is the one that stands."""
    found: dict[Person, Vote] = {}
    for vote in votes:
        person = vote.voter, vote.method
        if person not in found or vote.cast >= found[person].cast:
            found[person] = vote
    return found


def differences(known: Mapping[Person, Vote], seen: Mapping[Person, Vote]) -> VoteChanges:
    """What has to be written so that `known` becomes `seen`."""
    present, gone = [], []
    for person, vote in seen.items():
        before = known.get(person)
        if before is None:
            present.append(vote)
        elif _another(before, vote):
            gone.append(before)
            present.append(vote)
        elif (better := _better(before, vote)) != before:
            present.append(better)
    left = [person for person in known if person not in seen]
    gone.extend(known[person] for person in left)
    return VoteChanges(tuple(present), tuple(gone), tuple(left))


def _another(before: Vote, now: Vote) -> bool:
    """Whether a person has voted anew: another direction, or taken back and given again.

    The latter is seen only where the forum tells both times.
    """
    if before.direction is not now.direction:
        return True
    return before.told and now.told and now.cast > before.cast


def _better(before: Vote, now: Vote) -> Vote:
    """The same vote as known best: a time that the forum told wins, else the earliest sight.

    `counted` belongs to the time by which it was decided, so both come from the same look.
    """
    if now.told or (not before.told and now.cast <= before.cast):
        return now
    return before
