"""Offer ideas that need readers, so that late ideas get seen: in the digest and in the start topic."""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Set as AbstractSet

import numpy as np

from bridge.domain.campaign import Campaign
from bridge.domain.digest import Week
from bridge.domain.document import Link, LinkState
from bridge.domain.identity import Kind
from bridge.domain.language import gettext as _
from bridge.domain.ranking import Ranking
from bridge.domain.wording import counted
from bridge.ranking.attention import need_readers


def offer(ranking: Ranking, among: AbstractSet[str], *, count: int, turn: int) -> list[str]:
    """At most `count` of these ideas: those of which the votes say least, those that fewest have seen first.

    `turn` counts the times at which ideas are offered, so that all that need readers come up in the end.
    Where fewer need them, those that fewest people have seen fill the places.
    """
    entries = sorted((entry for entry in ranking.ideas if entry.idea in among), key=lambda entry: entry.idea)
    width = np.array([entry.high - entry.low for entry in entries], dtype=np.float64)
    seen = np.array([entry.tally.seen for entry in entries], dtype=np.int64)
    needing = need_readers(width, seen, count=count, turn=turn).tolist()
    others = sorted(set(range(len(entries))) - set(needing), key=lambda at: (seen[at], at))
    chosen = [*needing, *others][:count]
    return [entries[at].idea for at in sorted(chosen, key=lambda at: seen[at])]


def turn_of(campaign: Campaign, week: Week) -> int:
    """Which week of the campaign this is, from 0; weeks before it count as the first."""
    begin = Week.of(campaign.starts).monday
    return max((week.monday - begin).days // 7, 0)


def seen_so_far(people: int) -> str:
    """How many have seen an idea, as a reason to look at it."""
    if not people:
        return _("not read yet")
    return _("seen by %(people)s so far", people=counted(people, "person"))


def removed_ideas(links: Iterable[Link]) -> frozenset[str]:
    """Ideas whose topic somebody has taken from the forum: nobody reads them or waits for an answer."""
    return frozenset(
        link.key.name for link in links if link.key.kind is Kind.IDEA and link.state is LinkState.REMOVED
    )


def idea_topics(links: Iterable[Link]) -> dict[str, int]:
    """The topics of ideas that stand in the forum, by idea."""
    return {
        link.key.name: link.topic_id
        for link in links
        if link.key.kind is Kind.IDEA and link.state is LinkState.ACTIVE and link.topic_id is not None
    }
