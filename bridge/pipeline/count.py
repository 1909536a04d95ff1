"""Count what happened: people, ideas, replies and votes, each apart and never added up."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime

from bridge.domain.campaign import Campaign
from bridge.domain.digest import Numbers
from bridge.domain.journal import RankingSnapshot
from bridge.domain.participation import Basis, Direction, Method, Vote, VoteCount
from bridge.ports import Store


def numbers(store: Store, campaign: Campaign, since: datetime | None, until: datetime | None) -> Numbers:
    """A campaign in figures between two instants (`until` excluded; None = from the beginning, up to now).

    People are distinct pseudonyms over counted votes and replies. Where a poll tells counts only, its votes
    have no time and no person: a total takes them from the last look before `until`, or from the ranking that
    was stored last before it; they belong to no week. Likes of such an idea stay out of the total, since a
    like cannot be told from a poll vote of the same person.
    """

    def within(instant: datetime | None) -> bool:
        if instant is None or (since is not None and instant < since):
            return False
        return until is None or instant < until

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
    hidden = _hidden(votes, counts, stored, until) if since is None else {}
    people = {vote.voter for vote in votes} | {reply.author for reply in replies}
    voted = {(vote.idea, vote.voter) for vote in votes if vote.idea not in hidden}
    return Numbers(
        people=len(people),
        ideas=len(ideas),
        replies=len(replies),
        votes=len(voted) + sum(hidden.values()),
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


def _hidden(
    votes: Sequence[Vote],
    counts: Sequence[VoteCount],
    stored: RankingSnapshot | None,
    until: datetime | None,
) -> dict[str, int]:
    """Votes up to an instant by idea, for ideas of which only the counts of the poll are known."""
    found: Counter[str] = Counter()
    if until is None or all(count.looked < until for count in counts):
        named = {vote.idea for vote in votes if vote.method is Method.POLL}
        for count in counts:
            found[count.idea] += count.count if count.idea not in named else 0
    else:
        for row in stored.rows if stored is not None else ():
            if row.get("basis") == Basis.POLL_COUNTS:
                found[str(row["idea"])] += sum(_whole(row.get(way)) for way in Direction)
    return {idea: total for idea, total in found.items() if total}


def _whole(value: object) -> int:
    return value if isinstance(value, int) else 0
