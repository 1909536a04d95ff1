"""Reading: lists and their pages, topics and their pages, the feed of posts, readers."""

from __future__ import annotations

from typing import Any

import pytest

from tests.sandbox.conftest import BODY, Forum


def listed(forum: Forum, query: str, path: str = "/latest.json") -> list[dict[str, Any]]:
    topics: list[dict[str, Any]] = forum.bot.get(f"{path}?{query}")["topic_list"]["topics"]
    return topics


def test_pages_of_a_list(forum: Forum) -> None:
    made = [forum.topic()["topic_id"] for _ in range(35)]
    first = forum.bot.get(f"/latest.json?category={forum.category}")["topic_list"]
    assert (first["per_page"], len(first["topics"])) == (30, 30)
    assert first["more_topics_url"] == f"/latest?category={forum.category}&page=1"
    rest = forum.bot.get(f"/latest.json?category={forum.category}&page=1")["topic_list"]
    assert "more_topics_url" not in rest
    seen = [item["id"] for item in first["topics"] + rest["topics"]]
    assert sorted(seen)[1:] == made
    assert len(listed(forum, "per_page=100")) == 35
    empty = forum.bot.get("/latest.json?page=9")
    assert list(empty) == ["topic_list"]


@pytest.mark.parametrize("size", ["0", "101", "-1", "x"])
def test_page_sizes_that_are_refused(forum: Forum, size: str) -> None:
    assert forum.bot.refused("GET", f"/latest.json?per_page={size}") == (
        400,
        ["You supplied invalid parameters to the request: per_page"],
    )


def test_orders(forum: Forum) -> None:
    first, second, third = (forum.topic() for _ in range(3))
    for name, post in (("ana", second), ("ben", second), ("ana", third)):
        forum.sandbox.member(name).like(post["id"])
    order = [item["id"] for item in listed(forum, "order=op_likes")]
    assert order == [second["topic_id"], third["topic_id"], first["topic_id"]]
    assert [item["op_like_count"] for item in listed(forum, "order=op_likes")] == [2, 1, 0]
    assert all("op_like_count" not in item for item in listed(forum, "order=likes"))
    created = [item["id"] for item in listed(forum, "order=created&ascending=true")]
    assert created == [first["topic_id"], second["topic_id"], third["topic_id"]]
    chosen = f"topic_ids={first['topic_id']},{third['topic_id']},999"
    assert {item["id"] for item in listed(forum, chosen)} == {first["topic_id"], third["topic_id"]}


def test_pins_float_in_the_default_order_only(forum: Forum) -> None:
    old = forum.topic()["topic_id"]
    forum.clock.forward(minutes=1)
    new = forum.topic()["topic_id"]
    forum.bot.ask("PUT", f"/t/{old}/status.json", {"status": "pinned", "enabled": "true"})
    within = f"category={forum.category}"
    assert [item["id"] for item in listed(forum, within) if item["id"] in (old, new)] == [old, new]
    assert [item["id"] for item in listed(forum, f"{within}&order=created") if item["id"] in (old, new)] == [
        new,
        old,
    ]
    assert [item["id"] for item in listed(forum, "")] == [new, old]
    forum.bot.ask("PUT", f"/t/{old}/status.json", {"status": "pinned_globally", "enabled": "true"})
    assert [item["id"] for item in listed(forum, "")] == [old, new]


def test_a_pin_ends_with_its_time(forum: Forum) -> None:
    topic = forum.topic()["topic_id"]
    body = {"status": "pinned", "enabled": "true", "until": "2026-03-05"}
    forum.bot.ask("PUT", f"/t/{topic}/status.json", body)
    assert forum.bot.get(f"/t/{topic}.json")["pinned"] is True
    forum.clock.forward(days=4)
    assert forum.bot.get(f"/t/{topic}.json")["pinned"] is False


def test_sub_categories_come_along(forum: Forum) -> None:
    child = forum.sandbox.create_category("Child", parent=forum.category)
    inside, outside = forum.topic(category=child), forum.topic()
    everything = {item["id"] for item in listed(forum, f"category={forum.category}")}
    assert {inside["topic_id"], outside["topic_id"]} < everything
    alone = {item["id"] for item in listed(forum, f"category={forum.category}&no_subcategories=true")}
    assert inside["topic_id"] not in alone
    path = f"/c/ideas/child/{child}/l/latest.json"
    assert inside["topic_id"] in {item["id"] for item in listed(forum, "", path)}
    answer = forum.bot.ask("GET", f"/c/{child}/l/latest.json")
    assert (answer.status_code, answer.headers["Location"]) == (301, forum.sandbox.base_url + path)


def test_unlisted_topics_are_listed_for_staff(forum: Forum) -> None:
    topic = forum.topic()["topic_id"]
    forum.bot.ask("PUT", f"/t/{topic}/status.json", {"status": "visible", "enabled": "false"})
    assert [item["id"] for item in listed(forum, "")] == [topic]
    assert forum.anonymous.get("/latest.json")["topic_list"]["topics"] == []
    forum.anonymous.get(f"/t/{topic}.json")


def test_filters(forum: Forum) -> None:
    liked, plain = forum.topic(tags=["one"]), forum.topic()
    forum.sandbox.member("ana").like(liked["id"])
    forum.bot.ask("PUT", f"/t/{plain['topic_id']}/status.json", {"status": "closed", "enabled": "true"})
    cases = {
        "category:ideas": {liked["topic_id"], plain["topic_id"]},
        "category:nothing": set(),
        "likes-op-min:1": {liked["topic_id"]},
        "tag:one": {liked["topic_id"]},
        "status:closed": {plain["topic_id"]},
        "created-after:2026-03-03": set(),
        "activity-after:1": {liked["topic_id"], plain["topic_id"]},
    }
    for query, expected in cases.items():
        found = {item["id"] for item in listed(forum, f"q={query}", "/filter.json")}
        assert expected == {topic for topic in found if topic in (liked["topic_id"], plain["topic_id"])}, (
            query
        )


def test_topics_of_a_tag(forum: Forum) -> None:
    made = forum.topic(tags=["one", "two"])
    assert [item["id"] for item in listed(forum, "", "/tag/two.json")] == [made["topic_id"]]
    assert forum.bot.ask("GET", "/tag/three.json").status_code == 404


def test_twenty_posts_a_page_and_all_ids_in_the_stream(forum: Forum) -> None:
    topic = forum.topic()["topic_id"]
    replies = [forum.bot.make(topic_id=topic, raw=f"{BODY} Number {number}.")["id"] for number in range(44)]
    first = forum.bot.get(f"/t/{topic}.json")
    assert (len(first["post_stream"]["posts"]), len(first["post_stream"]["stream"])) == (20, 45)
    assert "suggested_topics" not in first
    third = forum.bot.get(f"/t/{topic}.json?page=3")
    assert [post["post_number"] for post in third["post_stream"]["posts"]] == [41, 42, 43, 44, 45]
    assert forum.bot.ask("GET", f"/t/{topic}.json?page=4").status_code == 404
    near = forum.bot.get(f"/t/{topic}/30.json")["post_stream"]["posts"]
    assert (near[0]["post_number"], len(near)) == (25, 20)
    printed = forum.bot.get(f"/t/{topic}.json?print=true&include_raw=true")
    assert (len(printed["post_stream"]["posts"]), printed["chunk_size"]) == (45, 1000)
    assert printed["post_stream"]["posts"][1]["raw"].endswith("Number 0.")
    query = "&".join(f"post_ids[]={post}" for post in replies[30:])
    chosen = forum.bot.get(f"/t/{topic}/posts.json?{query}&include_raw=1")["post_stream"]["posts"]
    assert [post["id"] for post in chosen] == replies[30:]


def test_the_feed_of_posts(forum: Forum) -> None:
    hidden = forum.sandbox.create_category("Hidden", permissions={"staff": 1})
    secret = forum.topic(category=hidden)["id"]
    made = [forum.topic()["id"] for _ in range(55)]
    feed = forum.anonymous.get("/posts.json")["latest_posts"]
    assert [post["id"] for post in feed] == made[::-1][:50]
    assert all(post["raw"] == BODY and post["category_id"] == forum.category for post in feed)
    rest = [
        post["id"] for post in forum.anonymous.get(f"/posts.json?before={feed[-1]['id']}")["latest_posts"]
    ]
    assert rest[:5] == made[4::-1]
    assert secret not in rest
    assert secret in [post["id"] for post in forum.bot.get(f"/posts.json?before={made[0]}")["latest_posts"]]


def test_small_actions_are_posts_but_not_in_the_feed(forum: Forum) -> None:
    topic = forum.topic()["topic_id"]
    forum.bot.ask("PUT", f"/t/{topic}/status.json", {"status": "closed", "enabled": "true"})
    seen = forum.bot.get(f"/t/{topic}.json")
    action = seen["post_stream"]["posts"][1]
    assert (action["post_type"], action["action_code"], action["cooked"]) == (3, "closed.enabled", "")
    assert (seen["posts_count"], seen["highest_post_number"]) == (2, 2)
    assert action["id"] not in [post["id"] for post in forum.bot.get("/posts.json")["latest_posts"]]
    forum.bot.ask("PUT", f"/t/{topic}/status.json", {"status": "closed", "enabled": "true"})
    assert forum.bot.get(f"/t/{topic}.json")["posts_count"] == 2


def test_only_timings_count_as_reading(forum: Forum) -> None:
    made = forum.topic()
    ana = forum.speaking_as("ana")
    ana.get(f"/t/{made['topic_id']}.json")
    ana.ask("POST", "/post_actions.json", {"id": made["id"], "post_action_type_id": 2})

    def counts() -> tuple[int, int]:
        post = forum.bot.get(f"/posts/{made['id']}.json")
        return post["reads"], post["readers_count"]

    assert counts() == (1, 0)
    timings = {"topic_id": made["topic_id"], "topic_time": 4000, "timings": {"1": 3000}}
    for person in (ana, ana, forum.bot):
        assert person.ask("POST", "/topics/timings.json", timings).status_code == 200
    assert counts() == (2, 1)
    form = {"topic_id": made["topic_id"], "topic_time": 4000, "timings[1]": 3000}
    headers = {"Api-Key": forum.keys.anyone, "Api-Username": "ben"}
    assert ana.web.post(f"{ana.url}/topics/timings", data=form, headers=headers).status_code == 200
    assert counts() == (3, 2)


def test_timers_close_topics(forum: Forum) -> None:
    topic = forum.topic()["topic_id"]
    body = {"status_type": "close", "time": "2026-03-02 12:00"}
    answer = forum.bot.ask("POST", f"/t/{topic}/timer.json", body).json()
    assert answer["execute_at"] == "2026-03-02T12:00:00.000Z"
    forum.clock.forward(hours=2)
    assert forum.bot.get(f"/t/{topic}.json")["closed"] is False
    forum.clock.forward(hours=1)
    seen = forum.bot.get(f"/t/{topic}.json")
    assert (seen["closed"], seen["topic_timer"]) == (True, None)


def test_unknown_places(forum: Forum) -> None:
    for path in (
        "/nothing.json",
        "/t/999.json",
        "/posts/999.json",
        "/c/no/999/l/latest.json",
        "/u/nobody.json",
    ):
        status, errors = forum.bot.refused("GET", path)
        assert (status, errors) == (404, ["The requested URL or resource could not be found."])
    assert listed(forum, "category=999") == []
    assert forum.bot.ask("PATCH", "/posts/1.json").status_code == 404
    head = forum.bot.ask("HEAD", "/latest.json")
    assert (head.status_code, head.text) == (200, "")
