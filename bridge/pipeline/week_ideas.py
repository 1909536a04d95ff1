"""The ideas of a week: what is new, rose and fell and why, leads, divides people, or needs readers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import datetime

from bridge.domain.campaign import Campaign
from bridge.domain.digest import IdeaLine, Leader, Week
from bridge.domain.disclosure import sides_told
from bridge.domain.idea import Idea
from bridge.domain.identity import Key, Kind
from bridge.domain.language import gettext as _
from bridge.domain.language import ngettext, spoken
from bridge.domain.participation import Basis, Exposure, Method, Reply, Vote, VoteCount
from bridge.domain.phase import Right
from bridge.domain.ranking import Change, RankedIdea, Ranking
from bridge.domain.status import UNANSWERED, latest
from bridge.domain.wording import amount, counted, share
from bridge.pipeline.follow import Trend, trend
from bridge.pipeline.offer import idea_topics, offer, seen_so_far, turn_of
from bridge.ports.store import Rankings, UnitOfWork
from bridge.ranking.compare import compare
from bridge.ranking.record import from_snapshot

LINES = 5
"""So many ideas a section names at most: a digest is read in three minutes."""

FEW = 3
"""So many ideas are named as rising and as most discussed, where each needs its reason."""


@dataclass(frozen=True, slots=True)
class WeekIdeas:
    """What the store holds for one digest; `hidden` are voters by idea where polls tell counts only.

    `answered` are ideas of which it was decided before the week's end what becomes of them.
    """

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
    answered: AbstractSet[str] = frozenset()

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
        """Ideas that were published in the week, with their question."""
        # Ordered by id, which is a hash: nobody is first by being early or by having a friendly title.
        fresh = [idea for idea in self.ideas.values() if idea.published and idea.published >= start]
        titles = {question.id: question.title for question in campaign.questions}
        return tuple(self.line(idea.id, titles.get(idea.question, "")) for idea in fresh[:LINES])

    def falling(self) -> tuple[IdeaLine, ...]:
        """Ideas that went down since the week before, and why; those furthest first."""
        fallen = sorted(
            (change for change in self._changes() if change.moved is not None and change.moved < 0),
            key=lambda change: (change.moved or 0, change.place, change.idea),
        )
        return tuple(self.line(change.idea, change.why) for change in fallen[:FEW])

    def rising(self) -> tuple[IdeaLine, ...]:
        """Ideas that went up since the week before, and why; real rises first."""
        changes = self._changes()
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
            self.line(change.idea, "; ".join(filter(None, (change.why, real.get(change.idea)))))
            for change in risen[:FEW]
        )

    def across(self) -> tuple[IdeaLine, ...]:
        """Ideas that both sides of the main difference of opinion are for, best first."""
        found = [
            (-entry.sides.score, entry)
            for entry in map(sides_told, self._ranked())
            if entry.sides.score is not None and entry.sides.score >= 0.5
        ]
        found.sort(key=lambda pair: (pair[0], pair[1].idea))
        return tuple(self.line(entry.idea, _both_sides(entry)) for _, entry in found[:FEW])

    def disputed(self) -> tuple[IdeaLine, ...]:
        """Ideas over which people are divided, or that the two sides see very differently."""
        found = [
            entry for entry in map(sides_told, self._ranked()) if entry.dispute.divided or _differ(entry)
        ]
        found.sort(key=lambda entry: (not _differ(entry), -entry.dispute.split, entry.idea))
        return tuple(self.line(entry.idea, _dispute(entry)) for entry in found[:FEW])

    def discussed(self, start: datetime, end: datetime) -> tuple[IdeaLine, ...]:
        """Ideas with most replies in the week."""
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
            self.line(
                idea,
                _(
                    "%(replies)s from %(people)s",
                    replies=counted(len(names), "reply"),
                    people=counted(len(set(names)), "person"),
                ),
            )
            for idea, names in most[:FEW]
        )

    def unseen(self, campaign: Campaign, week: Week, at: datetime, named: set[str]) -> tuple[IdeaLine, ...]:
        """Ideas of which too little is known and that can be voted on, so that late ones get their chance.

        Without a ranking those that fewest have seen.
        """
        seen = {
            idea.id: self._seen(idea.id)
            for idea in self.ideas.values()
            if idea.id not in named
            and idea.id not in self.answered
            and campaign.allows_for(Right.VOTE, idea.question, at)
        }
        if self.ranking is not None:
            chosen = offer(self.ranking, seen.keys(), count=LINES, turn=turn_of(campaign, week))
        else:
            chosen = sorted(seen, key=lambda idea: (seen[idea], idea))[:LINES]
        return tuple(self.line(idea, seen_so_far(seen[idea])) for idea in chosen)

    def leading(self) -> tuple[Leader, ...]:
        """The first ideas of the ranking, of those that anybody voted on."""
        voted = [entry for entry in self._ranked() if entry.tally.voters]
        return tuple(self._leader(entry) for entry in voted[:LINES])

    def _leader(self, entry: RankedIdea) -> Leader:
        line = self.line(entry.idea, _standing(entry))
        return Leader(
            idea=line.idea,
            title=line.title,
            topic_id=line.topic_id,
            why=line.why,
            place=entry.place,
            tied=entry.tied,
            support=entry.score,
            low=entry.low,
            high=entry.high,
            voters=entry.tally.voters,
        )

    @property
    def settled(self) -> bool:
        """Whether the ranking is the one of the week before: all it says has been told."""
        return (
            self.ranking is not None
            and self.before is not None
            and self.ranking.input_hash == self.before.input_hash
        )

    def _changes(self) -> list[Change]:
        if self.ranking is None or self.before is None:
            return []
        return [change for change in compare(self.ranking, self.before) if change.idea in self.ideas]

    def _ranked(self) -> list[RankedIdea]:
        if self.ranking is None:
            return []
        return [entry for entry in self.ranking.ideas if entry.idea in self.ideas]

    def _seen(self, idea: str) -> int:
        ranked = self.ranking.find(idea) if self.ranking else None
        return ranked.tally.seen if ranked else self.readers.get(idea, 0)

    def line(self, idea: str, why: str) -> IdeaLine:
        """An idea as it is named, with a reason."""
        return IdeaLine(idea, self.ideas[idea].title, self.topics[idea], why)


def gather(unit: UnitOfWork, campaign: Campaign, start: datetime, end: datetime) -> WeekIdeas:
    """What the store holds of ideas and votes for a week, from `start` up to `end`."""
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
    stood = latest(unit.statuses.all(slug), end)
    return WeekIdeas(
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
        answered={idea for idea, change in stood.items() if change.status not in UNANSWERED},
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
    place = (
        _("place %(place)s, shared", place=entry.place)
        if entry.tied
        else _("place %(place)s", place=entry.place)
    )
    told = ngettext(
        "%(place)s: support of %(share)s, likely between %(low)s and %(high)s; %(num)s person has voted",
        "%(place)s: support of %(share)s, likely between %(low)s and %(high)s; %(num)s people have voted",
        entry.tally.voters,
        place=place,
        share=share(entry.score),
        low=share(entry.low),
        high=share(entry.high),
    )
    if entry.capped < 0.1:
        return told
    return _(
        "%(told)s, %(up)s for it counted as %(amount)s",
        told=told,
        up=spoken().number(entry.tally.up),
        amount=amount(entry.counted.up),
    )


def _both_sides(entry: RankedIdea) -> str:
    assert entry.sides.rates is not None
    assert entry.sides.seen is not None
    one, other = (share(rate) for rate in entry.sides.rates)
    return _(
        "%(one)s support on one side and %(other)s on the other (%(first)s and %(second)s people)",
        one=one,
        other=other,
        first=spoken().number(entry.sides.seen[0]),
        second=spoken().number(entry.sides.seen[1]),
    )


def _differ(entry: RankedIdea) -> bool:
    """Whether the two sides see it very differently, as far as that may be told."""
    return entry.dispute.polarised and entry.sides.rates is not None


def _dispute(entry: RankedIdea) -> str:
    if _differ(entry):
        return _("the two sides differ: %(told)s", told=_both_sides(entry))
    return _(
        "%(up)s for, %(down)s against",
        up=spoken().number(entry.tally.up),
        down=spoken().number(entry.tally.down),
    )
