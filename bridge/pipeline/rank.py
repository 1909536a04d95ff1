"""Rank the published ideas of a campaign from what the ledger holds, and keep the result."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import TypeVar

from bridge.domain.campaign import Campaign
from bridge.domain.document import LinkState
from bridge.domain.errors import UserProblem
from bridge.domain.identity import Key, Kind
from bridge.domain.participation import Tally, tally
from bridge.domain.ranking import Explanation, Ranking
from bridge.ports.store import Store, UnitOfWork
from bridge.ranking.compare import compare
from bridge.ranking.explain import explain as _explain
from bridge.ranking.record import from_snapshot, input_hash, to_snapshot
from bridge.ranking.standings import standings

__all__ = ["compare", "explain", "rank", "stored", "tallies"]

_Row = TypeVar("_Row")


def rank(store: Store, campaign: Campaign, now: datetime) -> Ranking:
    """Rank all ideas that people can see, and store the ranking as taken at `now`.

    When nothing that goes into it has changed since the newest stored ranking, that one is given back, with
    the time at which it was taken, and nothing is stored.
    """
    interval, voters = campaign.ranking.interval, campaign.ranking.confirmed_voters
    with store.begin() as work:
        counted = tallies(work, campaign)
        latest = work.rankings.latest(campaign.slug)
        if latest and latest.input_hash == input_hash(counted, interval=interval, confirmed_voters=voters):
            return from_snapshot(latest)
        ranking = standings(
            counted, campaign=campaign.slug, taken=now, interval=interval, confirmed_voters=voters
        )
        work.rankings.add(to_snapshot(ranking))
        return ranking


def stored(store: Store, campaign: Campaign, before: datetime | None = None) -> Ranking | None:
    """The newest stored ranking, or the newest one strictly before an instant; None if there is none."""
    with store.begin() as work:
        snapshot = work.rankings.latest(campaign.slug, before)
    return from_snapshot(snapshot) if snapshot else None


def tallies(work: UnitOfWork, campaign: Campaign) -> list[Tally]:
    """The present counts of every idea that people can see, ordered by idea id.

    Left out: ideas that wait for publication, those merged into others, and those whose topic a person
    removed from the forum.
    """
    slug = campaign.slug
    votes = _by(work.ledger.votes(slug), lambda vote: vote.idea)
    counts = _by(work.ledger.counts(slug), lambda count: count.idea)
    replies = _by(work.ledger.replies(slug), lambda reply: reply.document)
    exposures = {exposure.document: exposure for exposure in work.ledger.exposures(slug)}
    removed = {link.key for link in work.links.all(slug) if link.state is LinkState.REMOVED}
    found = []
    for idea in work.ideas.all(slug):
        key = Key(slug, Kind.IDEA, idea.id)
        if idea.published is None or idea.merged_into is not None or key in removed:
            continue
        document = str(key)
        found.append(
            tally(
                idea.id,
                votes.get(idea.id, ()),
                counts.get(idea.id, ()),
                replies.get(document, ()),
                exposures.get(document),
            )
        )
    return sorted(found, key=lambda entry: entry.idea)


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
