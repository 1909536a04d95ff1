"""Two ways to look at one forum tell the same, as far as both can see."""

from __future__ import annotations

import logging
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from bridge.domain.errors import UserProblem
from bridge.domain.observation import ObservedPost, ObservedTopic, PullMemory, Snapshot
from bridge.domain.participation import Method
from bridge.forum import query
from bridge.forum.adapter import DiscourseForum
from bridge.forum.api import explorer
from bridge.forum.api.site import account

from .conftest import Campaign, NewForum

LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)


def as_both_see(topic: ObservedTopic) -> ObservedTopic:
    """Lists do not show external ids."""
    return replace(topic, external_id=None, first=None)


def topics(snapshot: Snapshot) -> dict[int, ObservedTopic]:
    return {topic.topic_id: as_both_see(topic) for topic in snapshot.topics if not topic.removed}


def posts(snapshot: Snapshot) -> dict[int, ObservedPost]:
    return {post.post_id: post for post in snapshot.posts if not post.removed}


def likers(snapshot: Snapshot) -> set[tuple[int, int]]:
    return {(vote.post_id, vote.user) for vote in snapshot.votes if vote.method is Method.LIKE}


def remembered(snapshot: Snapshot) -> PullMemory:
    """What a look leaves for the next one, but for times, marks of parts and what it knows of the forum."""
    looked = {topic: (post, LONG_AGO) for topic, (post, _) in snapshot.memory.looked.items()}
    return replace(snapshot.memory, looked=looked, parts={}, forum={})


def test_topics_posts_and_likes_are_the_same(campaign: Campaign) -> None:
    campaign.forum.provision_query()
    by_query, by_lists = campaign.by_query(), campaign.by_lists()
    assert by_lists.complete
    assert by_query.complete
    assert topics(by_query) == topics(by_lists)
    assert posts(by_query) == posts(by_lists)
    assert likers(by_query) == likers(by_lists)
    assert len(topics(by_query)) == 5
    assert len(posts(by_query)) == 8
    assert len(likers(by_query)) == 6
    firsts = [{topic.topic_id: topic.first for topic in look.topics} for look in (by_query, by_lists)]
    assert firsts[0] == firsts[1]
    assert remembered(by_query) == remembered(by_lists)
    likes = {(post_id, method) for post_id, method in by_query.voters_of if method is Method.LIKE}
    assert likes == by_lists.voters_of


def test_the_query_tells_what_lists_hide(campaign: Campaign) -> None:
    """Who voted how and when, and what was removed."""
    campaign.forum.provision_query()
    removed = campaign.publish("gone")
    campaign.sandbox.member(campaign.keys.admin_username).delete_topic(removed.topic_id)
    seen = campaign.by_query()
    votes = [vote for vote in seen.votes if vote.method is Method.POLL]
    assert sorted(vote.option for vote in votes) == ["Against", "For", "For", "For"]
    assert all(vote.cast is not None for vote in seen.votes)
    assert {method for _, method in seen.voters_of} == {Method.POLL, Method.LIKE}
    polls = {post.post_id for post in seen.posts if post.polls}
    assert {post_id for post_id, method in seen.voters_of if method is Method.POLL} == polls
    gone = next(topic for topic in seen.topics if topic.topic_id == removed.topic_id)
    assert (gone.removed, gone.external_id) == (True, "ib-idea-gone")
    assert gone.first is not None
    assert gone.first.raw == removed.raw
    assert gone.topic_id not in seen.memory.topics


def test_removed_replies_lose_their_words(campaign: Campaign) -> None:
    campaign.forum.provision_query()
    idea = campaign.publish("talk")
    person = campaign.sandbox.member("member_0")
    reply = person.reply(idea.topic_id, "Words that should not have been said.")
    campaign.sandbox.member(campaign.keys.admin_username).delete_post(reply)
    seen = next(post for post in campaign.by_query().posts if post.post_id == reply)
    assert (seen.removed, seen.raw) == (True, "")


def test_one_request_is_enough_and_nothing_changed_costs_one_too(campaign: Campaign) -> None:
    campaign.forum.provision_query()
    assert campaign.by_query().requests == 1
    assert campaign.by_query().requests == 1


@pytest.mark.parametrize("rows", [7, 8, 11])
def test_large_results_come_in_pages(campaign: Campaign, monkeypatch: pytest.MonkeyPatch, rows: int) -> None:
    """The marks of all parts are on the first; here there are six."""
    campaign.forum.provision_query()
    whole = campaign.by_query()
    monkeypatch.setattr(query, "ROWS", rows)
    paged = campaign.by_query()
    assert paged.requests > 1
    assert remembered(paged) == remembered(whole)
    same = {"requests": whole.requests, "taken": whole.taken, "memory": whole.memory}
    assert replace(paged, **same) == whole  # type: ignore[arg-type] # three fields of three types


def test_each_strategy_can_go_on_from_the_others_memory(campaign: Campaign) -> None:
    campaign.forum.provision_query()
    memory = campaign.by_query().memory
    after = campaign.by_lists(memory)
    assert after.votes == ()
    assert after.voters_of == frozenset()
    assert (after.memory.last_post, after.memory.likes) == (memory.last_post, memory.likes)
    assert after.memory.topics == memory.topics


def test_without_a_stored_query_lists_serve(campaign: Campaign) -> None:
    assert campaign.forum.facts().query is None
    seen = campaign.forum.snapshot(campaign.category.category_id, PullMemory())
    assert seen.strategy == "lists"
    assert seen.requests == 4, "the category, the list, the feed, the likes of both ideas that have any"


def test_a_query_that_was_taken_away_is_told_and_lists_serve(
    campaign: Campaign, caplog: pytest.LogCaptureFixture
) -> None:
    number = campaign.forum.provision_query()
    campaign.by_query()
    store_query(campaign, number, query.SQL, [])
    with caplog.at_level(logging.WARNING):
        seen = campaign.forum.snapshot(campaign.category.category_id, PullMemory())
    assert seen.strategy == "lists"
    assert "stored query cannot be used" in caplog.text
    assert campaign.forum.provision_query() == number
    campaign.by_query()


def test_an_outdated_query_is_told_and_renewed(campaign: Campaign, caplog: pytest.LogCaptureFixture) -> None:
    number = campaign.forum.provision_query()
    older = query.SQL.replace("SELECT f.* FROM found f", "SELECT f.kind, f.k1 FROM found f")
    assert older != query.SQL
    store_query(campaign, number, older, [bridge_group(campaign)])
    with caplog.at_level(logging.WARNING):
        seen = campaign.forum.snapshot(campaign.category.category_id, PullMemory())
    assert seen.strategy == "lists"
    assert "not the one that this bridge needs" in caplog.text
    assert campaign.forum.provision_query() == number
    campaign.by_query()


def bridge_group(campaign: Campaign) -> int:
    return next(group.id for group in account(campaign.forum._client).groups if group.name == "ideabridge")


def store_query(campaign: Campaign, number: int, sql: str, groups: list[int]) -> None:
    """Change the stored query, as an admin of the forum may."""
    version = campaign.forum.facts().version
    body: dict[str, object] = {"name": query.NAME, "description": "", "sql": sql, "group_ids": groups}
    explorer.store(campaign.forum._admin, version, body, number)


def test_installing_again_writes_nothing(campaign: Campaign) -> None:
    number = campaign.forum.provision_query()
    before = campaign.forum.requests_by_endpoint
    assert campaign.forum.provision_query() == number
    after = campaign.forum.requests_by_endpoint
    written = {name for name in after if after[name] != before.get(name, 0) and not name.startswith("GET")}
    assert written == set()


def test_the_query_is_granted_to_the_bridges_group_only(campaign: Campaign) -> None:
    number = campaign.forum.provision_query()
    assert campaign.forum.facts().query == number
    fresh = DiscourseForum(campaign.settings, campaign.clock)
    assert fresh.facts().query == number
    fresh.close()


def test_a_group_without_the_bridge_cannot_be_granted_to(campaign: Campaign) -> None:
    number = campaign.forum.provision_query()
    with pytest.raises(UserProblem, match="some-other-group"):
        campaign.forum.provision_query("some-other-group")
    assert campaign.forum.facts().query == number
    campaign.by_query()


def test_without_an_admins_key_nothing_can_be_installed(new_forum: NewForum) -> None:
    campaign = new_forum()
    settings = replace(campaign.settings, provision_key=None)
    plain = DiscourseForum(settings, campaign.clock)
    with pytest.raises(UserProblem, match="provisioning key"):
        plain.provision_query()
    plain.close()
