"""The first layout. Frozen: it names its own types, so that later changes of the tables leave it alone."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def _word(name: str, *, optional: bool = False) -> sa.Column[Any]:
    kind = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
    return sa.Column(name, kind, nullable=optional)


def _text(name: str) -> sa.Column[Any]:
    return sa.Column(name, sa.Text(), nullable=False)


def _instant(name: str, *, optional: bool = False) -> sa.Column[Any]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=optional)


def _big(name: str, *, optional: bool = False) -> sa.Column[Any]:
    return sa.Column(name, sa.BigInteger(), nullable=optional, autoincrement=False)


def _small(name: str, *, optional: bool = False) -> sa.Column[Any]:
    return sa.Column(name, sa.Integer(), nullable=optional, autoincrement=False)


def _flag(name: str) -> sa.Column[Any]:
    return sa.Column(name, sa.Boolean(), nullable=False)


def _data(name: str, *, optional: bool = False) -> sa.Column[Any]:
    return sa.Column(name, sa.JSON(), nullable=optional)


def _running() -> sa.Column[Any]:
    kind = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    return sa.Column("id", kind, nullable=False, autoincrement=True)


def _key(table: str, *columns: str) -> sa.PrimaryKeyConstraint:
    return sa.PrimaryKeyConstraint(*columns, name=f"pk_{table}")


def upgrade() -> None:
    """Make all tables."""
    _forum_side()
    _texts()
    _participation()
    _results()


def _forum_side() -> None:
    op.create_table(
        "link",
        _word("campaign"),
        _word("kind"),
        _word("name"),
        _small("generation"),
        _data("base"),
        _big("category_id", optional=True),
        _big("topic_id", optional=True),
        _big("post_id", optional=True),
        _word("pending", optional=True),
        _word("state"),
        _key("link", "campaign", "kind", "name"),
    )
    op.create_table(
        "journal",
        _running(),
        _word("campaign"),
        _word("kind"),
        _word("name"),
        _word("action"),
        _word("facet"),
        _small("generation"),
        _word("intended"),
        _word("state"),
        _big("fence"),
        _instant("started"),
        _instant("ended", optional=True),
        _text("detail"),
        _key("journal", "id"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_journal_campaign_state_id", "journal", ["campaign", "state", "id"])
    op.create_table(
        "lease",
        _word("campaign"),
        _word("holder", optional=True),
        _big("fence"),
        _instant("expires"),
        _key("lease", "campaign"),
    )
    op.create_table(
        "topic",
        _word("campaign"),
        _big("topic_id"),
        _big("category_id", optional=True),
        _text("title"),
        _data("tags"),
        _flag("closed"),
        _flag("pinned"),
        _flag("listed"),
        _flag("removed"),
        _small("posts_count"),
        _small("like_count"),
        _instant("created"),
        _word("external_id", optional=True),
        _data("first", optional=True),
        _key("topic", "campaign", "topic_id"),
    )


def _texts() -> None:
    op.create_table(
        "submission",
        _word("campaign"),
        _word("id"),
        _word("question"),
        _word("state"),
        _instant("received"),
        sa.Column("sealed", sa.LargeBinary(), nullable=True),
        _key("submission", "campaign", "id"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_submission_campaign_state", "submission", ["campaign", "state"])
    op.create_table(
        "idea",
        _word("campaign"),
        _word("id"),
        _word("question"),
        _word("role", optional=True),
        _data("lenses"),
        _word("experience"),
        _instant("accepted"),
        _small("version"),
        _word("status"),
        _small("batch", optional=True),
        _instant("published", optional=True),
        _word("merged_into", optional=True),
        _key("idea", "campaign", "id"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "idea_version",
        _word("campaign"),
        _word("idea"),
        _small("version"),
        _text("title"),
        _text("text"),
        _key("idea_version", "campaign", "idea", "version"),
        sa.ForeignKeyConstraint(
            ["campaign", "idea"], ["idea.campaign", "idea.id"], name="fk_idea_version_idea"
        ),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "moderation",
        _running(),
        _word("campaign"),
        _word("subject"),
        _word("decision"),
        _text("reason"),
        _instant("at"),
        _key("moderation", "id"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_moderation_campaign_id", "moderation", ["campaign", "id"])


def _participation() -> None:
    op.create_table(
        "vote",
        _word("campaign"),
        _word("idea"),
        _word("voter"),
        _word("method"),
        _word("direction"),
        _instant("cast"),
        _flag("counted"),
        _flag("told"),
        _key("vote", "campaign", "idea", "voter", "method"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "past_vote",
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
        _key("past_vote", "id"),
    )
    op.create_index("ix_past_vote_campaign_idea", "past_vote", ["campaign", "idea"])
    op.create_table(
        "vote_count",
        _word("campaign"),
        _word("idea"),
        _word("method"),
        _word("direction"),
        _flag("counted"),
        _small("count"),
        _instant("looked"),
        _key("vote_count", "campaign", "idea", "method", "direction", "counted"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "reply",
        _word("campaign"),
        _big("post_id"),
        _word("document"),
        _word("author"),
        _text("text"),
        _instant("written"),
        _small("likes"),
        _flag("removed"),
        _key("reply", "campaign", "post_id"),
    )
    op.create_index("ix_reply_campaign_document", "reply", ["campaign", "document"])
    op.create_table(
        "exposure",
        _word("campaign"),
        _word("document"),
        _small("readers"),
        _instant("looked"),
        _key("exposure", "campaign", "document"),
    )
    op.create_table(
        "pull",
        _word("campaign"),
        _big("last_post"),
        _data("likes"),
        _data("topics"),
        _instant("at"),
        _key("pull", "campaign"),
    )


def _results() -> None:
    op.create_table(
        "ranking",
        _running(),
        _word("campaign"),
        _instant("taken"),
        _word("formula"),
        _data("parameters"),
        _word("input_hash"),
        _word("result_hash"),
        _data("rows"),
        _key("ranking", "id"),
    )
    op.create_index("ix_ranking_campaign_taken", "ranking", ["campaign", "taken"])
    op.create_table(
        "period",
        _running(),
        _word("campaign"),
        _word("phase"),
        _instant("closes"),
        _instant("at"),
        _key("period", "id"),
    )
    op.create_index("ix_period_campaign_phase", "period", ["campaign", "phase"])
