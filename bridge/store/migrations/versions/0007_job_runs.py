"""What came of each occurrence of the worker's jobs.

Frozen: it names its own types, so that later changes of the tables leave it alone.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the table."""
    word = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
    instant = sa.DateTime(timezone=True)
    op.create_table(
        "job_run",
        sa.Column("campaign", word, nullable=False),
        sa.Column("job", word, nullable=False),
        sa.Column("due", instant, nullable=False),
        sa.Column("state", word, nullable=False),
        sa.Column("holder", word, nullable=False),
        sa.Column("started", instant, nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("missed", sa.Integer(), nullable=False),
        sa.Column("ended", instant, nullable=True),
        sa.Column("again", instant, nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("campaign", "job", "due", name="pk_job_run"),
    )
