"""Votes, replies and tallies: what people did with an idea, counted by person and never mixed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Direction(StrEnum):
    """What one person says of one idea; `UNSURE` counts as having seen it."""

    UP = "up"
    DOWN = "down"
    UNSURE = "unsure"


class Method(StrEnum):
    """How a vote was given in the forum."""

    POLL = "poll"
    LIKE = "like"


@dataclass(frozen=True, slots=True)
class Vote:
    """One person's present vote on one idea by one method.

    `voter` is the campaign's pseudonym, never a forum name. `cast` is the forum's own time where it tells it
    (`told`), else the time at which the bridge first saw the vote. `counted` is False for votes outside a
    voting phase: they are recorded and shown as such.
    """

    idea: str
    voter: str
    method: Method
    direction: Direction
    cast: datetime
    counted: bool = True
    told: bool = False


@dataclass(frozen=True, slots=True)
class VoteCount:
    """How many people chose a direction by a method, where the forum tells counts only."""

    idea: str
    method: Method
    direction: Direction
    count: int
    looked: datetime
    counted: bool = True


@dataclass(frozen=True, slots=True)
class Reply:
    """One reply to a Document's topic, by a participant (the bridge's own notices are left out).

    `document` is the text form of the Document's Key (`str(key)`); `author` is a pseudonym.
    """

    post_id: int
    document: str
    author: str
    text: str
    written: datetime
    likes: int = 0
    removed: bool = False


@dataclass(frozen=True, slots=True)
class Exposure:
    """How many people read a Document's first post, as far as the forum knows, and when it was looked at.

    `document` is the text form of the Document's Key (`str(key)`).
    """

    document: str
    readers: int
    looked: datetime


class Basis(StrEnum):
    """What a tally rests on."""

    PEOPLE = "people"
    POLL_COUNTS = "poll-counts"
    LIKES = "likes"
    NOTHING = "nothing"


class Seen(StrEnum):
    """Which count of people stands for "saw this idea" in a score, in this order of preference.

    `READERS`: distinct readers as the forum counts them. `VOTERS`: people who voted, among them those who
    passed, where the forum knows of no more readers than those. `ACTIVE`: people who did anything since the
    idea appeared, where the forum counts no readers and nobody can pass. `NOBODY`: nothing is known.
    """

    READERS = "readers"
    VOTERS = "voters"
    ACTIVE = "active"
    NOBODY = "nobody"


@dataclass(frozen=True, slots=True)
class Tally:
    """Counts for one idea, each person once; `uncounted` are votes outside their phase.

    `likes_only` of the `up` are people whose latest word was a like. `likes_apart` are likes that cannot be
    told from poll votes and therefore stay out of `up`. `active` are people who took part since the idea
    appeared, 0 where that is not asked. `merges` counts ideas that went into this one.
    """

    idea: str
    up: int = 0
    down: int = 0
    unsure: int = 0
    likes_only: int = 0
    likes_apart: int = 0
    uncounted: int = 0
    replies: int = 0
    repliers: int = 0
    readers: int = 0
    active: int = 0
    merges: int = 0
    basis: Basis = Basis.NOTHING

    @property
    def voters(self) -> int:
        """People who said something about the idea by voting or liking."""
        return self.up + self.down + self.unsure

    @property
    def seen(self) -> int:
        """People known to have seen the idea, by the best count there is, never fewer than voters."""
        return max(self.readers, self.active if self.seen_by is Seen.ACTIVE else 0, self.voters)

    @property
    def seen_by(self) -> Seen:
        """Which count of people `seen` is."""
        if self.readers > self.voters:
            return Seen.READERS
        if self.active > self.voters and self.basis in (Basis.LIKES, Basis.NOTHING):
            return Seen.ACTIVE
        return Seen.VOTERS if self.voters else Seen.NOBODY


def present(votes: Iterable[Vote]) -> dict[str, Vote]:
    """What each person says of one idea: their latest counted vote over all methods, by person.

    Of two at the same time the poll vote stands, since it says more than a like.
    """
    latest: dict[str, Vote] = {}
    for vote in votes:
        if not vote.counted:
            continue
        known = latest.get(vote.voter)
        if known is None or _rank(vote) > _rank(known):
            latest[vote.voter] = vote
    return latest


def _rank(vote: Vote) -> tuple[datetime, bool]:
    return vote.cast, vote.method is Method.POLL


def tally(
    idea: str,
    votes: Iterable[Vote],
    counts: Iterable[VoteCount],
    replies: Iterable[Reply],
    exposure: Exposure | None,
    *,
    active: int = 0,
    merges: int = 0,
) -> Tally:
    """Count one idea: one latest vote per person over all methods.

    Where only poll counts are known, a like cannot be told from a poll vote of the same person: poll counts
    stand alone and likes are shown apart; without any poll vote the likes stand alone.
    """
    given = list(votes)
    by_person = present(given)
    uncounted = sum(1 for vote in given if not vote.counted)
    poll_counts: dict[Direction, int] = {}
    like_count = 0
    for count in counts:
        if not count.counted:
            uncounted += count.count
        elif count.method is Method.POLL:
            poll_counts[count.direction] = poll_counts.get(count.direction, 0) + count.count
        else:
            like_count += count.count
    likers = sum(1 for vote in by_person.values() if vote.method is Method.LIKE)
    named_poll_votes = sum(1 for vote in given if vote.counted and vote.method is Method.POLL)

    up = sum(1 for vote in by_person.values() if vote.direction is Direction.UP)
    down = sum(1 for vote in by_person.values() if vote.direction is Direction.DOWN)
    unsure = sum(1 for vote in by_person.values() if vote.direction is Direction.UNSURE)
    likes_only, likes_apart, basis = likers, 0, Basis.PEOPLE
    if sum(poll_counts.values()) and not named_poll_votes:
        up, down, unsure = (
            poll_counts.get(way, 0) for way in (Direction.UP, Direction.DOWN, Direction.UNSURE)
        )
        likes_only, likes_apart, basis = 0, max(likers, like_count), Basis.POLL_COUNTS
    elif not by_person and like_count:
        up, likes_only, basis = like_count, like_count, Basis.LIKES
    elif not by_person:
        basis = Basis.NOTHING
    elif not named_poll_votes:
        basis = Basis.LIKES

    written = [reply for reply in replies if not reply.removed]
    return Tally(
        idea=idea,
        up=up,
        down=down,
        unsure=unsure,
        likes_only=likes_only,
        likes_apart=likes_apart,
        uncounted=uncounted,
        replies=len(written),
        repliers=len({reply.author for reply in written}),
        readers=exposure.readers if exposure else 0,
        active=active,
        merges=merges,
        basis=basis,
    )
