"""Replies and readers: what was written under a Document's topic, and how many people read it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import RowMapping, select
from sqlalchemy.engine import Connection

from bridge.domain.participation import Exposure, Reply
from bridge.store.statements import in_parts, upsert
from bridge.store.tables import EXPOSURE, REPLY


class ReplyRows:
    """The part of the ledger that holds replies and readers."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def put_replies(self, campaign: str, replies: Sequence[Reply]) -> int:
        """Insert or update by post id; gives the number of changes."""
        known = self._known_replies(campaign, [reply.post_id for reply in replies])
        latest = {reply.post_id: reply for reply in replies}
        changed = [reply for reply in latest.values() if known.get(reply.post_id) != reply]
        rows = [
            {
                "campaign": campaign,
                "post_id": reply.post_id,
                "document": reply.document,
                "author": reply.author,
                "text": reply.text,
                "written": reply.written,
                "likes": reply.likes,
                "removed": reply.removed,
            }
            for reply in changed
        ]
        upsert(self._connection, REPLY, rows)
        return len(changed)

    def replies(self, campaign: str, document: str | None = None) -> Sequence[Reply]:
        """All replies, removed ones included, ordered by post id."""
        query = select(REPLY).where(REPLY.c.campaign == campaign).order_by(REPLY.c.post_id)
        if document is not None:
            query = query.where(REPLY.c.document == document)
        return [_reply(row) for row in self._connection.execute(query).mappings()]

    def put_exposures(self, campaign: str, exposures: Sequence[Exposure]) -> None:
        """Insert or update by document."""
        latest = {exposure.document: exposure for exposure in exposures}
        rows: list[Mapping[str, Any]] = [
            {
                "campaign": campaign,
                "document": exposure.document,
                "readers": exposure.readers,
                "looked": exposure.looked,
            }
            for exposure in latest.values()
        ]
        upsert(self._connection, EXPOSURE, rows)

    def exposures(self, campaign: str) -> Sequence[Exposure]:
        """The latest count of readers by document, ordered by document."""
        query = select(EXPOSURE).where(EXPOSURE.c.campaign == campaign).order_by(EXPOSURE.c.document)
        return [
            Exposure(row["document"], row["readers"], row["looked"])
            for row in self._connection.execute(query).mappings()
        ]

    def _known_replies(self, campaign: str, post_ids: Sequence[int]) -> dict[int, Reply]:
        found: dict[int, Reply] = {}
        for part in in_parts(post_ids):
            query = select(REPLY).where(REPLY.c.campaign == campaign, REPLY.c.post_id.in_(part))
            for row in self._connection.execute(query).mappings():
                found[row["post_id"]] = _reply(row)
        return found


def _reply(row: RowMapping) -> Reply:
    return Reply(
        post_id=row["post_id"],
        document=row["document"],
        author=row["author"],
        text=row["text"],
        written=row["written"],
        likes=row["likes"],
        removed=row["removed"],
    )
