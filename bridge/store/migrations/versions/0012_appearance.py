"""Which versions of ideas the forum has shown. Of those before this nobody knows it any more.

Frozen: it names its own types, so that later changes of the tables leave it alone.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the table."""
    word = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
    op.create_table(
        "appearance",
        sa.Column("campaign", word, nullable=False),
        sa.Column("idea", word, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False, autoincrement=False),
        sa.PrimaryKeyConstraint("campaign", "idea", "version", name="pk_appearance"),
        sa.ForeignKeyConstraint(
            ["campaign", "idea"], ["idea.campaign", "idea.id"], name="fk_appearance_idea"
        ),
        sqlite_with_rowid=False,
    )
