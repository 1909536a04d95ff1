"""Campaign files that live in the forum: every approved version, and the topics in which they stand."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import RowMapping, delete, func, insert, select
from sqlalchemy.engine import Connection

from bridge.domain.declaration import Declaration, Owner, SettingsTopic
from bridge.store.declared_tables import DECLARATION, SETTINGS_TOPIC
from bridge.store.statements import upsert


class DeclarationRepository:
    """Implements `ports.Declarations`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def latest(self, campaign: str) -> Declaration | None:
        """The version that counts; None for a campaign that was never configured in the forum."""
        query = (
            select(DECLARATION)
            .where(DECLARATION.c.campaign == campaign)
            .order_by(DECLARATION.c.number.desc())
            .limit(1)
        )
        row = self._connection.execute(query).mappings().one_or_none()
        return _declaration(row) if row else None

    def all_latest(self) -> Sequence[Declaration]:
        """The version that counts of every campaign that was ever configured in the forum, by name."""
        newest = (
            select(DECLARATION.c.campaign, func.max(DECLARATION.c.number).label("number"))
            .group_by(DECLARATION.c.campaign)
            .subquery()
        )
        query = (
            select(DECLARATION)
            .join(
                newest,
                (DECLARATION.c.campaign == newest.c.campaign) & (DECLARATION.c.number == newest.c.number),
            )
            .order_by(DECLARATION.c.campaign)
        )
        return [_declaration(row) for row in self._connection.execute(query).mappings()]

    def add(self, declaration: Declaration) -> None:
        """Add the next version."""
        row = {
            "campaign": declaration.campaign,
            "number": declaration.number,
            "owner": declaration.owner.value,
            "text": declaration.text,
            "topic_id": declaration.topic_id,
            "at": declaration.at,
        }
        self._connection.execute(insert(DECLARATION), row)

    def topics(self) -> Sequence[SettingsTopic]:
        """The topics in which a campaign file was found, by number."""
        query = select(SETTINGS_TOPIC).order_by(SETTINGS_TOPIC.c.topic_id)
        return [
            SettingsTopic(row["topic_id"], row["campaign"], row["read"], row["shown"])
            for row in self._connection.execute(query).mappings()
        ]

    def put_topic(self, topic: SettingsTopic) -> None:
        """Insert or replace."""
        row = {
            "topic_id": topic.topic_id,
            "campaign": topic.campaign,
            "read": topic.read,
            "shown": topic.shown,
        }
        upsert(self._connection, SETTINGS_TOPIC, [row])

    def forget_topic(self, topic_id: int) -> None:
        """A topic is gone from the forum."""
        self._connection.execute(delete(SETTINGS_TOPIC).where(SETTINGS_TOPIC.c.topic_id == topic_id))


def _declaration(row: RowMapping) -> Declaration:
    return Declaration(
        row["campaign"], row["number"], Owner(row["owner"]), row["text"], row["topic_id"], row["at"]
    )
