"""Campaign files that live in the forum, and the topics in which they stand.

Frozen: it names its own types, so that later changes of the tables leave it alone.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the tables."""
    word = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
    op.create_table(
        "declaration",
        sa.Column("campaign", word, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("owner", word, nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("topic_id", sa.BigInteger(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("campaign", "number", name="pk_declaration"),
    )
    op.create_table(
        "settings_topic",
        sa.Column("topic_id", sa.BigInteger(), nullable=False, autoincrement=False),
        sa.Column("campaign", word, nullable=False),
        sa.Column("read", word, nullable=False),
        sa.Column("shown", word, nullable=False),
        sa.PrimaryKeyConstraint("topic_id", name="pk_settings_topic"),
    )
