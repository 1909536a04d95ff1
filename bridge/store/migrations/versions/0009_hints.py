"""Hints that something has changed in the forum.

Frozen: it names its own types, so that later changes of the tables leave it alone.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the table."""
    word = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
    op.create_table(
        "hint",
        sa.Column("campaign", word, nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("campaign", name="pk_hint"),
    )
