"""What goes out when the bridge writes, and how a real forum's answers to it are taken."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
import responses

from bridge.domain.errors import EditConflict, Rejected, Unknown
from bridge.domain.observation import NewCategory, NewTopic
from bridge.forum.adapter import DiscourseForum

URL = "https://forum.test"
TOPIC = NewTopic("ib-idea-1", 5, "An idea about beds", "The whole idea.", ("beds", "meals"))


def facts(version: str = "3.5.0") -> None:
    """What is asked before tags are sent."""
    responses.get(f"{URL}/about.json", json={"about": {"version": version, "locale": "en"}})
    user = {"id": 9, "username": "ideabridge", "moderator": True, "groups": []}
    responses.get(f"{URL}/session/current.json", json={"current_user": user})
    responses.get(f"{URL}/site/settings.json", status=404)


def sent(number: int = -1) -> Any:
    """The body of a request."""
    return json.loads(responses.calls[number].request.body or "null")


def created(recording: Any) -> Any:
    return recording("fact-072-memo-nested-post")["response"]["json"]


@responses.activate
def test_a_topic_goes_out_with_everything_that_it_needs(forum: DiscourseForum, recording: Any) -> None:
    facts()
    answer = created(recording)
    responses.post(f"{URL}/posts.json", json=answer)
    placed = forum.create_topic(replace(TOPIC, created=datetime(2015, 2, 2, 9, 0, tzinfo=UTC)))
    assert sent() == {
        "title": "An idea about beds",
        "raw": "The whole idea.",
        "category": 5,
        "external_id": "ib-idea-1",
        "tags": ["beds", "meals"],
        "created_at": "2015-02-02T09:00:00Z",
        "skip_validations": True,
        "auto_track": False,
        "nested_post": True,
    }
    post = answer["post"]
    assert (placed.topic_id, placed.post_id, placed.raw) == (post["topic_id"], post["id"], post["raw"])


@responses.activate
def test_a_bare_answer_is_taken_too(forum: DiscourseForum, recording: Any) -> None:
    answer = recording("501-repeat-post-first")["response"]["json"]
    responses.post(f"{URL}/posts.json", json=answer)
    assert forum.create_reply(9, "A reply.").post_id == answer["id"]


@responses.activate
def test_tags_go_out_as_objects_where_the_version_wants_them(forum: DiscourseForum, recording: Any) -> None:
    facts("2026.4.0")
    responses.get(f"{URL}/tags.json", json={"tags": [{"id": 71, "name": "beds", "slug": "beds"}]})
    responses.post(f"{URL}/posts.json", json=created(recording))
    responses.put(f"{URL}/t/-/9.json", json={"basic_topic": {"id": 9}})
    forum.create_topic(TOPIC)
    assert sent()["tags"] == [{"id": 71, "name": "beds"}, {"name": "meals"}]
    forum.edit_topic(9, tags=("beds",))
    assert sent() == {"tags": [{"id": 71, "name": "beds"}]}
    # A tag that the bridge has not seen yet makes it look again.
    assert forum.requests_by_endpoint["GET /tags.json"] == 1


@responses.activate
def test_a_text_that_waits_for_approval_is_rejected_with_the_way_out(
    forum: DiscourseForum, recording: Any
) -> None:
    """Once approved, the topic would have lost its external id, and a retry would make a twin."""
    facts()
    responses.post(f"{URL}/posts.json", json=recording("fact-602-queue-post-enqueued")["response"]["json"])
    with pytest.raises(Rejected) as caught:
        forum.create_topic(TOPIC)
    assert "moderator" in caught.value.hint


@responses.activate
def test_a_topic_sent_a_second_time_is_not_answered_from_memory(
    forum: DiscourseForum, recording: Any
) -> None:
    """The forum's memory of 120 s would give an old refusal again, or a topic deleted since."""
    facts()
    refused = recording("fact-061-memo-422-first")["response"]
    responses.post(f"{URL}/posts.json", status=refused["status"], json=refused["json"])
    responses.post(f"{URL}/posts.json", json=created(recording))
    with pytest.raises(Rejected):
        forum.create_topic(TOPIC)
    first = sent()
    forum.create_topic(TOPIC)
    assert sent() == first | {"typing_duration_msecs": 1}


@responses.activate
def test_a_reply_sent_a_second_time_is_the_same_request(forum: DiscourseForum, recording: Any) -> None:
    """A reply has no external id: there the forum's memory is what keeps a late request from doubling it."""
    responses.post(f"{URL}/posts.json", json=created(recording))
    forum.create_reply(9, "A reply.")
    first = sent()
    forum.create_reply(9, "A reply.")
    assert sent() == first == {
        "topic_id": 9, "raw": "A reply.", "skip_validations": True, "auto_track": False, "nested_post": True,
    }  # fmt: skip


@responses.activate
def test_a_body_is_edited_only_if_it_still_is_what_was_read(forum: DiscourseForum, recording: Any) -> None:
    answer = recording("158-post-edit")["response"]["json"]
    responses.put(f"{URL}/posts/10.json", json=answer)
    assert forum.edit_body(10, "New.", original="Old.") == answer["post"]["raw"]
    assert sent() == {"post": {"raw": "New.", "original_text": "Old."}}


@responses.activate
def test_someone_elses_edit_is_a_conflict(forum: DiscourseForum, recording: Any) -> None:
    answer = recording("160-post-edit-original-text-conflict")["response"]
    responses.put(f"{URL}/posts/10.json", status=answer["status"], json=answer["json"])
    with pytest.raises(EditConflict):
        forum.edit_body(10, "New.", original="Old.")


@responses.activate
def test_a_stored_text_that_the_answer_leaves_out_is_fetched(forum: DiscourseForum, recording: Any) -> None:
    post = recording("178-post-get-after-likes")["response"]["json"]
    responses.put(f"{URL}/posts/14.json", json={"post": {"id": 14, "topic_id": 9}})
    responses.get(f"{URL}/posts/14.json", json=post)
    assert forum.edit_body(14, "New.", original="Old.") == post["raw"]


@responses.activate
def test_a_text_that_was_taken_but_cannot_be_read_back_is_unknown(forum: DiscourseForum) -> None:
    """It was written: whoever calls must settle it, not send it again."""
    responses.post(f"{URL}/posts.json", json={"action": "create_post", "post": {"id": 14, "topic_id": 9}})
    responses.get(f"{URL}/posts/14.json", status=404)
    with pytest.raises(Unknown):
        forum.create_reply(9, "A reply.")


@responses.activate
def test_only_what_changes_is_sent(forum: DiscourseForum, recording: Any) -> None:
    facts()
    responses.put(f"{URL}/t/-/9.json", json=recording("167-topic-edit-title")["response"]["json"])
    forum.edit_topic(9)
    assert forum.requests == 0
    forum.edit_topic(9, title="A new title")
    assert sent() == {"title": "A new title"}
    forum.edit_topic(9, tags=())
    assert sent() == {"tags": []}
    forum.edit_topic(9, tags=("new",), before_title="Old", before_tags=("old",))
    assert sent() == {"tags": ["new"], "original_title": "Old", "original_tags": ["old"]}


@responses.activate
def test_switches(forum: DiscourseForum, recording: Any) -> None:
    responses.put(f"{URL}/t/9/status.json", json=recording("264-topic-status-close")["response"]["json"])
    responses.put(f"{URL}/polls/toggle_status.json", json=recording("218-poll-close")["response"]["json"])
    responses.put(f"{URL}/t/9/recover.json", body="")
    responses.put(f"{URL}/t/9/reset-bump-date.json", body="")
    forum.set_status(9, "pinned", enabled=True)
    assert sent() == {"status": "pinned", "enabled": "true"}
    forum.set_status(9, "visible", enabled=False)
    assert sent() == {"status": "visible", "enabled": "false"}
    forum.set_poll(101, "vote", opened=False)
    assert sent() == {"post_id": 101, "poll_name": "vote", "status": "closed"}
    forum.recover_topic(9)
    forum.reset_bump(9)
    with pytest.raises(ValueError, match="no such topic status"):
        forum.set_status(9, "hidden", enabled=True)
    assert forum.requests == 5


NEW = NewCategory(
    "Limited", "limited", "What it is for.", "AA0000", ("bridgers:1", "everyone:2"), "c/category/c"
)


@responses.activate
def test_a_category_is_made_with_its_marker_and_described_in_its_topic(
    forum: DiscourseForum, recording: Any
) -> None:
    """Releases up to 3.5 ignore the description, so it goes into the topic about the category."""
    made = recording("fact-687-category-custom-fields")["response"]["json"]
    made["category"]["custom_fields"] = {"ideabridge": "c/category/c"}
    page = recording("043-topic-get-include-raw")["response"]["json"]
    responses.post(f"{URL}/categories.json", json=made)
    responses.get(f"{URL}/t/86.json", json=page)
    responses.put(f"{URL}/posts/10.json", json={"post": {"id": 10, "topic_id": 86, "raw": "What it is for."}})
    category = forum.create_category(NEW)
    assert (category.category_id, category.slug, category.about_topic) == (16, "limited-020411", 86)
    assert category.permissions == ("bridgers:1", "everyone:3")
    assert category.marker == "c/category/c"
    assert sent(0)["permissions"] == {"bridgers": 1, "everyone": 2}
    assert sent(0)["custom_fields"] == {"ideabridge": "c/category/c"}
    assert sent()["post"]["raw"] == "What it is for."


@responses.activate
def test_a_category_stands_even_when_its_description_fails(
    forum: DiscourseForum, recording: Any, caplog: pytest.LogCaptureFixture
) -> None:
    responses.post(
        f"{URL}/categories.json", json=recording("fact-687-category-custom-fields")["response"]["json"]
    )
    responses.get(f"{URL}/t/86.json", status=403)
    assert forum.create_category(NEW).category_id == 16
    assert "no description yet" in caplog.text


@responses.activate
def test_permissions_are_replaced_and_nothing_else_is_reset(forum: DiscourseForum, recording: Any) -> None:
    shown = recording("fact-688-category-show-custom-fields")["response"]["json"]
    shown["category"]["custom_fields"]["enable_topic_voting"] = True
    responses.get(f"{URL}/c/16/show.json", json=shown)
    responses.put(f"{URL}/categories/16.json", json=recording("025-category-update")["response"]["json"])
    forum.set_permissions(16, "Limited", ("everyone:2",))
    assert sent() == {
        "name": "Limited",
        "color": "AA0001",
        "text_color": "FFFFFF",
        "permissions": {"everyone": 2},
        "minimum_required_tags": 1,
        "custom_fields": {"enable_topic_voting": True},
    }


@pytest.mark.parametrize("wrong", ["everyone", ":1", "everyone:4", "everyone:"])
def test_a_permission_of_another_form_is_refused(forum: DiscourseForum, wrong: str) -> None:
    with pytest.raises(ValueError, match="group:level"):
        forum.set_permissions(16, "Limited", (wrong,))
    assert forum.requests == 0


@responses.activate
def test_a_category_is_found_by_slug_and_by_marker(forum: DiscourseForum, recording: Any) -> None:
    site = recording("001-site")["response"]["json"]
    shown = recording("fact-688-category-show-custom-fields")["response"]["json"]
    shown["category"]["custom_fields"]["ideabridge"] = "general/category/general"
    other = recording("023-category-show")["response"]["json"]
    responses.get(f"{URL}/site.json", json=site)
    for item in site["categories"]:
        responses.get(f"{URL}/c/{item['id']}/show.json", json=shown if item["slug"] == "general" else other)
    by_slug = forum.find_category(slug="general")
    assert by_slug is not None
    assert forum.find_category(slug="nowhere") is None
    before = forum.requests
    assert forum.find_category(marker="general/category/general") == by_slug
    # The list and one category: the slug in the marker says where to look first.
    assert forum.requests - before == 2
    assert forum.find_category(marker="general/category/general") == by_slug
    assert forum.requests - before == 3
    assert forum.find_category(marker="other/category/other") is None
    assert forum.requests - before == 4 + len(site["categories"])
