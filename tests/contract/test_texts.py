"""Texts: written, edited only if nobody else has, found by their marker."""

from __future__ import annotations

import pytest

from bridge.domain.errors import EditConflict, Gone, Rejected
from bridge.domain.identity import Key, Kind, with_marker
from bridge.forum.adapter import DiscourseForum

from .conftest import OpenTopic, Target


def body(forum: DiscourseForum, topic_id: int) -> str:
    topic = forum.topic(topic_id)
    assert topic is not None
    assert topic.first is not None
    return topic.first.raw


def test_the_stored_text_is_told_back(forum: DiscourseForum, open_topic: OpenTopic) -> None:
    opened = open_topic(raw="Line one.\r\nLine two with ünïcödé 漢字.  \n\n")
    assert opened.placed.raw.rstrip() == opened.placed.raw
    assert opened.placed.raw.replace("\r\n", "\n") == "Line one.\nLine two with ünïcödé 漢字."
    assert body(forum, opened.topic_id) == opened.placed.raw


def test_an_edit_of_what_was_read_goes_through(forum: DiscourseForum, open_topic: OpenTopic) -> None:
    opened = open_topic()
    stored = forum.edit_body(
        opened.post_id, "A new text for this topic, long enough.\n", original=opened.placed.raw
    )
    assert stored == "A new text for this topic, long enough."
    assert body(forum, opened.topic_id) == stored


def test_an_edit_of_something_else_is_a_conflict_and_changes_nothing(
    target: Target, forum: DiscourseForum, open_topic: OpenTopic
) -> None:
    opened = open_topic()
    target.admin.does("PUT", f"/posts/{opened.post_id}.json", post={"raw": "A moderator was here meanwhile."})
    with pytest.raises(EditConflict):
        forum.edit_body(opened.post_id, "What the bridge wants to say instead.", original=opened.placed.raw)
    assert body(forum, opened.topic_id) == "A moderator was here meanwhile."


def test_the_same_text_again_makes_no_version(forum: DiscourseForum, open_topic: OpenTopic) -> None:
    opened = open_topic()
    forum.edit_body(opened.post_id, opened.placed.raw, original=opened.placed.raw)
    topic = forum.topic(opened.topic_id)
    assert topic is not None
    assert topic.first is not None
    assert topic.first.version == 1


def test_a_text_that_is_too_short_is_rejected_when_edited(
    forum: DiscourseForum, open_topic: OpenTopic
) -> None:
    """Edits are checked always; only what is new may be short."""
    opened = open_topic(raw="Short.")
    with pytest.raises(Rejected) as caught:
        forum.edit_body(opened.post_id, "x", original=opened.placed.raw)
    assert caught.value.reasons
    assert body(forum, opened.topic_id) == "Short."


def test_an_edit_of_nothing_is_gone(forum: DiscourseForum) -> None:
    with pytest.raises(Gone):
        forum.edit_body(99_999_999, "A text for nothing at all, long enough.", original="")


def test_a_reply_is_the_same_reply_when_sent_again_at_once(
    forum: DiscourseForum, open_topic: OpenTopic
) -> None:
    topic_id = open_topic().topic_id
    first = forum.create_reply(topic_id, "A notice that is sent twice.")
    again = forum.create_reply(topic_id, "A notice that is sent twice.")
    assert first == again
    assert first.raw == "A notice that is sent twice."


def test_a_notice_is_found_by_its_marker_also_beyond_the_first_page(
    target: Target, forum: DiscourseForum, open_topic: OpenTopic
) -> None:
    opened = open_topic()
    key = Key(f"contract-{target.run}", Kind.NOTICE, "extension-1")
    text = with_marker(key, None, "The phase now runs until Friday.")
    member = target.member("rita")
    member.replies(opened.topic_id, f"A member copies the words of a notice here.\n\n{text}")
    for number in range(22):
        forum.create_reply(opened.topic_id, f"Another notice, number {number}.")
    assert forum.replies_by_marker(opened.topic_id, key) == ()
    placed = forum.create_reply(opened.topic_id, text)
    assert forum.replies_by_marker(opened.topic_id, key) == (placed,)
    assert forum.replies_by_marker(99_999_999, key) == ()


def test_a_second_copy_of_a_notice_is_taken_away_and_the_first_stays(
    target: Target, forum: DiscourseForum, open_topic: OpenTopic
) -> None:
    """A reply has no external id: the same marker with other words stands beside the first."""
    opened = open_topic()
    key = Key(f"contract-{target.run}", Kind.NOTICE, "extension-2")
    first = forum.create_reply(opened.topic_id, with_marker(key, None, "The phase now runs until Friday."))
    second = forum.create_reply(opened.topic_id, with_marker(key, None, "The phase now runs until Monday."))
    assert forum.replies_by_marker(opened.topic_id, key) == (first, second)
    forum.delete_reply(second.post_id)
    assert forum.replies_by_marker(opened.topic_id, key) == (first,)


def test_taking_away_what_is_not_there_is_gone(forum: DiscourseForum) -> None:
    with pytest.raises(Gone):
        forum.delete_reply(99_999_999)


def test_a_reply_to_a_trashed_topic_is_refused(
    target: Target, forum: DiscourseForum, open_topic: OpenTopic
) -> None:
    opened = open_topic()
    target.admin.does("DELETE", f"/t/{opened.topic_id}.json")
    with pytest.raises((Rejected, Gone)):
        forum.create_reply(opened.topic_id, "A notice that comes too late.")
