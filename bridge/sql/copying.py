"""Copies of whole databases: every row of every table, compared one by one, with the running numbers."""

from __future__ import annotations

from collections.abc import Generator, Iterator, Sequence
from contextlib import closing
from itertools import islice, zip_longest
from typing import Any

from sqlalchemy import String, Table, delete, func, insert, select, text
from sqlalchemy.engine import Connection

from bridge.domain.errors import BridgeError

_AT_ONCE = 500

Counts = dict[str, int]
"""Rows by table."""


Row = dict[str, Any]


class Unreadable(BridgeError):
    """A row cannot be read."""


class Differs(BridgeError):
    """A copy is not the same as what it was made from."""


def counts(connection: Connection, tables: Sequence[Table]) -> Counts:
    """How many rows each table has."""
    return {
        table.name: connection.execute(select(func.count()).select_from(table)).scalar_one()
        for table in tables
    }


def clear(connection: Connection, tables: Sequence[Table]) -> None:
    """Delete every row; `tables` stand in the order in which they refer to each other."""
    for table in reversed(tables):
        connection.execute(delete(table))


def hold(connection: Connection, tables: Sequence[Table]) -> None:
    """Keep everybody from writing to these tables until the transaction ends."""
    if connection.dialect.name == "postgresql":
        # SQLite needs none: the transaction began with the write lock.
        names = ", ".join(connection.dialect.identifier_preparer.format_table(table) for table in tables)
        connection.execute(text(f"LOCK TABLE {names} IN SHARE MODE"))


def copy(source: Connection, target: Connection, tables: Sequence[Table]) -> Counts:
    """Copy every row into empty tables, compare both sides, and go on with the source's running numbers.

    `tables` stand in the order in which they refer to each other. Both connections are in a transaction, and
    the caller commits. Gives the rows by table.

    Raises:
        Differs: what was written does not read back as it was.
    """
    for table in tables:
        for rows in _batches(read(source, table)):
            target.execute(insert(table), rows)
        _carry_number(source, target, table)
    return compare(source, target, tables)


def compare(source: Connection, target: Connection, tables: Sequence[Table]) -> Counts:
    """Compare row by row; gives the rows by table. `Differs` names the table, never what is in it."""
    found: Counts = {}
    for table in tables:
        number = 0
        with closing(read(source, table)) as ours, closing(read(target, table)) as theirs:
            for one, other in zip_longest(ours, theirs):
                if one != other:
                    raise Differs(
                        f"The copy differs from its source in the table {table.name}, row {number + 1}.",
                        hint="Nothing was stored. If it happens again, report it as a fault of the bridge.",
                    )
                number += 1
        found[table.name] = number
    return found


def read(connection: Connection, table: Table) -> Generator[Row, None, None]:
    """Rows in the order of their keys, which both databases sort alike, a few at a time.

    Raises:
        Unreadable: a value is not of its column's kind; the message tells the table alone.
    """
    keys = [
        column.collate("C") if isinstance(column.type, String) and _sorts_by_language(connection) else column
        for column in table.primary_key
    ]
    query = select(table).order_by(*keys)
    with connection.execute(query, execution_options={"yield_per": _AT_ONCE}).mappings() as found:
        rows = iter(found)
        while True:
            try:
                row = next(rows, None)
            except (ValueError, TypeError):
                # Cut off from its cause, which shows the value.
                raise Unreadable(
                    f"The table {table.name} holds a value that cannot be read.",
                    hint="Restore the newest backup in which `ideabridge db check` finds no fault.",
                ) from None
            if row is None:
                return
            yield dict(row)


def _batches(rows: Iterator[Row]) -> Iterator[list[Row]]:
    while batch := list(islice(rows, _AT_ONCE)):
        yield batch


def _sorts_by_language(connection: Connection) -> bool:
    return connection.dialect.name == "postgresql"


def _carry_number(source: Connection, target: Connection, table: Table) -> None:
    """Let the target count on where the source stands, also past rows that were deleted there."""
    column = table.autoincrement_column
    if column is None:
        return
    highest = source.execute(select(func.max(column))).scalar_one() or 0
    reached = max(highest, _reached(source, table, column.name))
    if target.dialect.name == "postgresql":
        target.execute(
            text("SELECT setval(pg_get_serial_sequence(:table, :column), :value, :used)"),
            {"table": table.name, "column": column.name, "value": max(reached, 1), "used": reached > 0},
        )
    elif _counts_up(table):
        named = {"table": table.name, "value": reached}
        changed = target.execute(text("UPDATE sqlite_sequence SET seq = :value WHERE name = :table"), named)
        if changed.rowcount == 0 and reached:
            target.execute(text("INSERT INTO sqlite_sequence (name, seq) VALUES (:table, :value)"), named)


def _reached(source: Connection, table: Table, column: str) -> int:
    if source.dialect.name == "postgresql":
        query = text("SELECT pg_sequence_last_value(pg_get_serial_sequence(:table, :column)::regclass)")
        last = source.execute(query, {"table": table.name, "column": column}).scalar_one()
    elif _counts_up(table):
        query = text("SELECT seq FROM sqlite_sequence WHERE name = :table")
        last = source.execute(query, {"table": table.name}).scalar_one_or_none()
    else:
        last = None
    return int(last or 0)


def _counts_up(table: Table) -> bool:
    """Whether SQLite remembers the highest number that the table ever had."""
    return bool(table.dialect_options["sqlite"]["autoincrement"])
