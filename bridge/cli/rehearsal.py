"""The demo's play: the example campaign day by day, from its first day to its guide, with a crowd."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

from bridge.cli.decisions import Decisions
from bridge.cli.output import count
from bridge.clock import SimulatedClock
from bridge.domain.campaign import Campaign
from bridge.domain.identity import Kind
from bridge.domain.phase import Right
from bridge.pipeline import moderate
from bridge.pipeline.intake import submit
from bridge.pipeline.publish import plan
from bridge.pipeline.synchronise import Synchronised, synchronise
from bridge.sandbox.crowd import Crowd, Target
from bridge.sync.lease import hold

if TYPE_CHECKING:
    from bridge.pipeline.raw import RawIdea
    from bridge.sandbox.server import Sandbox
    from bridge.wiring import Bridge

Tell = Callable[[str], None]

_WORKING_HOUR = time(10, 0)
_SYNC_HOUR = time(17, 0)
_TURNOUT = 0.14
_REMARK = "*Remark of the moderators: this overlaps with what is tried on two wards already.*"


@dataclass(slots=True)
class Tale:
    """What happened in the play, for the report at its end."""

    syncs: int = 0
    digests: list[str] = field(default_factory=list)
    changes_left: int = -1


class Rehearsal:
    """Plays the campaign: ideas arrive, moderators review, the crowd votes, the bridge syncs once a day."""

    def __init__(
        self,
        bridge: Bridge,
        sandbox: Sandbox,
        clock: SimulatedClock,
        campaign: Campaign,
        ideas: Sequence[RawIdea],
        people: int,
        tell: Tell,
    ) -> None:
        self._bridge = bridge
        self._clock = clock
        self._campaign = campaign
        self._ideas = sorted(
            ideas, key=lambda idea: idea.submitted_at or _start_of(campaign, campaign.starts)
        )
        self._tell = tell
        voting = campaign.voting
        self._crowd = Crowd(
            sandbox, people, labels=(voting.up, voting.down, voting.unsure), pass_time=clock.sleep
        )
        self._moderator = sandbox.create_user("forum_moderator", trust_level=4, moderator=True)
        self._decisions = Decisions(bridge, campaign, self._moderator, tell)
        self.tale = Tale()

    def play(self, last: date) -> None:
        """From the day before the campaign to `last`, one sync a day."""
        first_phase = self._campaign.phases[0]
        # The first phase was planned shorter and was extended while it ran, as it happened in reality.
        planned = replace(first_phase, closes=first_phase.closes - timedelta(days=3), note="")
        extended_on = planned.last_day(self._campaign.zone)
        day = self._campaign.starts - timedelta(days=1)
        while day <= last:
            campaign = self._campaign
            if day < extended_on:
                campaign = replace(campaign, phases=(planned, *campaign.phases[1:]))
            elif day == extended_on:
                self._tell(f"{day}  the campaign file changes: “{first_phase.title}” gets three days more")
            self._day(campaign, day, quiet=day > self._campaign.ends)
            day += timedelta(days=1)
        self.tale.changes_left = plan(self._bridge.desk, self._campaign).changes

    def look_after(self) -> Synchronised:
        """One more sync, for what people do in the browser once the play is over."""
        bridge = self._bridge
        with hold(bridge.store, self._clock, self._campaign.slug, "demo") as lease:
            return synchronise(bridge.desk, bridge.pseudonyms, self._campaign, lease, doors=bridge.doors)

    def _day(self, campaign: Campaign, day: date, *, quiet: bool) -> None:
        morning = datetime.combine(day, _WORKING_HOUR, tzinfo=campaign.zone)
        self._clock.move_to(morning)
        self._take_in(campaign, morning)
        if not quiet:
            self._crowd_round(campaign)
        self._clock.move_to(datetime.combine(day, _SYNC_HOUR, tzinfo=campaign.zone))
        self._sync(campaign, day, heed=self._moderators(day))

    def _take_in(self, campaign: Campaign, until: datetime) -> None:
        """Ideas that arrived since yesterday are accepted the same day, by two people where it has to be."""
        arrived = [idea for idea in self._ideas if (idea.submitted_at or until) < until]
        if not arrived:
            return
        self._ideas = self._ideas[len(arrived) :]
        bridge = self._bridge
        submit(
            bridge.store,
            bridge.redactor,
            bridge.similarity,
            campaign,
            arrived,
            bridge.clock.now(),
            title_of=bridge.title_of,
            pseudonyms=bridge.pseudonyms,
        )
        for submission in moderate.waiting(bridge.store, campaign.slug):
            for person in ("one", "another"):
                outcome = moderate.accept(
                    bridge.store,
                    bridge.redactor,
                    campaign.slug,
                    submission.id,
                    bridge.clock.now(),
                    by=bridge.pseudonyms.of_moderator(campaign.slug, person),
                )
                if outcome.idea is not None:
                    break

    def _crowd_round(self, campaign: Campaign) -> None:
        now = self._clock.now()
        if not campaign.rights_at(now) & {Right.VOTE, Right.REPLY}:
            return
        with self._bridge.store.begin() as unit:
            published = {idea.id: idea.published for idea in unit.ideas.all(campaign.slug)}
            links = unit.links.all(campaign.slug)
        targets = [
            Target(link.topic_id, link.post_id, max(0.0, (now - appeared).total_seconds() / 86400))
            for link in links
            if link.key.kind is Kind.IDEA
            and link.topic_id is not None
            and link.post_id is not None
            and (appeared := published.get(link.key.name)) is not None
        ]
        self._crowd.act(targets, _TURNOUT, reply=campaign.allows(Right.REPLY, now))

    def _moderators(self, day: date) -> bool:
        """People work in the forum too: a wording is improved, a topic is taken away, ideas are answered.

        Gives whether they asked the bridge for something.
        """
        ideas = self._idea_topics()
        if day == self._campaign.starts + timedelta(days=6) and ideas:
            post_id, topic_id = ideas[0]
            topic = self._bridge.forum.topic(topic_id)
            if topic is not None and topic.first is not None:
                raw = topic.first.raw.replace("[poll", f"{_REMARK}\n\n[poll", 1)
                self._moderator.edit(post_id, raw)
            self._tell(f"{day}  a moderator adds a remark to topic {topic_id}: the bridge keeps it")
        if day == self._campaign.starts + timedelta(days=10) and len(ideas) > 1:
            _, topic_id = ideas[1]
            self._moderator.delete_topic(topic_id)
            self._tell(f"{day}  a moderator removes topic {topic_id}: the bridge does not bring it back")
        return self._decisions.on(day)

    def _idea_topics(self) -> list[tuple[int, int]]:
        with self._bridge.store.begin() as unit:
            links = unit.links.all(self._campaign.slug)
        return [
            (link.post_id, link.topic_id)
            for link in links
            if link.key.kind is Kind.IDEA and link.post_id is not None and link.topic_id is not None
        ]

    def _sync(self, campaign: Campaign, day: date, *, heed: bool) -> None:
        bridge = self._bridge
        # On other days nobody wrote to the bridge: looking for it would take a third of the demo's time.
        doors = bridge.doors if heed else None
        with hold(bridge.store, self._clock, campaign.slug, "demo") as lease:
            done = synchronise(bridge.desk, bridge.pseudonyms, campaign, lease, doors=doors)
        self.tale.syncs += 1
        for line in _news(done):
            self._tell(f"{day}  {line}")
        if done.digest is not None:
            self.tale.digests.append(done.digest)


def _news(done: Synchronised) -> Iterable[str]:
    if done.applied is None:
        return
    kinds = [key.kind for key in done.applied.created]
    ideas = kinds.count(Kind.IDEA)
    others = len(kinds) - ideas - kinds.count(Kind.DIGEST)
    if others:
        yield f"published {count(others, 'document')} of the campaign"
    if ideas:
        yield f"published a batch of {count(ideas, 'idea')}"
    if done.digest is not None:
        yield f"posted the digest of {done.digest}"


def _start_of(campaign: Campaign, day: date) -> datetime:
    return datetime.combine(day, time(0, 0), tzinfo=campaign.zone)
