"""Count what happened: people, ideas, replies and votes, each apart and never added up."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from bridge.domain.campaign import Campaign
from bridge.domain.digest import Numbers
from bridge.domain.participation import VoteCount
from bridge.ports import Store


def numbers(store: Store, campaign: Campaign, since: datetime | None, until: datetime) -> Numbers:
    """A campaign in figures between two instants (`since` None = from the beginning; `until` excluded).

    People are distinct pseudonyms over counted votes and replies. Where a poll tells counts only, its votes
    have no time and no person: they count as votes at the time of the last look.
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
    people = {vote.voter for vote in votes} | {reply.author for reply in replies}
    voted = {(vote.idea, vote.voter) for vote in votes}
    return Numbers(
        people=len(people),
        ideas=len(ideas),
        replies=len(replies),
        votes=len(voted) + _anonymous(counts, since, until),
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


def _anonymous(counts: list[VoteCount], since: datetime | None, until: datetime) -> int:
    """Votes known as counts only; they belong to no week, so only a total from the beginning has them."""
    if since is not None:
        return 0
    return sum(count.count for count in counts if count.looked < until)
