"""The pull remembers the marks of the category's parts, so that what did not change is not read again.

The table is made anew with its rows kept, so that both databases end up with it as if it had been made so.
Frozen: it names its own types, so that later changes of the tables leave it alone.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add a column to `pull`; what was remembered stays."""
    connection = op.get_bind()
    rows = [dict(row) for row in connection.execute(sa.select(_table(sa.MetaData(), new=False))).mappings()]
    op.drop_table("pull")
    table = _table(sa.MetaData(), new=True)
    table.create(connection)
    if rows:
        connection.execute(sa.insert(table), [{**row, "parts": {}} for row in rows])


def _table(metadata: sa.MetaData, *, new: bool) -> sa.Table:
    word = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
    added: list[sa.Column[Any]] = [sa.Column("parts", sa.JSON(), nullable=False)]
    return sa.Table(
        "pull",
        metadata,
        sa.Column("campaign", word, nullable=False),
        sa.Column("last_post", sa.BigInteger(), nullable=False, autoincrement=False),
        sa.Column("likes", sa.JSON(), nullable=False),
        sa.Column("topics", sa.JSON(), nullable=False),
        sa.Column("looked", sa.JSON(), nullable=False),
        sa.Column("cursor", sa.BigInteger(), nullable=False, autoincrement=False),
        *(added if new else []),
        sa.Column("forum", sa.JSON(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("campaign", name="pk_pull"),
    )
