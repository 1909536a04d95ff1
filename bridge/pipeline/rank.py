"""Rank the published ideas of a campaign from what the ledger holds, and keep the result."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from itertools import chain
from typing import TypeVar

from bridge.domain.campaign import Campaign, VoteMethod
from bridge.domain.document import LinkState
from bridge.domain.errors import UserProblem
from bridge.domain.idea import Decision, Idea
from bridge.domain.identity import Key, Kind
from bridge.domain.participation import Exposure, Reply, Tally, Vote, tally
from bridge.domain.ranking import Explanation, RankedIdea, Ranking
from bridge.domain.ring import RingState
from bridge.pipeline.joined import as_given_to, goes_on, largest_counts
from bridge.ports.store import Store, UnitOfWork
from bridge.ranking.compare import compare
from bridge.ranking.crowd import Crowd
from bridge.ranking.explain import explain as _explain
from bridge.ranking.record import from_snapshot, input_hash, to_snapshot
from bridge.ranking.standings import standings

__all__ = ["by_across", "compare", "evidence", "explain", "rank", "stored", "tallies"]

_Row = TypeVar("_Row")


def rank(store: Store, campaign: Campaign, now: datetime) -> Ranking:
    """Rank all ideas that people can see, and store the ranking as taken at `now`.

    When nothing that goes into it has changed since the newest stored ranking, that one is given back, with
    the time at which it was taken, and nothing is stored.
    """
    interval, voters = campaign.ranking.interval, campaign.ranking.confirmed_voters
    with store.begin() as work:
        counted, crowd = evidence(work, campaign)
        latest = work.rankings.latest(campaign.slug)
        known = input_hash(counted, crowd, interval=interval, confirmed_voters=voters)
        if latest and latest.input_hash == known:
            return from_snapshot(latest)
        ranking = standings(
            counted,
            campaign=campaign.slug,
            taken=now,
            interval=interval,
            confirmed_voters=voters,
            crowd=crowd,
        )
        work.rankings.add(to_snapshot(ranking))
        return ranking


def stored(store: Store, campaign: Campaign, before: datetime | None = None) -> Ranking | None:
    """The newest stored ranking, or the newest one strictly before an instant; None if there is none."""
    with store.begin() as work:
        snapshot = work.rankings.latest(campaign.slug, before)
    return from_snapshot(snapshot) if snapshot else None


def evidence(work: UnitOfWork, campaign: Campaign) -> tuple[list[Tally], Crowd]:
    """What a ranking rests on: the tallies, and who voted as far as that is known."""
    counted = tallies(work, campaign)
    confirmed = [
        ring.people for ring in work.guards.rings(campaign.slug) if ring.state is RingState.CONFIRMED
    ]
    trusted = work.guards.trusted(campaign.slug)
    votes = as_given_to(goes_on(work.ideas.all(campaign.slug)), work.ledger.votes(campaign.slug))
    return counted, Crowd.of(votes, counted, trusted, confirmed)


def tallies(work: UnitOfWork, campaign: Campaign) -> list[Tally]:
    """The present counts of every idea that people can see, ordered by idea id.

    Left out: ideas that wait for publication, those that were withdrawn, and those whose topic a person
    removed from the forum. What was given to an idea that was joined with another counts for that one, each
    person once; where only counts are known, or readers, the larger of the two, since the same people may
    stand behind both.
    """
    slug = campaign.slug
    ideas = work.ideas.all(slug)
    ends = goes_on(ideas)
    documents = {
        str(Key(slug, Kind.IDEA, idea)): str(Key(slug, Kind.IDEA, end)) for idea, end in ends.items()
    }
    every_vote = as_given_to(ends, work.ledger.votes(slug))
    every_reply = [
        replace(reply, document=documents.get(reply.document, reply.document))
        for reply in work.ledger.replies(slug)
    ]
    votes = _by(every_vote, lambda vote: vote.idea)
    counts = _by(largest_counts(ends, work.ledger.counts(slug)), lambda count: count.idea)
    replies = _by(every_reply, lambda reply: reply.document)
    exposures: dict[str, Exposure] = {}
    for exposure in work.ledger.exposures(slug):
        document = documents.get(exposure.document, exposure.document)
        known = exposures.get(document)
        if known is None or exposure.readers > known.readers:
            exposures[document] = replace(exposure, document=document)
    active = _active(campaign, ideas, exposures.values(), every_vote, every_reply)
    merges = _merges(work, slug, ends)
    removed = {link.key for link in work.links.all(slug) if link.state is LinkState.REMOVED}
    found = []
    for idea in ideas:
        key = Key(slug, Kind.IDEA, idea.id)
        if idea.published is None or not idea.stands or key in removed:
            continue
        document = str(key)
        found.append(
            tally(
                idea.id,
                votes.get(idea.id, ()),
                counts.get(idea.id, ()),
                replies.get(document, ()),
                exposures.get(document),
                active=active.get(idea.id, 0),
                merges=merges.get(idea.id, 0),
            )
        )
    return sorted(found, key=lambda entry: entry.idea)


def _active(
    campaign: Campaign,
    ideas: Iterable[Idea],
    exposures: Iterable[Exposure],
    votes: Iterable[Vote],
    replies: Iterable[Reply],
) -> dict[str, int]:
    """People who did anything since each idea appeared; nothing where readers are known, or people can pass.

    It stands for "saw the idea" only where there is nothing better: likes alone, and no count of readers.
    """
    if campaign.voting.method is VoteMethod.POLL or any(exposure.readers for exposure in exposures):
        return {}
    last: dict[str, datetime] = {}
    for person, at in chain(
        ((vote.voter, vote.cast) for vote in votes if vote.counted),
        ((reply.author, reply.written) for reply in replies if not reply.removed),
    ):
        last[person] = max(last.get(person, at), at)
    moments = sorted(last.values())
    return {idea.id: len(moments) - bisect_left(moments, idea.published) for idea in ideas if idea.published}


def _merges(work: UnitOfWork, campaign: str, ends: Mapping[str, str]) -> Counter[str]:
    """How many submissions and ideas went into each idea, by whatever way, less what was taken back."""
    said = Counter(ends.values())
    for entry in work.ideas.log_entries(campaign):
        if entry.decision in (Decision.MERGE, Decision.WITHDRAW):
            said[ends.get(entry.subject, entry.subject)] += 1 if entry.decision is Decision.MERGE else -1
    return +said


def by_across(ranking: Ranking) -> tuple[RankedIdea, ...]:
    """The ideas by support on both sides of opinion, best first."""
    return tuple(sorted(ranking.ideas, key=lambda entry: entry.place_across))


def explain(ranking: Ranking, idea: str) -> Explanation:
    """Why an idea stands where it stands; UserProblem when the ranking does not hold it."""
    ranked = ranking.find(idea)
    if ranked is None:
        raise UserProblem(
            f"The ranking of {ranking.campaign} holds no idea {idea}.",
            hint="Ideas that wait for publication, were merged or were removed are not ranked; "
            "`ideabridge rank` lists those that are.",
        )
    return _explain(ranked, ranking)


def _by(rows: Iterable[_Row], name: Callable[[_Row], str]) -> Mapping[str, list[_Row]]:
    groups: defaultdict[str, list[_Row]] = defaultdict(list)
    for row in rows:
        groups[name(row)].append(row)
    return groups
