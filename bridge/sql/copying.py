"""Copies of whole databases: every row of every table, compared one by one, with the running numbers."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import zip_longest

from sqlalchemy import MappingResult, Table, delete, func, insert, select, text
from sqlalchemy.engine import Connection

from bridge.domain.errors import BridgeError

_AT_ONCE = 500

Counts = dict[str, int]
"""Rows by table."""


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
        with read(source, table) as found:
            for rows in found.partitions(_AT_ONCE):
                target.execute(insert(table), [dict(row) for row in rows])
        _carry_number(source, target, table)
    return compare(source, target, tables)


def compare(source: Connection, target: Connection, tables: Sequence[Table]) -> Counts:
    """Compare row by row; gives the rows by table. `Differs` names the table, never what is in it."""
    found: Counts = {}
    for table in tables:
        number = 0
        with read(source, table) as ours, read(target, table) as theirs:
            for one, other in zip_longest(ours, theirs):
                if one != other:
                    raise Differs(
                        f"The copy differs from its source in the table {table.name}, row {number + 1}.",
                        hint="Nothing was stored. If it happens again, report it as a fault of the bridge.",
                    )
                number += 1
        found[table.name] = number
    return found


def read(connection: Connection, table: Table) -> MappingResult:
    """Rows in the order of their keys, which both databases sort alike, a few at a time."""
    query = select(table).order_by(*table.primary_key)
    return connection.execute(query, execution_options={"yield_per": _AT_ONCE}).mappings()


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
