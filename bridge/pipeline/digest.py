"""Gather what a week of a campaign was like, from the ledger and the stored rankings.

A digest is the same however often and however late it is built: it counts what happened before its week
ended, and takes the ranking that was current then.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta

from bridge.domain.campaign import Campaign
from bridge.domain.digest import Digest, IdeaLine, Week
from bridge.domain.idea import Idea
from bridge.domain.identity import Key, Kind
from bridge.domain.participation import Basis, Exposure, Method, Reply, Vote, VoteCount
from bridge.domain.phase import Right
from bridge.domain.ranking import RankedIdea, Ranking
from bridge.pipeline.count import numbers
from bridge.pipeline.follow import Trend, trend
from bridge.pipeline.offer import idea_topics, offer, seen_so_far, turn_of
from bridge.ports.store import Rankings, Store, UnitOfWork
from bridge.ranking.compare import compare
from bridge.ranking.record import from_snapshot
from bridge.ranking.words import amount, count, share

LINES = 5
"""So many ideas a section names at most: a digest is read in three minutes."""

FEW = 3
"""So many ideas are named as rising and as most discussed, where each needs its reason."""


def appears(campaign: Campaign, week: Week) -> datetime:
    """The instant (UTC) at which the digest of a week is due: the declared weekday and hour after its end.

    An hour that the clocks skip in spring counts by the offset before the change; of an hour that they
    repeat in autumn the first one counts.
    """
    day = week.monday + timedelta(days=7 + campaign.digest.weekday)
    return datetime.combine(day, campaign.digest.at, tzinfo=campaign.zone).astimezone(UTC)


def due(campaign: Campaign, now: datetime) -> Week | None:
    """The latest week whose digest should be there by now, if it has a day in common with the campaign.

    It stays due until the next one is, so that a digest missed by a stopped machine is caught up.
    """
    if not campaign.digest.enabled:
        return None
    week = Week.of(campaign.local(now).date()).previous
    if now < appears(campaign, week):
        week = week.previous
    return week if _overlaps(week, campaign.starts, campaign.ends) else None


def build(store: Store, campaign: Campaign, week: Week, now: datetime) -> Digest | None:
    """The digest of a week; None when nothing happened in it, or when it has not begun at `now`."""
    start, end = (bound.astimezone(UTC) for bound in week.bounds(campaign.zone))
    if now < start:
        return None
    in_week = numbers(store, campaign, start, end)
    in_total = numbers(store, campaign, None, end)
    with store.begin() as unit:
        found = _gather(unit, campaign, start, end)
    in_week = replace(in_week, votes=found.votes(start, end))
    if in_week.quiet:
        return None
    new = found.new(campaign, start)
    return Digest(
        formula=found.ranking.formula if found.ranking is not None else "",
        input_hash=found.ranking.input_hash if found.ranking is not None else "",
        campaign=campaign.slug,
        week=week,
        numbers=in_week,
        total=replace(in_total, votes=found.votes(None, end)),
        new=new,
        rising=found.rising(),
        discussed=found.discussed(start, end),
        unseen=found.unseen(campaign, week, {line.idea for line in new}),
        leading=found.leading(),
        across=found.across(),
        disputed=found.disputed(),
        others_voted=found.trend.others_voted,
        counts_only=bool(found.hidden),
    )


@dataclass(frozen=True, slots=True)
class _Found:
    """What the store holds for one digest; `hidden` are voters by idea where polls tell counts only."""

    ideas: Mapping[str, Idea]
    topics: Mapping[str, int]
    people: Sequence[Vote]
    replies: Sequence[Reply]
    readers: Mapping[str, int]
    ranking: Ranking | None
    before: Ranking | None
    hidden: Mapping[str, int]
    hidden_before: Mapping[str, int]
    trend: Trend

    def votes(self, since: datetime | None, until: datetime) -> int:
        """Counted votes, one for each person and idea.

        Votes known as counts only have no time: what two rankings differ by is what the week brought.
        """
        named = {
            (vote.idea, vote.voter)
            for vote in self.people
            if vote.counted
            and vote.idea not in self.hidden
            and (since is None or vote.cast >= since)
            and vote.cast < until
        }
        hidden = sum(self.hidden.values())
        if since is not None:
            hidden = max(0, hidden - sum(self.hidden_before.get(idea, 0) for idea in self.hidden))
        return len(named) + hidden

    def new(self, campaign: Campaign, start: datetime) -> tuple[IdeaLine, ...]:
        # Ordered by id, which is a hash: nobody is first by being early or by having a friendly title.
        fresh = [idea for idea in self.ideas.values() if idea.published and idea.published >= start]
        titles = {question.id: question.title for question in campaign.questions}
        return tuple(self._line(idea.id, titles.get(idea.question, "")) for idea in fresh[:LINES])

    def rising(self) -> tuple[IdeaLine, ...]:
        if self.ranking is None or self.before is None:
            return ()
        changes = [change for change in compare(self.ranking, self.before) if change.idea in self.ideas]
        real = self.trend.rising
        risen = sorted(
            (
                change
                for change in changes
                if change.moved is not None and (change.moved > 0 or change.idea in real)
            ),
            key=lambda change: (change.idea not in real, -(change.moved or 0), change.place, change.idea),
        )
        return tuple(
            self._line(change.idea, "; ".join(filter(None, (change.why, real.get(change.idea)))))
            for change in risen[:FEW]
        )

    def across(self) -> tuple[IdeaLine, ...]:
        """Ideas that both sides of the main difference of opinion are for, best first."""
        found = [
            (-entry.sides.score, entry)
            for entry in self._ranked()
            if entry.sides.score is not None and entry.sides.score >= 0.5
        ]
        found.sort(key=lambda pair: (pair[0], pair[1].idea))
        return tuple(self._line(entry.idea, _both_sides(entry)) for _, entry in found[:FEW])

    def disputed(self) -> tuple[IdeaLine, ...]:
        """Ideas over which people are divided, or that the two sides see very differently."""
        found = [entry for entry in self._ranked() if entry.dispute.divided or entry.dispute.polarised]
        found.sort(key=lambda entry: (not entry.dispute.polarised, -entry.dispute.split, entry.idea))
        return tuple(self._line(entry.idea, _dispute(entry)) for entry in found[:FEW])

    def discussed(self, start: datetime, end: datetime) -> tuple[IdeaLine, ...]:
        authors: dict[str, list[str]] = defaultdict(list)
        for reply in self.replies:
            kind, name = _kind_and_name(reply.document)
            if (
                kind is Kind.IDEA
                and name in self.ideas
                and start <= reply.written < end
                and not reply.removed
            ):
                authors[name].append(reply.author)
        most = sorted(authors.items(), key=lambda entry: (-len(entry[1]), entry[0]))
        return tuple(
            self._line(
                idea,
                f"{count(len(names), 'reply', 'replies')} from {count(len(set(names)), 'person', 'people')}",
            )
            for idea, names in most[:FEW]
        )

    def unseen(self, campaign: Campaign, week: Week, named: set[str]) -> tuple[IdeaLine, ...]:
        """Ideas that people can vote on and of which too little is known, so that late ones get their chance.

        Without a ranking those that fewest have seen.
        """
        at = appears(campaign, week)
        seen = {
            idea.id: self._seen(idea.id)
            for idea in self.ideas.values()
            if idea.id not in named and campaign.allows_for(Right.VOTE, idea.question, at)
        }
        if self.ranking is not None:
            chosen = offer(self.ranking, seen.keys(), count=LINES, turn=turn_of(campaign, week))
        else:
            chosen = sorted(seen, key=lambda idea: (seen[idea], idea))[:LINES]
        return tuple(self._line(idea, seen_so_far(seen[idea])) for idea in chosen)

    def leading(self) -> tuple[IdeaLine, ...]:
        voted = [entry for entry in self._ranked() if entry.tally.voters]
        return tuple(self._line(entry.idea, _standing(entry)) for entry in voted[:LINES])

    def _ranked(self) -> list[RankedIdea]:
        if self.ranking is None:
            return []
        return [entry for entry in self.ranking.ideas if entry.idea in self.ideas]

    def _seen(self, idea: str) -> int:
        ranked = self.ranking.find(idea) if self.ranking else None
        return ranked.tally.seen if ranked else self.readers.get(idea, 0)

    def _line(self, idea: str, why: str) -> IdeaLine:
        return IdeaLine(idea, self.ideas[idea].title, self.topics[idea], why)


def _gather(unit: UnitOfWork, campaign: Campaign, start: datetime, end: datetime) -> _Found:
    slug = campaign.slug
    topics = idea_topics(unit.links.all(slug))
    ideas = {
        idea.id: idea
        for idea in unit.ideas.all(slug)
        if idea.id in topics and idea.stands and idea.published and idea.published < end
    }
    votes = unit.ledger.votes(slug)
    ranking = _current(unit.rankings, slug, start, end)
    before = _read(unit.rankings, slug, start)
    return _Found(
        ideas=ideas,
        topics=topics,
        people=votes,
        replies=unit.ledger.replies(slug),
        readers=_readers(unit.ledger.exposures(slug)),
        ranking=ranking,
        before=before,
        hidden=_hidden(ranking) if ranking else _hidden_now(unit.ledger.counts(slug), votes),
        hidden_before=_hidden(before) if before else {},
        trend=trend(votes, unit.guards.trusted(slug), ranking, start, end),
    )


def _current(rankings: Rankings, campaign: str, start: datetime, end: datetime) -> Ranking | None:
    """The ranking that stands for the end of a week.

    The last one taken within the week; else the first one after it, where the bridge did not run in between;
    else the last one before, since a ranking is only stored when something in it has changed.
    """
    last = _read(rankings, campaign, end)
    if last is not None and last.taken >= start:
        return last
    after: Ranking | None = None
    newest = _read(rankings, campaign, None)
    while newest is not None and newest.taken >= end:
        after, newest = newest, _read(rankings, campaign, newest.taken)
    return after or last


def _read(rankings: Rankings, campaign: str, before: datetime | None) -> Ranking | None:
    snapshot = rankings.latest(campaign, before)
    return from_snapshot(snapshot) if snapshot else None


def _hidden(ranking: Ranking) -> dict[str, int]:
    return {
        entry.idea: entry.tally.voters for entry in ranking.ideas if entry.tally.basis is Basis.POLL_COUNTS
    }


def _hidden_now(counts: Iterable[VoteCount], votes: Iterable[Vote]) -> dict[str, int]:
    named = {vote.idea for vote in votes if vote.counted and vote.method is Method.POLL}
    hidden: dict[str, int] = defaultdict(int)
    for entry in counts:
        if entry.counted and entry.count and entry.method is Method.POLL and entry.idea not in named:
            hidden[entry.idea] += entry.count
    return dict(hidden)


def _readers(exposures: Iterable[Exposure]) -> dict[str, int]:
    found = ((_kind_and_name(exposure.document), exposure.readers) for exposure in exposures)
    return {name: readers for (kind, name), readers in found if kind is Kind.IDEA}


def _kind_and_name(document: str) -> tuple[Kind, str]:
    key = Key.parse(document)
    return key.kind, key.name


def _standing(entry: RankedIdea) -> str:
    place = f"place {entry.place}{', shared' if entry.tied else ''}"
    voters = count(entry.tally.voters, "person has", "people have")
    between = f"likely between {share(entry.low)} and {share(entry.high)}"
    less = f", {entry.tally.up:,} for it counted as {amount(entry.counted.up)}" if entry.capped >= 0.1 else ""
    return f"{place}: support of {share(entry.score)}, {between}; {voters} voted{less}"


def _both_sides(entry: RankedIdea) -> str:
    assert entry.sides.rates is not None
    assert entry.sides.seen is not None
    one, other = (share(rate) for rate in entry.sides.rates)
    people = f"{entry.sides.seen[0]:,} and {entry.sides.seen[1]:,} people"
    return f"{one} of one side and {other} of the other ({people})"


def _dispute(entry: RankedIdea) -> str:
    if entry.dispute.polarised:
        return f"the two sides differ: {_both_sides(entry)}"
    return f"{entry.tally.up:,} for, {entry.tally.down:,} against"


def _overlaps(week: Week, first: date, last: date) -> bool:
    return week.monday <= last and first <= week.monday + timedelta(days=6)
