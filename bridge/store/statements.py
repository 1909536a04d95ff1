"""Statements that both databases know under the same name but SQLAlchemy keeps apart."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, TypeVar

from sqlalchemy import Table, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Connection

Row = Mapping[str, Any]
Thing = TypeVar("Thing")

# SQLite before 3.32 takes 999 parameters in one statement.
_AT_ONCE = 900


def upsert(connection: Connection, table: Table, rows: Sequence[Row]) -> None:
    """Insert rows, or replace what stands under the same primary key. All rows name the same columns."""
    if not rows:
        return
    keys = [column.name for column in table.primary_key]
    rest = [name for name in rows[0] if name not in keys]
    make = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
    insert = make(table)
    statement = (
        insert.on_conflict_do_update(index_elements=keys, set_={name: insert.excluded[name] for name in rest})
        if rest
        else insert.on_conflict_do_nothing()
    )
    connection.execute(statement, rows)


def insert_new(connection: Connection, table: Table, row: Row) -> bool:
    """Insert a row unless its primary key is taken; whether it was inserted."""
    make = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
    statement = make(table).on_conflict_do_nothing()
    # The number of inserted rows is otherwise forgotten on PostgreSQL.
    result = connection.execute(statement, row, execution_options={"preserve_rowcount": True})
    return result.rowcount == 1


def in_parts(things: Iterable[Thing]) -> Iterator[list[Thing]]:
    """Lists short enough for one IN (...)."""
    rest = list(things)
    for start in range(0, len(rest), _AT_ONCE):
        yield rest[start : start + _AT_ONCE]


def hold_row(connection: Connection, table: Table, campaign: str, key: str) -> None:
    """Let nobody else change the row with this id before the transaction ends; wait for whoever does now.

    What is read after it is the newest. SQLite lets only one transaction write at a time.
    """
    if connection.dialect.name == "postgresql":
        row = (table.c.campaign == campaign) & (table.c.id == key)
        connection.execute(select(table.c.id).where(row).with_for_update())
