"""Tables of what became of ideas: statuses, follow-up, the shortlist; and of pictures that were uploaded."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Integer, Table, Text

from bridge.store.columns import NUMBER, WORD, Instant
from bridge.store.tables import METADATA

STATUS_CHANGE = Table(
    "status_change",
    METADATA,
    Column("campaign", WORD, primary_key=True, nullable=False),
    Column("idea", WORD, primary_key=True, nullable=False),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("status", WORD, nullable=False),
    Column("reason", Text, nullable=False),
    Column("at", Instant(), nullable=False),
    sqlite_with_rowid=False,
)

HEEDED = Table(
    "heeded",
    METADATA,
    Column("campaign", WORD, primary_key=True, nullable=False),
    Column("post_id", NUMBER, primary_key=True, nullable=False, autoincrement=False),
    Column("idea", WORD, nullable=False),
    Column("outcome", WORD, nullable=False),
    sqlite_with_rowid=False,
)

UNDERTAKING = Table(
    "undertaking",
    METADATA,
    Column("campaign", WORD, primary_key=True, nullable=False),
    Column("idea", WORD, primary_key=True, nullable=False),
    Column("owner", Text, nullable=False),
    Column("first_step", Text, nullable=False),
    Column("since", WORD, nullable=False),
    sqlite_with_rowid=False,
)

CHECK_IN = Table(
    "check_in",
    METADATA,
    Column("campaign", WORD, primary_key=True, nullable=False),
    Column("idea", WORD, primary_key=True, nullable=False),
    Column("days", Integer, primary_key=True, autoincrement=False),
    Column("course", WORD, nullable=False),
    Column("note", Text, nullable=False),
    Column("at", Instant(), nullable=False),
    sqlite_with_rowid=False,
)

SHORTLIST_TEST = Table(
    "shortlist_test",
    METADATA,
    Column("campaign", WORD, primary_key=True, nullable=False),
    Column("idea", WORD, primary_key=True, nullable=False),
    Column("test", WORD, primary_key=True, nullable=False),
    Column("passed", Boolean(), nullable=False),
    Column("reason", Text, nullable=False),
    Column("at", Instant(), nullable=False),
    sqlite_with_rowid=False,
)

SHORTLIST_CHOICE = Table(
    "shortlist_choice",
    METADATA,
    Column("campaign", WORD, primary_key=True, nullable=False),
    Column("idea", WORD, primary_key=True, nullable=False),
    Column("added", Boolean(), nullable=False),
    Column("reason", Text, nullable=False),
    Column("at", Instant(), nullable=False),
    sqlite_with_rowid=False,
)

TRIAL = Table(
    "trial",
    METADATA,
    Column("campaign", WORD, primary_key=True, nullable=False),
    Column("idea", WORD, primary_key=True, nullable=False),
    Column("number", Integer, primary_key=True, nullable=False, autoincrement=False),
    Column("place", Text, nullable=False),
    Column("month", WORD, nullable=True),
    Column("result", WORD, nullable=False),
    Column("words", Text, nullable=False),
    Column("at", Instant(), nullable=False),
)

PICTURE = Table(
    "picture",
    METADATA,
    Column("campaign", WORD, primary_key=True, nullable=False),
    Column("content", WORD, primary_key=True, nullable=False),
    Column("address", WORD, nullable=False),
    sqlite_with_rowid=False,
)
