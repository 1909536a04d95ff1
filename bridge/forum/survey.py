"""What an examination asks the forum: does it answer, what time has it, settings, groups and categories.

Each question stands alone, so that one that fails hides no other. Nothing is changed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import replace
from email.utils import parsedate_to_datetime

from bridge.domain.errors import Forbidden, Gone
from bridge.domain.observation import ObservedCategory
from bridge.forum import rights
from bridge.forum.api import categories, site
from bridge.forum.clients import open_clients
from bridge.forum.endpoint import reading
from bridge.forum.searching import CategorySearch
from bridge.forum.settings import ForumSettings
from bridge.forum.wire.base import read
from bridge.forum.wire.site import Account, AdminSettings, GroupAnswer, Site
from bridge.ports import Clock

ADMIN_SETTINGS = reading("/admin/site_settings.json")
GROUP = reading("/groups/{name}.json")

EVERYBODY = 99
"""The level at which everybody may write to a group, also who has just joined."""

_ATTEMPTS = 2
_CONNECT_SECONDS = 5.0
_ANSWER_SECONDS = 20.0


class Survey:
    """Questions to the forum. It gives up early: somebody waits for the answer."""

    def __init__(self, settings: ForumSettings, clock: Clock) -> None:
        self._settings = replace(
            settings,
            attempts=_ATTEMPTS,
            connect_timeout=_CONNECT_SECONDS,
            answer_timeout=_ANSWER_SECONDS,
            # Those bound what a run does by itself; here somebody asked.
            most_reads=None,
            most_writes=None,
        )
        self._clock = clock
        self._keys = open_clients(self._settings, clock)
        self._search = CategorySearch(self._keys.own, self._keys.admin)
        self._site: Site | None = None

    def version(self) -> str:
        """The release; ForumError where the forum does not answer, or not to this key."""
        return site.about(self._keys.own).version

    def ahead(self) -> float | None:
        """By how many seconds the forum's clock is ahead of ours; None where it told no time.

        Measured by one more request, whose answer may also be a refusal. The forum tells whole seconds, so
        one or two mean nothing.
        """
        with suppress(Forbidden, Gone):
            self._keys.own.call(site.SETTINGS)
        now, told = self._clock.now(), self._keys.transports[0].date
        try:
            return None if told is None else (parsedate_to_datetime(told) - now).total_seconds()
        except (ValueError, TypeError):
            return None

    def account(self) -> Account:
        """Whom the bridge's key acts as; Forbidden where the key is not accepted."""
        return site.account(self._keys.own)

    def rights(self) -> Iterator[rights.Finding]:
        """Every right of every key (bridge.forum.rights)."""
        return rights.probe(self._keys.own, self._keys.runner, self._keys.admin, self._settings)

    def settings(self, names: Iterable[str]) -> dict[str, object]:
        """Values of site settings by name, as far as one of the keys may read them.

        First the list that everybody may read, then, for what is missing there, the admins' one, whose values
        are texts. What neither tells is left out.
        """
        wanted = list(names)
        try:
            listed = self._keys.own.call(site.SETTINGS).data
        except (Forbidden, Gone):
            listed = None
        known = listed if isinstance(listed, dict) else {}
        found: dict[str, object] = {name: known[name] for name in wanted if name in known}
        missing = [name for name in wanted if name not in found]
        if missing:
            found |= {name: value for name, value in self._admins().items() if name in missing}
        return found

    def groups(self) -> frozenset[str]:
        """Names of all groups that the bridge's account sees, in small letters."""
        return frozenset(group.name.lower() for group in self._all().groups)

    def writable_by_everybody(self, group: str) -> bool | None:
        """Whether everybody may write to a group; None where the forum does not say."""
        try:
            answer = self._keys.own.call(GROUP, ids={"name": group})
        except (Forbidden, Gone):
            return None
        level = read(GroupAnswer, answer, GROUP).group.messageable_level
        return None if level is None else level >= EVERYBODY

    def category(self, slug: str) -> ObservedCategory | None:
        """The category with this slug, None if it is not there or not to be seen."""
        return self._search.by_slug(slug)

    def category_by_id(self, category_id: int) -> ObservedCategory | None:
        """The category with this number, None if it is not there or not to be seen."""
        return self._search.by_number(category_id)

    def close(self) -> None:
        """Close the connections."""
        self._keys.close()

    def _all(self) -> Site:
        if self._site is None:
            self._site = read(Site, self._keys.own.call(categories.SITE), categories.SITE)
        return self._site

    def _admins(self) -> dict[str, str]:
        try:
            # Releases differ in how the list can be narrowed down, so it is read as a whole.
            answer = self._keys.admin.call(ADMIN_SETTINGS)
        except (Forbidden, Gone):
            return {}
        listed = read(AdminSettings, answer, ADMIN_SETTINGS).site_settings
        return {one.setting: one.value for one in listed if one.value is not None}
