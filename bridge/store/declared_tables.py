"""Tables of campaign files that live in the forum."""

from __future__ import annotations

from sqlalchemy import Column, Integer, Table, Text

from bridge.store.columns import NUMBER, WORD, Instant
from bridge.store.tables import METADATA

DECLARATION = Table(
    "declaration",
    METADATA,
    Column("campaign", WORD, primary_key=True, nullable=False),
    Column("number", Integer, primary_key=True, nullable=False, autoincrement=False),
    Column("owner", WORD, nullable=False),
    Column("text", Text, nullable=False),
    Column("topic_id", NUMBER, nullable=True),
    Column("at", Instant(), nullable=False),
)

SETTINGS_TOPIC = Table(
    "settings_topic",
    METADATA,
    Column("topic_id", NUMBER, primary_key=True, nullable=False, autoincrement=False),
    Column("campaign", WORD, nullable=False),
    Column("read", WORD, nullable=False),
    Column("shown", WORD, nullable=False),
)
