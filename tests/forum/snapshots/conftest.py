"""A forum with a campaign's category in it, and people who did things there."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, replace

import pytest

from bridge.clock import SimulatedClock
from bridge.domain.observation import NewCategory, NewTopic, ObservedCategory, Placed, PullMemory, Snapshot
from bridge.forum import snapshot_lists
from bridge.forum.adapter import DiscourseForum
from bridge.forum.settings import ForumSettings
from bridge.sandbox import Keys, Limits, Sandbox

POLL = "\n\n[poll name=vote type=regular results=on_vote public=false]\n* For\n* Against\n* Not sure\n[/poll]"


@dataclass(frozen=True, slots=True)
class Campaign:
    """An embedded forum with the bridge on it; `category` is the campaign's."""

    sandbox: Sandbox
    keys: Keys
    settings: ForumSettings
    clock: SimulatedClock
    forum: DiscourseForum
    category: ObservedCategory

    def publish(self, name: str, text: str = "", *, tags: tuple[str, ...] = (), poll: bool = True) -> Placed:
        """Open an idea's topic."""
        raw = (text or f"The text of the idea {name}, in a few words.") + (POLL if poll else "")
        new = NewTopic(f"ib-idea-{name}", self.category.category_id, f"The idea named {name}", raw, tags)
        return self.forum.create_topic(new)

    def by_lists(
        self, memory: PullMemory | None = None, budget: int = 40, username: str | None = None
    ) -> Snapshot:
        """A look through lists, whatever else the key may."""
        return snapshot_lists.look(
            self.forum._client,
            self.category.category_id,
            self.forum.facts().account_id,
            memory or PullMemory(),
            budget,
            self.clock.now(),
            username=username,
        )

    def by_query(self) -> Snapshot:
        """A look as the adapter takes it, which has to be by the stored query."""
        snapshot = self.forum.snapshot(self.category.category_id, PullMemory())
        assert snapshot.strategy == "data-explorer"
        return snapshot


NewForum = Callable[..., Campaign]


@pytest.fixture
def new_forum(clock: SimulatedClock) -> Iterator[NewForum]:
    """Starts an embedded forum; settings of the adapter may be given."""
    opened: list[Campaign] = []

    def start(**wishes: object) -> Campaign:
        sandbox = Sandbox(clock=clock.now, limits=Limits.relaxed(max_admin_api_reqs_per_minute=60))
        sandbox.start()
        keys = sandbox.seed()
        settings = ForumSettings(
            sandbox.base_url, keys.bridge, keys.bridge_username, keys.admin, keys.admin_username
        )
        settings = replace(settings, **wishes)  # type: ignore[arg-type] # what a test wants
        forum = DiscourseForum(settings, clock)
        category = forum.create_category(
            NewCategory(
                "Ideas",
                "ideas",
                "Ideas of the campaign.",
                "0F6B8F",
                ("everyone:2", "ideabridge:1"),
                "c/category/c",
            )
        )
        campaign = Campaign(sandbox, keys, settings, clock, forum, category)
        opened.append(campaign)
        return campaign

    yield start
    for campaign in opened:
        with closing(campaign.forum):
            campaign.sandbox.stop()


@pytest.fixture
def campaign(new_forum: NewForum) -> Campaign:
    """A forum where some people read, liked, voted, replied, changed their minds, and staff tidied up."""
    started = new_forum()
    sandbox = started.sandbox
    people = [sandbox.create_user(f"member_{number}", trust_level=1) for number in range(6)]
    ideas = [started.publish(name, tags=("beds", name)) for name in ("one", "two", "three", "four")]
    first, second, third, fourth = ideas
    for person in people:
        person.read(first.topic_id, [1])
        person.like(first.post_id)
    people[0].unlike(first.post_id)
    people[1].like(second.post_id)
    for number, option in enumerate(("For", "For", "Against", "Not sure")):
        people[number].vote(first.post_id, option, poll_name="vote")
    people[2].vote(first.post_id, "For", poll_name="vote")
    people[3].unvote(first.post_id, poll_name="vote")
    people[5].vote(second.post_id, "Against", poll_name="vote")
    reply = people[0].reply(first.topic_id, "We tried something close to this last year.")
    people[1].reply(first.topic_id, "And how did it go, if I may ask?")
    people[4].like(reply)
    started.forum.create_reply(first.topic_id, "A notice of the bridge.")
    started.forum.set_status(third.topic_id, "closed", enabled=True)
    started.forum.set_status(third.topic_id, "pinned", enabled=True)
    started.forum.set_poll(third.post_id, "vote", opened=False)
    started.forum.set_status(fourth.topic_id, "visible", enabled=False)
    return started
