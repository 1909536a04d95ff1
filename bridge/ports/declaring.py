"""What the core needs to know campaign files by: how they are read, and where approved ones are kept."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Protocol

from bridge.domain.campaign import Campaign
from bridge.domain.declaration import Declaration, SettingsTopic
from bridge.domain.errors import DeclarationProblems


class Declarer(Protocol):
    """Reads campaign files, and writes one to start from."""

    def read(self, text: str, *, groups: frozenset[str] | None = None) -> Campaign:
        """The campaign that a text declares; `groups` are those of the forum, where that is known.

        Raises:
            DeclarationProblems: everything that is wrong with it, at once.
        """
        ...

    def told(self, problems: DeclarationProblems) -> str:
        """The problems in words, each with its line and a caret below it."""
        ...

    def scaffold(self, today: date) -> str:
        """A commented campaign file that is right as it stands, to start from."""
        ...


class Declarations(Protocol):
    """Campaign files that live in the forum: every approved version, and the topics in which they stand."""

    def latest(self, campaign: str) -> Declaration | None:
        """The version that counts; None for a campaign that was never configured in the forum."""
        ...

    def all_latest(self) -> Sequence[Declaration]:
        """The version that counts of every campaign that was ever configured in the forum, by name."""
        ...

    def add(self, declaration: Declaration) -> None:
        """Add the next version."""
        ...

    def topics(self) -> Sequence[SettingsTopic]:
        """The topics in which a campaign file was found, by number."""
        ...

    def put_topic(self, topic: SettingsTopic) -> None:
        """Insert or replace."""
        ...

    def forget_topic(self, topic_id: int) -> None:
        """A topic is gone from the forum."""
        ...
