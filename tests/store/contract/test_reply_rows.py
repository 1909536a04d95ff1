"""Replies and readers: the latest of each, and how many really changed."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from bridge.domain.participation import Exposure, Reply
from bridge.store.unit_of_work import SqlStore

NOW = datetime(2015, 1, 12, 9, 0, tzinfo=UTC)
REPLY = Reply(
    post_id=11, document="north/idea/abc", author="a" * 32, text="We tried this – it works.", written=NOW
)


def test_replies_are_inserted_updated_and_left_alone(store: SqlStore) -> None:
    other = replace(REPLY, post_id=9, document="north/idea/def")
    liked = replace(REPLY, likes=4)
    with store.begin() as unit:
        assert unit.ledger.put_replies("north", [REPLY, other]) == 2
        assert unit.ledger.put_replies("north", [REPLY, other]) == 0
        assert unit.ledger.put_replies("north", [liked, other]) == 1
    with store.begin() as unit:
        assert list(unit.ledger.replies("north")) == [other, liked]
        assert list(unit.ledger.replies("north", "north/idea/abc")) == [liked]


def test_removed_replies_are_still_told(store: SqlStore) -> None:
    removed = replace(REPLY, removed=True, text="")
    with store.begin() as unit:
        unit.ledger.put_replies("north", [REPLY])
        unit.ledger.put_replies("north", [removed])
        assert list(unit.ledger.replies("north")) == [removed]


def test_of_one_reply_given_twice_the_last_stands(store: SqlStore) -> None:
    with store.begin() as unit:
        assert unit.ledger.put_replies("north", [REPLY, replace(REPLY, likes=1)]) == 1
        assert list(unit.ledger.replies("north")) == [replace(REPLY, likes=1)]


def test_more_replies_than_one_statement_takes(store: SqlStore) -> None:
    replies = [replace(REPLY, post_id=number) for number in range(1, 2502)]
    with store.begin() as unit:
        assert unit.ledger.put_replies("north", replies) == 2501
        assert unit.ledger.put_replies("north", replies) == 0
        assert list(unit.ledger.replies("north")) == replies


def test_the_latest_count_of_readers_stands(store: SqlStore) -> None:
    first = Exposure("north/idea/b", 5, NOW)
    newer = Exposure("north/idea/b", 8, NOW + timedelta(days=1))
    other = Exposure("north/idea/a", 1, NOW)
    with store.begin() as unit:
        unit.ledger.put_exposures("north", [])
        unit.ledger.put_exposures("north", [first, other])
        unit.ledger.put_exposures("north", [newer])
    with store.begin() as unit:
        assert list(unit.ledger.exposures("north")) == [other, newer]
