"""What a delivery of the forum's web hooks tells: which topic to look at again, and nothing else.

Deliveries are hints. They come in no certain order, some never, some twice; taking a like back or voting in a
poll sends none (OBSERVED, section 8). So nothing is counted from them and no text of theirs is kept: the pull
reads, these only say where.

Here is no server: whoever receives requests hands over headers and raw body, and answers at once with the
status of the outcome, since one slow receiver holds up all others of the forum.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import threading
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from bridge.domain.errors import UserProblem

MOST_BYTES = 1_048_576
"""A body larger than this is not read: a post of 32,000 characters, cooked and raw, is far below."""

SHORTEST_SECRET = 12
"""The forum takes no shorter one."""

REMEMBERED = 2_000
"""Deliveries by whose content a repetition is known."""

_EVENTS = {
    "topic": frozenset(
        {
            "topic_created",
            "topic_edited",
            "topic_revised",
            "topic_destroyed",
            "topic_recovered",
            "topic_closed_status_updated",
            "topic_archived_status_updated",
            "topic_visible_status_updated",
            "topic_pinned_status_updated",
        }
    ),
    "post": frozenset({"post_created", "post_edited", "post_destroyed", "post_recovered"}),
    "like": frozenset({"post_liked"}),
    "topic_voting": frozenset({"topic_upvote", "topic_unvote"}),
}
"""Events that are understood, by the key under which their body lies."""

PING = "ping"
"""The event that the forum sends when somebody asks it to try a hook."""

_LARGEST_ID = 2**63 - 1


class Verdict(StrEnum):
    """What became of a delivery."""

    STALE = "stale"
    PING = "ping"
    DUPLICATE = "duplicate"
    IGNORED = "ignored"
    FORGED = "forged"
    TOO_LARGE = "too-large"


_STATUS = {Verdict.FORGED: 403, Verdict.TOO_LARGE: 413}


@dataclass(frozen=True, slots=True)
class Stale:
    """A topic to look at again, and the category in which it is, where the event tells."""

    topic_id: int
    category_id: int | None = None


@dataclass(frozen=True, slots=True)
class Received:
    """The outcome of a delivery; `stale` only with the verdict of that name."""

    verdict: Verdict
    stale: Stale | None = None

    @property
    def status(self) -> int:
        """The HTTP status to answer with: what is authentic is taken, or the forum would send it again."""
        return _STATUS.get(self.verdict, 200)


class Receiver:
    """Judges deliveries; may be shared by threads.

    `categories` are those whose topics matter, None for all. The memory of what came is bounded, and holds
    hashes only.

    Raises:
        UserProblem: the secret is shorter than the forum allows, so it cannot be the hook's.
    """

    def __init__(
        self, secret: str, *, categories: frozenset[int] | None = None, remembered: int = REMEMBERED
    ) -> None:
        if len(secret) < SHORTEST_SECRET:
            raise UserProblem(
                f"The secret of the web hook has less than {SHORTEST_SECRET} characters.",
                hint="Copy it again from the web hook's page in the forum.",
            )
        self._secret = secret.encode()
        self._categories = categories
        self._remembered = remembered
        self._seen: OrderedDict[bytes, None] = OrderedDict()
        self._lock = threading.Lock()

    def __repr__(self) -> str:
        return "<receiver of web hooks>"

    def take(self, headers: Mapping[str, str], body: bytes) -> Received:
        """Judge one delivery by its headers, whatever their case, and its raw body."""
        if len(body) > MOST_BYTES:
            return Received(Verdict.TOO_LARGE)
        given = {name.lower(): value for name, value in headers.items()}
        if not is_authentic(self._secret, body, given.get("x-discourse-event-signature", "")):
            return Received(Verdict.FORGED)
        event = given.get("x-discourse-event", "")
        if event == PING:
            return Received(Verdict.PING)
        stale = stale_topic(given.get("x-discourse-event-type", ""), event, body, self._categories)
        if stale is None:
            return Received(Verdict.IGNORED)
        # Not by the number of the event: a repeated delivery gets a new one.
        if self._is_repeated(hashlib.sha256(event.encode() + b"\0" + body).digest()):
            return Received(Verdict.DUPLICATE)
        return Received(Verdict.STALE, stale)

    def _is_repeated(self, mark: bytes) -> bool:
        with self._lock:
            if mark in self._seen:
                self._seen.move_to_end(mark)
                return True
            self._seen[mark] = None
            if len(self._seen) > self._remembered:
                self._seen.popitem(last=False)
            return False


def is_authentic(secret: bytes, body: bytes, signature: str) -> bool:
    """Whether a signature (`sha256=` and 64 hex digits) fits the raw body; compared in constant time."""
    wanted = "sha256=" + hmac.new(secret, body, hashlib.sha256).hexdigest()
    return hmac.compare_digest(wanted.encode(), signature.encode("utf-8", "surrogateescape"))


def stale_topic(kind: str, event: str, body: bytes, categories: frozenset[int] | None = None) -> Stale | None:
    """The topic that an authentic delivery is about; None for what does not concern the bridge.

    Private messages fire the same events with their whole text (OBSERVED, section 8): what is not certainly a
    public topic is dropped here.
    """
    if event not in _EVENTS.get(kind, frozenset()):
        return None
    try:
        found = json.loads(body)
    except (ValueError, RecursionError):
        return None
    part = _inner(_inner(found, kind), "post") if kind == "like" else _inner(found, kind)
    topic_id = part.get("id" if kind == "topic" else "topic_id")
    if not _is_id(topic_id):
        return None
    if kind != "topic_voting" and not _concerns(part, kind, categories):
        return None
    category = part.get("category_id")
    assert isinstance(topic_id, int)
    return Stale(topic_id, category if isinstance(category, int) and _is_id(category) else None)


def _concerns(part: Mapping[str, object], kind: str, categories: frozenset[int] | None) -> bool:
    archetype = part.get("archetype" if kind == "topic" else "topic_archetype", "regular")
    category = part.get("category_id")
    if archetype != "regular" or not _is_id(category):
        return False
    return categories is None or category in categories


def _inner(data: object, name: str) -> Mapping[str, object]:
    inner = data.get(name) if isinstance(data, dict) else None
    return inner if isinstance(inner, dict) else {}


def _is_id(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 < value <= _LARGEST_ID
