"""The Data Explorer: queries kept by admins, run on the forum's own tables by those who may."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.sandbox.conftest import Forum

BASE = "/admin/plugins/explorer/queries"
ONE = "-- [params]\n-- int :category_id\n-- int :after_id = 0\n"
TOPICS = (
    f"{ONE}SELECT t.id AS t_id, t.external_id, t.title, p.raw FROM topics t JOIN posts p ON p.topic_id = t.id"
    " AND p.post_number = 1 WHERE t.category_id = :category_id AND t.id > :after_id ORDER BY t.id"
)
SERIES = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3000) SELECT i FROM n"


def keep(forum: Forum, sql: str, groups: tuple[int, ...] = (), name: str = "A query") -> int:
    body = {"query": {"name": name, "description": "", "sql": sql, "group_ids": list(groups)}}
    answer = forum.admin.ask("POST", f"{BASE}.json", body)
    assert answer.status_code == 200, answer.text
    number: int = answer.json()["query"]["id"]
    return number


def run(forum: Forum, query: int, **body: Any) -> Any:
    if "params" in body:
        body["params"] = json.dumps(body["params"])
    return forum.admin.ask("POST", f"{BASE}/{query}/run.json", body)


def failure(forum: Forum, sql: str, **body: Any) -> str:
    answer = run(forum, keep(forum, sql), **body)
    assert answer.status_code == 422, answer.text
    assert answer.json()["success"] is False
    (error,) = answer.json()["errors"]
    return str(error)


def test_rows_of_the_forums_tables(forum: Forum) -> None:
    made = forum.topic(external_id="one")
    query = keep(forum, TOPICS)
    answer = run(
        forum, query, params={"category_id": str(forum.category), "after_id": str(made["topic_id"] - 1)}
    ).json()
    assert answer["columns"] == ["t_id", "external_id", "title", "raw"]
    assert answer["rows"] == [[made["topic_id"], "one", "An idea about topic number 1", made["raw"]]]
    assert (answer["result_count"], answer["default_limit"], answer["relations"]) == (1, 1000, {})


def test_everything_in_one_query(forum: Forum) -> None:
    """Likes that were taken back, votes of single people, deleted topics: what no list shows."""
    made = forum.poll(external_id="one")
    ana, ben = forum.sandbox.member("ana"), forum.sandbox.member("ben")
    ana.vote(made["id"], "For", poll_name="vote")
    ben.like(made["id"])
    ben.unlike(made["id"])
    forum.bot.ask("DELETE", f"/t/{made['topic_id']}.json")
    sql = (
        "SELECT 'topic' AS kind, t.id AS a, t.external_id AS b, t.deleted_at AS gone FROM topics t WHERE"
        " t.external_id IS NOT NULL"
        " UNION ALL SELECT 'like', a.post_id, CAST(a.user_id AS text), a.deleted_at FROM post_actions a"
        " UNION ALL SELECT 'vote', p.post_id, o.html, NULL FROM poll_votes v JOIN polls p ON p.id = v.poll_id"
        " JOIN poll_options o ON o.id = v.poll_option_id WHERE v.user_id > 0"
    )
    rows = run(forum, keep(forum, sql), limit="ALL").json()["rows"]
    now = "2026-03-02T09:00:00.000Z"
    assert rows == [
        ["topic", made["topic_id"], "one", now],
        ["like", made["id"], str(ben.id), now],
        ["vote", made["id"], "For", None],
    ]


def test_limits_of_rows(forum: Forum) -> None:
    query = keep(forum, SERIES)
    assert run(forum, query).json()["result_count"] == 1000
    for limit, count in (("ALL", 3000), (2500, 2500), ("2", 2), (0, 0)):
        assert run(forum, query, limit=limit).json()["result_count"] == count
    assert failure(forum, SERIES, limit=-1).startswith("PG::InvalidRowCountInLimitClause")


@pytest.mark.parametrize(
    ("sql", "error"),
    [
        ("SELECT 1;", "DiscourseDataExplorer::ValidationError: Remove the semicolons from the query."),
        (
            "-- a; b\nSELECT 1",
            "DiscourseDataExplorer::ValidationError: Remove the semicolons from the query.",
        ),
        ("SELECT thing FROM nowhere", 'PG::UndefinedTable: ERROR:  relation "nowhere" does not exist\n'),
        ("SELECT thing FROM topics", 'PG::UndefinedColumn: ERROR:  column "thing" does not exist\n'),
        ("SELECT FROM WHERE", 'PG::SyntaxError: ERROR:  near "FROM": syntax error\n'),
    ],
)
def test_queries_that_will_not_do(forum: Forum, sql: str, error: str) -> None:
    assert error == failure(forum, sql)


@pytest.mark.parametrize(
    "sql",
    [
        "DELETE FROM topics",
        "UPDATE topics SET title = 'x'",
        "INSERT INTO tags (name) VALUES ('x')",
        "DROP TABLE topics",
        "SELECT 1) SELECT 1 FROM (SELECT load_extension('x')",
    ],
)
def test_nothing_can_be_changed(forum: Forum, sql: str) -> None:
    made = forum.topic()
    assert failure(forum, sql).startswith("PG::")
    assert forum.bot.get(f"/t/{made['topic_id']}.json")["title"] == "An idea about topic number 1"


def test_long_queries_are_cut_off(forum: Forum) -> None:
    forum.sandbox.site.change_limits(data_explorer_timeout=0.05)
    endless = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) AS c FROM n"
    assert (
        failure(forum, endless) == "PG::QueryCanceled: ERROR:  canceling statement due to statement timeout\n"
    )


class TestParameters:
    """Declared in comments, sent as one JSON text whose values are texts."""

    def test_missing_and_wrong_ones(self, forum: Forum) -> None:
        query = keep(forum, TOPICS)
        for given, error in (
            ({}, "Missing parameter category_id of type int"),
            ({"category_id": "abc"}, "'abc' is an invalid int - Not an integer"),
        ):
            answer = run(forum, query, params=given)
            assert answer.status_code == 422
            assert answer.json()["errors"] == [f"DiscourseDataExplorer::ValidationError: {error}"]

    def test_other_shapes_crash(self, forum: Forum) -> None:
        query = keep(forum, TOPICS)
        assert run(forum, query, params={"category_id": 5}).status_code == 500
        path = f"{BASE}/{query}/run.json"
        assert forum.admin.ask("POST", path, {"params": {"category_id": "5"}}).status_code == 500
        assert forum.admin.ask("POST", path, {"params": "no json"}).status_code == 500

    def test_lists_texts_and_nothing(self, forum: Forum) -> None:
        sql = (
            "-- [params]\n-- int_list :ids\n-- string :word = it's\n-- null int :maybe\n"
            "SELECT id AS c_id, :word AS word, :maybe AS maybe FROM categories WHERE id IN (:ids) ORDER BY id"
        )
        query = keep(forum, sql)
        rows = run(forum, query, params={"ids": "1, 2"}).json()["rows"]
        assert rows == [[1, "it's", None], [2, "it's", None]]
        rows = run(forum, query, params={"ids": "1", "word": "x' OR 1=1 --", "maybe": "7"}).json()["rows"]
        assert rows == [[1, "x' OR 1=1 --", 7]]
        shown = forum.admin.get(f"{BASE}/{query}.json")["query"]["param_info"]
        assert [(item["identifier"], item["nullable"]) for item in shown] == [
            ("ids", False),
            ("word", False),
            ("maybe", True),
        ]


class TestRights:
    """Admins run everything; members run what their group was given, by the group's own address."""

    def test_members_and_others(self, forum: Forum) -> None:
        group = forum.sandbox.create_group("circle")
        forum.sandbox.create_user("insider", groups=["circle"])
        query = keep(forum, "SELECT 1 AS a", (group,))
        path = f"/g/circle/reports/{query}/run"
        insider = forum.speaking_as("insider")
        assert insider.ask("POST", f"{path}.json", {}).json()["rows"] == [[1]]
        assert insider.ask("POST", path, {}).json()["rows"] == [[1]]
        assert forum.admin.ask("POST", path, {}).status_code == 200
        assert forum.speaking_as("ana").refused("POST", path, {})[0] == 404
        assert insider.refused("GET", f"{path}.json")[0] == 404
        for method, place in (
            ("POST", f"{BASE}/{query}/run.json"),
            ("GET", f"{BASE}.json"),
            ("POST", f"{BASE}.json"),
        ):
            assert insider.refused(method, place, {} if method == "POST" else None)[0] == 403
            assert forum.bot.refused(method, place, {} if method == "POST" else None)[0] == 403
        assert [entry["id"] for entry in insider.get("/g/circle/reports.json")["queries"]] == [query]
        assert insider.get(f"/g/circle/reports/{query}.json")["query_group"]["group_id"] == group

    def test_an_update_without_groups_takes_the_grants(self, forum: Forum) -> None:
        group = forum.sandbox.create_group("circle")
        forum.sandbox.create_user("insider", groups=["circle"])
        query = keep(forum, "SELECT 1 AS a", (group,))
        forum.admin.ask("PUT", f"{BASE}/{query}.json", {"query": {"name": "x", "sql": "SELECT 2 AS a"}})
        assert forum.speaking_as("insider").refused("POST", f"/g/circle/reports/{query}/run", {})[0] == 404
        assert run(forum, query).json()["rows"] == [[2]]

    def test_deleted_queries_can_still_be_run(self, forum: Forum) -> None:
        query = keep(forum, "SELECT 1 AS a")
        assert forum.admin.ask("DELETE", f"{BASE}/{query}.json").json() == {"success": True, "errors": []}
        assert forum.admin.refused("GET", f"{BASE}/{query}.json")[0] == 404
        assert run(forum, query).json()["rows"] == [[1]]
        assert run(forum, 999).json() == {"status": 404, "error": "Not Found"}

    def test_a_key_for_one_query(self, forum: Forum) -> None:
        one, other = keep(forum, "SELECT 1 AS a"), keep(forum, "SELECT 2 AS a")
        scope = {"scope_id": "discourse_data_explorer:run_queries", "id": str(one)}
        body = {"key": {"username": "admin", "scopes": [scope]}}
        key = forum.person(forum.admin.ask("POST", "/admin/api/keys.json", body).json()["key"]["key"])
        assert key.ask("POST", f"{BASE}/{one}/run.json", {}).status_code == 200
        assert key.refused("POST", f"{BASE}/{other}/run.json", {})[0] == 403
        assert key.refused("GET", "/latest.json")[0] == 403


def test_relations_and_downloads(forum: Forum) -> None:
    made = forum.topic()
    sql = f"SELECT id AS post_id, topic_id, user_id FROM posts WHERE id = {made['id']}"
    query = keep(forum, sql, name="A result")
    answer = run(forum, query).json()
    assert answer["colrender"] == {"0": "post", "1": "topic", "2": "user"}
    assert answer["relations"]["user"][0]["username"] == "ideabridge"
    download = run(forum, query, download=True)
    assert "relations" not in download.json()
    assert "a-result" in download.headers["Content-Disposition"]
    text = forum.admin.ask("POST", f"{BASE}/{query}/run.csv", {"download": True})
    assert text.text == f"post_id,topic_id,user_id\n{made['id']},{made['topic_id']},{made['user_id']}\n"
