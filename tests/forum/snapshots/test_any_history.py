"""Whatever people do between pulls, by lists or by parts: they add up to what one whole look tells."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from itertools import count

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bridge.clock import SimulatedClock
from bridge.domain.observation import (
    NewCategory,
    NewTopic,
    ObservedPost,
    ObservedTopic,
    ObservedVote,
    Placed,
    PullMemory,
    Snapshot,
)
from bridge.domain.participation import Method
from bridge.forum import query, snapshot_lists, snapshot_query
from bridge.forum.adapter import DiscourseForum
from bridge.forum.settings import ForumSettings
from bridge.sandbox import Limits, Sandbox, SandboxRefusal
from bridge.sandbox.members import Member

POLL = "\n\n[poll name=vote type=regular results=on_vote public=false]\n* For\n* Against\n[/poll]"
NUMBERS = count(1)
PEOPLE = 4

Replies = dict[int, set[int]]
Likers = dict[int, set[int]]


@dataclass
class Town:
    """A forum for all histories, each in a category of its own."""

    sandbox: Sandbox
    forum: DiscourseForum
    clock: SimulatedClock
    people: list[Member]
    staff: Member


@pytest.fixture(scope="module")
def town() -> Iterator[Town]:
    clock = SimulatedClock(datetime(2015, 2, 2, 9, 0, tzinfo=UTC))
    with Sandbox(clock=clock.now, limits=Limits.relaxed()) as sandbox:
        keys = sandbox.seed()
        wishes = ForumSettings(
            sandbox.base_url, keys.bridge, keys.bridge_username, keys.admin, keys.admin_username,
            requests_per_minute=6000,
        )  # fmt: skip
        with closing(DiscourseForum(wishes, clock)) as forum:
            forum.provision_query()
            people = [sandbox.create_user(f"person_{number}", trust_level=2) for number in range(PEOPLE)]
            yield Town(sandbox, forum, clock, people, sandbox.member(keys.admin_username))


@dataclass
class History:
    """One category; what the pulls by lists have told so far, kept as the ledger keeps it."""

    town: Town
    category: int
    ideas: list[Placed] = field(default_factory=list)
    written: list[tuple[int, int]] = field(default_factory=list)
    moved: dict[tuple[int, str], int] = field(default_factory=dict)
    memory: PullMemory = field(default_factory=PullMemory)
    replies: Replies = field(default_factory=dict)
    likers: Likers = field(default_factory=dict)

    def goes(self, topic: int, **ways: int) -> bool:
        """Whether a deed moves a topic's numbers the same way as others since the last look.

        One like taken back and another given in between leave the number as it was: lists cannot tell.
        """
        if any(self.moved.get((topic, what), way) != way for what, way in ways.items()):
            return False
        self.moved.update({(topic, what): way for what, way in ways.items()})
        return True

    def publish(self) -> None:
        number = next(NUMBERS)
        raw = f"The text of the idea with the number {number}." + POLL
        new = NewTopic(f"ib-any-{number}", self.category, f"Any idea with the number {number}", raw, ())
        self.ideas.append(self.town.forum.create_topic(new))

    def look(self, budget: int) -> Snapshot:
        self.moved.clear()
        facts = self.town.forum.facts()
        seen = snapshot_lists.look(
            self.town.forum._client, self.category, facts.account_id, self.memory, budget,
            self.town.clock.now(), username=facts.account,
        )  # fmt: skip
        self.memory = seen.memory
        whole = {post.topic_id for post in seen.posts} - seen.partial
        for topic in whole:
            self.replies[topic] = set()
        for post in seen.posts:
            if post.number > 1 and not post.removed:
                self.replies.setdefault(post.topic_id, set()).add(post.post_id)
        for post_id, _ in seen.voters_of:
            self.likers[post_id] = {vote.user for vote in seen.votes if vote.post_id == post_id}
        return seen

    def truth(self, memory: PullMemory | None = None) -> Snapshot:
        known = self.town.forum._forum.known()
        assert known.route is not None
        return snapshot_query.look(
            self.town.forum._client, known.route, self.category, known.facts.account_id,
            memory or PullMemory(), self.town.clock.now(),
        )  # fmt: skip


def reply(history: History, person: Member, idea: Placed, number: int) -> None:
    if history.goes(idea.topic_id, posts=1):
        post = person.reply(idea.topic_id, f"Remark {next(NUMBERS)} on this idea.")
        history.written.append((post, idea.topic_id))


def unsay(history: History, person: Member, idea: Placed, number: int) -> None:
    if history.written:
        post, topic = history.written[number % len(history.written)]
        if history.goes(topic, posts=-1, likes=-1):
            history.town.staff.delete_post(post)


def say_again(history: History, person: Member, idea: Placed, number: int) -> None:
    if history.written:
        post, topic = history.written[number % len(history.written)]
        if history.goes(topic, posts=1, likes=1):
            history.town.staff.recover_post(post)


def like(history: History, person: Member, idea: Placed, number: int) -> None:
    if history.goes(idea.topic_id, likes=1):
        person.like(idea.post_id)


def unlike(history: History, person: Member, idea: Placed, number: int) -> None:
    if history.goes(idea.topic_id, likes=-1):
        person.unlike(idea.post_id)


def like_reply(history: History, person: Member, idea: Placed, number: int) -> None:
    if history.written:
        post, topic = history.written[number % len(history.written)]
        if history.goes(topic, likes=1):
            person.like(post)


def vote(history: History, person: Member, idea: Placed, number: int) -> None:
    person.vote(idea.post_id, "For", poll_name="vote")


def close(history: History, person: Member, idea: Placed, number: int) -> None:
    history.town.staff.set_status(idea.topic_id, "closed", on=bool(number % 2))


def hide(history: History, person: Member, idea: Placed, number: int) -> None:
    history.town.staff.set_status(idea.topic_id, "visible", on=bool(number % 2))


def publish(history: History, person: Member, idea: Placed, number: int) -> None:
    history.publish()


def remove(history: History, person: Member, idea: Placed, number: int) -> None:
    history.town.staff.delete_topic(idea.topic_id)


Deed = Callable[[History, Member, Placed, int], None]
DEEDS: list[Deed] = [
    reply, reply, unsay, say_again, like, like, unlike, like_reply, vote, close, hide, publish, remove,
]  # fmt: skip

deeds = st.tuples(st.sampled_from(DEEDS), st.integers(0, PEOPLE - 1), st.integers(0, 99), st.integers(0, 99))
rounds = st.lists(st.tuples(st.lists(deeds, max_size=8), st.integers(0, 4)), min_size=1, max_size=5)


def begun(town: Town, ideas: int) -> History:
    """A history in a new category, with so many ideas."""
    number = next(NUMBERS)
    made = town.forum.create_category(
        NewCategory(
            f"Any {number}", f"any-{number}", "", "0F6B8F", ("everyone:1",), f"any-{number}/category/c"
        )
    )
    history = History(town, made.category_id)
    for _ in range(ideas):
        history.publish()
    return history


def happens(history: History, done: list[tuple[Deed, int, int, int]], *, seconds: int = 20) -> None:
    """Everybody does what they do; what the forum refuses did not happen."""
    town = history.town
    for deed, person, idea, which in done:
        town.clock.advance(timedelta(seconds=seconds))
        with suppress(SandboxRefusal):
            deed(history, town.people[person], history.ideas[idea % len(history.ideas)], which)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(ideas=st.integers(1, 12), plan=rounds)
def test_pulls_by_lists_add_up_to_what_is_there(
    town: Town, ideas: int, plan: list[tuple[list[tuple[Deed, int, int, int]], int]]
) -> None:
    history = begun(town, ideas)
    for done, budget in plan:
        happens(history, done)
        seen = history.look(budget)
        truth = history.truth()

        standing = {topic.topic_id: topic for topic in truth.topics if not topic.removed}
        shown = {topic.topic_id: topic for topic in seen.topics if not topic.removed}
        assert shown.keys() == standing.keys()
        for topic_id, topic in standing.items():
            told = shown[topic_id]
            assert (told.posts_count, told.like_count) == (topic.posts_count, topic.like_count)
            assert (told.closed, told.listed) == (topic.closed, topic.listed)
            first = topic.first
            assert first is not None
            alive = {
                post.post_id
                for post in truth.posts
                if post.topic_id == topic_id and post.number > 1 and not post.removed
            }
            assert history.replies.get(topic_id, set()) == alive
            people = {
                vote.user
                for vote in truth.votes
                if vote.post_id == first.post_id and vote.method is Method.LIKE
            }
            assert history.likers.get(first.post_id, set()) == people
        assert history.look(0).requests <= 1 + len(truth.topics) - len(standing), "all was settled"


def unvote(history: History, person: Member, idea: Placed, number: int) -> None:
    person.unvote(idea.post_id, poll_name="vote")


def read(history: History, person: Member, idea: Placed, number: int) -> None:
    person.read(idea.topic_id, [1])


def retitle(history: History, person: Member, idea: Placed, number: int) -> None:
    history.town.staff.retitle(idea.topic_id, f"A title of another wording {number}")


def retag(history: History, person: Member, idea: Placed, number: int) -> None:
    history.town.staff.retag(idea.topic_id, (f"tag-{number % 3}",))


def rewrite(history: History, person: Member, idea: Placed, number: int) -> None:
    history.town.staff.edit(idea.post_id, f"Words of a moderator, number {number}.{POLL}")


def close_poll(history: History, person: Member, idea: Placed, number: int) -> None:
    history.town.staff.toggle_poll(idea.post_id, "open" if number % 2 else "closed", poll_name="vote")


FREELY: list[Deed] = [
    reply, unsay, say_again, like, unlike, like_reply, vote, unvote, read, retitle, retag, rewrite, close,
    hide, close_poll, publish, remove,
]  # fmt: skip
free = st.tuples(st.sampled_from(FREELY), st.integers(0, PEOPLE - 1), st.integers(0, 199), st.integers(0, 99))


@dataclass
class Kept:
    """What looks by parts have told so far, as store and ledger keep it."""

    topics: dict[int, ObservedTopic] = field(default_factory=dict)
    posts: dict[int, ObservedPost] = field(default_factory=dict)
    votes: set[ObservedVote] = field(default_factory=set)

    def add(self, seen: Snapshot) -> None:
        self.topics = {number: topic for number, topic in self.topics.items() if number in seen.kept}
        self.topics.update({topic.topic_id: topic for topic in seen.topics})
        self.posts = {number: post for number, post in self.posts.items() if post.topic_id in seen.kept}
        self.posts.update({post.post_id: post for post in seen.posts})
        read = {post_id for post_id, _ in seen.voters_of}
        self.votes = {
            vote for vote in self.votes if vote.post_id in self.posts and vote.post_id not in read
        } | set(seen.votes)


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    ideas=st.integers(1, 12),
    rows=st.sampled_from([query.PARTS + 2, 100, query.ROWS]),
    plan=st.lists(st.tuples(st.lists(free, max_size=6), st.sampled_from([0, 20])), min_size=1, max_size=5),
)
def test_pulls_by_parts_add_up_to_what_is_there(
    town: Town, ideas: int, rows: int, plan: list[tuple[list[tuple[Deed, int, int, int]], int]]
) -> None:
    """Also when everything happens at the same instant, and when the answer takes many pages."""
    history, kept, memory = begun(town, ideas), Kept(), PullMemory()
    for done, seconds in [([], 0), *plan]:
        happens(history, done, seconds=seconds)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(query, "ROWS", rows)
            seen = history.truth(memory)
        truth, memory = history.truth(), seen.memory
        kept.add(seen)

        assert kept.topics == {topic.topic_id: topic for topic in truth.topics}
        assert kept.posts == {post.post_id: post for post in truth.posts}
        assert kept.votes == set(truth.votes)
        assert seen.category == truth.category
        assert replace(memory, looked=truth.memory.looked) == truth.memory
        assert {post for post, _ in memory.looked.values()} == set(memory.likes)
        quiet = history.truth(memory)
        assert (quiet.topics, quiet.posts, quiet.votes) == ((), (), ())
        assert quiet.requests == 1
        assert quiet.kept == kept.topics.keys()
