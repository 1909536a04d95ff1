"""Posts that wait for a moderator: the answer, the memo, the twins, the external id that is lost."""

from __future__ import annotations

from typing import Any

import pytest

from tests.sandbox.conftest import BODY, Forum, Person

TITLE = "An idea that has to wait for somebody"


@pytest.fixture
def place(forum: Forum) -> int:
    """A category whose topics and replies wait."""
    settings = {"require_topic_approval": "true", "require_reply_approval": "true"}
    body = {"name": "Waiting room", "category_setting_attributes": settings, "color": "AA0000"}
    made = forum.admin.ask("POST", "/categories.json", body).json()["category"]
    assert made["category_setting"]["require_topic_approval"] is True
    return int(made["id"])


def send(who: Person, place: int, **more: Any) -> Any:
    headers = {"User-Agent": more.pop("agent", "one")}
    raw = f"{more.get('title', '')} {BODY}"
    body = {"title": TITLE, "raw": raw, "category": place, "external_id": "waiting-1", **more}
    answer = who.ask("POST", "/posts.json", body, headers=headers)
    assert answer.status_code == 200, answer.text
    return answer.json()


def approve(forum: Forum, item: Any) -> Any:
    path = f"/review/{item['pending_post']['id']}/perform/approve_post.json?version=0"
    answer = forum.bot.ask("PUT", path)
    assert answer.status_code == 200, answer.text
    return answer.json()["reviewable_perform_result"]


def test_an_enqueued_answer_is_remembered(forum: Forum, place: int) -> None:
    ben = forum.speaking_as("ben")
    first = send(ben, place)
    assert (first["action"], first["success"], first["pending_count"]) == ("enqueued", True, 1)
    assert set(first["pending_post"]) == {"id", "raw", "created_at"}
    assert send(ben, place) == first
    assert send(ben, place, nested_post=True) == first
    twin = send(ben, place, agent="two")
    assert (twin["pending_count"], twin["pending_post"]["id"]) == (2, first["pending_post"]["id"] + 1)


def test_approving_loses_the_external_id_and_makes_twins(forum: Forum, place: int) -> None:
    ben = forum.speaking_as("ben")
    forum.topic(tags=["alpha"])
    items = [send(ben, place, tags=["alpha"]), send(ben, place, tags=["alpha"], agent="two")]
    made = [approve(forum, item) for item in items]
    assert [result["transition_to"] for result in made] == ["approved", "approved"]
    for result in made:
        topic = forum.bot.get(f"/t/{result['created_post_topic_id']}.json")
        assert (topic["title"], topic["tags"]) == (TITLE, ["alpha"])
        assert "external_id" not in topic
        assert topic["details"]["created_by"]["username"] == "ben"
    assert forum.bot.refused("GET", "/t/external_id/waiting-1.json")[0] == 404
    again = forum.bot.refused(
        "PUT", f"/review/{items[0]['pending_post']['id']}/perform/approve_post.json?version=0"
    )
    assert again[0] == 409


def test_skipping_validations_does_not_skip_the_queue(forum: Forum, place: int) -> None:
    assert send(forum.speaking_as("ben"), place, skip_validations=True)["action"] == "enqueued"


def test_staff_do_not_wait(forum: Forum, place: int) -> None:
    assert send(forum.bot, place)["post_number"] == 1


def test_texts_are_checked_first(forum: Forum, place: int) -> None:
    body = {"title": TITLE, "raw": "short", "category": place}
    status, errors = forum.speaking_as("ben").refused("POST", "/posts.json", body)
    assert (status, errors[0]) == (422, "Body is too short (minimum is 20 characters)")


def test_a_reply_waits_and_is_turned_down(forum: Forum, place: int) -> None:
    ben = forum.speaking_as("ben")
    topic = send(forum.bot, place)["topic_id"]
    item = ben.make(topic_id=topic, raw="A reply that needs an approval too.")
    assert item["action"] == "enqueued"
    shown = forum.bot.get(f"/t/{topic}.json")
    assert (shown["queued_posts_count"], shown["posts_count"]) == (1, 1)
    assert [post["id"] for post in ben.get(f"/t/{topic}.json")["pending_posts"]] == [
        item["pending_post"]["id"]
    ]
    path = f"/review/{item['pending_post']['id']}/perform/reject_post.json?version=0"
    result = forum.bot.ask("PUT", path).json()["reviewable_perform_result"]
    assert (result["transition_to"], result["reviewable_count"]) == ("rejected", 0)
    assert forum.bot.get(f"/t/{topic}.json")["posts_count"] == 1


def test_who_sees_what_waits(forum: Forum, place: int) -> None:
    ben = forum.speaking_as("ben")
    item = send(ben, place)["pending_post"]["id"]
    listed = forum.bot.get("/review.json?status=pending&type=ReviewableQueuedPost")["reviewables"]
    assert [(entry["id"], entry["payload"]["title"]) for entry in listed] == [(item, TITLE)]
    assert "external_id" not in listed[0]["payload"]
    assert [entry["id"] for entry in ben.get("/posts/ben/pending.json")["pending_posts"]] == [item]
    assert forum.speaking_as("ana").refused("GET", "/posts/ben/pending.json")[0] == 403
    assert ben.refused("GET", "/review.json")[0] == 404


def test_the_first_posts_of_a_person_may_have_to_wait(forum: Forum) -> None:
    forum.sandbox.site.change_limits(approve_post_count=1)
    item = send(forum.speaking_as("ben"), forum.category)
    approve(forum, item)
    assert "post_number" in send(
        forum.speaking_as("ben"), forum.category, external_id="b", title=TITLE + " too", agent="two"
    )
    forum.sandbox.site.change_limits(approve_post_count=0, approve_unless_allowed_groups="12")
    nils = forum.speaking_as("nils")
    assert send(nils, forum.category, title="A title of Nils, long enough")["action"] == "enqueued"
    assert "post_number" in send(
        forum.speaking_as("ana"), forum.category, external_id="a", title="A title of Ana, long enough"
    )
