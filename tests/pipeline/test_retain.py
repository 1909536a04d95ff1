"""What is past its date goes, with its keys, and a signature says so."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bridge.domain.campaign import Campaign, Retention
from bridge.domain.errors import UserProblem
from bridge.domain.idea import Decision, SubmissionState
from bridge.pipeline import moderate, reopen
from bridge.pipeline.intake import IntakeReport
from bridge.pipeline.raw import RawIdea
from bridge.pipeline.receive import Doors, receive
from bridge.pipeline.retain import Matter, overdue, retain
from bridge.store.keyring import FileKeyRing
from bridge.store.unit_of_work import SqlStore

FLASK = RawIdea("Keep a flask of tea on every bay, so that nobody drinks it cold at night.", "q1")
CUPS = RawIdea("Hang hooks for cups beside every bed, so that they are not taken away.", "q1")
END = datetime(2015, 3, 1, 12, tzinfo=UTC)


def matters(store: SqlStore, keys: FileKeyRing, campaign: Campaign, now: datetime) -> list[Matter]:
    return [found.matter for found in overdue(store, keys, campaign, now)]


@pytest.fixture
def rejected(take_in: Callable[..., IntakeReport], doors: Doors, noon: datetime) -> str:
    take_in(FLASK)
    (waiting,) = moderate.waiting(doors.store, "kettles")
    moderate.reject(doors.store, doors.redactor, "kettles", waiting.id, "no-idea", noon)
    return waiting.id


def test_a_running_campaign_has_nothing_to_lose(
    sql_store: SqlStore, key_ring: FileKeyRing, kettles: Campaign, noon: datetime, rejected: str
) -> None:
    assert matters(sql_store, key_ring, kettles, noon + timedelta(days=30)) == []
    assert retain(sql_store, key_ring, kettles, noon + timedelta(days=30)) == []


def test_a_rejected_text_goes_and_its_reason_stays(
    sql_store: SqlStore, key_ring: FileKeyRing, kettles: Campaign, noon: datetime, rejected: str
) -> None:
    (record,) = retain(sql_store, key_ring, kettles, noon + timedelta(days=31))
    told = json.loads(record.record)
    assert (told["destroyed"], told["rows"], told["key"]) == (Matter.DECIDED_TEXTS.value, 1, None)
    assert told["done"] == "2015-02-14T12:00:00+00:00"
    with sql_store.begin() as unit:
        found = unit.submissions.get("kettles", rejected)
        reasons = [entry.reason for entry in unit.ideas.log_entries("kettles")]
    assert found is not None
    assert (found.text, found.state) == ("", SubmissionState.REJECTED)
    assert all(reasons)
    assert retain(sql_store, key_ring, kettles, noon + timedelta(days=32)) == []


def test_after_the_end_one_key_after_the_other_is_destroyed(
    doors: Doors, sql_store: SqlStore, key_ring: FileKeyRing, kettles: Campaign, noon: datetime
) -> None:
    code = receive(doors, kettles, CUPS, noon).code
    assert matters(sql_store, key_ring, kettles, END + timedelta(days=29)) == []

    records = retain(sql_store, key_ring, kettles, END + timedelta(days=30))
    destroyed = [json.loads(record.record)["destroyed"] for record in records]
    assert destroyed == [Matter.SUBMISSIONS.value, Matter.NAMES.value]
    assert not key_ring.has("kettles", "name")
    assert moderate.waiting(sql_store, "kettles") == ()
    assert not key_ring.has("kettles", "submission")
    case = reopen.find(doors, kettles, code, END)
    assert case is not None
    assert case.state is reopen.CaseState.LAPSED

    (record,) = retain(sql_store, key_ring, kettles, END + timedelta(days=90))
    assert json.loads(record.record)["rows"] == 1
    with pytest.raises(UserProblem, match="receipt key of campaign kettles was destroyed"):
        reopen.find(doors, kettles, code, END)

    (record,) = retain(sql_store, key_ring, kettles, END + timedelta(days=180))
    with pytest.raises(UserProblem, match="pseudonym key of campaign kettles was destroyed"):
        key_ring.of("kettles", 1)
    assert retain(sql_store, key_ring, kettles, END + timedelta(days=200)) == []


def test_a_copy_of_the_database_is_shredded_with_the_key(
    doors: Doors,
    sql_store: SqlStore,
    key_ring: FileKeyRing,
    kettles: Campaign,
    noon: datetime,
    tmp_path: Path,
) -> None:
    """The key ring as it is now, and the database as a backup kept it: nothing opens."""
    receive(doors, kettles, CUPS, noon)
    sql_store.close()
    backup = tmp_path / "backup.db"
    backup.write_bytes((tmp_path / "bridge.db").read_bytes())
    retain(sql_store, key_ring, kettles, END + timedelta(days=30))
    restored = SqlStore(f"sqlite:///{backup}", key_ring)
    with pytest.raises(UserProblem, match="was destroyed"):
        moderate.waiting(restored, "kettles")
    restored.close()


def test_a_run_cut_off_after_the_key_is_finished_by_the_next(
    doors: Doors, sql_store: SqlStore, key_ring: FileKeyRing, kettles: Campaign, noon: datetime
) -> None:
    receive(doors, kettles, CUPS, noon)
    key_ring.destroy("kettles", "submission")
    later = END + timedelta(days=31)
    assert [found.rows for found in overdue(sql_store, key_ring, kettles, later)] == [1, 0]
    record, _ = retain(sql_store, key_ring, kettles, later)
    assert json.loads(record.record)["rows"] == 1
    assert matters(sql_store, key_ring, kettles, later) == []


def test_reasons_go_after_two_years_and_lines_stay(
    sql_store: SqlStore, key_ring: FileKeyRing, kettles: Campaign, noon: datetime, rejected: str
) -> None:
    retain(sql_store, key_ring, kettles, noon + timedelta(days=729))
    assert matters(sql_store, key_ring, kettles, noon + timedelta(days=730)) == []
    (record,) = retain(sql_store, key_ring, kettles, noon + timedelta(days=731))
    assert json.loads(record.record)["destroyed"] == Matter.REASONS.value
    with sql_store.begin() as unit:
        assert [(entry.decision, entry.reason) for entry in unit.ideas.log_entries("kettles")] == [
            (Decision.REJECT, "")
        ]


def test_the_campaign_sets_the_days(
    sql_store: SqlStore, key_ring: FileKeyRing, kettles: Campaign, noon: datetime, rejected: str
) -> None:
    short = replace(kettles, retention=Retention(decided_days=1))
    assert matters(sql_store, key_ring, short, noon + timedelta(days=2)) == [Matter.DECIDED_TEXTS]


def test_a_changed_record_is_told_from_a_genuine_one(
    sql_store: SqlStore, key_ring: FileKeyRing, kettles: Campaign, noon: datetime, rejected: str
) -> None:
    (record,) = retain(sql_store, key_ring, kettles, noon + timedelta(days=31))
    assert key_ring.signed("kettles", record.record.encode(), record.signature)
    forged = record.record.replace('"rows": 1', '"rows": 0')
    assert forged != record.record
    assert not key_ring.signed("kettles", forged.encode(), record.signature)
    assert not key_ring.signed("teapots", record.record.encode(), record.signature)
    assert not key_ring.signed("kettles", record.record.encode(), "no signature")
