"""Ideas at the door: nothing twice, nothing lost, nothing that leads back to a person."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bridge.domain.campaign import Campaign
from bridge.domain.errors import UserProblem
from bridge.domain.idea import Match, SubmissionState
from bridge.pipeline import intake, moderate
from bridge.pipeline.intake import IntakeReport
from bridge.pipeline.raw import RawIdea
from bridge.store.keyring import FileKeyRing, KeyUse
from bridge.store.unit_of_work import SqlStore
from bridge.text.redactor import RuleRedactor

TAKE = Callable[..., IntakeReport]
KETTLE = RawIdea("Put a second kettle into the day room, because one never does for twelve people.", "q1")
TROLLEY = RawIdea("Let the night porters push the drinks trolley while the lifts are free.", "q1")


def test_every_idea_waits_for_a_person(take_in: TAKE, sql_store: SqlStore, noon: datetime) -> None:
    report = take_in(KETTLE, TROLLEY)
    assert (report.received, report.waiting, report.accepted) == (2, 2, 0)
    submissions = moderate.waiting(sql_store, "kettles")
    assert {KETTLE.text, TROLLEY.text} == {submission.text for submission in submissions}
    assert {noon.replace(hour=0, minute=0, second=0)} == {submission.received for submission in submissions}
    with sql_store.begin() as unit:
        assert list(unit.ideas.all("kettles")) == []


def test_sending_the_same_words_again_adds_nothing(
    take_in: TAKE, sql_store: SqlStore, noon: datetime
) -> None:
    take_in(KETTLE)
    again = RawIdea(f"  {KETTLE.text.upper()}\r\n", "q1")
    assert (take_in(again).known, take_in(again).waiting) == (1, 0)
    (waiting,) = moderate.waiting(sql_store, "kettles")
    moderate.accept(sql_store, RuleRedactor(), "kettles", waiting.id, noon)
    assert take_in(KETTLE).known == 1
    assert moderate.waiting(sql_store, "kettles") == ()


def test_a_refused_idea_does_not_come_back_by_itself(
    take_in: TAKE, sql_store: SqlStore, noon: datetime
) -> None:
    take_in(KETTLE)
    (waiting,) = moderate.waiting(sql_store, "kettles")
    moderate.reject(sql_store, RuleRedactor(), "kettles", waiting.id, "not about tea", noon)
    assert take_in(KETTLE).known == 1


def test_the_same_words_twice_in_one_set_are_taken_once(take_in: TAKE) -> None:
    report = take_in(KETTLE, TROLLEY, KETTLE)
    assert (report.received, report.waiting, report.known) == (3, 2, 1)


def test_the_same_words_to_another_question_are_another_idea(take_in: TAKE) -> None:
    assert take_in(KETTLE, RawIdea(KETTLE.text, "q2")).waiting == 2


def test_near_duplicates_are_found_in_the_set_and_among_what_is_known(
    take_in: TAKE, sql_store: SqlStore, noon: datetime
) -> None:
    near = RawIdea("Put a second kettle in our day room, one never does for twelve people there.", "q1")
    nearer = RawIdea("Put a second kettle into the day room: one never does for a dozen people.", "q1")
    report = take_in(KETTLE, near)
    assert report.flagged[intake.NEAR] == 1
    found = {submission.text: submission for submission in moderate.waiting(sql_store, "kettles")}
    assert found[KETTLE.text].near == ()
    with sql_store.begin() as unit:
        key = unit.ideas.id_of("kettles", "q1", KETTLE.text)
    assert [key] == [match.idea for match in found[near.text].near]
    assert isinstance(found[near.text].near[0], Match)
    moderate.accept(sql_store, RuleRedactor(), "kettles", found[KETTLE.text].id, noon)
    assert take_in(nearer).flagged[intake.NEAR] == 1


@pytest.mark.parametrize(
    ("sent", "question", "reason"),
    [
        (datetime(2015, 1, 13, tzinfo=UTC), "q1", None),
        (datetime(2015, 1, 27, tzinfo=UTC), "q1", intake.CLOSED),
        (datetime(2015, 1, 1, tzinfo=UTC), "q1", intake.CLOSED),
        (datetime(2015, 2, 10, tzinfo=UTC), "q1", intake.OTHER_QUESTION),
        (datetime(2015, 2, 10, tzinfo=UTC), "q2", None),
        (datetime(2016, 2, 10, tzinfo=UTC), "q2", intake.FUTURE),
    ],
)
def test_an_idea_out_of_its_time_is_shown_with_the_reason_not_lost(
    take_in: TAKE, sql_store: SqlStore, sent: datetime, question: str, reason: str | None
) -> None:
    now = datetime(2015, 2, 20, 9, 59, tzinfo=UTC)
    take_in(RawIdea(KETTLE.text, question, submitted_at=sent), now=now)
    (waiting,) = moderate.waiting(sql_store, "kettles")
    assert ((reason,) if reason else ()) == waiting.reasons
    assert min(sent, now.replace(hour=0, minute=0)) == waiting.received


def test_of_a_time_the_day_is_kept(take_in: TAKE, sql_store: SqlStore) -> None:
    zone = datetime(2015, 1, 13, 8, 47, 3, tzinfo=UTC).astimezone()
    take_in(RawIdea(KETTLE.text, "q1", submitted_at=zone))
    (waiting,) = moderate.waiting(sql_store, "kettles")
    assert datetime(2015, 1, 13, tzinfo=UTC) == waiting.received


def test_reviewed_sets_are_accepted_at_once_and_still_masked(
    take_in: TAKE, sql_store: SqlStore, noon: datetime
) -> None:
    named = RawIdea("Mr Pemberthwaite and Gwendolyn could warm the cups first.", "q1", role="nurse")
    report = take_in(KETTLE, named, reviewed=True)
    assert (report.waiting, report.accepted, report.doubtful_accepted) == (0, 2, 1)
    assert report.masked["PERSON"] == 1
    with sql_store.begin() as unit:
        ideas = unit.ideas.all("kettles")
        assert {KETTLE.text, "[name] and [name] could warm the cups first."} == {i.text for i in ideas}
        assert {noon.replace(minute=0, second=0)} == {idea.accepted for idea in ideas}
        assert unit.submissions.counts("kettles")[SubmissionState.ACCEPTED] == 2
    assert (take_in(KETTLE, named, reviewed=True).known, take_in(KETTLE, reviewed=True).accepted) == (2, 0)


def test_a_reviewed_set_releases_what_waited(take_in: TAKE, sql_store: SqlStore) -> None:
    take_in(KETTLE, TROLLEY)
    report = take_in(KETTLE, reviewed=True)
    assert (report.accepted, report.known) == (1, 0)
    assert [TROLLEY.text] == [submission.text for submission in moderate.waiting(sql_store, "kettles")]


def test_words_of_an_idea_that_is_there_are_merged_into_it(
    take_in: TAKE, sql_store: SqlStore, noon: datetime
) -> None:
    """A submission edited into known words, then those words sent in by someone else."""
    take_in(TROLLEY)
    (waiting,) = moderate.waiting(sql_store, "kettles")
    moderate.accept(sql_store, RuleRedactor(), "kettles", waiting.id, noon, text=KETTLE.text)
    report = take_in(KETTLE, reviewed=True)
    assert (report.accepted, report.merged) == (0, 1)
    with sql_store.begin() as unit:
        assert len(unit.ideas.all("kettles")) == 1


def test_an_idea_of_invisible_signs_is_counted_and_not_stored(take_in: TAKE, sql_store: SqlStore) -> None:
    assert take_in(RawIdea("\u200b \u202e", "q1")).empty == 1
    assert moderate.waiting(sql_store, "kettles") == ()


def test_an_unknown_question_refuses_the_whole_set(take_in: TAKE, sql_store: SqlStore) -> None:
    with pytest.raises(UserProblem, match="does not ask"):
        take_in(KETTLE, RawIdea("Secret words", "q9"))
    assert moderate.waiting(sql_store, "kettles") == ()


def test_the_database_does_not_show_who_became_what(
    take_in: TAKE, sql_store: SqlStore, noon: datetime, tmp_path: Path
) -> None:
    """Neither words nor a shared or computable id join a submission to its idea."""
    take_in(KETTLE, RawIdea("Mr Pemberthwaite keeps the only key to the pantry, day and night.", "q1"))
    first, second = moderate.waiting(sql_store, "kettles")
    kept, gone = (first, second) if first.text == KETTLE.text else (second, first)
    moderate.accept(sql_store, RuleRedactor(), "kettles", kept.id, noon)
    moderate.reject(sql_store, RuleRedactor(), "kettles", gone.id, "names a person", noon)
    with sql_store.begin() as unit:
        key = unit.ideas.id_of("kettles", "q1", KETTLE.text)
    sql_store.close()
    raw = b"".join(path.read_bytes() for path in tmp_path.glob("bridge.db*"))
    assert b"Pemberthwaite" not in raw
    assert b"only key" not in raw
    rows = sqlite3.connect(tmp_path / "bridge.db").execute("select subject from moderation").fetchall()
    assert {(key,), (gone.id,)} == set(rows)
    plain = intake.submission_id(b"", "kettles", "q1", KETTLE.text)
    assert kept.id not in {plain, key}


def test_ids_differ_between_campaigns_and_keys() -> None:
    first = intake.submission_id(b"a", "kettles", "q1", "words")
    assert first == intake.submission_id(b"a", "kettles", "q1", " WORDS ")
    others = {
        intake.submission_id(b"b", "kettles", "q1", "words"),
        intake.submission_id(b"a", "teapots", "q1", "words"),
        intake.submission_id(b"a", "kettles", "q2", "words"),
    }
    assert len(others - {first}) == 3


def test_after_the_key_is_destroyed_nothing_more_is_taken_in(
    take_in: TAKE, key_ring: FileKeyRing, kettles: Campaign
) -> None:
    take_in(KETTLE)
    key_ring.destroy(kettles.slug, KeyUse.PSEUDONYM)
    with pytest.raises(UserProblem, match="destroyed"):
        take_in(TROLLEY)


def test_an_error_half_way_leaves_nothing(
    sql_store: SqlStore, key_ring: FileKeyRing, take_in: TAKE, noon: datetime
) -> None:
    """The transaction that stores the set is one: a store that fails at the second idea keeps none."""
    with sql_store.begin() as unit:
        kind = type(unit.submissions)
    add, calls = kind.add, []

    def failing(self: object, submission: object) -> bool:
        calls.append(1)
        if len(calls) == 2:
            raise OSError("disk full")
        return add(self, submission)  # type: ignore[arg-type]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(kind, "add", failing)
        with pytest.raises(OSError, match="disk full"):
            take_in(KETTLE, TROLLEY)
    assert moderate.waiting(sql_store, "kettles") == ()
    assert take_in(KETTLE, TROLLEY, now=noon + timedelta(hours=1)).waiting == 2


def test_a_reviewed_set_does_not_decide_where_two_have_to_agree(
    take_in: Callable[..., IntakeReport], sql_store: SqlStore
) -> None:
    place = RawIdea("The only portering manager in Hathersage could lend us the second trolley.", "q1")
    take_in(place)
    report = take_in(place, reviewed=True)
    assert (report.known, report.accepted) == (1, 0)
    assert len(moderate.waiting(sql_store, "kettles")) == 1
