"""Count what happened: people, ideas, replies and votes, each apart and never added up."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from bridge.domain.campaign import Campaign
from bridge.domain.digest import Numbers
from bridge.domain.journal import RankingSnapshot
from bridge.domain.participation import Basis, Direction, VoteCount
from bridge.ports import Store


def numbers(store: Store, campaign: Campaign, since: datetime | None, until: datetime) -> Numbers:
    """A campaign in figures between two instants (`since` None = from the beginning; `until` excluded).

    People are distinct pseudonyms over counted votes and replies. Where a poll tells counts only, its votes
    have no time and no person: a total takes them from the last look before `until`, or from the ranking that
    was stored last before it; they belong to no week.
    """

    def within(instant: datetime | None) -> bool:
        return instant is not None and (since is None or instant >= since) and instant < until

    with store.begin() as unit:
        ideas = [idea for idea in unit.ideas.all(campaign.slug) if within(idea.published)]
        votes = [vote for vote in unit.ledger.votes(campaign.slug) if vote.counted and within(vote.cast)]
        counts = [count for count in unit.ledger.counts(campaign.slug) if count.counted]
        replies = [
            reply
            for reply in unit.ledger.replies(campaign.slug)
            if not reply.removed and within(reply.written)
        ]
        stored = unit.rankings.latest(campaign.slug, until)
    anonymous = _anonymous(counts, stored, until) if since is None else 0
    people = {vote.voter for vote in votes} | {reply.author for reply in replies}
    voted = {(vote.idea, vote.voter) for vote in votes}
    return Numbers(
        people=len(people),
        ideas=len(ideas),
        replies=len(replies),
        votes=len(voted) + anonymous,
    )


def totals(store: Store, campaign: Campaign, until: datetime) -> Mapping[str, int]:
    """The campaign's figures up to an instant, by name; empty while nothing happened."""
    figures = numbers(store, campaign, None, until)
    if figures.quiet:
        return {}
    return {
        "people": figures.people,
        "ideas": figures.ideas,
        "replies": figures.replies,
        "votes": figures.votes,
    }


def _anonymous(counts: Sequence[VoteCount], stored: RankingSnapshot | None, until: datetime) -> int:
    """Votes up to an instant that are known as counts only."""
    if all(count.looked < until for count in counts):
        return sum(count.count for count in counts)
    rows = stored.rows if stored is not None else ()
    hidden = [row for row in rows if row.get("basis") == Basis.POLL_COUNTS]
    return sum(_whole(row.get(way)) for row in hidden for way in Direction)


def _whole(value: object) -> int:
    return value if isinstance(value, int) else 0
