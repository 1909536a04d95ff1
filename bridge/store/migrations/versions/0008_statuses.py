"""The history of statuses, replies that were heeded, follow-up, the shortlist, and uploaded pictures.

Frozen: it names its own types, so that later changes of the tables leave it alone.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the tables."""
    word = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")

    def key() -> list[sa.Column[str]]:
        return [sa.Column("campaign", word, nullable=False), sa.Column("idea", word, nullable=False)]

    def instant() -> sa.Column[object]:
        return sa.Column("at", sa.DateTime(timezone=True), nullable=False)

    op.create_table(
        "status_change",
        *key(),
        sa.Column("number", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("status", word, nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        instant(),
        sa.PrimaryKeyConstraint("campaign", "idea", "number", name="pk_status_change"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "heeded",
        sa.Column("campaign", word, nullable=False),
        sa.Column("post_id", sa.BigInteger(), nullable=False, autoincrement=False),
        sa.Column("idea", word, nullable=False),
        sa.Column("outcome", word, nullable=False),
        sa.PrimaryKeyConstraint("campaign", "post_id", name="pk_heeded"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "undertaking",
        *key(),
        sa.Column("owner", sa.Text(), nullable=False),
        sa.Column("first_step", sa.Text(), nullable=False),
        sa.Column("since", word, nullable=False),
        sa.PrimaryKeyConstraint("campaign", "idea", name="pk_undertaking"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "check_in",
        *key(),
        sa.Column("days", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("course", word, nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        instant(),
        sa.PrimaryKeyConstraint("campaign", "idea", "days", name="pk_check_in"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "shortlist_test",
        *key(),
        sa.Column("test", word, nullable=False),
        sa.Column("passed", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        instant(),
        sa.PrimaryKeyConstraint("campaign", "idea", "test", name="pk_shortlist_test"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "shortlist_choice",
        *key(),
        sa.Column("added", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        instant(),
        sa.PrimaryKeyConstraint("campaign", "idea", name="pk_shortlist_choice"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "picture",
        sa.Column("campaign", word, nullable=False),
        sa.Column("content", word, nullable=False),
        sa.Column("address", word, nullable=False),
        sa.PrimaryKeyConstraint("campaign", "content", name="pk_picture"),
        sqlite_with_rowid=False,
    )
