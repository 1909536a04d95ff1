"""Categories and what their permissions allow: everyone, groups; 1 create, 2 reply, 3 see."""

from __future__ import annotations

from typing import Any

import pytest

from tests.sandbox.conftest import BODY, Forum

SAD = "Something has gone wrong. Perhaps this topic was closed or deleted while you were looking at it?"


def place(forum: Forum, permissions: dict[str, int]) -> int:
    body = {"name": f"Place {forum.count}", "permissions": permissions}
    answer = forum.admin.ask("POST", "/categories.json", body)
    assert answer.status_code == 200, answer.text
    category: int = answer.json()["category"]["id"]
    return category


def create(forum: Forum, who: str, category: int) -> int:
    forum.count += 1
    body = {"title": f"A topic of somebody, number {forum.count}", "raw": BODY, "category": category}
    return forum.speaking_as(who).ask("POST", "/posts.json", body).status_code


@pytest.mark.parametrize(
    ("kind", "creates", "replies", "votes", "likes"),
    [(1, 200, 200, 200, 200), (2, 403, 200, 200, 200), (3, 403, 422, 422, 200)],
)
def test_what_everyone_may(
    forum: Forum, kind: int, creates: int, replies: int, votes: int, likes: int
) -> None:
    category = place(forum, {"everyone": kind, "ideabridge": 1})
    made = forum.poll(category=category)
    ana = forum.speaking_as("ana")
    assert creates == create(forum, "ana", category)
    assert (
        replies
        == ana.ask("POST", "/posts.json", {"topic_id": made["topic_id"], "raw": f"{BODY}!"}).status_code
    )
    option = made["polls"][0]["options"][0]["id"]
    ballot = {"post_id": made["id"], "poll_name": "vote", "options": [option]}
    assert votes == ana.ask("PUT", "/polls/vote.json", ballot).status_code
    assert (
        likes
        == ana.ask("POST", "/post_actions.json", {"id": made["id"], "post_action_type_id": 2}).status_code
    )
    forum.anonymous.get(f"/t/{made['topic_id']}.json")


def test_a_group_only_category_is_not_there_for_others(forum: Forum) -> None:
    forum.sandbox.create_group("circle")
    forum.sandbox.create_user("insider", groups=["circle"])
    category = place(forum, {"circle": 1, "ideabridge": 1})
    made = forum.topic(category=category, external_id="inside")
    path = f"/t/{made['topic_id']}.json"
    forum.speaking_as("insider").get(path)
    forum.admin.get(path)
    for outsider in (forum.anonymous, forum.speaking_as("ana")):
        assert outsider.refused("GET", path)[0] == 404
        assert outsider.refused("GET", f"/posts/{made['id']}.json")[0] == 403
        assert outsider.refused("GET", f"/c/{category}/show.json")[0] == 404
        assert outsider.refused("GET", "/t/external_id/inside.json")[0] == 403
        assert outsider.get("/latest.json")["topic_list"]["topics"] == []
        assert category not in [entry["id"] for entry in outsider.get("/site.json")["categories"]]
    reply = {"topic_id": made["topic_id"], "raw": BODY}
    assert forum.speaking_as("ana").refused("POST", "/posts.json", reply) == (422, [SAD])


def test_moderators_need_the_right_like_anybody(forum: Forum) -> None:
    category = place(forum, {"admins": 1})
    assert create(forum, "ideabridge", category) == 403
    forum.topic(forum.admin, category=category)


def test_members_join_and_leave_groups(forum: Forum) -> None:
    group = forum.admin.ask("POST", "/admin/groups.json", {"group": {"name": "circle"}}).json()[
        "basic_group"
    ]["id"]
    category = place(forum, {"circle": 1})
    assert create(forum, "ana", category) == 403
    forum.admin.ask("PUT", f"/groups/{group}/members.json", {"usernames": "ana,ben"})
    assert create(forum, "ana", category) == 200
    members = forum.admin.get("/groups/circle/members.json")
    assert (members["meta"]["total"], {member["username"] for member in members["members"]}) == (
        2,
        {"ana", "ben"},
    )
    forum.admin.ask("DELETE", f"/groups/{group}/members.json", {"username": "ana"})
    assert create(forum, "ana", category) == 403
    assert forum.bot.refused("PUT", f"/groups/{group}/members.json", {"usernames": "ana"})[0] == 403


@pytest.mark.parametrize("who", ["ideabridge", "ana"])
def test_only_admins_make_and_change_categories(forum: Forum, who: str) -> None:
    person = forum.speaking_as(who)
    assert person.refused("POST", "/categories.json", {"name": "Mine"})[0] == 403
    assert person.refused("PUT", f"/categories/{forum.category}.json", {"name": "Mine"})[0] == 403


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ({}, (400, ["param is missing or the value is empty: name"])),
        ({"name": "IDEAS"}, (422, ["Category Name has already been taken"])),
        ({"name": "Other", "slug": "12345"}, (422, ["Slug is invalid"])),
        ({"name": "Other", "slug": "ideas"}, (422, ["Slug is already in use"])),
        ({"name": "x" * 51}, (422, ["Category Name is too long (maximum is 50 characters)"])),
    ],
)
def test_categories_that_will_not_do(
    forum: Forum, body: dict[str, Any], expected: tuple[int, list[str]]
) -> None:
    assert forum.admin.refused("POST", "/categories.json", body) == expected


def test_what_is_not_sent_stays(forum: Forum) -> None:
    category = place(forum, {"everyone": 2, "ideabridge": 1})
    path = f"/categories/{category}.json"
    forum.admin.ask(
        "PUT", path, {"name": "Renamed", "custom_fields": {"marker": "abc"}, "minimum_required_tags": 1}
    )
    forum.admin.ask("PUT", path, {"name": "Renamed", "color": "AA0000"})
    shown = forum.admin.get(f"/c/{category}/show.json")["category"]
    assert (shown["name"], shown["custom_fields"], shown["minimum_required_tags"]) == (
        "Renamed",
        {"marker": "abc"},
        1,
    )
    assert shown["group_permissions"] == [
        {"permission_type": 2, "group_name": "everyone"},
        {"permission_type": 1, "group_name": "ideabridge"},
    ]


def test_a_category_has_a_topic_that_defines_it(forum: Forum) -> None:
    shown = forum.admin.get(f"/c/{forum.category}/show.json")["category"]
    topic = int(shown["topic_url"].rpartition("/")[2])
    assert forum.bot.get(f"/t/{topic}.json")["title"] == "About the Ideas category"
    assert topic in [
        item["id"]
        for item in forum.bot.get(f"/latest.json?category={forum.category}")["topic_list"]["topics"]
    ]
    assert topic not in [item["id"] for item in forum.bot.get("/latest.json")["topic_list"]["topics"]]
    assert forum.bot.refused("DELETE", f"/t/{topic}.json")[0] == 422


def test_closed_and_archived_topics_take_no_replies_of_people(forum: Forum) -> None:
    topic = forum.topic()["topic_id"]
    body = {"topic_id": topic, "raw": BODY}
    for status in ("closed", "archived"):
        change = {"status": status, "enabled": "true"}
        assert forum.speaking_as("ana").refused("PUT", f"/t/{topic}/status.json", change)[0] == 403
        forum.bot.ask("PUT", f"/t/{topic}/status.json", change)
        assert forum.speaking_as("ana").refused("POST", "/posts.json", body) == (422, [SAD])
        forum.bot.ask("PUT", f"/t/{topic}/status.json", {"status": status, "enabled": "false"})
        forum.clock.forward(minutes=3)
    forum.speaking_as("ana").make(**body)
