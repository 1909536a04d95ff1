"""The campaign files that a long run works with, read again when they change, and only if they are right."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from pathlib import Path

from bridge.declare.loader import load
from bridge.domain.campaign import Campaign
from bridge.domain.errors import UserProblem
from bridge.observability import LOGGER

_log = logging.getLogger(f"{LOGGER}.worker")


class CampaignFiles:
    """Campaigns by slug. A file that became wrong leaves the campaign as it was, which is told once."""

    def __init__(self, paths: Sequence[Path]) -> None:
        """Read all of them; UserProblem where one is wrong, or two have the same slug."""
        self._paths = tuple(paths)
        self._seen: dict[Path, tuple[int, int] | None] = {}
        self._by_path: dict[Path, Campaign] = {}
        self.by_slug: dict[str, Campaign] = {}
        for path in self._paths:
            self._seen[path] = _mark(path)
            self._by_path[path] = load(path)
        self._take()
        if len(self.by_slug) < len(self._paths):
            raise UserProblem(
                "two campaign files have the same slug", hint="Give each campaign a slug of its own."
            )

    @property
    def campaigns(self) -> tuple[Campaign, ...]:
        """As they stand now."""
        return tuple(self._by_path.values())

    def folder_of(self, slug: str) -> Path | None:
        """The folder in which a campaign's file lies; None for one that has none."""
        return next((path.parent for path, campaign in self._by_path.items() if campaign.slug == slug), None)

    def look(self, *, anyway: bool = False) -> list[str]:
        """Read files that changed, or all with `anyway`; gives a sentence for each that was read."""
        told = []
        for path in self._paths:
            mark = _mark(path)
            if mark == self._seen[path] and not anyway:
                continue
            self._seen[path] = mark
            told.append(self._read(path))
        return told

    def _read(self, path: Path) -> str:
        before = self._by_path[path]
        try:
            campaign = load(path)
        except UserProblem as problem:
            _log.warning("a campaign file is wrong, so the campaign stays as it was: %s", problem.what)
            return f"{problem.what}; {before.slug} stays as it was until `ideabridge validate {path}` is fine"
        if campaign.slug != before.slug:
            _log.warning("a campaign file changed its slug, so the campaign stays as it was")
            return f"{path}: the slug of a running campaign cannot change; {before.slug} stays as it was"
        self._by_path[path] = campaign
        self._take()
        return f"{path}: read again"

    def _take(self) -> None:
        # In place: whoever serves pages holds the same mapping.
        self.by_slug.update({campaign.slug: campaign for campaign in self._by_path.values()})


def _mark(path: Path) -> tuple[int, int] | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size
