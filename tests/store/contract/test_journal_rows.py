"""The journal keeps what was sent and what came of it, in order."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest

from bridge.domain.identity import Key, Kind, answer_key
from bridge.domain.journal import Action, JournalRow, JournalState
from bridge.ports import UnitOfWork
from bridge.store.unit_of_work import SqlStore

KEY = Key("north", Kind.IDEA, "abcdefghjk")
NOW = datetime(2015, 1, 12, 9, 0, 0, 250_000, tzinfo=UTC)


def intent(unit: UnitOfWork, key: Key = KEY, at: datetime = NOW) -> JournalRow:
    return unit.journal.open(key, Action.CREATE, "topic", 1, "0123456789abcdef", 4, at)


def test_an_intent_stays_unsettled_until_it_is_closed(store: SqlStore) -> None:
    with store.begin() as unit:
        row = intent(unit)
    expected = JournalRow(
        id=row.id,
        key=KEY,
        action=Action.CREATE,
        facet="topic",
        generation=1,
        intended="0123456789abcdef",
        state=JournalState.SENDING,
        fence=4,
        started=NOW,
    )
    assert row == expected
    with store.begin() as unit:
        assert list(unit.journal.unsettled("north")) == [row]
        unit.journal.close(row.id, JournalState.FAILED, NOW + timedelta(seconds=3), "title is taken")
    with store.begin() as unit:
        assert list(unit.journal.unsettled("north")) == []
        (closed,) = unit.journal.recent("north")
    assert (closed.state, closed.ended, closed.detail) == (
        JournalState.FAILED,
        NOW + timedelta(seconds=3),
        "title is taken",
    )


@pytest.mark.parametrize("key", [Key("north--review", Kind.REVIEW, "3f9a"), answer_key("north", 17)])
def test_of_a_private_text_a_closed_row_keeps_neither_hash_nor_hour(store: SqlStore, key: Key) -> None:
    with store.begin() as unit:
        private = intent(unit, key)
        assert private.intended == "0123456789abcdef"
        unit.journal.close(private.id, JournalState.DONE, NOW + timedelta(seconds=3), "sent")
    with store.begin() as unit:
        (closed,) = unit.journal.recent("north--review")
    day = NOW.replace(hour=0, microsecond=0)
    assert (closed.intended, closed.started, closed.ended) == ("", day, day)
    assert (closed.state, closed.detail) == (JournalState.DONE, "sent")


def test_unsettled_rows_come_oldest_first_and_recent_ones_newest_first(store: SqlStore) -> None:
    with store.begin() as unit:
        ids = [intent(unit).id for _ in range(5)]
        unit.journal.close(ids[2], JournalState.DONE, NOW)
    with store.begin() as unit:
        assert [row.id for row in unit.journal.unsettled("north")] == [ids[0], ids[1], ids[3], ids[4]]
        assert [row.id for row in unit.journal.recent("north", limit=3)] == [ids[4], ids[3], ids[2]]


def test_closing_a_row_that_was_never_opened_is_an_error(store: SqlStore) -> None:
    with pytest.raises(LookupError, match="no row 4711"), store.begin() as unit:
        unit.journal.close(4711, JournalState.DONE, NOW)


def test_instants_come_back_in_utc_whatever_zone_they_were_given_in(store: SqlStore) -> None:
    summer = datetime(2015, 7, 1, 12, 0, tzinfo=timezone(timedelta(hours=1)))
    with store.begin() as unit:
        intent(unit, at=summer)
        (row,) = unit.journal.recent("north")
    assert (row.started, row.started.tzinfo) == (datetime(2015, 7, 1, 11, 0, tzinfo=UTC), UTC)


def test_an_instant_without_zone_is_refused(store: SqlStore) -> None:
    with pytest.raises(ValueError, match="without time zone"), store.begin() as unit:
        intent(unit, at=datetime(2015, 7, 1, 12, 0))
    with store.begin() as unit:
        assert list(unit.journal.recent("north")) == []
