"""Tags in answers: strings up to 3.5, objects since 2026; both are read."""

from __future__ import annotations

from typing import Annotated

from pydantic import BeforeValidator, Field

from bridge.forum.wire.base import Wire


def _name(tag: object) -> object:
    return tag.get("name") if isinstance(tag, dict) else tag


TagName = Annotated[str, BeforeValidator(_name)]
"""The name of a tag, whichever form it came in."""


class KnownTag(Wire):
    """One tag of the site; its id is a number since 2026 and the name before."""

    id: int | str
    name: str


class TagList(Wire):
    """GET /tags.json."""

    tags: list[KnownTag] = Field(default_factory=list)
