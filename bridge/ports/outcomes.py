"""What became of ideas, as the core needs it stored: statuses, follow-up, the shortlist; and pictures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

from bridge.domain.followup import CheckIn, Undertaking
from bridge.domain.shortlist import Choice, TestResult
from bridge.domain.status import Heeded, StatusChange
from bridge.domain.trial import Trial


class Statuses(Protocol):
    """The history of statuses, which only grows, and moderators' replies that were heeded."""

    def add(self, change: StatusChange) -> None:
        """Append to the history."""
        ...

    def all(self, campaign: str) -> Sequence[StatusChange]:
        """The whole history, ordered by idea and number."""
        ...

    def heed(self, campaign: str, post_id: int, heeded: Heeded) -> bool:
        """Remember what came of a reply; False where that is known already."""
        ...

    def heeded(self, campaign: str) -> Mapping[int, Heeded]:
        """What came of each reply, by its post."""
        ...


class FollowUps(Protocol):
    """Chosen ideas in somebody's hands, and the answers to their check-ins."""

    def get(self, campaign: str, idea: str) -> Undertaking | None:
        """The undertaking of an idea."""
        ...

    def all(self, campaign: str) -> Sequence[Undertaking]:
        """All undertakings, ordered by idea."""
        ...

    def put(self, undertaking: Undertaking) -> None:
        """Insert or replace."""
        ...

    def check_ins(self, campaign: str) -> Sequence[CheckIn]:
        """All answers, ordered by idea and days."""
        ...

    def answer(self, check_in: CheckIn) -> None:
        """Insert, or replace an earlier answer to the same check-in."""
        ...

    def begin_anew(self, campaign: str, idea: str) -> None:
        """Forget the answers of an idea that is chosen once more: its days count from then."""
        ...


class Shortlists(Protocol):
    """The answers to the tests of the shortlist, and what people added to it or dropped."""

    def tests(self, campaign: str) -> Sequence[TestResult]:
        """All answers, ordered by idea and test."""
        ...

    def record(self, result: TestResult) -> None:
        """Keep an answer; a later one takes its place."""
        ...

    def choices(self, campaign: str) -> Sequence[Choice]:
        """What people added and dropped, ordered by idea."""
        ...

    def choose(self, choice: Choice) -> None:
        """Keep a choice; a later one for the same idea takes its place."""
        ...


class Trials(Protocol):
    """Where ideas were tried, and what came of it."""

    def all(self, campaign: str) -> Sequence[Trial]:
        """All of them, ordered by idea and number."""
        ...

    def add(self, trial: Trial) -> None:
        """Add the next one of an idea."""
        ...


class Pictures(Protocol):
    """Where the forum keeps the pictures that were uploaded, by the hash of what they show."""

    def get(self, campaign: str, content: str) -> str | None:
        """The forum's short address of a picture; empty where the forum refused it."""
        ...

    def put(self, campaign: str, content: str, address: str) -> None:
        """Insert or replace."""
        ...
