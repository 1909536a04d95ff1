"""The web hook by which the forum tells that something has changed: made, looked at, tried, taken away.

All of it takes an admin's key. The hook is known by the address to which it sends.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from bridge.forum import rights
from bridge.forum.api import hooks
from bridge.forum.clients import open_clients
from bridge.forum.settings import ForumSettings
from bridge.forum.transport import Json
from bridge.forum.wire.hooks import EventKind, Hook
from bridge.ports import Clock

WANTED = {
    "topic_created": 101,
    "topic_revised": 102,
    "topic_edited": 103,
    "topic_destroyed": 104,
    "topic_recovered": 105,
    "post_created": 201,
    "post_edited": 202,
    "post_destroyed": 203,
    "post_recovered": 204,
    "post_liked": 1501,
    "topic_upvote": 1701,
    "topic_unvote": 1702,
}
"""Events that the bridge understands, by the numbers that Discourse gives them (CONTRACT, section 8)."""

_OF_A_PLUGIN = frozenset({"topic_upvote", "topic_unvote"})
_JSON = 1


@dataclass(frozen=True, slots=True)
class Standing:
    """A hook as it stands, and in words what of it is not as it should be."""

    number: int
    faults: tuple[str, ...]


class WebHooks:
    """The hook of this bridge in the forum."""

    def __init__(self, settings: ForumSettings, clock: Clock) -> None:
        self._keys = open_clients(settings, clock)

    def look(self, url: str, secret: str, categories: Iterable[int]) -> Standing | None:
        """How the hook that sends to this address stands; None where there is none."""
        with rights.needs_admin():
            known, kinds = hooks.listed(self._keys.admin)
        found = _ours(known, url)
        if not found:
            return None
        wanted = _wanted(url, secret, categories, kinds)
        faults = [words for name, words in _FAULTS.items() if _as_it_is(found[0], name) != wanted[name]]
        if len(found) > 1:
            faults.append(f"there are {len(found)} of them")
        return Standing(found[0].id, tuple(faults))

    def put(self, url: str, secret: str, categories: Iterable[int]) -> tuple[int, bool]:
        """Make the hook or set it right; its number, and whether anything had to be written.

        It listens to these categories alone: so the forum sends no private message here, which would come
        with its whole text (OBSERVED, section 8).
        """
        with rights.needs_admin():
            known, kinds = hooks.listed(self._keys.admin)
            wanted = _wanted(url, secret, categories, kinds)
            found = _ours(known, url)
            for spare in found[1:]:
                hooks.remove(self._keys.admin, spare.id)
            if not found:
                return hooks.create(self._keys.admin, wanted).id, True
            if all(_as_it_is(found[0], name) == wanted[name] for name in _FAULTS):
                return found[0].id, len(found) > 1
            return hooks.change(self._keys.admin, found[0].id, wanted).id, True

    def remove(self, url: str) -> int:
        """Take the hook away; gives how many there were."""
        with rights.needs_admin():
            found = _ours(hooks.listed(self._keys.admin)[0], url)
            for hook in found:
                hooks.remove(self._keys.admin, hook.id)
        return len(found)

    def ping(self, number: int) -> None:
        """Ask the forum to send a sign of life to the hook's address."""
        with rights.needs_admin():
            hooks.ping(self._keys.admin, number)

    def close(self) -> None:
        """Close the connections."""
        self._keys.close()


_FAULTS = {
    "secret": "its secret is another one",
    "active": "it is switched off",
    "verify_certificate": "it does not check the certificate of this address",
    "wildcard_web_hook": "it sends every event of the forum, private ones too",
    "content_type": "it does not send JSON",
    "web_hook_event_type_ids": "it listens to other events",
    "category_ids": "it listens to other categories",
}
"""What has to be as wanted, and what to say where it is not."""


def _ours(known: Iterable[Hook], url: str) -> list[Hook]:
    return sorted((hook for hook in known if hook.payload_url == url), key=lambda hook: hook.id)


def _wanted(url: str, secret: str, categories: Iterable[int], kinds: Iterable[EventKind]) -> Json:
    listed = {kind.name: kind.id for kind in kinds}
    # A release that does not tell what it offers gets the events that every one has.
    offered = listed or {name: number for name, number in WANTED.items() if name not in _OF_A_PLUGIN}
    return {
        "payload_url": url,
        "secret": secret,
        "content_type": _JSON,
        "wildcard_web_hook": False,
        "verify_certificate": url.startswith("https://"),
        "active": True,
        "web_hook_event_type_ids": sorted(offered[name] for name in WANTED if name in offered),
        "category_ids": sorted(categories),
    }


def _as_it_is(hook: Hook, name: str) -> object:
    if name == "secret":
        return hook.secret.get_secret_value()
    if name == "web_hook_event_type_ids":
        return sorted(kind.id for kind in hook.web_hook_event_types)
    if name == "category_ids":
        return sorted(hook.category_ids)
    return getattr(hook, name)
