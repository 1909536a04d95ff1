"""A few rows in every table, whatever tables there are, with all that is awkward in values."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import JSON, Boolean, Column, Integer, LargeBinary, Table, delete, insert, select
from sqlalchemy.engine import Connection

from bridge.sql.engine import open_engine
from bridge.store.backup import TABLES
from bridge.store.columns import Instant
from bridge.store.tables import JOURNAL

NOON = datetime(2015, 1, 12, 12, 0, 0, 250, tzinfo=UTC)
ROWS = 5


def fill(url: str) -> int:
    """Fill an upgraded database; gives the number of rows. The journal's newest row is deleted again."""
    engine = open_engine(url)
    with engine.begin() as connection:
        for table in TABLES:
            connection.execute(insert(table), [_row(table, number) for number in range(1, ROWS + 1)])
        connection.execute(delete(JOURNAL).where(JOURNAL.c.id == ROWS))
    engine.dispose()
    return ROWS * len(TABLES) - 1


def content(connection: Connection) -> dict[str, list[dict[str, Any]]]:
    """Every row of every table."""
    return {
        table.name: [
            dict(row) for row in connection.execute(select(table).order_by(*table.primary_key)).mappings()
        ]
        for table in TABLES
    }


def content_of(url: str) -> dict[str, list[dict[str, Any]]]:
    """The same by address."""
    engine = open_engine(url)
    with engine.begin() as connection:
        found = content(connection)
    engine.dispose()
    return found


def _row(table: Table, number: int) -> dict[str, Any]:
    return {
        column.name: _value(column, number)
        for column in table.columns
        if column is not table.autoincrement_column
    }


def _value(column: Column[Any], number: int) -> Any:
    for key in column.foreign_keys:
        return _value(key.column, number)
    if column.nullable and number % 2:
        return None
    if isinstance(column.type, Instant):
        return NOON + timedelta(hours=number)
    if isinstance(column.type, Boolean):
        return number % 2 == 0
    if isinstance(column.type, Integer):
        return number
    if isinstance(column.type, LargeBinary):
        return b"\0\xff" * number
    if isinstance(column.type, JSON):
        return {"z": [0.1 * number, None, "Zürich"], "a": {"n": number}}
    return f"{column.name} {number} é \U0001f319"
