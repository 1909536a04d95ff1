"""Audit the votes: how firmly top ideas hold their places, which accounts act as one, where likes burst in.

Nothing here changes a score. A ring is a question to a moderator, and only the answer "confirmed" makes it
weigh as one person from the next ranking on.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from bridge.domain.campaign import Campaign
from bridge.domain.errors import UserProblem
from bridge.domain.ring import Ring, RingState, ring_id
from bridge.pipeline.rank import evidence
from bridge.ports.services import Redactor
from bridge.ports.store import Store
from bridge.ranking.bursts import find_bursts
from bridge.ranking.crowd import Crowd
from bridge.ranking.integrity import integrity
from bridge.ranking.newcomers import established
from bridge.ranking.rings import RingFlag, find_rings
from bridge.ranking.standings import figures_of

TOP = 10
"""So many ideas are looked at unless more are asked for."""


@dataclass(frozen=True, slots=True)
class Held:
    """How firmly an idea holds its place: the fewest people whose votes have to go for it to lose it.

    Between `at_least` and `at_most`; the figure is exact where both are the same. `at_least` None: nobody's
    going changes the place. `rival` is the idea that would pass it first. `voters` voted on it.
    """

    idea: str
    place: int
    at_least: int | None
    at_most: int | None
    rival: str | None
    voters: int


@dataclass(frozen=True, slots=True)
class Shared:
    """An idea that most accounts of a ring voted on alike, and when the first and the last did."""

    idea: str
    accounts: int
    first: datetime
    last: datetime


@dataclass(frozen=True, slots=True)
class Found:
    """A ring as the votes show it now: never who it is, only how many and what they did.

    `votes`: "for" or "against". `common`: ideas that two of them voted on within twenty minutes of each
    other, and `alike`: the share of all their ideas that two have in common, 0..1; medians over pairs.
    """

    ring: Ring
    votes: str
    shared: tuple[Shared, ...]
    common: float
    alike: float


@dataclass(frozen=True, slots=True)
class Sudden:
    """More likes from newcomers within a day than anything ordinary explains; that begins above `limit`."""

    idea: str
    start: datetime
    end: datetime
    likes: int
    expected: float
    limit: float


@dataclass(frozen=True, slots=True)
class Audit:
    """What an audit brought. `by_person`: votes known by person, the only ones that can be audited."""

    held: tuple[Held, ...]
    rings: tuple[Found, ...]
    sudden: tuple[Sudden, ...]
    by_person: int


def audit(store: Store, campaign: Campaign, now: datetime, *, top: int = TOP) -> Audit:
    """Look at all votes as they stand; new rings are kept as flagged."""
    with store.begin() as work:
        tallies, crowd = evidence(work, campaign)
        rings = _flagged(crowd, work.guards.rings(campaign.slug), campaign.slug, now)
        for found in rings:
            work.guards.put_ring(found.ring)
    ballots = crowd.ballots(tally.idea for tally in tallies)
    made = figures_of(tallies, crowd, interval=campaign.ranking.interval)
    holds = integrity(
        ballots,
        made.support.prior,
        evidence=made.weighed.counted,
        weights=made.weighed.row_weights(ballots),
        top=top,
    )
    bursts = find_bursts(ballots, established(ballots, crowd.trusted_mask()), until=int(now.timestamp()))
    return Audit(
        held=tuple(
            Held(hold.idea, hold.place, hold.at_least, hold.at_most, hold.rival, hold.voters)
            for hold in holds
        ),
        rings=tuple(rings),
        sudden=tuple(
            Sudden(burst.idea, _at(burst.start), _at(burst.end), burst.likes, burst.expected, burst.limit)
            for burst in bursts
        ),
        by_person=len(ballots),
    )


def flag(store: Store, campaign: Campaign, now: datetime) -> int:
    """Keep new rings as flagged; gives how many wait for a moderator."""
    with store.begin() as work:
        _, crowd = evidence(work, campaign)
        for found in _flagged(crowd, work.guards.rings(campaign.slug), campaign.slug, now):
            work.guards.put_ring(found.ring)
        return sum(1 for ring in work.guards.rings(campaign.slug) if ring.state is RingState.FLAGGED)


def decide(
    store: Store,
    redactor: Redactor,
    campaign: Campaign,
    ring: str,
    state: RingState,
    reason: str,
    now: datetime,
) -> Ring:
    """A moderator's answer about a ring, which may be given anew; its reason is kept masked.

    UserProblem without a reason or a ring.
    """
    words = redactor.redact(" ".join(reason.split())).text
    if not words:
        raise UserProblem("A reason is missing.", hint="Say with --reason in a few words what you looked at.")
    with store.begin() as work:
        known = {found.id: found for found in work.guards.rings(campaign.slug)}
        if ring not in known:
            raise UserProblem(
                f"There is no ring {ring} in campaign {campaign.slug}.",
                hint="`ideabridge integrity` lists them.",
            )
        decided = replace(known[ring], state=state, decided=now, reason=words)
        work.guards.put_ring(decided)
    return decided


def _flagged(crowd: Crowd, known: Sequence[Ring], campaign: str, now: datetime) -> list[Found]:
    """Rings that the votes show, each with what is known of it; a part of a known ring is not told again."""
    ballots = crowd.ballots({row[0] for row in crowd.votes})
    names, by_id = crowd.names, {ring.id: ring for ring in known}
    found = []
    for value, votes in ((1, "for"), (-1, "against")):
        for flagged in find_rings(ballots, value=value):
            people = frozenset(names[number] for number in flagged.people)
            name = ring_id(people)
            whole = by_id.get(name) or next((ring for ring in known if people < ring.people), None)
            ring = whole or Ring(name, campaign, people, RingState.FLAGGED, now)
            found.append(Found(ring, votes, _shared(flagged), flagged.common, flagged.alike))
    return found


def _shared(flagged: RingFlag) -> tuple[Shared, ...]:
    return tuple(Shared(item.idea, item.accounts, _at(item.first), _at(item.last)) for item in flagged.shared)


def _at(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
