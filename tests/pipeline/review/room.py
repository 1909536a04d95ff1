"""Moderators who review ideas in the forum, and what comes in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from bridge.domain.campaign import Campaign
from bridge.domain.document import Link
from bridge.domain.idea import Idea, Submission
from bridge.domain.identity import Key, Kind, review_scope, split_marker
from bridge.pipeline import moderate
from bridge.pipeline.raw import RawIdea
from bridge.pipeline.receive import receive
from bridge.pipeline.review import Reviewed
from bridge.pipeline.synchronise import Synchronised, synchronise
from bridge.sandbox import Member
from bridge.sync.lease import hold
from bridge.wiring import Bridge
from tests.e2e.staging import Town

SCOPE = review_scope("kettles")
PLAIN = "Keep the kettle on the ward instead of three doors down the corridor from it."
NAMED = "Ask Siobhan Fitzgerald to fill the urn before the first round, and not after the last one."
ACCEPT = "accept this idea as it stands"
OTHER = "Let the porters have a key to the kitchen, so that tea can be had at night as well."


@dataclass
class Room:
    """The review of one campaign: what came in, the topics of it, and moderators who reply there."""

    town: Town
    bridge: Bridge
    campaign: Campaign

    def comes(self, text: str = PLAIN, question: str = "q1") -> str:
        """Somebody sends in an idea; gives the id of the submission."""
        before = {found.id for found in self.waiting()}
        receive(self.bridge.doors, self.campaign, RawIdea(text, question, source="form"), self.now)
        (new,) = {found.id for found in self.waiting()} - before
        return new

    @property
    def now(self) -> datetime:
        return self.bridge.clock.now()

    def waiting(self) -> tuple[Submission, ...]:
        return tuple(moderate.waiting(self.bridge.store, "kettles"))

    def submission(self, name: str) -> Submission:
        with self.bridge.store.begin() as unit:
            found = unit.submissions.get("kettles", name)
        assert found is not None
        return found

    def ideas(self) -> list[Idea]:
        with self.bridge.store.begin() as unit:
            return list(unit.ideas.all("kettles"))

    def sync(
        self, campaign: Campaign | None = None, stop: Callable[[], bool] = lambda: False
    ) -> Synchronised:
        chosen = campaign or self.campaign
        with hold(self.bridge.store, self.bridge.clock, "kettles", "test") as lease:
            return synchronise(
                self.bridge.desk, self.bridge.pseudonyms, chosen, lease, doors=self.bridge.doors, stop=stop
            )

    def reviewed(self, campaign: Campaign | None = None) -> Reviewed:
        done = self.sync(campaign).reviewed
        assert done is not None
        return done

    def link(self, name: str, kind: Kind = Kind.REVIEW) -> Link:
        with self.bridge.store.begin() as unit:
            link = unit.links.get(Key(SCOPE, kind, name))
        assert link is not None
        return link

    def topic(self, name: str) -> int:
        topic = self.link(name).topic_id
        assert topic is not None
        return topic

    def body(self, name: str) -> str:
        return split_marker(self.town.topic(self.topic(name))["raw"])[0]

    def moderator(self, name: str = "wise_owl") -> Member:
        return self.town.member(name, trust_level=4, moderator=True)

    def replies(self, name: str, words: str, by: str = "wise_owl") -> int:
        return self.moderator(by).reply(self.topic(name), words)

    def answers(self, name: str) -> list[str]:
        """What the bridge replied in a topic, oldest first."""
        site = self.town.sandbox.site
        with site.lock:
            raws = site.column(
                "SELECT raw FROM posts JOIN users ON users.id = user_id WHERE topic_id = ? AND "
                "post_number > 1 AND post_type = 1 AND username = ? AND deleted_at IS NULL ORDER BY posts.id",
                self.topic(name),
                self.town.keys.bridge_username,
            )
        return [split_marker(raw)[0] for raw in raws]

    def standing(self, name: str) -> list[str]:
        """What people replied in a topic and still stands."""
        site = self.town.sandbox.site
        with site.lock:
            return list(
                site.column(
                    "SELECT raw FROM posts JOIN users ON users.id = user_id WHERE topic_id = ? AND "
                    "post_number > 1 AND post_type = 1 AND username <> ? AND deleted_at IS NULL",
                    self.topic(name),
                    self.town.keys.bridge_username,
                )
            )


def settled(room: Room) -> None:
    """Another sync has nothing to do any more."""
    again = room.sync()
    assert again.plan.operations == ()
    assert again.reviewed is None or (again.reviewed.plan and again.reviewed.plan.operations == ())
