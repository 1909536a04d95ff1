"""Data Explorer: stored queries and what a run of one gives."""

from __future__ import annotations

from typing import Any

from pydantic import Field

from bridge.forum.wire.base import Wire


class QueryPart(Wire):
    """A stored query; lists leave out its SQL."""

    id: int
    name: str | None = None
    sql: str | None = None
    group_ids: list[int] = Field(default_factory=list)


class QueryList(Wire):
    """The queries that this account may see."""

    queries: list[QueryPart]


class QueryAnswer(Wire):
    """One query."""

    query: QueryPart


class QueryRun(Wire):
    """The table that a run gives."""

    columns: list[str]
    rows: list[list[Any]]
