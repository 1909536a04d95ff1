"""Changing posts and topics: versions, bumps, conflicts, history."""

from __future__ import annotations

from typing import Any

import pytest

from tests.sandbox.conftest import BODY, Forum

LONG = "A wholly different text. " * 10


def edit(forum: Forum, number: int, **body: Any) -> Any:
    answer = forum.bot.ask("PUT", f"/posts/{number}.json", body)
    assert answer.status_code == 200, answer.text
    return answer.json()["post"]


def bumped(forum: Forum, topic: int) -> Any:
    return forum.bot.get(f"/latest.json?topic_ids={topic}")["topic_list"]["topics"][0]["bumped_at"]


def test_small_edits_at_once_make_no_version(forum: Forum) -> None:
    made = forum.topic()
    before = bumped(forum, made["topic_id"])
    forum.clock.forward(seconds=299)
    changed = edit(forum, made["id"], post={"raw": f"{BODY} A bit more."})
    assert (changed["version"], bumped(forum, made["topic_id"])) == (1, before)
    assert changed["updated_at"] > made["updated_at"]


def test_later_or_larger_edits_and_reasons_make_one(forum: Forum) -> None:
    made = forum.topic()
    assert edit(forum, made["id"], post={"raw": LONG})["version"] == 2
    assert edit(forum, made["id"], post={"raw": f"{LONG}!", "edit_reason": "sync"})["version"] == 3
    forum.clock.forward(seconds=301)
    assert edit(forum, made["id"], post={"raw": f"{LONG}?"})["version"] == 4


def test_another_editor_makes_one(forum: Forum) -> None:
    made = forum.topic(forum.speaking_as("ana"))
    assert edit(forum, made["id"], post={"raw": f"{BODY}!"})["version"] == 2


def test_a_new_version_of_a_lone_first_post_bumps_and_the_bump_can_be_reset(forum: Forum) -> None:
    made = forum.topic()
    before = bumped(forum, made["topic_id"])
    forum.clock.forward(hours=1)
    edit(forum, made["id"], post={"raw": LONG}, bypass_bump=True)
    assert bumped(forum, made["topic_id"]) > before
    assert forum.bot.ask("PUT", f"/t/{made['topic_id']}/reset-bump-date.json").status_code == 200
    assert bumped(forum, made["topic_id"]) == before


def test_an_edit_of_an_answered_post_does_not_bump(forum: Forum) -> None:
    made = forum.topic()
    forum.speaking_as("ana").make(topic_id=made["topic_id"], raw=BODY)
    before = bumped(forum, made["topic_id"])
    forum.clock.forward(hours=1)
    assert edit(forum, made["id"], post={"raw": LONG})["version"] == 2
    assert bumped(forum, made["topic_id"]) == before


def test_the_same_text_is_nothing_but_a_sent_title_is_a_change(forum: Forum) -> None:
    made = forum.topic()
    forum.clock.forward(hours=1)
    assert edit(forum, made["id"], post={"raw": BODY})["version"] == 1
    title = forum.bot.get(f"/t/{made['topic_id']}.json")["title"]
    forum.bot.ask("PUT", f"/t/-/{made['topic_id']}.json", {"title": title})
    assert forum.bot.get(f"/posts/{made['id']}.json")["version"] == 1
    assert edit(forum, made["id"], title=title, post={"raw": BODY})["version"] == 2


def test_edits_against_another_text_conflict(forum: Forum) -> None:
    made = forum.topic(tags=["one"])
    body = {"post": {"raw": LONG, "original_text": "not what stands there"}}
    assert forum.bot.refused("PUT", f"/posts/{made['id']}.json", body)[0] == 409
    edit(forum, made["id"], post={"raw": LONG, "original_text": BODY})
    topic = f"/t/-/{made['topic_id']}.json"
    assert (
        forum.bot.refused("PUT", topic, {"title": "Another title for this", "original_title": "x"})[0] == 409
    )
    assert forum.bot.refused("PUT", topic, {"tags": ["two"], "original_tags": []})[0] == 409
    assert forum.bot.ask("PUT", topic, {"tags": ["two"], "original_tags": ["one"]}).status_code == 200


@pytest.mark.parametrize(
    ("body", "status"),
    [({}, 400), ({"post": {"raw": "x"}}, 422), ({"post": {"raw": ""}, "skip_validations": True}, 422)],
)
def test_edits_that_will_not_do(forum: Forum, body: Any, status: int) -> None:
    made = forum.topic()
    assert forum.bot.refused("PUT", f"/posts/{made['id']}.json", body)[0] == status


def test_who_may_edit(forum: Forum) -> None:
    made = forum.topic(forum.speaking_as("ana"))
    path, body = f"/posts/{made['id']}.json", {"post": {"raw": LONG}}
    assert forum.speaking_as("ben").refused("PUT", path, body)[0] == 403
    forum.bot.ask("PUT", f"/posts/{made['id']}/locked.json", {"locked": "true"})
    assert forum.speaking_as("ana").refused("PUT", path, body)[0] == 403
    forum.bot.ask("PUT", f"/posts/{made['id']}/locked.json", {"locked": "false"})
    assert forum.speaking_as("ana").ask("PUT", path, body).status_code == 200
    forum.clock.forward(days=31)
    assert forum.speaking_as("ana").refused("PUT", path, {"post": {"raw": BODY}})[0] == 422
    assert forum.bot.ask("PUT", path, {"post": {"raw": BODY}}).status_code == 200


def test_a_title_is_checked_and_rewritten_when_changed(forum: Forum) -> None:
    made, other = forum.topic(), forum.topic(title="The title of another topic")
    path = f"/t/-/{made['topic_id']}.json"
    assert other["topic_slug"] == "the-title-of-another-topic"
    assert forum.bot.refused("PUT", path, {"title": "the title of another topic"}) == (
        422,
        ["Title has already been used"],
    )
    answer = forum.bot.ask("PUT", path, {"title": "a new title for it..."}).json()["basic_topic"]
    assert (answer["title"], answer["slug"]) == ("A new title for it", "a-new-title-for-it")


def test_an_external_id_cannot_be_changed(forum: Forum) -> None:
    made = forum.topic(external_id="first")
    forum.bot.ask("PUT", f"/t/-/{made['topic_id']}.json", {"external_id": "second"})
    assert forum.bot.get(f"/t/{made['topic_id']}.json")["external_id"] == "first"


def test_moving_to_another_category_needs_the_right_to_post_there(forum: Forum) -> None:
    made = forum.topic()
    closed = forum.sandbox.create_category("For admins", permissions={"admins": 1})
    path = f"/t/-/{made['topic_id']}.json"
    assert forum.bot.refused("PUT", path, {"category_id": closed})[0] == 403
    assert forum.admin.ask("PUT", path, {"category_id": closed}).status_code == 200
    assert forum.bot.ask("GET", f"/t/{made['topic_id']}.json").status_code == 404


class TestHistory:
    """The edit history is public until somebody hides a revision."""

    def test_everybody_reads_what_was_changed(self, forum: Forum) -> None:
        made = forum.topic(raw="The secret words of the first text.")
        edit(forum, made["id"], post={"raw": "The clean words of the second text.", "edit_reason": "clean"})
        shown = forum.anonymous.get(f"/posts/{made['id']}/revisions/latest.json")
        assert (shown["current_revision"], shown["edit_reason"]) == (2, "clean")
        assert "secret" in shown["body_changes"]["inline"]
        assert "<ins>clean</ins>" in shown["body_changes"]["side_by_side_markdown"]

    def test_a_hidden_revision_is_for_staff(self, forum: Forum) -> None:
        made = forum.topic(forum.speaking_as("ana"))
        edit(forum, made["id"], post={"raw": LONG, "edit_reason": "clean"})
        base = f"/posts/{made['id']}/revisions"
        assert forum.speaking_as("ben").refused("PUT", f"{base}/2/hide.json")[0] == 403
        assert forum.bot.ask("PUT", f"{base}/2/hide.json").status_code == 200
        for reader in (forum.anonymous, forum.speaking_as("ben"), forum.speaking_as("ana")):
            assert reader.refused("GET", f"{base}/2.json")[0] == 403
            assert reader.refused("GET", f"{base}/latest.json")[0] == 404
        assert forum.bot.get(f"{base}/2.json")["previous_hidden"] is True
        assert forum.bot.ask("PUT", f"{base}/2/show.json").status_code == 200
        forum.anonymous.get(f"{base}/2.json")

    def test_it_can_be_removed_where_the_operator_allows_it(self, forum: Forum) -> None:
        made = forum.topic()
        edit(forum, made["id"], post={"raw": LONG})
        path = f"/posts/{made['id']}/revisions/permanently_delete.json"
        assert forum.admin.refused("DELETE", path)[0] == 403
        forum.sandbox.site.change_limits(can_permanently_delete=True)
        assert forum.admin.ask("DELETE", path).status_code == 200
        assert forum.bot.get(f"/posts/{made['id']}.json")["version"] == 1
        assert forum.admin.ask("GET", f"/posts/{made['id']}/revisions/latest.json").status_code == 404
