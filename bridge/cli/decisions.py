"""What moderators decide in the demo's play, and when: by replies in the forum, and with the shortlist."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING

from bridge.cli.output import count
from bridge.domain.campaign import Campaign
from bridge.domain.document import LinkState
from bridge.domain.identity import Kind
from bridge.domain.phase import Right
from bridge.domain.shortlist import Test
from bridge.pipeline.shortlist import choose, propose, put_to_test, settle
from bridge.ranking.record import from_snapshot

if TYPE_CHECKING:
    from bridge.sandbox.members import Member
    from bridge.wiring import Bridge

SHORTLISTED = 6
"""So many ideas go on after the votes."""

_DISCUSSED = "status: in discussion, because many replies ask who would look after it."
_FIRST = (
    "status: chosen, because two teams asked to begin at once.\n"
    "owner: The improvement team\n"
    "first step: Agree on one ward for a trial of four weeks"
)
_SECOND = (
    "status: chosen, because it costs nothing to begin.\n"
    "owner: The matrons' meeting\n"
    "first step: Put it on the agenda of the next meeting"
)
_TRIAL = (
    "tried here: Two medical wards\n"
    "when: March 2015\n"
    "result: partly\n"
    "It held on weekdays. At weekends nobody had been told of it."
)
_GOES_ON = "check-in: moving, the first ward kept it up for a month and a second one has begun."
_UNDER_WAY = "status: being tried, because the board gave it three months and somebody's time."
_BY_HAND = "Too few people voted to be sure of it, and those who did were for it."
_NOT_NOW = "status: not now, because it needs money that this year's plan does not have."


class Decisions:
    """Moderators who answer ideas: some while people still vote, most after the votes."""

    def __init__(
        self, bridge: Bridge, campaign: Campaign, moderator: Member, tell: Callable[[str], None]
    ) -> None:
        self._bridge, self._campaign, self._moderator = bridge, campaign, moderator
        self._tell = tell
        self._taken: list[str] = []
        voted = [phase for phase in campaign.phases if Right.VOTE in phase.rights]
        after = voted[-1].last_day(campaign.zone) if voted else campaign.ends
        early = campaign.starts + timedelta(days=40)
        self._plan: dict[date, Callable[[], str]] = {
            early - timedelta(days=2): lambda: self._reply(self._talked_of(), _DISCUSSED),
            early: lambda: self._reply(self._best(), _FIRST),
            early + timedelta(days=1): lambda: self._reply(self._best(), _SECOND),
            early + timedelta(days=20): lambda: self._reply(self._taken[1], _TRIAL),
            early + timedelta(days=31): lambda: self._reply(self._taken[1], _GOES_ON),
            after + timedelta(days=3): self._shortlist,
            after + timedelta(days=5): lambda: self._reply(self._shortlisted(0), _UNDER_WAY),
            after + timedelta(days=6): lambda: self._reply(self._shortlisted(-1), _NOT_NOW),
        }

    def on(self, day: date) -> bool:
        """What is decided on this day, if anything; gives whether there is something to heed."""
        decide = self._plan.get(day)
        told = decide() if decide is not None else ""
        if told:
            self._tell(f"{day}  {told}")
        return bool(told)

    def _reply(self, idea: str, words: str) -> str:
        topic = self._topics().get(idea)
        if topic is None:
            return ""
        if idea not in self._taken:
            self._taken.append(idea)
        self._moderator.reply(topic, words)
        return f"a moderator replies in topic {topic}: “{words.splitlines()[0]}”"

    def _shortlist(self) -> str:
        store, redactor = self._bridge.store, self._bridge.redactor
        campaign, now = self._campaign, self._bridge.clock.now()
        ruled = {found.idea for found in propose(store, campaign, now, SHORTLISTED).kept}
        others = [idea for idea, _ in self._ranked() if idea not in ruled]
        for idea in others[: SHORTLISTED - len(ruled)]:
            choose(store, redactor, campaign, idea, _BY_HAND, now, added=True)
        for found in propose(store, campaign, now, SHORTLISTED).kept:
            for test in found.open:
                reason = _ANSWERS[test]
                put_to_test(store, redactor, campaign, found.idea, test, reason, now, passed=True)
        changes = settle(store, campaign, now, SHORTLISTED)
        return f"moderators put {count(len(changes), 'idea')} on the shortlist, each after four tests"

    def _topics(self) -> dict[str, int]:
        """The topics of ideas that stand in the forum."""
        with self._bridge.store.begin() as unit:
            return {
                link.key.name: link.topic_id
                for link in unit.links.all(self._campaign.slug)
                if link.key.kind is Kind.IDEA and link.topic_id is not None and link.state is LinkState.ACTIVE
            }

    def _ranked(self) -> Sequence[tuple[str, int]]:
        """Ideas that nobody has decided on, most support first, with their replies."""
        with self._bridge.store.begin() as unit:
            snapshot = unit.rankings.latest(self._campaign.slug)
        ideas = from_snapshot(snapshot).ideas if snapshot is not None else ()
        return [(entry.idea, entry.tally.replies) for entry in ideas if entry.idea not in self._taken]

    def _best(self) -> str:
        return next((idea for idea, _ in self._ranked()), "")

    def _talked_of(self) -> str:
        return max(self._ranked(), key=lambda entry: entry[1], default=("", 0))[0]

    def _shortlisted(self, which: int) -> str:
        """One of the ideas on the shortlist, in the order of support."""
        kept = propose(self._bridge.store, self._campaign, self._bridge.clock.now(), SHORTLISTED).kept
        names = [found.idea for found in kept if found.idea not in self._taken]
        return names[which] if names else ""


_ANSWERS = {
    Test.SUPPORTED: "Moderators read the replies: nobody speaks against it.",
    Test.DOABLE: "Three teams looked at it: it needs nobody's leave from outside.",
    Test.THEME: "It makes it easier to change something where the work is done.",
    Test.NEW: "Nobody here has tried it yet, as far as the replies tell.",
}
