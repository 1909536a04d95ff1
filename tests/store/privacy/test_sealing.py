"""Whoever copies the database reads no submission, learns no minute and finds no way to an idea."""

from __future__ import annotations

import base64
import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import create_engine, select, update

from bridge.domain.errors import UserProblem
from bridge.domain.idea import Decision, Experience, Idea, Match, ModerationEntry, Submission, SubmissionState
from bridge.domain.participation import Reply
from bridge.store.keyring import FileKeyRing, KeyUse
from bridge.store.tables import IDEA, METADATA, SUBMISSION
from bridge.store.unit_of_work import SqlStore

HOUR = datetime(2015, 1, 12, 9, 0, tzinfo=UTC)
SUBMISSION_SENT = Submission(
    id="s-1",
    campaign="north",
    question="q1",
    title="Peculiartitle",
    text="Peculiarword in a text that nobody may read",
    role="peculiarrole",
    lenses=("peculiarlens",),
    experience=Experience.WE_DID,
    received=HOUR,
    source="peculiarsource",
    reasons=("peculiarreason",),
    near=(Match("peculiarnear", 0.5),),
)


def bytes_on_disk(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in sorted(folder.iterdir()))


def rows(url: str, table: str) -> list[dict[str, object]]:
    engine = create_engine(url.replace("postgresql:", "postgresql+psycopg:"))
    with engine.connect() as connection:
        found = [dict(row) for row in connection.execute(select(METADATA.tables[table])).mappings()]
    engine.dispose()
    return found


def test_the_files_hold_no_word_of_a_submission(sqlite_store: SqlStore, sqlite_file: Path) -> None:
    with sqlite_store.begin() as unit:
        unit.submissions.add(SUBMISSION_SENT)
        unit.submissions.replace(
            replace(SUBMISSION_SENT, text="Peculiaredit", state=SubmissionState.RETURNED)
        )
        # The search below would find a word that is in the clear.
        unit.ideas.put(Idea("abc", "north", "q1", "Visibletitle", "t", None, (), Experience.WE_DID, HOUR))
    before = bytes_on_disk(sqlite_file.parent)
    sqlite_store.close()
    for content in (before, bytes_on_disk(sqlite_file.parent)):
        assert b"Visibletitle" in content
        assert b"peculiar" not in content.lower()


def test_a_row_shows_ids_question_state_and_hour_alone(store: SqlStore, empty_url: str) -> None:
    with store.begin() as unit:
        unit.submissions.add(SUBMISSION_SENT)
    (row,) = rows(empty_url, "submission")
    sealed = row.pop("sealed")
    assert row == {"campaign": "north", "id": "s-1", "question": "q1", "state": "waiting", "received": HOUR}
    assert isinstance(sealed, bytes)
    assert b"peculiar" not in sealed.lower()


def test_the_seal_tells_the_hour_of_arrival_and_not_the_moment_of_sealing(
    store: SqlStore, empty_url: str
) -> None:
    """A Fernet token carries its time in the clear."""
    with store.begin() as unit:
        unit.submissions.add(replace(SUBMISSION_SENT, received=HOUR + timedelta(minutes=17, seconds=3)))
    (row,) = rows(empty_url, "submission")
    sealed = row["sealed"]
    assert isinstance(sealed, bytes)
    # Anyone can read bytes 1 to 8 of a token: seconds since 1970.
    assert int.from_bytes(base64.urlsafe_b64decode(sealed)[1:9], "big") == int(HOUR.timestamp())


def test_the_length_of_a_text_does_not_show(store: SqlStore, empty_url: str) -> None:
    texts = ["short", "a little longer than that", "x" * 400]
    with store.begin() as unit:
        for number, text in enumerate(texts):
            unit.submissions.add(replace(SUBMISSION_SENT, id=f"s-{number}", text=text))
    lengths = {
        len(sealed) for row in rows(empty_url, "submission") if isinstance(sealed := row["sealed"], bytes)
    }
    assert len(lengths) == 1


def test_a_text_moved_to_another_row_is_noticed(store: SqlStore, empty_url: str) -> None:
    with store.begin() as unit:
        unit.submissions.add(SUBMISSION_SENT)
        unit.submissions.add(replace(SUBMISSION_SENT, id="s-2", text="another"))
    first = next(row["sealed"] for row in rows(empty_url, "submission") if row["id"] == "s-1")
    engine = create_engine(empty_url.replace("postgresql:", "postgresql+psycopg:"))
    with engine.begin() as connection:
        connection.execute(update(SUBMISSION).where(SUBMISSION.c.id == "s-2").values(sealed=first))
    engine.dispose()
    with pytest.raises(UserProblem, match="tampered"), store.begin() as unit:
        unit.submissions.get("north", "s-2")


def test_another_key_ring_opens_nothing(store: SqlStore, empty_url: str, tmp_path: Path) -> None:
    with store.begin() as unit:
        unit.submissions.add(SUBMISSION_SENT)
    stranger = SqlStore(empty_url, FileKeyRing(tmp_path / "other.json"))
    with pytest.raises(UserProblem, match="does not open with the key"), stranger.begin() as unit:
        unit.submissions.get("north", "s-1")
    stranger.close()


def test_without_the_key_submissions_are_lost_and_everything_else_stays(
    store: SqlStore, keys: FileKeyRing
) -> None:
    idea = Idea("abc", "north", "q1", "Title", "Text", None, (), Experience.WE_DID, HOUR)
    south = replace(SUBMISSION_SENT, campaign="south")
    with store.begin() as unit:
        unit.submissions.add(SUBMISSION_SENT)
        unit.submissions.add(south)
        unit.ideas.put(idea)
    keys.destroy("north", KeyUse.SUBMISSION)
    with pytest.raises(UserProblem, match="was destroyed"), store.begin() as unit:
        unit.submissions.waiting("north")
    with pytest.raises(UserProblem, match="was destroyed"), store.begin() as unit:
        unit.submissions.add(replace(SUBMISSION_SENT, id="s-9"))
    with store.begin() as unit:
        assert unit.submissions.counts("north")[SubmissionState.WAITING] == 1
        assert unit.submissions.get("south", "s-1") == south
        assert unit.ideas.get("north", "abc") == idea


def test_accepting_leaves_no_way_from_the_idea_back_to_its_submission(
    sqlite_store: SqlStore, sqlite_file: Path
) -> None:
    """No shared value but campaign, question and hour in any row, and no text under the seal."""
    idea = Idea("abcdefghjk", "north", "q1", "Title", "Text", "nurse", ("time",), Experience.WE_DID, HOUR)
    with sqlite_store.begin() as unit:
        unit.submissions.add(SUBMISSION_SENT)
    with sqlite_store.begin() as unit:
        unit.submissions.replace(replace(SUBMISSION_SENT, state=SubmissionState.ACCEPTED))
        unit.ideas.put(idea)
        unit.ideas.log(ModerationEntry("north", idea.id, Decision.ACCEPT, "", HOUR))
    url = f"sqlite:///{sqlite_file}"
    (submission,) = rows(url, "submission")
    assert submission == {
        "campaign": "north",
        "id": "s-1",
        "question": "q1",
        "state": "accepted",
        "received": HOUR,
        "sealed": None,
    }
    public = [row for table in ("idea", "idea_version", "moderation") for row in rows(url, table)]
    shared = {"north", "q1", HOUR}
    for row in public:
        values = {value for value in row.values() if isinstance(value, str | datetime)}
        assert values & set(submission.values()) <= shared
    assert "s-1" not in json.dumps(public, default=str)


def test_no_table_points_from_ideas_to_submissions_or_back() -> None:
    assert {key.column.table.name for key in SUBMISSION.foreign_keys} == set()
    assert {key.column.table.name for key in IDEA.foreign_keys} == set()
    pointing = {table.name for table in METADATA.sorted_tables for key in table.foreign_keys}
    assert pointing == {"idea_version", "appearance", "concealment"}
    assert not [column.name for column in SUBMISSION.c if "idea" in column.name]
    assert not [column.name for column in IDEA.c if "submission" in column.name]


@pytest.mark.parametrize("table", ["submission", "idea", "idea_version", "vote"])
def test_rows_carry_no_order_of_arrival(sqlite_store: SqlStore, sqlite_file: Path, table: str) -> None:
    sqlite_store.close()
    engine = create_engine(f"sqlite:///{sqlite_file}")
    with engine.connect() as connection:
        sql = connection.exec_driver_sql(
            "SELECT sql FROM sqlite_master WHERE type = 'table' AND name = ?", (table,)
        ).scalar_one()
    engine.dispose()
    assert sql.rstrip().endswith("WITHOUT ROWID")


def test_a_text_that_was_taken_away_is_wiped_from_the_file(sqlite_store: SqlStore, sqlite_file: Path) -> None:
    """SQLite by itself would leave it on a page that is marked as free."""
    reply = Reply(1, "north/idea/abc", "a" * 32, "Peculiarreply " * 20, HOUR)
    with sqlite_store.begin() as unit:
        unit.ledger.put_replies("north", [reply])
    with sqlite_store.begin() as unit:
        unit.ledger.put_replies("north", [replace(reply, text="", removed=True)])
    sqlite_store.close()
    assert b"Peculiarreply" not in bytes_on_disk(sqlite_file.parent)
