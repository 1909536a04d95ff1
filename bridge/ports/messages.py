"""Private messages to a group of the forum, as the core needs them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from bridge.domain.observation import Erasure, ListedMessage, ObservedMessage, Placed


class Messages(Protocol):
    """What people write to a group that the bridge's account is in. May raise the ForumError family."""

    def inbox(self, group: str) -> Sequence[ListedMessage]:
        """Messages to the group that nobody archived; Gone where there is no such group for the account."""
        ...

    def archived(self, group: str) -> Sequence[ListedMessage]:
        """Messages to the group that were archived for it."""
        ...

    def read(self, topic_id: int) -> ObservedMessage | None:
        """One message with all that was written in it; None if this account sees none."""
        ...

    def answer(self, topic_id: int, raw: str) -> Placed:
        """Write into a message; brings it back into the inbox."""
        ...

    def archive(self, topic_id: int) -> None:
        """Take a message out of the group's inbox; doing it twice changes nothing."""
        ...

    def erase(self, topic_id: int) -> Erasure:
        """Delete a message for good where the forum allows that, else as far as it does; never Forbidden."""
        ...
