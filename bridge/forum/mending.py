"""What an admin's key can put right in the forum: settings, groups, members."""

from __future__ import annotations

from bridge.forum import rights
from bridge.forum.api import groups, site
from bridge.forum.clients import open_clients
from bridge.forum.settings import ForumSettings
from bridge.ports import Clock


class Mending:
    """Changes to the forum itself, each of which a person has agreed to. All take an admin's key."""

    def __init__(self, settings: ForumSettings, clock: Clock) -> None:
        self._keys = open_clients(settings, clock)

    def set_site_setting(self, name: str, value: str) -> None:
        """Change a setting of the forum for good."""
        with rights.needs_admin():
            site.change_setting(self._keys.admin, name, value)

    def make_group(self, name: str, member: str) -> None:
        """Make a group with one member, or none."""
        with rights.needs_admin():
            groups.create(self._keys.admin, name, member)

    def add_member(self, group: str, username: str) -> None:
        """Put an account into a group."""
        with rights.needs_admin():
            groups.add_member(self._keys.admin, group, username)

    def close(self) -> None:
        """Close the connections."""
        self._keys.close()
