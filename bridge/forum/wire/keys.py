"""API keys and what they can be limited to."""

from __future__ import annotations

from pydantic import SecretStr

from bridge.forum.wire.base import Wire


class ScopePart(Wire):
    """One scope by the name under which a key asks for it."""

    scope_id: str


class ScopeList(Wire):
    """All scopes, by the part of the forum that they belong to."""

    scopes: dict[str, list[ScopePart]]


class KeyPart(Wire):
    """A key that was just made: the only time at which it is shown."""

    key: SecretStr


class KeyAnswer(Wire):
    """A new key."""

    key: KeyPart
