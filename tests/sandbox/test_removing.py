"""Deleting and bringing back."""

from __future__ import annotations

from tests.sandbox.conftest import BODY, Forum


def test_a_deleted_topic_is_gone_for_people_and_there_for_staff(forum: Forum) -> None:
    made = forum.topic(external_id="gone")
    path = f"/t/{made['topic_id']}.json"
    assert forum.speaking_as("ana").refused("DELETE", path)[0] == 422
    answer = forum.bot.ask("DELETE", path)
    assert (answer.status_code, answer.text) == (200, "")
    status, errors = forum.speaking_as("ana").refused("GET", path)
    assert (status, errors) == (404, ["The requested URL or resource could not be found."])
    assert forum.bot.get(path)["deleted_by"]["username"] == "ideabridge"
    assert forum.bot.get("/latest.json")["topic_list"]["topics"] == []
    assert forum.bot.refused("DELETE", path)[0] == 422
    assert forum.bot.ask("PUT", f"/t/{made['topic_id']}/recover.json").status_code == 200
    assert forum.speaking_as("ana").get(path)["deleted_at"] is None


def test_the_first_post_goes_with_its_topic_only(forum: Forum) -> None:
    made = forum.topic()
    assert forum.bot.refused("DELETE", f"/posts/{made['id']}.json")[0] == 403


def test_replies_taken_away_by_staff_leave_a_gap(forum: Forum) -> None:
    topic = forum.topic()["topic_id"]
    reply = forum.speaking_as("ana").make(topic_id=topic, raw=BODY)
    forum.bot.ask("DELETE", f"/posts/{reply['id']}.json")
    seen = forum.bot.get(f"/t/{topic}.json")
    assert (seen["posts_count"], seen["has_deleted"]) == (1, True)
    assert seen["post_stream"]["gaps"]["after"] == {str(seen["post_stream"]["stream"][0]): [reply["id"]]}
    assert "gaps" not in forum.speaking_as("ana").get(f"/t/{topic}.json")["post_stream"]
    assert forum.speaking_as("ana").ask("GET", f"/posts/{reply['id']}.json").status_code == 404
    assert forum.bot.ask("PUT", f"/posts/{reply['id']}/recover.json").json()["deleted_at"] is None
    assert forum.bot.get(f"/t/{topic}.json")["posts_count"] == 2


def test_authors_leave_a_note(forum: Forum) -> None:
    topic = forum.topic()["topic_id"]
    ana = forum.speaking_as("ana")
    reply = ana.make(topic_id=topic, raw=BODY)
    assert forum.speaking_as("ben").refused("DELETE", f"/posts/{reply['id']}.json")[0] == 403
    assert ana.ask("DELETE", f"/posts/{reply['id']}.json").status_code == 200
    seen = forum.bot.get(f"/posts/{reply['id']}.json")
    assert (seen["raw"], seen["user_deleted"], seen["deleted_at"]) == ("(post deleted by author)", True, None)


def test_removing_for_good(forum: Forum) -> None:
    forum.sandbox.site.change_limits(can_permanently_delete=True)
    made = forum.topic(external_id="for-good")
    reply = forum.bot.make(topic_id=made["topic_id"], raw=BODY)
    topic, post = f"/t/{made['topic_id']}.json", f"/posts/{reply['id']}.json"
    for_good = {"force_destroy": True}
    undeleted = (
        "This topic has undeleted posts."
        " Please permanently delete them before permanently deleting the topic."
    )
    assert forum.admin.refused("DELETE", topic, for_good) == (403, [undeleted])
    forum.admin.ask("DELETE", post)
    forum.admin.ask("DELETE", topic)
    assert forum.admin.refused("DELETE", topic, for_good) == (403, [undeleted])
    assert forum.admin.refused("DELETE", post, for_good)[0] == 403
    forum.clock.forward(minutes=6)
    assert forum.admin.ask("DELETE", post, for_good).status_code == 200
    assert forum.bot.refused("DELETE", topic, for_good) == (403, [undeleted])
    assert forum.admin.ask("DELETE", topic, for_good).status_code == 200
    assert forum.admin.ask("GET", topic).status_code == 404
    forum.topic(external_id="for-good")


def test_another_admin_need_not_wait(forum: Forum) -> None:
    forum.sandbox.site.change_limits(can_permanently_delete=True)
    forum.sandbox.create_user("second", 4, admin=True)
    made = forum.topic()
    path = f"/t/{made['topic_id']}.json"
    forum.admin.ask("DELETE", path)
    assert forum.admin.refused("DELETE", path, {"force_destroy": True})[0] == 403
    assert forum.speaking_as("second").ask("DELETE", path, {"force_destroy": True}).status_code == 200


def test_a_category_goes_only_when_empty(forum: Forum) -> None:
    made = forum.topic()
    path = f"/categories/{forum.category}.json"
    assert forum.admin.refused("DELETE", path)[0] == 403
    forum.sandbox.site.change_limits(can_permanently_delete=True)
    forum.bot.ask("DELETE", f"/t/{made['topic_id']}.json")
    assert (
        forum.admin.ask("DELETE", f"/t/{made['topic_id']}.json", {"force_destroy": True}).status_code == 200
    )
    assert forum.admin.ask("DELETE", path).status_code == 200
    assert forum.admin.ask("GET", f"/c/{forum.category}/show.json").status_code == 404
