"""What people do with an idea: votes in its poll, likes, reading. By lists, which every key can read."""

from __future__ import annotations

from bridge.domain.observation import (
    ObservedCategory,
    ObservedOption,
    ObservedPoll,
    ObservedPost,
    Snapshot,
)
from bridge.domain.participation import Method
from bridge.forum.adapter import DiscourseForum

from .conftest import OpenTopic, Target, by_lists

POLL = """An idea that people vote on below.

[poll name=vote type=regular results=on_vote public=false chartType=bar]
* For
* Against
* Not sure
[/poll]"""


def first_post(forum: DiscourseForum, topic_id: int) -> ObservedPost:
    topic = forum.topic(topic_id)
    assert topic is not None
    assert topic.first is not None
    return topic.first


def test_the_author_of_a_poll_sees_its_counts(
    target: Target, forum: DiscourseForum, open_topic: OpenTopic
) -> None:
    opened = open_topic(raw=POLL)
    for name, label in (("ana", "For"), ("ben", "For"), ("cleo", "Against")):
        assert target.member(name).votes(opened.post_id, label).status == 200
    expected = ObservedPoll(
        "vote",
        True,
        (ObservedOption("For", 2), ObservedOption("Against", 1), ObservedOption("Not sure", 0)),
        3,
    )
    assert first_post(forum, opened.topic_id).polls == (expected,)
    assert target.member("ben").votes(opened.post_id, "Not sure").status == 200
    changed = first_post(forum, opened.topic_id).polls[0]
    assert [option.votes for option in changed.options] == [1, 1, 1]
    assert changed.voters == 3


def test_others_see_no_counts_before_they_vote(target: Target, open_topic: OpenTopic) -> None:
    opened = open_topic(raw=POLL)
    target.member("ana").votes(opened.post_id, "For")
    shown = target.member("ben").does("GET", f"/posts/{opened.post_id}.json")["polls"][0]
    assert shown["voters"] == 1
    assert not any("votes" in option for option in shown["options"])


def test_a_closed_poll_takes_no_votes_and_an_open_one_does(
    target: Target, forum: DiscourseForum, open_topic: OpenTopic
) -> None:
    opened = open_topic(raw=POLL)
    member = target.member("ana")
    forum.set_poll(opened.post_id, "vote", opened=False)
    assert not first_post(forum, opened.topic_id).polls[0].open
    assert member.votes(opened.post_id, "For").status == 422
    forum.set_poll(opened.post_id, "vote", opened=True)
    assert first_post(forum, opened.topic_id).polls[0].open
    assert member.votes(opened.post_id, "For").status == 200


def test_closing_the_topic_stops_neither_votes_nor_likes(
    target: Target, forum: DiscourseForum, open_topic: OpenTopic
) -> None:
    opened = open_topic(raw=POLL)
    forum.set_status(opened.topic_id, "closed", enabled=True)
    member = target.member("ana")
    assert member.votes(opened.post_id, "For").status == 200
    member.likes(opened.post_id)
    post = first_post(forum, opened.topic_id)
    assert (post.polls[0].voters, post.likes) == (1, 1)


def test_words_changed_around_a_poll_keep_its_votes(
    target: Target, forum: DiscourseForum, open_topic: OpenTopic
) -> None:
    opened = open_topic(raw=POLL)
    target.member("ana").votes(opened.post_id, "For")
    forum.edit_body(opened.post_id, POLL.replace("An idea", "A better idea"), original=opened.placed.raw)
    assert first_post(forum, opened.topic_id).polls[0].voters == 1


def test_likers_are_told_by_person_and_a_like_taken_back_is_seen(
    target: Target, forum: DiscourseForum, category: ObservedCategory, open_topic: OpenTopic
) -> None:
    opened = open_topic()
    ana, ben = target.member("ana"), target.member("ben")
    ana.likes(opened.post_id)
    ben.likes(opened.post_id)
    people = {
        person.does("GET", "/session/current.json")["current_user"]["id"]: person for person in (ana, ben)
    }
    first = by_lists(target, category)
    assert likers(first, opened.post_id) == set(people)
    assert (opened.post_id, Method.LIKE) in first.voters_of

    unchanged = by_lists(target, category, first.memory)
    assert (opened.post_id, Method.LIKE) not in unchanged.voters_of

    ana.unlikes(opened.post_id)
    after = by_lists(target, category, unchanged.memory)
    assert (opened.post_id, Method.LIKE) in after.voters_of
    assert {people[user].username for user in likers(after, opened.post_id)} == {ben.username}


def likers(snapshot: Snapshot, post_id: int) -> set[int]:
    return {vote.user for vote in snapshot.votes if vote.post_id == post_id and vote.method is Method.LIKE}


def test_readers_are_counted_once_each_and_looking_by_key_counts_nothing(
    target: Target, forum: DiscourseForum, open_topic: OpenTopic
) -> None:
    opened = open_topic()
    before = first_post(forum, opened.topic_id).readers
    for name in ("ana", "ben", "ana"):
        target.member(name).reads(opened.topic_id)
    assert first_post(forum, opened.topic_id).readers == before + 2
    assert first_post(forum, opened.topic_id).readers == before + 2
