"""A campaign on an embedded forum, with published ideas, and moderators who say what becomes of them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

from bridge.domain.campaign import Anonymity, Campaign
from bridge.domain.idea import Experience, Idea, IdeaStatus
from bridge.domain.identity import Key, Kind, split_marker
from bridge.domain.status import StatusChange
from bridge.pipeline.synchronise import Synchronised, synchronise
from bridge.sandbox import Member
from bridge.sync.lease import hold
from bridge.wiring import Bridge
from tests.e2e.staging import Town, open_town


@dataclass
class Hall:
    """The forum, the bridge, and the campaign."""

    town: Town
    bridge: Bridge
    campaign: Campaign

    @property
    def now(self) -> datetime:
        return self.bridge.clock.now()

    def wait(self, **time: float) -> None:
        """Let time pass."""
        assert self.town.clock is not None
        self.town.clock.move_to(self.now + timedelta(**time))

    def move(self, instant: datetime) -> None:
        assert self.town.clock is not None
        self.town.clock.move_to(instant)

    def publish(self, *names: str) -> None:
        """Ideas that were accepted, in the forum."""
        with self.bridge.store.begin() as unit:
            for name in names:
                unit.ideas.put(
                    Idea(
                        id=name,
                        campaign="kettles",
                        question="q1",
                        title=f"The kettle of the idea {name}",
                        text=f"What {name} says of kettles.",
                        role=None,
                        lenses=(),
                        experience=Experience.WE_DID,
                        accepted=self.now.replace(minute=0, second=0),
                    )
                )
        self.sync()

    def sync(self, campaign: Campaign | None = None) -> Synchronised:
        chosen = campaign or self.campaign
        with hold(self.bridge.store, self.bridge.clock, "kettles", "test") as lease:
            return synchronise(
                self.bridge.desk, self.bridge.pseudonyms, chosen, lease, doors=self.bridge.doors
            )

    def topic(self, name: str, kind: Kind = Kind.IDEA) -> int:
        with self.bridge.store.begin() as unit:
            link = unit.links.get(Key("kettles", kind, name))
        assert link is not None
        assert link.topic_id is not None
        return link.topic_id

    def body(self, name: str, kind: Kind) -> str:
        """The first post of one of the bridge's topics."""
        return split_marker(self.town.topic(self.topic(name, kind))["raw"])[0]

    def tags(self, name: str) -> set[str]:
        """The tags of an idea's topic that tell a status."""
        return {tag for tag in self.town.topic(self.topic(name))["tags"] if tag.startswith("status-")}

    def moderator(self) -> Member:
        return self.town.moderator()

    def retag(self, name: str, *statuses: str, add: bool = False) -> None:
        """A moderator puts tags of statuses on an idea: instead of the one that is there, or beside it."""
        topic = self.town.topic(self.topic(name))
        kept = {tag for tag in topic["tags"] if add or not tag.startswith("status-")}
        self.moderator().retag(self.topic(name), tuple(sorted({*kept, *statuses})))

    def says(self, name: str, words: str, by: Member | None = None) -> int:
        return (by or self.moderator()).reply(self.topic(name), words)

    def notices(self, name: str) -> list[str]:
        """What the bridge wrote under an idea, oldest first."""
        site = self.town.sandbox.site
        with site.lock:
            raws = site.column(
                "SELECT raw FROM posts JOIN users ON users.id = user_id WHERE topic_id = ? AND "
                "post_number > 1 AND post_type = 1 AND username = ? AND deleted_at IS NULL ORDER BY posts.id",
                self.topic(name),
                self.town.keys.bridge_username,
            )
        return [split_marker(raw)[0] for raw in raws]

    def status(self, name: str) -> IdeaStatus:
        with self.bridge.store.begin() as unit:
            idea = unit.ideas.get("kettles", name)
        assert idea is not None
        return idea.status

    def history(self, name: str) -> list[StatusChange]:
        with self.bridge.store.begin() as unit:
            return [change for change in unit.statuses.all("kettles") if change.idea == name]

    def settled(self) -> None:
        """Nothing is left to do, and nothing was done twice."""
        done = self.sync()
        assert done.plan.operations == ()
        assert (done.obeyed.tags, done.obeyed.replies, done.obeyed.refused) == (0, 0, 0)


@contextmanager
def open_hall(campaign: Campaign, folder: Path) -> Iterator[Hall]:
    """A hall at noon of the third day; ideas are published one by one, without waiting for others."""
    quick = replace(campaign, anonymity=Anonymity(batch_size=1, longest_wait=timedelta(hours=1), least=1))
    with (
        open_town(campaign.phases[0].opens + timedelta(days=2, hours=12)) as town,
        town.desk(folder) as bridge,
    ):
        yield Hall(town, bridge, quick)
