"""What a pull writes down of what people did, and what it leaves alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from bridge.domain.campaign import Campaign
from bridge.domain.errors import UnsafePlan
from bridge.domain.idea import Experience, Idea
from bridge.domain.identity import Key, Kind
from bridge.domain.participation import Direction, Method
from bridge.pipeline.collect import collect
from bridge.pipeline.publish import apply
from bridge.sync.lease import hold
from bridge.sync.pull import Pulled
from bridge.wiring import Bridge
from tests.e2e.staging import Town


@pytest.fixture
def bridge(town: Town, tmp_path: Path, campaign: Campaign) -> Iterator[Bridge]:
    """Published with two ideas, one for each question; each question is open in the first phase."""
    with town.desk(tmp_path) as found:
        with found.store.begin() as unit:
            for name, question in (("abc", "q1"), ("def", "q2")):
                unit.ideas.put(
                    Idea(
                        id=name,
                        campaign="kettles",
                        question=question,
                        title=f"The kettle of the idea {name}",
                        text=f"What {name} says of kettles.",
                        role=None,
                        lenses=(),
                        experience=Experience.WE_DID,
                        accepted=found.clock.now().replace(minute=0, second=0),
                    )
                )
        with hold(found.store, found.clock, campaign.slug, "test") as lease:
            apply(found.desk, campaign, lease)
        yield found


def post_of(bridge: Bridge, name: str = "abc") -> tuple[int, int]:
    with bridge.store.begin() as unit:
        link = unit.links.get(Key("kettles", Kind.IDEA, name))
    assert link is not None
    assert link.topic_id is not None
    assert link.post_id is not None
    return link.topic_id, link.post_id


def collected(bridge: Bridge, campaign: Campaign) -> Pulled:
    _, pulled = collect(bridge.desk, bridge.pseudonyms, campaign)
    assert pulled is not None
    return pulled


def test_a_pull_writes_nothing_to_the_forum(town: Town, bridge: Bridge, campaign: Campaign) -> None:
    topic, post = post_of(bridge)
    town.member("heron").like(post)
    town.member("heron").reply(topic, "Ours whistles all night long, and nobody minds.")

    with town.watched() as writes:
        found = collected(bridge, campaign)
        assert not writes()

    assert (found.votes_changed, found.replies_changed) == (1, 1)
    assert found.requests == sum(town.sandbox.requests.values())


def test_people_are_known_by_pseudonym_alone(town: Town, bridge: Bridge, campaign: Campaign) -> None:
    _, post = post_of(bridge)
    heron = town.member("heron")
    heron.like(post)
    collected(bridge, campaign)

    with bridge.store.begin() as unit:
        voters = [vote.voter for vote in unit.ledger.votes("kettles")]

    assert voters == [bridge.pseudonyms.of("kettles", heron.id)]
    assert str(heron.id) not in voters
    assert bridge.pseudonyms.of("teapots", heron.id) not in voters


def test_readers_are_counted_for_each_topic(town: Town, bridge: Bridge, campaign: Campaign) -> None:
    topic, _ = post_of(bridge)
    for name in ("heron", "otter"):
        town.member(name).read(topic)
    collected(bridge, campaign)

    with bridge.store.begin() as unit:
        readers = {row.document: row.readers for row in unit.ledger.exposures("kettles")}

    assert readers["kettles/idea/abc"] == 2
    assert readers["kettles/idea/def"] == 0


def test_topics_that_people_open_in_the_category_are_none_of_ours(
    town: Town, bridge: Bridge, campaign: Campaign
) -> None:
    """Not even if somebody copies our marker into a text."""
    topic, post = post_of(bridge)
    stolen = town.sandbox.post_raw(post)
    category = town.topic(topic)["category_id"]
    opened, first = town.member("head_owl", admin=True).create_topic(
        "A topic that looks like ours", stolen, category
    )
    town.member("heron").like(first)
    town.member("heron").reply(opened, "This kettle has a strange handle, has it not?")

    found = collected(bridge, campaign)

    assert (found.votes_changed, found.replies_changed) == (0, 0)
    assert post_of(bridge) == (topic, post)


def test_a_vote_counts_only_while_its_own_question_is_open(
    town: Town, bridge: Bridge, campaign: Campaign
) -> None:
    bridge.forum.provision_query()
    only_second = replace(campaign.phases[0], questions=("q2",))
    narrowed = replace(campaign, phases=(only_second, *campaign.phases[1:]))
    for name in ("abc", "def"):
        town.member("heron").vote(post_of(bridge, name)[1], "For", poll_name="vote")

    collected(bridge, narrowed)

    with bridge.store.begin() as unit:
        counted = {
            vote.idea: vote.counted for vote in unit.ledger.votes("kettles") if vote.method is Method.POLL
        }
    assert counted == {"abc": False, "def": True}


@pytest.mark.parametrize("by_person", [True, False])
def test_votes_mean_what_the_choice_said_when_it_was_published(
    town: Town, bridge: Bridge, campaign: Campaign, by_person: bool
) -> None:
    """Up and down are the other way round by today's labels, which no poll has yet."""
    if by_person:
        bridge.forum.provision_query()
    voting = campaign.voting
    turned = replace(campaign, voting=replace(voting, up=voting.down, down=voting.up))
    for name in ("heron", "otter"):
        town.member(name).vote(post_of(bridge)[1], voting.up, poll_name="vote")
    town.member("wren").vote(post_of(bridge)[1], voting.down, poll_name="vote")

    found = collected(bridge, turned)

    with bridge.store.begin() as unit:
        by_name = Counter(vote.direction for vote in unit.ledger.votes("kettles") if vote.idea == "abc")
        counts = {count.direction: count.count for count in unit.ledger.counts("kettles") if count.count}
    assert (by_name if by_person else counts) == {Direction.UP: 2, Direction.DOWN: 1}
    assert found.counts_only == (0 if by_person else 2)


def test_a_forum_that_shows_nothing_of_ours_is_not_believed(
    town: Town, bridge: Bridge, campaign: Campaign
) -> None:
    _, post = post_of(bridge)
    town.member("heron").like(post)
    collected(bridge, campaign)
    for topic in town.topics():
        town.moderator().delete_topic(topic)

    with pytest.raises(UnsafePlan):
        collect(bridge.desk, bridge.pseudonyms, campaign)

    with bridge.store.begin() as unit:
        assert len(unit.ledger.votes("kettles")) == 1
