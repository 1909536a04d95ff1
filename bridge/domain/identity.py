"""How the bridge knows its own texts in the forum again: keys, external ids, markers, hashes."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from enum import StrEnum

_MARKER = re.compile(r"\n*<!-- ib:(?P<key>[a-z0-9/_-]+) (?P<hash>[0-9a-f]{16}) -->\s*\Z")
_EXTERNAL_ID_LIMIT = 50


class Kind(StrEnum):
    """What a Document is about."""

    CATEGORY = "category"
    START = "start"
    QUESTION = "question"
    STORY = "story"
    IDEA = "idea"
    DIGEST = "digest"
    GUIDE = "guide"
    NOTICE = "notice"
    REVIEW = "review"
    SETTINGS = "settings"


PRIVATE = frozenset({Kind.REVIEW})
"""Kinds whose texts are not for everybody: the store keeps none of them, only what stands for them."""

_REVIEW = "--review"


def review_scope(campaign: str) -> str:
    """The name under which a campaign's review topics are kept: no slug has two hyphens in a row."""
    return f"{campaign}{_REVIEW}"


SETTINGS_SCOPE = "--settings"
"""The scope of the topics in which campaigns are configured: the forum's, not one campaign's."""


def campaign_of(scope: str) -> str:
    """The campaign to which a scope belongs; a scope of the whole forum is its own name."""
    return scope.partition("--")[0] or scope


@dataclass(frozen=True, slots=True, order=True)
class Key:
    """Our name for one Document, stable for ever: campaign slug, kind and a name unique within both.

    `name` is lower case `[a-z0-9_-]`: a question's id, an idea's id, an ISO week such as `2015-w06`.
    No person can be read from it.
    """

    campaign: str
    kind: Kind
    name: str

    def __str__(self) -> str:
        return f"{self.campaign}/{self.kind}/{self.name}"

    @classmethod
    def parse(cls, text: str) -> Key:
        """Read back what `str()` gave; ValueError for anything else."""
        campaign, kind, name = text.split("/")
        return cls(campaign, Kind(kind), name)

    def external_id(self, generation: int = 1) -> str:
        """The forum's `external_id` for the topic of this key: at most 50 of `[a-z0-9_-]`.

        Lower case only, since the look-up is case-sensitive and uniqueness is not. The generation counts up
        when a person restores a removed Document, because a trashed topic keeps its id for ever. The digest
        part keeps long or similar slugs apart.
        """
        digest = hashlib.sha256(str(self).encode()).hexdigest()[:12]
        head = f"ib-{self.kind}-{self.name}"
        tail = f"-{digest}-g{generation}"
        return head[: _EXTERNAL_ID_LIMIT - len(tail)] + tail


def answer_key(campaign: str, post: int) -> Key:
    """The bridge's answer to one reply of a moderator in the review of a campaign."""
    return Key(review_scope(campaign), Kind.NOTICE, f"reply-{post}")


def settings_key(name: str) -> Key:
    """A topic in which a campaign is configured."""
    return Key(SETTINGS_SCOPE, Kind.SETTINGS, name)


def text_hash(title: str | None, body: str) -> str:
    """Sixteen hex digits that stand for a text as we wrote it (title and body, normalised)."""
    material = f"{title or ''}\x00{normalise_body(body)}"
    return hashlib.sha256(material.encode()).hexdigest()[:16]


def normalise_body(body: str) -> str:
    """The form in which texts are compared: line ends unified, right end stripped.

    The forum keeps CRLF as sent and strips the right end (OBSERVED, section 3).
    """
    return body.replace("\r\n", "\n").replace("\r", "\n").rstrip()


@dataclass(frozen=True, slots=True)
class Marker:
    """The proof of authorship at the end of a text: `<!-- ib:KEY HASH -->`.

    It shows in `raw` and in the text part of mails, so it holds nothing but the public key and a hash.
    """

    key: Key
    hash: str

    def __str__(self) -> str:
        return f"<!-- ib:{self.key} {self.hash} -->"


def with_marker(key: Key, title: str | None, body: str) -> str:
    """The raw text that goes to the forum for this body."""
    text = normalise_body(body)
    return f"{text}\n\n{Marker(key, text_hash(title, text))}"


def split_marker(raw: str) -> tuple[str, Marker | None]:
    """Body without marker, and the marker if the text ends in one."""
    text = normalise_body(raw)
    found = _MARKER.search(text)
    if found is None:
        return text, None
    try:
        key = Key.parse(found["key"])
    except ValueError:
        return text, None
    return text[: found.start()].rstrip(), Marker(key, found["hash"])
