"""The ledger: votes and counts here, replies and sightings from their own modules."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import RowMapping, and_, bindparam, delete, insert, select
from sqlalchemy.engine import Connection

from bridge.domain.participation import Direction, Method, Vote, VoteCount
from bridge.store.repositories.replies import ReplyRows
from bridge.store.repositories.sightings import SightingRows
from bridge.store.repositories.votes import Person, by_person, differences
from bridge.store.statements import upsert
from bridge.store.tables import PAST_VOTE, VOTE, VOTE_COUNT


class LedgerRepository(ReplyRows, SightingRows):
    """Implements `ports.Ledger`. Forum user ids never come here: callers turn them into pseudonyms."""

    def __init__(self, connection: Connection) -> None:
        super().__init__(connection)
        self._connection = connection

    def replace_votes(
        self, campaign: str, idea: str, votes: Sequence[Vote], *, methods: frozenset[str], at: datetime
    ) -> int:
        """Make these the present votes of an idea for the given methods; gives the number of changes.

        Votes that are no longer there, or were given anew, are kept as history with `at` as the time at which
        they went. Unchanged votes are not written. Where the forum tells no time, the first `cast` stays.
        ValueError for a vote on another idea or by a method that was not looked at.
        """
        for vote in votes:
            if vote.idea != idea or vote.method not in methods:
                raise ValueError(f"a vote on {vote.idea} by {vote.method} is none of the votes looked at")
        changes = differences(self._known_votes(campaign, idea, methods), by_person(votes))
        self._remove(campaign, idea, changes.left)
        upsert(self._connection, VOTE, [_vote_row(campaign, vote) for vote in changes.present])
        if changes.gone:
            history = [{**_vote_row(campaign, vote), "gone_at": at} for vote in changes.gone]
            self._connection.execute(insert(PAST_VOTE), history)
        return len(changes)

    def votes(self, campaign: str, idea: str | None = None) -> Sequence[Vote]:
        """Present votes, ordered by idea, voter, method."""
        query = (
            select(VOTE).where(VOTE.c.campaign == campaign).order_by(VOTE.c.idea, VOTE.c.voter, VOTE.c.method)
        )
        if idea is not None:
            query = query.where(VOTE.c.idea == idea)
        return [_vote(row) for row in self._connection.execute(query).mappings()]

    def past_votes(self, campaign: str, idea: str) -> Sequence[tuple[Vote, datetime]]:
        """(vote, gone at) of votes on an idea that stand no longer, in the order in which they went."""
        query = (
            select(PAST_VOTE)
            .where(PAST_VOTE.c.campaign == campaign, PAST_VOTE.c.idea == idea)
            .order_by(PAST_VOTE.c.id)
        )
        return [(_vote(row), row["gone_at"]) for row in self._connection.execute(query).mappings()]

    def replace_counts(self, campaign: str, idea: str, counts: Sequence[VoteCount]) -> int:
        """Make these the present counts of an idea; gives the number of changes.

        A count that is the same as before only gets its new time of looking, which is no change.
        """
        query = select(VOTE_COUNT).where(VOTE_COUNT.c.campaign == campaign, VOTE_COUNT.c.idea == idea)
        known = {_place(count): count for count in map(_count, self._connection.execute(query).mappings())}
        seen = {_place(count): count for count in counts}
        if any(count.idea != idea for count in counts):
            raise ValueError(f"a count of another idea is none of the counts of {idea}")
        left = [place for place in known if place not in seen]
        for method, direction, counted in left:
            self._connection.execute(
                delete(VOTE_COUNT).where(
                    VOTE_COUNT.c.campaign == campaign,
                    VOTE_COUNT.c.idea == idea,
                    VOTE_COUNT.c.method == method,
                    VOTE_COUNT.c.direction == direction,
                    VOTE_COUNT.c.counted == counted,
                )
            )
        upsert(self._connection, VOTE_COUNT, [_count_row(campaign, count) for count in seen.values()])
        fresh = [
            place for place, count in seen.items() if place not in known or known[place].count != count.count
        ]
        return len(left) + len(fresh)

    def counts(self, campaign: str) -> Sequence[VoteCount]:
        """Present counts, ordered by idea, method, direction."""
        place = (VOTE_COUNT.c.idea, VOTE_COUNT.c.method, VOTE_COUNT.c.direction, VOTE_COUNT.c.counted)
        query = select(VOTE_COUNT).where(VOTE_COUNT.c.campaign == campaign).order_by(*place)
        return [_count(row) for row in self._connection.execute(query).mappings()]

    def _known_votes(self, campaign: str, idea: str, methods: frozenset[str]) -> dict[Person, Vote]:
        query = select(VOTE).where(
            VOTE.c.campaign == campaign, VOTE.c.idea == idea, VOTE.c.method.in_(sorted(methods))
        )
        return by_person(_vote(row) for row in self._connection.execute(query).mappings())

    def _remove(self, campaign: str, idea: str, people: Iterable[Person]) -> None:
        rows = [{"person": voter, "way": method} for voter, method in people]
        if not rows:
            return
        statement = delete(VOTE).where(
            and_(
                VOTE.c.campaign == campaign,
                VOTE.c.idea == idea,
                VOTE.c.voter == bindparam("person"),
                VOTE.c.method == bindparam("way"),
            )
        )
        self._connection.execute(statement, rows)


def _vote_row(campaign: str, vote: Vote) -> dict[str, Any]:
    return {
        "campaign": campaign,
        "idea": vote.idea,
        "voter": vote.voter,
        "method": vote.method,
        "direction": vote.direction,
        "cast": vote.cast,
        "counted": vote.counted,
        "told": vote.told,
    }


def _vote(row: RowMapping) -> Vote:
    return Vote(
        idea=row["idea"],
        voter=row["voter"],
        method=Method(row["method"]),
        direction=Direction(row["direction"]),
        cast=row["cast"],
        counted=row["counted"],
        told=row["told"],
    )


def _place(count: VoteCount) -> tuple[Method, Direction, bool]:
    return count.method, count.direction, count.counted


def _count_row(campaign: str, count: VoteCount) -> dict[str, Any]:
    return {
        "campaign": campaign,
        "idea": count.idea,
        "method": count.method,
        "direction": count.direction,
        "counted": count.counted,
        "count": count.count,
        "looked": count.looked,
    }


def _count(row: RowMapping) -> VoteCount:
    return VoteCount(
        idea=row["idea"],
        method=Method(row["method"]),
        direction=Direction(row["direction"]),
        count=row["count"],
        looked=row["looked"],
        counted=row["counted"],
    )
