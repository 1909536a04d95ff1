"""From a snapshot of the forum to the ledger: votes, replies and readers, counted by pseudonym.

One look fills the ledger with what people did; forum user ids become the campaign's pseudonyms here and are
stored nowhere.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bridge.domain.campaign import Campaign, VoteMethod
from bridge.domain.choices import choices_of
from bridge.domain.document import POLL_NAME, Facet, Link
from bridge.domain.identity import Key, Kind
from bridge.domain.instruction import read_instruction
from bridge.domain.observation import ObservedPost, ObservedVote, Snapshot
from bridge.domain.participation import Direction, Exposure, Method, Reply, Vote, VoteCount
from bridge.domain.phase import Right
from bridge.ports import Clock, Pseudonyms, Store
from bridge.sync.nameless import nameless
from bridge.sync.reconcile import own_topics

TRUSTED = 1
"""The forum's level for people who have read and stayed a while; what newcomers are asked to reach first."""


@dataclass(frozen=True, slots=True)
class Pulled:
    """What a pull brought: changes by kind, how it was done, and how far it looked.

    `oldest_count` is when the poll count that was not looked at for longest was looked at, None without any.
    """

    votes_changed: int
    counts_changed: int
    replies_changed: int
    posts_read: int
    strategy: str
    requests: int
    complete: bool
    counts_only: int
    oldest_count: datetime | None = None


def record(
    store: Store,
    pseudonyms: Pseudonyms,
    clock: Clock,
    campaign: Campaign,
    snapshot: Snapshot,
    account_id: int,
    requests: int,
) -> Pulled:
    """Write what a snapshot shows into the ledger, in one unit of work.

    `account_id` is the bridge's own forum user, whose posts and votes are nobody's. Votes outside a voting
    phase are recorded as not counted: by their own time where the forum tells it, else by the time between
    the last look and this one (in favour of the voter).
    """
    with store.begin() as unit:
        links = list(unit.links.all(campaign.slug))
        last = unit.ledger.last_pull(campaign.slug)
        known = unit.ledger.replies(campaign.slug)
        questions = {idea.id: idea.question for idea in unit.ideas.all(campaign.slug)}
    rules = _Rules(campaign, questions, snapshot.taken, last)
    topics = {link.topic_id: link for link in links if _is_topic(link)}
    first_posts = {link.post_id: link.key.name for link in links if link.key.kind is Kind.IDEA}
    posts = [post for post in snapshot.posts if post.topic_id in topics]

    meanings = {link.key.name: _meanings(campaign, link) for link in links if link.key.kind is Kind.IDEA}
    votes = _votes(campaign, pseudonyms, rules, snapshot.votes, first_posts, account_id, meanings)
    looked = _looked_at(snapshot, first_posts)
    counts = _counts(campaign, snapshot, posts, first_posts, meanings)
    replies = [
        Reply(
            post_id=post.post_id,
            document=str(topics[post.topic_id].key),
            author=pseudonyms.of(campaign.slug, post.author),
            text="" if post.removed else nameless(post.raw),
            written=post.written,
            likes=post.likes,
            removed=post.removed,
        )
        for post in posts
        if post.number > 1 and post.author != account_id and not _instructs(post)
    ]
    whole = [post for post in posts if post.topic_id not in snapshot.partial]
    replies += _vanished(known, whole, topics)
    exposures = [
        Exposure(str(topics[post.topic_id].key), post.readers, snapshot.taken)
        for post in posts
        if post.number == 1 and not post.removed
    ]
    votes_changed = counts_changed = 0
    with store.begin() as unit:
        for idea, methods in sorted(looked.items()):
            votes_changed += unit.ledger.replace_votes(
                campaign.slug, idea, votes.get(idea, ()), methods=frozenset(methods), at=snapshot.taken
            )
        for idea, present in sorted(counts.items()):
            kept = unit.ledger.votes(campaign.slug, idea) if present else ()
            if present and _agree(present, kept):
                counts_changed += unit.ledger.replace_counts(campaign.slug, idea, [])
                continue
            counts_changed += unit.ledger.replace_counts(campaign.slug, idea, present)
            if present:
                votes_changed += unit.ledger.replace_votes(
                    campaign.slug, idea, [], methods=frozenset({Method.POLL.value}), at=snapshot.taken
                )
        replies_changed = unit.ledger.put_replies(campaign.slug, replies)
        unit.ledger.put_exposures(campaign.slug, exposures)
        unit.guards.put_trusted(campaign.slug, _trusted(campaign, pseudonyms, snapshot.votes))
        unit.ledger.put_topics(campaign.slug, own_topics(snapshot.topics, links))
        unit.ledger.remember(campaign.slug, snapshot.memory, clock.now())
        present_counts = unit.ledger.counts(campaign.slug)
    return Pulled(
        votes_changed=votes_changed,
        counts_changed=counts_changed,
        replies_changed=replies_changed,
        posts_read=len(snapshot.posts),
        strategy=snapshot.strategy,
        requests=requests,
        complete=snapshot.complete,
        counts_only=len({count.idea for count in present_counts}),
        oldest_count=min((count.looked for count in present_counts), default=None),
    )


@dataclass(frozen=True, slots=True)
class _Rules:
    """When a vote counts."""

    campaign: Campaign
    questions: Mapping[str, str]
    taken: datetime
    last: datetime | None

    def counts(self, idea: str, cast: datetime | None) -> bool:
        if cast is not None:
            return self._open(idea, cast)
        return self._open(idea, self.taken) or (self.last is not None and self._open(idea, self.last))

    def _open(self, idea: str, instant: datetime) -> bool:
        return self.campaign.allows_for(Right.VOTE, self.questions.get(idea, ""), instant)


def _instructs(post: ObservedPost) -> bool:
    """Whether a moderator tells the bridge something: that is no part of a discussion."""
    return post.staff and read_instruction(post.raw) is not None


def _is_topic(link: Link) -> bool:
    return link.topic_id is not None and link.key.kind not in (Kind.CATEGORY, Kind.NOTICE)


def _votes(
    campaign: Campaign,
    pseudonyms: Pseudonyms,
    rules: _Rules,
    observed: Iterable[ObservedVote],
    first_posts: Mapping[int | None, str],
    account_id: int,
    meanings: Mapping[str, Mapping[str, Direction]],
) -> dict[str, list[Vote]]:
    votes: dict[str, list[Vote]] = defaultdict(list)
    for item in observed:
        idea = first_posts.get(item.post_id)
        if idea is None or item.user == account_id or item.user <= 0:
            continue
        direction = Direction.UP if item.method is Method.LIKE else meanings[idea].get(item.option)
        if direction is None:
            continue
        votes[idea].append(
            Vote(
                idea=idea,
                voter=pseudonyms.of(campaign.slug, item.user),
                method=item.method,
                direction=direction,
                cast=item.cast or rules.taken,
                counted=rules.counts(idea, item.cast),
                told=item.cast is not None,
            )
        )
    return votes


def _trusted(campaign: Campaign, pseudonyms: Pseudonyms, votes: Iterable[ObservedVote]) -> dict[str, bool]:
    """Whom the forum trusts, by pseudonym: people beyond its level for newcomers, where it tells levels."""
    return {
        pseudonyms.of(campaign.slug, vote.user): vote.trust >= TRUSTED
        for vote in votes
        if vote.trust is not None and vote.user > 0
    }


def _vanished(
    known: Iterable[Reply], posts: Sequence[ObservedPost], topics: Mapping[int | None, Link]
) -> list[Reply]:
    """Replies that a topic no longer shows; `posts` are those of topics that were read whole."""
    read = {str(topics[post.topic_id].key) for post in posts}
    shown = {post.post_id for post in posts}
    return [
        replace(reply, text="", removed=True)
        for reply in known
        if reply.document in read and reply.post_id not in shown and not reply.removed
    ]


def _looked_at(snapshot: Snapshot, first_posts: Mapping[int | None, str]) -> dict[str, set[str]]:
    """For which ideas and methods the snapshot's votes are complete, so that a missing one was taken back."""
    looked: dict[str, set[str]] = defaultdict(set)
    for post_id, method in snapshot.voters_of:
        idea = first_posts.get(post_id)
        if idea is not None:
            looked[idea].add(method.value)
    return looked


def _counts(
    campaign: Campaign,
    snapshot: Snapshot,
    posts: Sequence[ObservedPost],
    first_posts: Mapping[int | None, str],
    meanings: Mapping[str, Mapping[str, Direction]],
) -> dict[str, list[VoteCount]]:
    """Counts of polls whose voters the forum hides; empty for ideas whose voters are known."""
    counts: dict[str, list[VoteCount]] = {}
    if campaign.voting.method is not VoteMethod.POLL:
        return counts
    for post in posts:
        idea = first_posts.get(post.post_id)
        if idea is None:
            continue
        directions = meanings[idea]
        if (post.post_id, Method.POLL) in snapshot.voters_of:
            counts[idea] = []
            continue
        for poll in post.polls:
            if poll.name != POLL_NAME or any(option.votes is None for option in poll.options):
                continue
            # The poll itself is closed outside a voting phase, so what it counts was cast within one.
            counts[idea] = [
                VoteCount(idea, Method.POLL, directions[option.label], option.votes or 0, snapshot.taken)
                for option in poll.options
                if option.label in directions
            ]
    return counts


def _agree(counts: Iterable[VoteCount], votes: Iterable[Vote]) -> bool:
    """Whether the poll counts are those of the votes known by person.

    A forum that told voters before may tell only counts now. As long as they agree the votes stay; once they
    differ the votes are out of date, and the counts alone say how people voted.
    """
    by_person: dict[Direction, int] = dict.fromkeys(Direction, 0)
    for vote in votes:
        if vote.method is Method.POLL:
            by_person[vote.direction] += 1
    by_count = {**dict.fromkeys(Direction, 0), **{count.direction: count.count for count in counts}}
    return any(by_person.values()) and by_person == by_count


def labels(campaign: Campaign) -> dict[str, Direction]:
    """What each option of a poll that is made today means: up, down, unsure."""
    return {
        campaign.voting.up: Direction.UP,
        campaign.voting.down: Direction.DOWN,
        campaign.voting.unsure: Direction.UNSURE,
    }


def _meanings(campaign: Campaign, link: Link) -> dict[str, Direction]:
    """What each option of an idea's poll means: by the words it was published with, else by today's."""
    published = choices_of(str(link.base.get(Facet.BODY, "")))
    return dict(zip(published, labels(campaign).values(), strict=False)) or labels(campaign)


def idea_key(campaign: Campaign, idea: str) -> Key:
    """The key of an idea's topic."""
    return Key(campaign.slug, Kind.IDEA, idea)
