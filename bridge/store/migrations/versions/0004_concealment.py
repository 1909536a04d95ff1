"""Which versions of an idea held words that had to go.

Frozen: it names its own types, so that later changes of the tables leave it alone.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the table."""
    word = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
    op.create_table(
        "concealment",
        sa.Column("campaign", word, nullable=False),
        sa.Column("idea", word, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("campaign", "idea", name="pk_concealment"),
        sa.ForeignKeyConstraint(
            ["campaign", "idea"], ["idea.campaign", "idea.id"], name="fk_concealment_idea"
        ),
        sqlite_with_rowid=False,
    )
