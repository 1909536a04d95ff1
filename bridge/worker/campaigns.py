"""The campaigns of a long run: by files on the server, or as they were approved in the forum.

Each has one owner. Where a campaign is configured in the forum, a file of the same slug is not looked at.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from bridge.domain.campaign import Campaign
from bridge.domain.declaration import Owner
from bridge.domain.errors import BridgeError, DeclarationProblems
from bridge.observability import LOGGER
from bridge.ports import Declarer, Store
from bridge.worker.files import CampaignFiles

LOOK_SECONDS = 10

_log = logging.getLogger(f"{LOGGER}.worker")


class Campaigns:
    """Campaigns by slug, as they stand since the last look; `by_slug` is changed in place."""

    def __init__(self, files: CampaignFiles, store: Store, declarer: Declarer) -> None:
        self.files = files
        self._store = store
        self._declarer = declarer
        self._read: dict[str, tuple[int, Campaign]] = {}
        self._told: set[str] = set()
        self.by_slug: dict[str, Campaign] = {}
        self._started = False
        self.look()
        self._started = True

    @property
    def campaigns(self) -> tuple[Campaign, ...]:
        """As they stand now."""
        return tuple(self.by_slug.values())

    def folder_of(self, slug: str) -> Path | None:
        """The folder of a campaign's file; None where the forum configures it, which names no files here."""
        return None if slug in self._read else self.files.folder_of(slug)

    def look(self, *, anyway: bool = False) -> list[str]:
        """See what changed in files and in the store; gives a sentence for each change."""
        told = self.files.look(anyway=anyway)
        with self._store.begin() as unit:
            latest = unit.declarations.all_latest()
        owned: dict[str, Campaign] = {}
        for declaration in latest:
            if declaration.owner is not Owner.FORUM:
                self._read.pop(declaration.campaign, None)
                continue
            known = self._read.get(declaration.campaign)
            if known is None or known[0] != declaration.number:
                try:
                    read = self._declarer.read(declaration.text)
                except DeclarationProblems as problem:
                    # It was right when it was approved: another version of the bridge reads it otherwise.
                    told += self._once(
                        f"{declaration.campaign}: the file approved in the forum cannot be read any more "
                        f"({problem.what}); correct it there"
                    )
                    if known is not None:
                        owned[declaration.campaign] = known[1]
                    continue
                self._read[declaration.campaign] = declaration.number, read
                if self._started:
                    told.append(f"{declaration.campaign}: taken as approved in the forum")
            owned[declaration.campaign] = self._read[declaration.campaign][1]
        for slug in owned.keys() & self.files.by_slug.keys():
            told += self._once(f"{slug} is configured in the forum, so its file is not looked at")
        wanted = {**self.files.by_slug, **owned}
        for slug in self.by_slug.keys() - wanted.keys():
            del self.by_slug[slug]
        self.by_slug.update(wanted)
        return told

    def _once(self, sentence: str) -> list[str]:
        if sentence in self._told:
            return []
        self._told.add(sentence)
        _log.warning("%s", sentence)
        return [sentence]


@contextmanager
def looking(campaigns: Campaigns, tell: Callable[[str], None]) -> Iterator[None]:
    """See every few seconds what changed, for the length of a block, for a process that has no worker."""
    over = threading.Event()

    def look() -> None:
        while not over.wait(LOOK_SECONDS):
            try:
                for sentence in campaigns.look():
                    tell(sentence)
            except BridgeError as problem:
                # A database that restarts is back at a later look.
                _log.warning("campaigns could not be looked at: %s", problem.what)

    thread = threading.Thread(target=look, name="campaigns", daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join(LOOK_SECONDS)
