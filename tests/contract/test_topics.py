"""Topics: opened once, found again by their external id, changed and brought back."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bridge.domain.errors import EditConflict, Gone, Rejected
from bridge.domain.observation import ObservedCategory
from bridge.forum.adapter import DiscourseForum
from bridge.forum.tags import wants_objects

from .conftest import OpenTopic, Target

NOWHERE = 99_999_999


def test_a_topic_is_found_again_by_its_external_id(
    forum: DiscourseForum, category: ObservedCategory, open_topic: OpenTopic
) -> None:
    opened = open_topic(tags=("zebra", "beds"))
    topic = forum.find_topic(opened.new.external_id)
    assert topic is not None
    assert topic == forum.topic(opened.topic_id)
    assert (topic.topic_id, topic.category_id) == (opened.topic_id, category.category_id)
    assert (topic.title, topic.tags) == (opened.new.title, ("beds", "zebra"))
    assert (topic.closed, topic.pinned, topic.listed, topic.removed) == (False, False, True, False)
    assert (topic.posts_count, topic.like_count) == (1, 0)
    assert topic.external_id == opened.new.external_id
    assert topic.first is not None
    assert (topic.first.post_id, topic.first.number, topic.first.ours) == (opened.post_id, 1, True)
    assert topic.first.raw == opened.placed.raw == opened.new.raw
    assert forum.topic_url(opened.topic_id).endswith(f"/t/{opened.topic_id}")


def test_unknown_ids_are_none(target: Target, forum: DiscourseForum) -> None:
    assert forum.find_topic(f"contract-{target.run}-unknown") is None
    assert forum.topic(NOWHERE) is None


def test_the_look_up_minds_case_and_uniqueness_does_not(forum: DiscourseForum, open_topic: OpenTopic) -> None:
    opened = open_topic()
    shouted = opened.new.external_id.upper()
    assert forum.find_topic(shouted) is None
    with pytest.raises(Rejected):
        open_topic(external_id=shouted)


def test_an_external_id_is_taken_once(forum: DiscourseForum, open_topic: OpenTopic) -> None:
    opened = open_topic()
    with pytest.raises(Rejected) as caught:
        open_topic(external_id=opened.new.external_id)
    assert caught.value.reasons
    again = forum.find_topic(opened.new.external_id)
    assert again is not None
    assert again.topic_id == opened.topic_id


def test_a_trashed_topic_keeps_its_id_until_it_is_brought_back(
    target: Target, forum: DiscourseForum, open_topic: OpenTopic
) -> None:
    opened = open_topic()
    target.admin.does("DELETE", f"/t/{opened.topic_id}.json")
    assert forum.find_topic(opened.new.external_id) is None
    trashed = forum.topic(opened.topic_id)
    assert trashed is not None
    assert trashed.removed
    with pytest.raises(Rejected):
        open_topic(external_id=opened.new.external_id)
    forum.recover_topic(opened.topic_id)
    found = forum.find_topic(opened.new.external_id)
    assert found is not None
    assert (found.topic_id, found.removed) == (opened.topic_id, False)


def test_the_same_topic_sent_twice_within_the_forums_memory_is_no_second_topic(
    target: Target, forum: DiscourseForum, open_topic: OpenTopic
) -> None:
    """Another process sends the very same request: the forum gives its first answer again."""
    opened = open_topic()
    twin = target.adapter().create_topic(opened.new)
    assert (twin.topic_id, twin.post_id) == (opened.topic_id, opened.post_id)
    # The process that sent it before asks for a fresh look, and is told that the id is taken.
    with pytest.raises(Rejected):
        forum.create_topic(opened.new)


@pytest.mark.parametrize("external_id", ["has blanks", "has/slash", "x" * 51])
def test_a_misshapen_external_id_is_rejected(target: Target, open_topic: OpenTopic, external_id: str) -> None:
    with pytest.raises(Rejected):
        open_topic(external_id=external_id)


def test_an_unknown_category_is_rejected(open_topic: OpenTopic) -> None:
    with pytest.raises(Rejected):
        open_topic(category_id=NOWHERE)


def test_a_creation_time_in_the_past_is_shown(forum: DiscourseForum, open_topic: OpenTopic) -> None:
    past = datetime(2015, 1, 5, 8, 0, tzinfo=UTC)
    topic = forum.topic(open_topic(created=past).topic_id)
    assert topic is not None
    assert topic.created == past


def test_more_topics_than_a_member_may_open_a_day(open_topic: OpenTopic) -> None:
    """The bridge is no member: 20 topics a day and 15 seconds between two would stop a campaign."""
    assert len({open_topic().topic_id for _ in range(22)}) == 22


@pytest.mark.parametrize("status", ["closed", "pinned", "visible"])
def test_switches_go_on_and_off(forum: DiscourseForum, open_topic: OpenTopic, status: str) -> None:
    topic_id = open_topic().topic_id

    def state() -> bool:
        topic = forum.topic(topic_id)
        assert topic is not None
        return {"closed": topic.closed, "pinned": topic.pinned, "visible": topic.listed}[status]

    fresh = state()
    for wanted in (not fresh, not fresh, fresh):
        forum.set_status(topic_id, status, enabled=wanted)
        assert state() is wanted


def test_a_closed_topic_takes_no_replies_of_members_but_one_of_the_bridge(
    target: Target, forum: DiscourseForum, open_topic: OpenTopic
) -> None:
    opened = open_topic()
    forum.set_status(opened.topic_id, "closed", enabled=True)
    refused = target.member("rita").ask(
        "POST", "/posts.json", topic_id=opened.topic_id, raw="Too late, though long enough for a reply."
    )
    assert refused.status == 422
    assert forum.create_reply(opened.topic_id, "A notice of the bridge.").topic_id == opened.topic_id


def test_tags_are_replaced_as_a_whole_and_can_be_emptied(
    forum: DiscourseForum, open_topic: OpenTopic
) -> None:
    topic_id = open_topic(tags=("beds", "meals")).topic_id

    def tags() -> tuple[str, ...]:
        topic = forum.topic(topic_id)
        assert topic is not None
        return topic.tags

    assert tags() == ("beds", "meals")
    forum.edit_topic(topic_id, tags=("quiet-nights", "beds"))
    assert tags() == ("beds", "quiet-nights")
    forum.edit_topic(topic_id, tags=())
    assert tags() == ()


def test_title_and_tags_that_somebody_changed_meanwhile_are_a_conflict(
    forum: DiscourseForum, open_topic: OpenTopic
) -> None:
    """So a request that comes late undoes nothing newer."""
    opened = open_topic(tags=("beds",))
    topic_id, title = opened.topic_id, opened.new.title
    newer, newest = f"{title} and more", f"{title} and even more"
    forum.edit_topic(topic_id, title=newer, before_title=title)
    with pytest.raises(EditConflict):
        forum.edit_topic(topic_id, title=newest, before_title=title)
    forum.edit_topic(topic_id, tags=("quiet-nights",), before_title=newer, before_tags=("beds",))
    if not wants_objects(forum.facts().version):
        with pytest.raises(EditConflict):
            forum.edit_topic(topic_id, tags=("noise",), before_tags=("beds",))
    topic = forum.topic(topic_id)
    assert topic is not None
    assert (topic.title, topic.tags) == (newer, ("quiet-nights",))


def test_tags_are_stored_as_foretold(forum: DiscourseForum, open_topic: OpenTopic) -> None:
    wished = "Night Shift/Two? And More Words"
    topic = forum.topic(open_topic(tags=(wished,)).topic_id)
    assert topic is not None
    assert topic.tags == (forum.canonical_tag(wished),)


@pytest.mark.parametrize(
    "title",
    [
        "all in lower case, title",
        "ENTIRELY IN CAPITALS, TITLE",
        "Marks at the end, title!!!",
        "Dots at the end, title...",
        "Two  blanks   inside, title",
        "Space before the mark, title ?",
        "iPhone first, title",
    ],
)
def test_titles_are_stored_as_foretold(
    target: Target, forum: DiscourseForum, open_topic: OpenTopic, title: str
) -> None:
    opened = open_topic()
    wanted = title.replace("title", f"title {target.run}" if title != title.upper() else "title")
    wanted = wanted.replace("TITLE", f"TITLE {target.run.upper()}")
    forum.edit_topic(opened.topic_id, title=wanted)
    topic = forum.topic(opened.topic_id)
    assert topic is not None
    assert topic.title == forum.canonical_title(wanted)


def test_a_title_of_a_member_that_is_too_short_is_refused(
    target: Target, category: ObservedCategory, forum: DiscourseForum, open_topic: OpenTopic
) -> None:
    """The forum checks what people change; a refused edit leaves everything as it was."""
    opened = open_topic()
    with pytest.raises(Rejected) as caught:
        forum.edit_topic(opened.topic_id, title="x")
    assert caught.value.reasons
    topic = forum.topic(opened.topic_id)
    assert topic is not None
    assert topic.title == opened.new.title


def test_what_is_not_there_is_gone(forum: DiscourseForum) -> None:
    with pytest.raises(Gone):
        forum.set_status(NOWHERE, "closed", enabled=True)
    with pytest.raises(Gone):
        forum.edit_topic(NOWHERE, title="A title for nothing at all")
    with pytest.raises(Gone):
        forum.recover_topic(NOWHERE)


def test_an_edit_of_a_lone_first_post_bumps_and_can_be_put_back(
    target: Target, forum: DiscourseForum, open_topic: OpenTopic
) -> None:
    opened = open_topic(created=datetime(2015, 1, 5, 8, 0, tzinfo=UTC))

    def bumped() -> str:
        listed = target.admin.does("GET", f"/latest.json?topic_ids={opened.topic_id}")
        return str(listed["topic_list"]["topics"][0]["bumped_at"])

    before = bumped()
    target.clock.sleep(301 if target.embedded is not None else 0)
    forum.edit_body(opened.post_id, opened.placed.raw + " Longer by some words.", original=opened.placed.raw)
    if target.embedded is not None:
        assert bumped() > before
    forum.reset_bump(opened.topic_id)
    assert bumped() == before
