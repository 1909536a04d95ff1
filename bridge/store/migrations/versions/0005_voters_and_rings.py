"""Whom the forum trusts, by pseudonym, and rings of accounts with what a moderator said of them.

Frozen: it names its own types, so that later changes of the tables leave it alone.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add two tables."""
    word = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
    op.create_table(
        "voter",
        sa.Column("campaign", word, nullable=False),
        sa.Column("voter", word, nullable=False),
        sa.Column("trusted", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("campaign", "voter", name="pk_voter"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "ring",
        sa.Column("campaign", word, nullable=False),
        sa.Column("id", word, nullable=False),
        sa.Column("people", sa.JSON(), nullable=False),
        sa.Column("state", word, nullable=False),
        sa.Column("flagged", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("campaign", "id", name="pk_ring"),
        sqlite_with_rowid=False,
    )
