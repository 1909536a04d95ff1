"""Run by Alembic: applies the migrations on the connection that the caller holds, in its transaction."""

from __future__ import annotations

from alembic import context
from sqlalchemy.engine import Connection

connection: Connection = context.config.attributes["connection"]
# Both databases change their layout inside the caller's transaction: it is new as a whole or not at all.
context.configure(connection=connection)
with context.begin_transaction():
    context.run_migrations()
