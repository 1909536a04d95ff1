"""One look at a whole category: complete, cheap the second time, and true to what was done in between."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from itertools import count

import pytest

from bridge.domain.observation import NewCategory, ObservedCategory, PullMemory, Snapshot
from bridge.forum.adapter import DiscourseForum

from .conftest import OpenTopic, Target, by_lists

_AREAS = count(1)


@pytest.fixture
def area(target: Target, forum: DiscourseForum) -> Iterator[ObservedCategory]:
    """A category that one test has for itself."""
    name = f"look-{next(_AREAS)}-{target.run}"
    made = forum.create_category(
        NewCategory(
            name, name, "For one test only, taken away.", "0F6B8F", ("everyone:2",), f"{name}/category/c"
        )
    )
    yield made
    for topic in by_lists(target, made).topics:
        if topic.topic_id != made.about_topic:
            target.admin.ask("DELETE", f"/t/{topic.topic_id}.json")
    target.admin.ask("DELETE", f"/categories/{made.category_id}.json")


def numbers(snapshot: Snapshot) -> set[int]:
    return {topic.topic_id for topic in snapshot.topics}


def test_everything_of_the_category_and_nothing_else(
    target: Target, area: ObservedCategory, open_topic: OpenTopic
) -> None:
    elsewhere = open_topic()
    ours = open_topic(category_id=area.category_id, tags=("beds",))
    reply = target.member("rita").replies(ours.topic_id, "A reply that the pull has to find.")
    seen = by_lists(target, area)
    assert seen.complete
    assert seen.strategy == "lists"
    assert numbers(seen) == {area.about_topic, ours.topic_id}
    assert elsewhere.topic_id not in numbers(seen)
    topic = next(topic for topic in seen.topics if topic.topic_id == ours.topic_id)
    assert (topic.title, topic.tags, topic.posts_count) == (ours.new.title, ("beds",), 2)
    assert topic.first is not None
    assert topic.first.raw == ours.placed.raw
    replies = [post for post in seen.posts if post.topic_id == ours.topic_id and post.number > 1]
    assert [(post.post_id, post.ours, post.raw) for post in replies] == [
        (reply, False, "A reply that the pull has to find.")
    ]


def test_small_actions_are_no_replies(
    target: Target, forum: DiscourseForum, area: ObservedCategory, open_topic: OpenTopic
) -> None:
    opened = open_topic(category_id=area.category_id)
    forum.set_status(opened.topic_id, "closed", enabled=True)
    forum.set_status(opened.topic_id, "pinned", enabled=True)
    seen = by_lists(target, area)
    assert [post.number for post in seen.posts if post.topic_id == opened.topic_id] == [1]
    topic = next(topic for topic in seen.topics if topic.topic_id == opened.topic_id)
    assert (topic.closed, topic.pinned) == (True, True)


def test_more_topics_than_one_page_lists(
    target: Target, area: ObservedCategory, open_topic: OpenTopic
) -> None:
    opened = {open_topic(category_id=area.category_id).topic_id for _ in range(103)}
    seen = by_lists(target, area)
    assert opened < numbers(seen)
    # Two pages of the list, three or more of the feed.
    assert seen.requests >= 5
    assert seen.complete


def test_an_unlisted_topic_is_read_too(
    target: Target, forum: DiscourseForum, area: ObservedCategory, open_topic: OpenTopic
) -> None:
    opened = open_topic(category_id=area.category_id)
    forum.set_status(opened.topic_id, "visible", enabled=False)
    seen = by_lists(target, area)
    topic = next(topic for topic in seen.topics if topic.topic_id == opened.topic_id)
    assert not topic.listed
    assert topic.first is not None
    assert seen.complete


def test_a_removed_topic_is_told_once_and_a_removed_reply_is_missing(
    target: Target, area: ObservedCategory, open_topic: OpenTopic
) -> None:
    kept, dropped = (open_topic(category_id=area.category_id) for _ in range(2))
    reply = target.member("rita").replies(kept.topic_id, "A reply that is taken away again.")
    first = by_lists(target, area)
    assert reply in {post.post_id for post in first.posts}
    target.admin.does("DELETE", f"/t/{dropped.topic_id}.json")
    target.admin.does("DELETE", f"/posts/{reply}.json")

    second = by_lists(target, area, first.memory)
    removed = [topic for topic in second.topics if topic.removed]
    assert [topic.topic_id for topic in removed] == [dropped.topic_id]
    assert [post.number for post in second.posts if post.topic_id == kept.topic_id] == [1]

    third = by_lists(target, area, second.memory)
    assert dropped.topic_id not in numbers(third)


def test_a_small_budget_reads_only_what_changed_and_whole_topics(
    target: Target, area: ObservedCategory, open_topic: OpenTopic
) -> None:
    opened = [open_topic(category_id=area.category_id) for _ in range(60)]
    member = target.member("rita")
    first = by_lists(target, area, budget=1)
    assert first.complete, "what the feed does not reach is read topic by topic"
    assert {topic.topic_id for topic in opened} < numbers(first)

    quiet = by_lists(target, area, first.memory, budget=0)
    assert quiet.posts == ()
    assert not quiet.complete
    assert quiet.requests == 1
    assert quiet.memory == replace(first.memory, cursor=quiet.memory.cursor)

    chosen = opened[3]
    member.replies(chosen.topic_id, "A reply in an old topic, to be found.")
    after = by_lists(target, area, quiet.memory, budget=1)
    assert [post.number for post in after.posts if post.topic_id == chosen.topic_id] == [1, 2]
    # The page on which the new reply stood brought others along: whole topics, or parts that are named so.
    expected = {topic.topic_id: topic.posts_count for topic in after.topics}
    read = Counter(post.topic_id for post in after.posts if post.topic_id not in after.partial)
    assert read == {topic_id: expected[topic_id] for topic_id in read}
    assert after.requests <= 3


def test_a_full_look_again_costs_the_list_and_the_feed(
    target: Target, area: ObservedCategory, open_topic: OpenTopic
) -> None:
    opened = open_topic(category_id=area.category_id)
    first = by_lists(target, area)
    second = by_lists(target, area, first.memory)
    assert second.complete
    assert second.requests == 2
    assert opened.post_id in {post.post_id for post in second.posts}
    assert second.memory == replace(first.memory, looked=second.memory.looked)


def test_an_empty_or_unknown_category(target: Target, area: ObservedCategory) -> None:
    seen = by_lists(target, area)
    assert numbers(seen) == {area.about_topic}
    unknown = by_lists(target, area, PullMemory(), category_id=99_999_999)
    assert unknown.topics == ()
    assert unknown.complete


def test_a_reply_says_whether_staff_wrote_it(
    target: Target, forum: DiscourseForum, area: ObservedCategory, open_topic: OpenTopic
) -> None:
    """By lists, and by the topic itself; what the stored query says is compared with lists elsewhere."""
    opened = open_topic(category_id=area.category_id)
    by_member = target.member("rita").replies(opened.topic_id, "A reply by somebody who moderates nothing.")
    by_staff = target.admin.replies(opened.topic_id, "A reply by somebody who may decide about ideas.")
    expected = {by_member: False, by_staff: True}
    seen = by_lists(target, area)
    assert {post.post_id: post.staff for post in seen.posts if post.number > 1} == expected
    assert {post.post_id: post.staff for post in forum.replies(opened.topic_id)} == expected
