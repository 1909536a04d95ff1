"""A pull that finds nothing new asks for next to nothing, also in a new process."""

from __future__ import annotations

from collections import Counter
from contextlib import closing
from dataclasses import replace
from datetime import timedelta

from bridge.domain.observation import PullMemory, Snapshot
from bridge.forum import facts
from bridge.forum.adapter import DiscourseForum

from .conftest import Campaign

RUN = "POST /g/{group}/reports/{id}/run.json"


def in_a_new_process(campaign: Campaign, memory: PullMemory) -> tuple[Snapshot, dict[str, int]]:
    """A look by an adapter that knows nothing but the memory; and the requests it made."""
    with closing(DiscourseForum(campaign.settings, campaign.clock)) as forum:
        seen = forum.snapshot(campaign.category.category_id, memory)
        assert forum.facts() == campaign.forum.facts()
        assert forum.canonical_title("two words....") == "Two words"
        return seen, forum.requests_by_endpoint


def test_by_the_query_it_is_one_request_with_category_and_facts(campaign: Campaign) -> None:
    campaign.forum.provision_query()
    first = campaign.by_query()
    again, requests = in_a_new_process(campaign, first.memory)
    assert requests == {RUN: 1}
    assert again.category == first.category == campaign.forum.find_category(slug="ideas")
    assert (again.topics, again.posts, again.votes) == ((), (), ())
    assert again.kept == {topic.topic_id for topic in first.topics}
    assert again.complete


def test_by_the_query_only_what_changed_is_read_again(campaign: Campaign) -> None:
    campaign.forum.provision_query()
    first = campaign.by_query()
    idea = next(topic for topic in first.topics if topic.external_id == "ib-idea-two")
    assert idea.first is not None
    newcomer = campaign.sandbox.create_user("newcomer", trust_level=1)
    newcomer.vote(idea.first.post_id, "For", poll_name="vote")
    seen, _ = in_a_new_process(campaign, first.memory)
    assert [topic.topic_id for topic in seen.topics] == [idea.topic_id]
    assert {post.topic_id for post in seen.posts} == {idea.topic_id}
    assert newcomer.id in {vote.user for vote in seen.votes}
    assert seen.kept == {topic.topic_id for topic in first.topics} - {idea.topic_id}


def test_a_new_query_has_everything_read_again(campaign: Campaign) -> None:
    """Marks of an older query say nothing of what a newer one tells."""
    campaign.forum.provision_query()
    memory = campaign.by_query().memory
    older = {mark.replace(".", "-"): topics for mark, topics in memory.parts.items()}
    seen, _ = in_a_new_process(campaign, replace(memory, parts=older))
    assert seen.kept == frozenset()
    assert len(seen.topics) == len(memory.topics)


def test_by_lists_it_is_the_category_and_the_list(campaign: Campaign) -> None:
    campaign = replace(campaign, settings=replace(campaign.settings, feed_pages=0))
    with closing(DiscourseForum(campaign.settings, campaign.clock)) as forum:
        first = forum.snapshot(campaign.category.category_id, PullMemory())
    again, requests = in_a_new_process(campaign, first.memory)
    assert requests == {"GET /c/{id}/show.json": 1, "GET /latest.json": 1}
    assert again.requests == 2
    assert again.category == campaign.category


def test_facts_serve_for_a_day(campaign: Campaign) -> None:
    campaign.forum.provision_query()
    memory = campaign.by_query().memory
    campaign.clock.advance(facts.KEPT_FOR - timedelta(minutes=1))
    _, requests = in_a_new_process(campaign, memory)
    assert sum(requests.values()) == 1
    campaign.clock.advance(timedelta(minutes=2))
    _, requests = in_a_new_process(campaign, memory)
    assert requests["GET /about.json"] == 1


def test_facts_of_another_account_or_forum_do_not_serve(campaign: Campaign) -> None:
    campaign.forum.provision_query()
    memory = campaign.by_query().memory
    settings = replace(
        campaign.settings, api_key=campaign.keys.admin, api_username=campaign.keys.admin_username
    )
    with closing(DiscourseForum(settings, campaign.clock)) as forum:
        forum.snapshot(campaign.category.category_id, memory)
        assert forum.requests_by_endpoint["GET /about.json"] == 1
        assert forum.facts().account == campaign.keys.admin_username


def test_what_is_kept_holds_neither_key_nor_address(campaign: Campaign) -> None:
    kept = str(campaign.forum.snapshot(campaign.category.category_id, PullMemory()).memory.forum)
    for secret in (campaign.keys.bridge, campaign.keys.admin, campaign.sandbox.base_url):
        assert secret not in kept


def test_a_query_that_moved_is_found_again(campaign: Campaign) -> None:
    """Taken away and installed anew, it has another number: what was remembered does not fit any more."""
    campaign.forum.provision_query()
    memory = campaign.by_query().memory
    kept = Counter(str(memory.forum).split())
    assert kept
    route = {"query": 999, "endpoint": memory.forum["known"]["route"]["endpoint"]}  # type: ignore[index]
    route["ids"] = {"group": "ideabridge", "id": 999}
    known = {**memory.forum["known"], "route": route}  # type: ignore[dict-item]
    seen, requests = in_a_new_process(campaign, replace(memory, forum={**memory.forum, "known": known}))
    assert seen.strategy == "data-explorer"
    assert requests[RUN] == 2


def test_a_category_that_is_gone_is_told_and_nothing_is_forgotten(campaign: Campaign) -> None:
    memory = campaign.forum.snapshot(campaign.category.category_id, PullMemory()).memory
    with closing(DiscourseForum(campaign.settings, campaign.clock)) as forum:
        seen = forum.snapshot(99_999, memory)
    assert (seen.category, seen.topics, seen.complete) == (None, (), False)
    assert replace(seen.memory, forum=memory.forum) == memory
