"""What people do in the forum, as the ledger has it: one person counts once, in time, and may think again."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bridge.domain.participation import Direction, Method, Vote
from bridge.sandbox import SandboxRefusal
from bridge.store.repositories.ledger import LedgerRepository
from tests.e2e.small_campaign import SLUG, TEXTS
from tests.e2e.staging import Operator, Town


@pytest.fixture
def by_people(running: Operator) -> Operator:
    """The running campaign on a forum that lets the bridge ask who voted how."""
    running.run("forum", "provision").fine()
    return running


def idea_of(operator: Operator, number: int = 0) -> tuple[str, int, int]:
    """An idea's id, topic and first post."""
    idea = operator.ideas()[TEXTS[number]]
    link = operator.link(f"idea/{idea}")
    assert link.topic_id is not None
    assert link.post_id is not None
    return idea, link.topic_id, link.post_id


def synced(operator: Operator) -> None:
    """A minute passes first: figures hold what was before the moment of asking."""
    assert operator.clock is not None
    operator.clock.advance(timedelta(minutes=1))
    operator.run("sync", "--yes", "--force").fine()


def votes_on(operator: Operator, idea: str) -> Sequence[Vote]:
    with operator.store() as store, store.begin() as unit:
        return unit.ledger.votes(SLUG, idea)


def tally(operator: Operator, idea: str) -> dict[str, Any]:
    rows: list[dict[str, Any]] = operator.run("rank", "--top", "0", "--format", "json").fine().data["ideas"]
    return next(row for row in rows if row["idea"] == idea)


def test_a_person_who_votes_and_likes_counts_once(town: Town, by_people: Operator) -> None:
    idea, _, post = idea_of(by_people)
    heron, otter = town.member("heron"), town.member("otter")
    heron.like(post)
    heron.vote(post, "Against", poll_name="vote")
    otter.like(post)
    synced(by_people)

    found = tally(by_people, idea)

    assert (found["up"], found["down"], found["likes_only"]) == (1, 1, 1)
    assert by_people.run("status", "--format", "json").fine().data["votes"] == 2
    assert len(votes_on(by_people, idea)) == 3


def test_without_names_likes_stay_apart_from_votes(town: Town, running: Operator) -> None:
    """A like of an unknown voter may be a second voice of the same person, so it is not added."""
    idea, _, post = idea_of(running)
    heron = town.member("heron")
    heron.like(post)
    heron.vote(post, "For", poll_name="vote")
    synced(running)

    found = tally(running, idea)

    assert (found["up"], found["likes_only"], found["likes_apart"]) == (1, 0, 1)
    assert found["basis"] == "poll-counts"


def test_a_changed_vote_and_a_vote_taken_back_are_seen(town: Town, by_people: Operator) -> None:
    idea, _, post = idea_of(by_people)
    heron, otter = town.member("heron"), town.member("otter")
    heron.vote(post, "For", poll_name="vote")
    otter.vote(post, "For", poll_name="vote")
    synced(by_people)
    assert tally(by_people, idea)["up"] == 2

    heron.vote(post, "Not sure", poll_name="vote")
    otter.unvote(post, poll_name="vote")
    synced(by_people)

    found = tally(by_people, idea)
    assert (found["up"], found["down"], found["unsure"], found["seen"]) == (0, 0, 1, 1)
    with by_people.store() as store, store.begin() as unit:
        assert isinstance(unit.ledger, LedgerRepository)
        past = unit.ledger.past_votes(SLUG, idea)
    assert [vote.direction for vote, _ in past] == [Direction.UP, Direction.UP]


@pytest.mark.parametrize("provisioned", [False, True], ids=["lists", "data-explorer"])
def test_an_unlike_is_seen(town: Town, running: Operator, provisioned: bool) -> None:
    if provisioned:
        running.run("forum", "provision").fine()
    idea, _, post = idea_of(running)
    heron = town.member("heron")
    heron.like(post)
    synced(running)
    assert tally(running, idea)["up"] == 1

    heron.unlike(post)
    synced(running)

    assert tally(running, idea)["up"] == 0
    assert votes_on(running, idea) == []


def test_a_vote_changed_in_a_poll_that_tells_counts_only_is_seen(town: Town, running: Operator) -> None:
    idea, _, post = idea_of(running)
    heron = town.member("heron")
    heron.vote(post, "For", poll_name="vote")
    synced(running)
    heron.vote(post, "Against", poll_name="vote")
    synced(running)

    found = tally(running, idea)

    assert (found["up"], found["down"]) == (0, 1)


def test_a_vote_outside_its_phase_is_recorded_and_does_not_count(town: Town, by_people: Operator) -> None:
    """Likes cannot be closed: between the phases they are seen, and shown as late."""
    idea, _, post = idea_of(by_people)
    town.member("early").like(post)
    synced(by_people)
    assert town.clock is not None
    town.clock.advance(timedelta(days=20))
    synced(by_people)
    town.member("late").like(post)
    town.clock.advance(timedelta(hours=1))
    synced(by_people)

    found = tally(by_people, idea)

    assert (found["up"], found["uncounted"]) == (1, 1)
    assert by_people.run("status", "--format", "json").fine().data["votes"] == 1
    assert sorted(vote.counted for vote in votes_on(by_people, idea)) == [False, True]


def test_without_times_a_like_between_two_looks_outside_the_phase_is_late(
    town: Town, running: Operator
) -> None:
    idea, _, post = idea_of(running)
    town.member("early").like(post)
    synced(running)
    assert town.clock is not None
    town.clock.advance(timedelta(days=20))
    synced(running)
    town.member("late").like(post)
    synced(running)

    found = tally(running, idea)

    assert (found["up"], found["uncounted"]) == (1, 1)


def test_a_poll_vote_before_the_bridge_had_closed_the_poll_is_late(town: Town, by_people: Operator) -> None:
    idea, _, post = idea_of(by_people)
    assert town.clock is not None
    town.clock.advance(timedelta(days=20))
    town.member("late").vote(post, "For", poll_name="vote")
    synced(by_people)

    found = tally(by_people, idea)

    assert (found["up"], found["uncounted"]) == (0, 1)


@pytest.mark.parametrize("provisioned", [False, True], ids=["lists", "data-explorer"])
def test_the_bridges_own_votes_are_nobodys(town: Town, running: Operator, provisioned: bool) -> None:
    if provisioned:
        running.run("forum", "provision").fine()
    idea, topic, post = idea_of(running)
    bridge = town.member(town.keys.bridge_username)
    bridge.vote(post, "For", poll_name="vote")
    bridge.reply(topic, "The organisers say thank you for this one.")
    with pytest.raises(SandboxRefusal):
        bridge.like(post)
    synced(running)

    found = tally(running, idea)

    assert (found["up"], found["replies"]) == (0, 0)
    assert running.run("status", "--format", "json").fine().data["people"] == 0


def test_replies_are_counted_apart_and_a_removed_one_no_longer(town: Town, running: Operator) -> None:
    idea, topic, _ = idea_of(running)
    heron = town.member("heron")
    heron.reply(topic, "We have oil in the lodge, only nobody knows of it.")
    second = heron.reply(topic, "And rubber for the lids, which helps as much.")
    synced(running)
    found = tally(running, idea)
    assert (found["up"], found["replies"], found["repliers"]) == (0, 2, 1)

    town.moderator().delete_post(second)
    synced(running)

    found = tally(running, idea)
    assert (found["replies"], found["repliers"]) == (1, 1)


def test_a_story_is_discussed_and_its_replies_are_captured(town: Town, running: Operator) -> None:
    story = running.link("story/one-night")
    assert story.topic_id is not None
    town.member("heron").reply(story.topic_id, "Ours would be longer, we have two lifts beside us.")

    synced(running)

    with running.store() as store, store.begin() as unit:
        replies = unit.ledger.replies(SLUG, f"{SLUG}/story/one-night")
    assert [reply.text for reply in replies] == ["Ours would be longer, we have two lifts beside us."]


@pytest.mark.parametrize("provisioned", [False, True], ids=["lists", "data-explorer"])
def test_a_pull_of_a_quiet_forum_changes_nothing(town: Town, running: Operator, provisioned: bool) -> None:
    if provisioned:
        running.run("forum", "provision").fine()
    _, topic, post = idea_of(running)
    town.member("heron").vote(post, "For", poll_name="vote")
    town.member("otter").like(post)
    town.member("otter").reply(topic, "We have oil in the lodge, only nobody knows of it.")
    running.run("pull").fine()

    with town.watched() as writes:
        told = running.run("pull", "--format", "json").fine().data
        assert not writes()

    assert (told["votes_changed"], told["counts_changed"], told["replies_changed"]) == (0, 0, 0)


def test_both_ways_of_looking_tell_the_same_where_both_can_see(town: Town, running: Operator) -> None:
    """A second desk, with a copy of the data, asks by the stored query; the first one reads lists."""
    folder = running.folder.with_name("other")
    shutil.copytree(running.folder, folder)
    other = replace(running, folder=folder, heard=[])
    other = other.wears(IDEABRIDGE_DATABASE_URL=f"sqlite:///{folder}/data/bridge.sqlite3")
    _, first_topic, first_post = idea_of(running)
    _, _, second_post = idea_of(running, 1)
    people = [town.member(f"heron_{number}") for number in range(4)]
    for person in people[:3]:
        person.like(first_post)
    people[3].vote(first_post, "Against", poll_name="vote")
    people[0].vote(second_post, "For", poll_name="vote")
    people[1].reply(first_topic, "We have oil in the lodge, only nobody knows of it.")
    removed = people[2].reply(first_topic, "This one will be taken away before long.")
    town.moderator().delete_post(removed)
    people[2].unlike(first_post)
    for person in people:
        person.read(first_topic)
    running.run("pull").fine()

    other.run("forum", "provision").fine()
    told = other.run("pull", "--format", "json").fine().data
    assert told["strategy"] == "data-explorer"

    seen = []
    for desk in (running, other):
        with desk.store() as store, store.begin() as unit:
            likes = {
                (vote.idea, vote.voter, vote.counted)
                for vote in unit.ledger.votes(SLUG)
                if vote.method is Method.LIKE
            }
            readers = {(row.document, row.readers) for row in unit.ledger.exposures(SLUG)}
            polls = {
                (count.idea, count.direction): count.count
                for count in unit.ledger.counts(SLUG)
                if count.count
            }
            for vote in unit.ledger.votes(SLUG):
                if vote.method is Method.POLL:
                    polls[vote.idea, vote.direction] = polls.get((vote.idea, vote.direction), 0) + 1
            replies = [reply for reply in unit.ledger.replies(SLUG) if not reply.removed]
            seen.append((likes, readers, polls, replies))
    assert seen[0] == seen[1]
    assert len(seen[0][0]) == 2
    assert sum(seen[0][2].values()) == 2
    assert len(seen[0][3]) == 1
