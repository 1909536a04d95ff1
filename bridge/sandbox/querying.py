"""Running a stored query as the Data Explorer does: read-only, limited, with declared parameters.

The tables are Discourse's; the dialect is SQLite's. A query that keeps to what PostgreSQL and SQLite share
(``CAST(x AS
text)`` rather than ``x::text``) runs on both.
"""

from __future__ import annotations

import re
import sqlite3
import time
from dataclasses import dataclass
from typing import Any

from bridge.sandbox.refusals import SandboxRefusal, crash
from bridge.sandbox.serialise import excerpt
from bridge.sandbox.site import Site, avatar_template, marks

DEFAULT_LIMIT = 1000
_DECLARED = re.compile(
    r"^\s*--\s*(?P<null>null\s+)?(?P<type>\w+)\s*:(?P<name>[a-z_][a-z0-9_]*)\s*(?:=\s*(?P<default>.*?))?\s*$"
)
_ALLOWED = {
    sqlite3.SQLITE_SELECT,
    sqlite3.SQLITE_READ,
    sqlite3.SQLITE_FUNCTION,
    sqlite3.SQLITE_RECURSIVE,
}
_WRITES = ("INSERT", "UPDATE", "DELETE", "DROP", "CREATE", "ALTER", "REPLACE", "TRUNCATE")
_INTEGERS = frozenset(
    {"int", "bigint", "user_id", "post_id", "topic_id", "category_id", "group_id", "badge_id"}
)
_RELATIONS = {"topic_id": "topic", "user_id": "user", "post_id": "post"}


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter that a query declares under ``-- [params]``."""

    name: str
    type: str
    default: str | None
    nullable: bool


@dataclass(frozen=True, slots=True)
class Result:
    """What a query gave: names of columns, rows of plain values, seconds it took."""

    columns: list[str]
    rows: list[list[Any]]
    seconds: float


def failed(message: str) -> SandboxRefusal:
    """422 in the shape of a query that could not be run."""
    return SandboxRefusal(422, {"success": False, "errors": [message]})


def declared(sql: str) -> list[Parameter]:
    """Parameters of a query, in the order of their declaration."""
    found: list[Parameter] = []
    inside = False
    for line in sql.splitlines():
        if re.match(r"^\s*--\s*\[params\]\s*$", line):
            inside = True
        elif inside:
            match = _DECLARED.match(line)
            if match:
                found.append(Parameter(match["name"], match["type"], match["default"], bool(match["null"])))
            elif not line.lstrip().startswith("--"):
                break
    return found


def run(site: Site, sql: str, given: dict[str, Any], limit: str | None) -> Result:
    """Run a query.

    ``given`` holds the values of parameters, all text; ``limit`` is a number of rows, "ALL", or None for the
    default of 1,000.

    Raises:
        SandboxRefusal: 422 with the reason; 500 for a value that is no text.
    """
    if any(value is not None and not isinstance(value, str) for value in given.values()):
        raise crash()
    if ";" in sql:
        raise failed("DiscourseDataExplorer::ValidationError: Remove the semicolons from the query.")
    most = _limit(limit)
    sql, values = _bound(sql, given)
    tail = "" if most is None else f" LIMIT {most}"
    started = time.perf_counter()
    columns, rows = _execute(site, f"WITH query AS (\n{sql}\n) SELECT * FROM query{tail}", values)
    return Result(columns, rows, time.perf_counter() - started)


def explain(site: Site, sql: str, given: dict[str, Any]) -> str:
    """The plan by which a query is run."""
    sql, values = _bound(sql, given)
    _, rows = _execute(site, f"EXPLAIN QUERY PLAN {sql}", values)
    return "\n".join(str(row[-1]) for row in rows)


def _bound(sql: str, given: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    values: dict[str, Any] = {}
    for parameter in declared(sql):
        sql, values[parameter.name] = _bind(sql, parameter, given.get(parameter.name, parameter.default))
    return sql, values


def _limit(limit: str | None) -> int | None:
    if limit is None or limit == "":
        return DEFAULT_LIMIT
    if limit.upper() == "ALL":
        return None
    if limit.startswith("-"):
        raise failed("PG::InvalidRowCountInLimitClause: ERROR:  LIMIT must not be negative\n")
    return int(limit) if limit.isdigit() else DEFAULT_LIMIT


def _bind(sql: str, parameter: Parameter, text: str | None) -> tuple[str, Any]:
    """The query and the value to bind; lists are written into the query."""
    if text is None or (text == "" and parameter.type != "string"):
        if parameter.nullable:
            return sql, None
        raise failed(
            f"DiscourseDataExplorer::ValidationError: Missing parameter {parameter.name} of type"
            f" {parameter.type}"
        )
    kind = parameter.type
    if kind == "int_list":
        numbers = [_integer(part.strip(), "int") for part in text.split(",")]
        return re.sub(rf":{parameter.name}\b", ", ".join(map(str, numbers)), sql), None
    if kind in ("string_list", "user_list", "group_list"):
        quoted = ", ".join("'" + part.strip().replace("'", "''") + "'" for part in text.split(","))
        return re.sub(rf":{parameter.name}\b", lambda _: quoted, sql), None
    if kind in _INTEGERS:
        return sql, _integer(text, kind)
    if kind == "boolean":
        if text.lower() not in ("true", "false", "t", "f", "1", "0"):
            raise failed(
                f"DiscourseDataExplorer::ValidationError: '{text}' is an invalid boolean - Not a boolean"
            )
        return sql, int(text.lower() in ("true", "t", "1"))
    if kind == "double":
        try:
            return sql, float(text)
        except ValueError as error:
            raise failed(f"DiscourseDataExplorer::ValidationError: '{text}' is an invalid double") from error
    return sql, text


def _integer(text: str, kind: str) -> int:
    if not re.fullmatch(r"-?\d+", text):
        raise failed(
            f"DiscourseDataExplorer::ValidationError: '{text}' is an invalid {kind} - Not an integer"
        )
    return int(text)


def _execute(site: Site, sql: str, values: dict[str, Any]) -> tuple[list[str], list[list[Any]]]:
    reader = sqlite3.connect(f"file:{site.path}?mode=ro", uri=True, check_same_thread=False)
    deadline = time.monotonic() + site.limits.data_explorer_timeout
    try:
        reader.create_function("now", 0, site.stamp, deterministic=False)
        reader.set_authorizer(lambda deed, *_: sqlite3.SQLITE_OK if deed in _ALLOWED else sqlite3.SQLITE_DENY)
        reader.set_progress_handler(lambda: int(time.monotonic() > deadline), 10_000)
        cursor = reader.execute(sql, values)
        rows = [list(row) for row in cursor.fetchall()]
        return [column[0] for column in cursor.description], rows
    except sqlite3.Error as error:
        raise failed(_message(error)) from error
    finally:
        reader.close()


def _message(error: sqlite3.Error) -> str:
    """SQLite's complaint in the form of PostgreSQL's."""
    text = str(error)
    if text == "interrupted":
        return "PG::QueryCanceled: ERROR:  canceling statement due to statement timeout\n"
    near = re.match(r'near "(\w+)"', text)
    if text == "not authorized" or (near and near[1].upper() in _WRITES):
        deed = near[1].upper() if near else "statement"
        return f"PG::ReadOnlySqlTransaction: ERROR:  cannot execute {deed} in a read-only transaction\n"
    table = re.match(r"no such table: (\S+)", text)
    if table:
        return f'PG::UndefinedTable: ERROR:  relation "{table[1]}" does not exist\n'
    column = re.match(r"no such column: (\S+)", text)
    if column:
        return f'PG::UndefinedColumn: ERROR:  column "{column[1]}" does not exist\n'
    return f"PG::SyntaxError: ERROR:  {text}\n"


def relations(site: Site, result: Result) -> tuple[dict[str, list[dict[str, Any]]], dict[str, str]]:
    """Objects that the result's ids stand for, and which columns they fill, by position."""
    found: dict[str, list[dict[str, Any]]] = {}
    render: dict[str, str] = {}
    for position, column in enumerate(result.columns):
        kind = next(
            (kind for name, kind in _RELATIONS.items() if column == name or column.endswith(f"${kind}")), None
        )
        if kind is None:
            continue
        render[str(position)] = kind
        ids = sorted({row[position] for row in result.rows if isinstance(row[position], int)})
        found[kind] = _objects(site, kind, ids)
    return found, render


def _objects(site: Site, kind: str, ids: list[int]) -> list[dict[str, Any]]:
    if kind == "topic":
        rows = site.all(
            f"SELECT id, title, fancy_title, slug, posts_count FROM topics WHERE id IN ({marks(ids)})", *ids
        )
        return [dict(row) for row in rows]
    if kind == "user":
        rows = site.all(f"SELECT id, username, name FROM users WHERE id IN ({marks(ids)})", *ids)
        return [{**dict(row), "avatar_template": avatar_template(row["username"])} for row in rows]
    rows = site.all(
        "SELECT p.id, p.topic_id, p.post_number, p.cooked, u.username FROM posts p JOIN users u ON u.id ="
        " p.user_id"
        f" WHERE p.id IN ({marks(ids)})",
        *ids,
    )
    return [
        {
            "id": row["id"],
            "topic_id": row["topic_id"],
            "post_number": row["post_number"],
            "excerpt": excerpt(row["cooked"], 70),
            "username": row["username"],
            "avatar_template": avatar_template(row["username"]),
        }
        for row in rows
    ]
