"""What the bridge knows of the forum in this process: asked once, or recalled from an earlier one."""

from __future__ import annotations

from collections.abc import Mapping

from bridge.forum.facts import Known, kept, learn, to_keep
from bridge.forum.retry import Client
from bridge.forum.settings import ForumSettings
from bridge.ports import Clock


class Acquaintance:
    """Facts of one forum and account. `recalled` says that they come from an earlier process."""

    def __init__(self, client: Client, settings: ForumSettings, clock: Clock) -> None:
        self._client = client
        self._settings = settings
        self._clock = clock
        self._known: Known | None = None
        self._at = clock.now()
        self.recalled = False

    def known(self) -> Known:
        """The facts, asked for where there are none yet."""
        if self._known is None:
            self._known = learn(self._client, self._settings)
            self._at, self.recalled = self._clock.now(), False
        return self._known

    def known_now(self) -> Known:
        """The facts as the forum told them to this process: what an earlier one heard may be overtaken."""
        if self.recalled:
            self._known = None
        return self.known()

    def recall(self, data: Mapping[str, object]) -> None:
        """Take over what an earlier process kept, if it serves and nothing is known yet."""
        found = None if self._known is not None else kept(data, self._settings, self._clock.now())
        if found is not None:
            self._known, self._at = found
            self.recalled = True

    def to_keep(self) -> Mapping[str, object]:
        """The facts for a later process."""
        return to_keep(self.known(), self._settings, self._at)

    def forget(self) -> None:
        """Ask anew the next time."""
        self._known = None
