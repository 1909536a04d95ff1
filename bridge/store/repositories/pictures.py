"""Where the forum keeps the pictures that were uploaded, by what they show."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.engine import Connection

from bridge.store.outcome_tables import PICTURE
from bridge.store.statements import upsert


class PictureRepository:
    """Implements `ports.Pictures`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def get(self, campaign: str, content: str) -> str | None:
        """The forum's short address of a picture; empty where the forum refused it."""
        query = select(PICTURE.c.address).where(PICTURE.c.campaign == campaign, PICTURE.c.content == content)
        found: str | None = self._connection.execute(query).scalar_one_or_none()
        return found

    def put(self, campaign: str, content: str, address: str) -> None:
        """Insert or replace."""
        upsert(self._connection, PICTURE, [{"campaign": campaign, "content": content, "address": address}])
