"""Web hooks as the forum's administration shows them."""

from __future__ import annotations

from pydantic import Field, SecretStr

from bridge.forum.wire.base import Wire


class EventKind(Wire):
    """A kind of event to which a hook can listen."""

    id: int
    name: str = ""


class Hook(Wire):
    """One web hook."""

    id: int
    payload_url: str = ""
    content_type: int = 1
    secret: SecretStr = SecretStr("")
    wildcard_web_hook: bool = False
    verify_certificate: bool = True
    active: bool = False
    category_ids: list[int] = Field(default_factory=list)
    web_hook_event_types: list[EventKind] = Field(default_factory=list)


class HookExtras(Wire):
    """What one may choose for a hook; releases before 2024 do not tell it by groups."""

    grouped_event_types: dict[str, list[EventKind]] = Field(default_factory=dict)


class HookList(Wire):
    """A page of hooks."""

    web_hooks: list[Hook]
    extras: HookExtras = HookExtras()
    total_rows_web_hooks: int = 0


class HookAnswer(Wire):
    """A hook that was made or changed."""

    web_hook: Hook
