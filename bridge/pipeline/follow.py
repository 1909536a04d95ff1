"""Follow the votes of a week: which ideas really rise, and whether it is the people who changed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from datetime import datetime

from bridge.domain.language import gettext as _
from bridge.domain.participation import Vote
from bridge.domain.ranking import Ranking
from bridge.domain.wording import share
from bridge.ranking.bursts import find_bursts
from bridge.ranking.crowd import Crowd
from bridge.ranking.evidence import Evidence
from bridge.ranking.momentum import momentum, parted
from bridge.ranking.newcomers import established


@dataclass(frozen=True, slots=True)
class Trend:
    """What the votes of a week say beside those before: `rising` ideas with the reason, in words.

    `others_voted`: this week's voters differ so much from earlier ones that nothing is said of single ideas.
    """

    rising: Mapping[str, str] = field(default_factory=dict)
    others_voted: bool = False


def trend(
    votes: Iterable[Vote],
    trusted: AbstractSet[str],
    ranking: Ranking | None,
    start: datetime,
    end: datetime,
) -> Trend:
    """Compare the votes of a week (`end` excluded) with all before it, where votes are known by person.

    A rise is said to be real where chance hardly explains it and the whole crowd did not move; not where
    likes of newcomers burst in, which is a question for a moderator first.
    """
    if ranking is None:
        return Trend()
    tallies = [entry.tally for entry in ranking.ideas]
    crowd = Crowd.of((vote for vote in votes if vote.cast < end), tallies, trusted)
    ballots = crowd.ballots(tally.idea for tally in tallies)
    if not len(ballots):
        return Trend()
    week, before = parted(ballots, int(start.timestamp()))
    moved = momentum(week, before, prior=ranking.prior)
    known = established(ballots, crowd.trusted_mask())
    burst = {found.idea for found in find_bursts(ballots, known, until=int(end.timestamp()))}
    return Trend(
        rising={
            idea: _(
                "a real rise, %(now)s of this week's voters are for it and %(before)s of those before",
                now=_share(week, at),
                before=_share(before, at),
            )
            for at, idea in enumerate(moved.ids)
            if moved.rising[at] and idea not in burst
        },
        others_voted=moved.differs,
    )


def _share(part: Evidence, at: int) -> str:
    return share(float(part.positives[at] / part.seen[at]))
