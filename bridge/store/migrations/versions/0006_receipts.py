"""Receipts and names for the guide, joined ideas and who agreed, and records of what was destroyed.

Frozen: it names its own types, so that later changes of the tables leave it alone.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the tables."""
    word = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
    number = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    op.create_table(
        "receipt",
        sa.Column("campaign", word, nullable=False),
        sa.Column("mark", word, nullable=False),
        sa.Column("holds", word, nullable=False),
        sa.Column("subject", word, nullable=False),
        sa.Column("credited", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("campaign", "mark", name="pk_receipt"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_receipt_campaign_subject", "receipt", ["campaign", "subject"])
    op.create_table(
        "credit",
        sa.Column("campaign", word, nullable=False),
        sa.Column("name", word, nullable=False),
        sa.PrimaryKeyConstraint("campaign", "name", name="pk_credit"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "joining",
        sa.Column("campaign", word, nullable=False),
        sa.Column("idea", word, nullable=False),
        sa.Column("goes_on_in", word, nullable=False),
        sa.Column("state", word, nullable=False),
        sa.Column("asked", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("campaign", "idea", name="pk_joining"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "consent",
        sa.Column("campaign", word, nullable=False),
        sa.Column("idea", word, nullable=False),
        sa.Column("mark", word, nullable=False),
        sa.Column("agrees", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("campaign", "idea", "mark", name="pk_consent"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "destruction",
        sa.Column("id", number, autoincrement=True, nullable=False),
        sa.Column("campaign", word, nullable=False),
        sa.Column("record", sa.Text(), nullable=False),
        sa.Column("signature", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_destruction"),
        sqlite_autoincrement=True,
    )
