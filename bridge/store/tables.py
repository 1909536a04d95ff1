"""All tables. Every one carries the campaign, so that two campaigns on one database never mix.

Tables of submissions and ideas are clustered by their id (WITHOUT ROWID on SQLite): a running row number
would tell the order of arrival. No column of `submission` names an idea, none of `idea` a submission.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    Boolean,
    Column,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
)

from bridge.store.columns import DATA, NUMBER, ROW_NUMBER, WORD, Instant

METADATA = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(referred_table_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    }
)


def _word(name: str, *, key: bool = False) -> Column[Any]:
    return Column(name, WORD, primary_key=key, nullable=False)


def _instant(name: str, *, optional: bool = False) -> Column[Any]:
    return Column(name, Instant(), nullable=optional)


def _number(name: str, *, key: bool = False, optional: bool = False) -> Column[Any]:
    return Column(name, NUMBER, primary_key=key, nullable=optional, autoincrement=False)


def _flag(name: str) -> Column[Any]:
    return Column(name, Boolean(), nullable=False)


def _running() -> Column[Any]:
    return Column("id", ROW_NUMBER, primary_key=True, autoincrement=True)


LINK = Table(
    "link",
    METADATA,
    _word("campaign", key=True),
    _word("kind", key=True),
    _word("name", key=True),
    Column("generation", Integer, nullable=False),
    Column("base", DATA, nullable=False),
    _number("category_id", optional=True),
    _number("topic_id", optional=True),
    _number("post_id", optional=True),
    Column("pending", WORD, nullable=True),
    _word("state"),
)

JOURNAL = Table(
    "journal",
    METADATA,
    _running(),
    _word("campaign"),
    _word("kind"),
    _word("name"),
    _word("action"),
    _word("facet"),
    Column("generation", Integer, nullable=False),
    _word("intended"),
    _word("state"),
    _number("fence"),
    _instant("started"),
    _instant("ended", optional=True),
    Column("detail", Text, nullable=False),
    Index(None, "campaign", "state", "id"),
    # A row number is never given twice, also after rows were deleted.
    sqlite_autoincrement=True,
)

LEASE = Table(
    "lease",
    METADATA,
    _word("campaign", key=True),
    Column("holder", WORD, nullable=True),
    _number("fence"),
    _instant("expires"),
)

SUBMISSION = Table(
    "submission",
    METADATA,
    _word("campaign", key=True),
    _word("id", key=True),
    _word("question"),
    _word("state"),
    _instant("received"),
    Column("sealed", LargeBinary, nullable=True),
    Index(None, "campaign", "state"),
    sqlite_with_rowid=False,
)

IDEA = Table(
    "idea",
    METADATA,
    _word("campaign", key=True),
    _word("id", key=True),
    _word("question"),
    Column("role", WORD, nullable=True),
    Column("lenses", DATA, nullable=False),
    _word("experience"),
    _instant("accepted"),
    Column("version", Integer, nullable=False),
    _word("status"),
    Column("batch", Integer, nullable=True),
    _instant("published", optional=True),
    Column("merged_into", WORD, nullable=True),
    sqlite_with_rowid=False,
)

IDEA_VERSION = Table(
    "idea_version",
    METADATA,
    _word("campaign", key=True),
    _word("idea", key=True),
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("title", Text, nullable=False),
    Column("text", Text, nullable=False),
    ForeignKeyConstraint(["campaign", "idea"], ["idea.campaign", "idea.id"]),
    sqlite_with_rowid=False,
)

APPEARANCE = Table(
    "appearance",
    METADATA,
    _word("campaign", key=True),
    _word("idea", key=True),
    Column("version", Integer, primary_key=True, autoincrement=False),
    ForeignKeyConstraint(["campaign", "idea"], ["idea.campaign", "idea.id"]),
    sqlite_with_rowid=False,
)

CONCEALMENT = Table(
    "concealment",
    METADATA,
    _word("campaign", key=True),
    _word("idea", key=True),
    Column("version", Integer, nullable=False),
    ForeignKeyConstraint(["campaign", "idea"], ["idea.campaign", "idea.id"]),
    sqlite_with_rowid=False,
)

MODERATION = Table(
    "moderation",
    METADATA,
    _running(),
    _word("campaign"),
    _word("subject"),
    _word("decision"),
    Column("reason", Text, nullable=False),
    _instant("at"),
    Index(None, "campaign", "id"),
    sqlite_autoincrement=True,
)

RECEIPT = Table(
    "receipt",
    METADATA,
    _word("campaign", key=True),
    _word("mark", key=True),
    _word("holds"),
    _word("subject"),
    _flag("credited"),
    Index(None, "campaign", "subject"),
    sqlite_with_rowid=False,
)

CREDIT = Table(
    "credit",
    METADATA,
    _word("campaign", key=True),
    _word("name", key=True),
    sqlite_with_rowid=False,
)

JOINING = Table(
    "joining",
    METADATA,
    _word("campaign", key=True),
    _word("idea", key=True),
    _word("goes_on_in"),
    _word("state"),
    _instant("asked"),
    sqlite_with_rowid=False,
)

CONSENT = Table(
    "consent",
    METADATA,
    _word("campaign", key=True),
    _word("idea", key=True),
    _word("mark", key=True),
    _flag("agrees"),
    sqlite_with_rowid=False,
)

DESTRUCTION = Table(
    "destruction",
    METADATA,
    _running(),
    _word("campaign"),
    Column("record", Text, nullable=False),
    Column("signature", Text, nullable=False),
    sqlite_autoincrement=True,
)

JOB_RUN = Table(
    "job_run",
    METADATA,
    _word("campaign", key=True),
    _word("job", key=True),
    Column("due", Instant(), primary_key=True, nullable=False),
    _word("state"),
    _word("holder"),
    _instant("started"),
    Column("tries", Integer, nullable=False),
    Column("missed", Integer, nullable=False),
    _instant("ended", optional=True),
    _instant("again", optional=True),
    Column("note", Text, nullable=False),
)

VOTE = Table(
    "vote",
    METADATA,
    _word("campaign", key=True),
    _word("idea", key=True),
    _word("voter", key=True),
    _word("method", key=True),
    _word("direction"),
    _instant("cast"),
    _flag("counted"),
    _flag("told"),
    sqlite_with_rowid=False,
)

PAST_VOTE = Table(
    "past_vote",
    METADATA,
    _running(),
    _word("campaign"),
    _word("idea"),
    _word("voter"),
    _word("method"),
    _word("direction"),
    _instant("cast"),
    _flag("counted"),
    _flag("told"),
    _instant("gone_at"),
    Index(None, "campaign", "idea"),
)

VOTE_COUNT = Table(
    "vote_count",
    METADATA,
    _word("campaign", key=True),
    _word("idea", key=True),
    _word("method", key=True),
    _word("direction", key=True),
    Column("counted", Boolean(), primary_key=True),
    Column("count", Integer, nullable=False),
    _instant("looked"),
    sqlite_with_rowid=False,
)

REPLY = Table(
    "reply",
    METADATA,
    _word("campaign", key=True),
    _number("post_id", key=True),
    _word("document"),
    _word("author"),
    Column("text", Text, nullable=False),
    _instant("written"),
    Column("likes", Integer, nullable=False),
    _flag("removed"),
    Index(None, "campaign", "document"),
)

EXPOSURE = Table(
    "exposure",
    METADATA,
    _word("campaign", key=True),
    _word("document", key=True),
    Column("readers", Integer, nullable=False),
    _instant("looked"),
)

PULL = Table(
    "pull",
    METADATA,
    _word("campaign", key=True),
    _number("last_post"),
    Column("likes", DATA, nullable=False),
    Column("topics", DATA, nullable=False),
    Column("looked", DATA, nullable=False),
    _number("cursor"),
    Column("parts", DATA, nullable=False),
    Column("forum", DATA, nullable=False),
    _instant("at"),
)

TOPIC = Table(
    "topic",
    METADATA,
    _word("campaign", key=True),
    _number("topic_id", key=True),
    _number("category_id", optional=True),
    Column("title", Text, nullable=False),
    Column("tags", DATA, nullable=False),
    _flag("closed"),
    _flag("pinned"),
    _flag("listed"),
    _flag("removed"),
    Column("posts_count", Integer, nullable=False),
    Column("like_count", Integer, nullable=False),
    _instant("created"),
    Column("external_id", WORD, nullable=True),
    Column("first", DATA, nullable=True),
)

VOTER = Table(
    "voter",
    METADATA,
    _word("campaign", key=True),
    _word("voter", key=True),
    _flag("trusted"),
    sqlite_with_rowid=False,
)

RING = Table(
    "ring",
    METADATA,
    _word("campaign", key=True),
    _word("id", key=True),
    Column("people", DATA, nullable=False),
    _word("state"),
    _instant("flagged"),
    _instant("decided", optional=True),
    Column("reason", Text, nullable=False),
    sqlite_with_rowid=False,
)

RANKING = Table(
    "ranking",
    METADATA,
    _running(),
    _word("campaign"),
    _instant("taken"),
    _word("formula"),
    Column("parameters", DATA, nullable=False),
    _word("input_hash"),
    _word("result_hash"),
    Column("rows", DATA, nullable=False),
    Index(None, "campaign", "taken"),
)

HINT = Table(
    "hint",
    METADATA,
    _word("campaign", key=True),
    _instant("since"),
)

PERIOD = Table(
    "period",
    METADATA,
    _running(),
    _word("campaign"),
    _word("phase"),
    _instant("closes"),
    _instant("at"),
    Index(None, "campaign", "phase"),
)

# Whoever asks the metadata for all tables has to be told of those in the other modules, too.
from bridge.store import declared_tables, outcome_tables  # noqa: E402, F401
