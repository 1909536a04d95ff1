"""Submissions wait, are decided, and forget their text once an idea was made of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bridge.domain.idea import Experience, Match, Submission, SubmissionState
from bridge.store.unit_of_work import SqlStore

HOUR = datetime(2015, 1, 12, 9, 0, tzinfo=UTC)
SUBMISSION = Submission(
    id="s-1",
    campaign="north",
    question="q1",
    title="Quiet handovers",
    text="We moved the handover to the bedside – \u2028 and patients joined in.",
    role="nurse",
    lenses=("communication", "time"),
    experience=Experience.WE_DID,
    received=HOUR,
    source="csv",
    reasons=("a name may be left in it",),
    near=(Match("abcdefghjk", 0.8125), Match("bcdefghjkm", 0.5)),
)


def test_a_submission_comes_back_as_it_was_added(store: SqlStore) -> None:
    with store.begin() as unit:
        assert unit.submissions.add(SUBMISSION) is True
    with store.begin() as unit:
        assert unit.submissions.get("north", "s-1") == SUBMISSION
        assert unit.submissions.get("north", "s-2") is None


def test_the_same_text_sent_twice_is_stored_once(store: SqlStore) -> None:
    with store.begin() as unit:
        assert unit.submissions.add(SUBMISSION) is True
        assert unit.submissions.add(replace(SUBMISSION, role=None)) is False
        assert unit.submissions.get("north", "s-1") == SUBMISSION


def test_those_that_wait_come_oldest_first_and_ties_by_id(store: SqlStore) -> None:
    late, early = HOUR + timedelta(hours=2), HOUR - timedelta(hours=1)
    with store.begin() as unit:
        for name, received in (("d", late), ("b", HOUR), ("c", early), ("a", HOUR)):
            unit.submissions.add(replace(SUBMISSION, id=name, received=received))
        unit.submissions.add(replace(SUBMISSION, id="e", state=SubmissionState.REJECTED))
        assert [waiting.id for waiting in unit.submissions.waiting("north")] == ["c", "a", "b", "d"]


def test_arrival_is_kept_by_the_hour_only(store: SqlStore) -> None:
    with store.begin() as unit:
        unit.submissions.add(replace(SUBMISSION, received=HOUR + timedelta(minutes=59, seconds=7)))
        found = unit.submissions.get("north", "s-1")
    assert found is not None
    assert found.received == HOUR


@pytest.mark.parametrize("state", [SubmissionState.RETURNED, SubmissionState.REJECTED])
def test_a_submission_that_was_not_taken_keeps_its_text(store: SqlStore, state: SubmissionState) -> None:
    changed = replace(SUBMISSION, state=state, text="edited", near=())
    with store.begin() as unit:
        unit.submissions.add(SUBMISSION)
        unit.submissions.replace(changed)
        assert unit.submissions.get("north", "s-1") == changed


@pytest.mark.parametrize("state", [SubmissionState.ACCEPTED, SubmissionState.MERGED])
def test_a_submission_that_became_an_idea_forgets_everything_else(
    store: SqlStore, state: SubmissionState
) -> None:
    """Its words would lead whoever holds the key from the hour of arrival to the public idea."""
    with store.begin() as unit:
        unit.submissions.add(SUBMISSION)
        unit.submissions.replace(replace(SUBMISSION, state=state))
    with store.begin() as unit:
        assert unit.submissions.get("north", "s-1") == Submission(
            id="s-1",
            campaign="north",
            question="q1",
            title="",
            text="",
            role=None,
            lenses=(),
            experience=Experience.WOULD_LIKE,
            received=HOUR,
            source="",
            state=state,
        )
        assert unit.submissions.add(SUBMISSION) is False


def test_states_are_counted(store: SqlStore) -> None:
    with store.begin() as unit:
        for number in range(3):
            unit.submissions.add(replace(SUBMISSION, id=f"w{number}"))
        unit.submissions.add(replace(SUBMISSION, id="m", state=SubmissionState.MERGED))
        assert unit.submissions.counts("north") == {
            SubmissionState.WAITING: 3,
            SubmissionState.ACCEPTED: 0,
            SubmissionState.MERGED: 1,
            SubmissionState.RETURNED: 0,
            SubmissionState.REJECTED: 0,
            SubmissionState.WITHDRAWN: 0,
        }


def test_replacing_an_unknown_submission_is_an_error(store: SqlStore) -> None:
    with pytest.raises(LookupError, match="no submission s-1"), store.begin() as unit:
        unit.submissions.replace(SUBMISSION)
