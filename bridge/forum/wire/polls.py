"""Polls in answers. An option's `votes` is absent where the forum hides the counts from this account."""

from __future__ import annotations

from pydantic import Field

from bridge.forum.wire.base import Wire


class OptionPart(Wire):
    """One option; `html` is its text as HTML, `id` what votes name it by."""

    id: str = ""
    html: str
    votes: int | None = None


class PollPart(Wire):
    """One poll of a post."""

    name: str
    status: str
    voters: int
    options: list[OptionPart] = Field(default_factory=list)
