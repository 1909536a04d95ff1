"""Two people decide about the same idea at the same moment: one of them does, the other is told."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from bridge.domain.errors import UserProblem
from bridge.domain.idea import Experience, Idea, IdeaStatus, Submission, SubmissionState
from bridge.domain.receipt import Holds, Receipt
from bridge.pipeline import moderate
from bridge.pipeline.revise import revise, take_back
from bridge.store.unit_of_work import SqlStore
from bridge.text.redactor import RuleRedactor

NOON = datetime(2015, 1, 14, 12, tzinfo=UTC)
WORDS = "Keep a flask of tea on every bay, so that nobody drinks it cold at night."
WAITING = Submission(
    id="3f9a",
    campaign="north",
    question="q1",
    title="Keep a flask of tea on every bay",
    text=WORDS,
    role=None,
    lenses=(),
    experience=Experience.WOULD_LIKE,
    received=NOON,
    source="form",
)
IDEA = Idea(
    id="abcdefghjk",
    campaign="north",
    question="q1",
    title="Keep a flask of tea on every bay",
    text=WORDS,
    role=None,
    lenses=(),
    experience=Experience.WOULD_LIKE,
    accepted=NOON,
)


def meanwhile(act: Callable[[], object]) -> tuple[threading.Thread, list[BaseException]]:
    """Somebody else acts, as far as they get; what stops them is collected."""
    stopped: list[BaseException] = []

    def run() -> None:
        try:
            act()
        except BaseException as error:  # noqa: BLE001 - a thread's error would vanish with it
            stopped.append(error)

    thread = threading.Thread(target=run)
    thread.start()
    # Long enough to read what is about to change, if nothing holds it.
    thread.join(0.5)
    return thread, stopped


@pytest.mark.parametrize("decision", ["accept", "reject"])
def test_what_its_author_takes_back_at_this_moment_is_not_decided(store: SqlStore, decision: str) -> None:
    with store.begin() as unit:
        unit.submissions.add(WAITING)
        unit.receipts.put(Receipt("north", "a" * 64, Holds.SUBMISSION, WAITING.id))
    acts: dict[str, Callable[[], object]] = {
        "accept": lambda: moderate.accept(store, RuleRedactor(), "north", WAITING.id, NOON),
        "reject": lambda: moderate.reject(store, RuleRedactor(), "north", WAITING.id, "unclear", NOON),
    }
    with store.begin() as unit:
        found = moderate.find_waiting(unit, "north", WAITING.id)
        thread, stopped = meanwhile(acts[decision])
        unit.submissions.replace(replace(found, state=SubmissionState.WITHDRAWN))
    thread.join(30)

    assert [type(error) for error in stopped] == [UserProblem]
    with store.begin() as unit:
        kept = unit.submissions.get("north", WAITING.id)
        assert list(unit.ideas.all("north")) == []
    assert kept is not None
    assert kept.state is SubmissionState.WITHDRAWN


def test_what_its_author_takes_back_at_this_moment_gets_no_new_words(store: SqlStore) -> None:
    with store.begin() as unit:
        unit.ideas.put(IDEA)

    with store.begin() as unit:
        found = unit.ideas.get("north", IDEA.id, hold=True)
        assert found is not None
        thread, stopped = meanwhile(
            lambda: revise(store, RuleRedactor(), "north", IDEA.id, NOON, text=f"{WORDS} And sugar.")
        )
        take_back(unit, found, NOON)
    thread.join(30)

    assert [type(error) for error in stopped] == [UserProblem]
    with store.begin() as unit:
        kept = unit.ideas.get("north", IDEA.id)
    assert kept is not None
    assert (kept.status, kept.version) == (IdeaStatus.WITHDRAWN, 2)
    assert WORDS not in kept.text
