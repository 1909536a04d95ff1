"""The door: what it shows, what it keeps, what it gives back, and what it will not take."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pyrage
import pytest
from pyrage import x25519

from bridge.domain.campaign import Campaign, Intake
from bridge.domain.errors import UserProblem
from bridge.domain.idea import Decision, SubmissionState, rounded_to_hour
from bridge.domain.receipt import Holds, read_code
from bridge.pipeline import moderate
from bridge.pipeline.look_up import CaseState, find
from bridge.pipeline.moderate import accept
from bridge.pipeline.raw import RawIdea
from bridge.pipeline.receive import Doors, NotOpen, preview, receive, support
from bridge.pipeline.release import release
from bridge.store.locking import AgeLock

FLASK = RawIdea("Keep a flask of tea on every bay, so that nobody drinks it cold at night.", "q1")
NAMED = RawIdea("Ask Siobhan O'Neill on 07700 900123 to bring a flask of tea to every bay at night.", "q1")


def kept(doors: Doors) -> tuple[int, int]:
    """Submissions and marks of receipts that are stored."""
    with doors.store.begin() as unit:
        held = sum(
            len(unit.receipts.of("kettles", Holds.SUBMISSION, found.id))
            for found in unit.submissions.waiting("kettles")
        )
        return sum(unit.submissions.counts("kettles").values()), held


def publish(doors: Doors, campaign: Campaign, raw: RawIdea, now: datetime) -> str:
    """An idea that stands in the forum, and its id."""
    receive(doors, campaign, raw, now)
    (waiting,) = moderate.waiting(doors.store, "kettles")
    outcome = accept(doors.store, doors.redactor, "kettles", waiting.id, now, alone=True)
    release(doors.store, campaign, now + timedelta(days=2))
    assert outcome.idea is not None
    return outcome.idea.id


def test_a_preview_shows_what_is_masked_and_why_and_stores_nothing(
    doors: Doors, kettles: Campaign, noon: datetime
) -> None:
    shown = preview(doors, kettles, NAMED, noon)

    assert "Siobhan" not in shown.text
    assert [(one.placeholder, one.why) for one in shown.masked] == [
        ("[name]", "a name"),
        ("[phone]", "a phone number"),
    ]
    assert all(one.placeholder in one.context for one in shown.masked)
    assert kept(doors) == (0, 0)


def test_what_was_previewed_is_what_waits(doors: Doors, kettles: Campaign, noon: datetime) -> None:
    shown = preview(doors, kettles, NAMED, noon)
    receive(doors, kettles, NAMED, noon)
    (waiting,) = moderate.waiting(doors.store, "kettles")

    assert (waiting.title, waiting.text, waiting.masked) == (shown.title, shown.text, shown.masked)
    assert (waiting.second, waiting.raw) == (shown.notes, b"")


def test_of_the_time_of_arrival_the_day_is_kept(doors: Doors, kettles: Campaign, noon: datetime) -> None:
    receive(doors, kettles, replace(FLASK, submitted_at=noon), noon)
    (waiting,) = moderate.waiting(doors.store, "kettles")
    assert waiting.received == datetime(2015, 1, 14, tzinfo=UTC)


def test_a_code_reads_back_and_the_same_call_again_changes_nothing(
    doors: Doors, kettles: Campaign, noon: datetime
) -> None:
    first = receive(doors, kettles, FLASK, noon)
    assert read_code(first.code) == first.code
    assert kept(doors) == (1, 1)

    again = receive(doors, kettles, FLASK, noon, code=first.code)

    assert (again.code, again.known) == (first.code, True)
    assert kept(doors) == (1, 1)


def test_the_same_words_are_two_submissions_and_neither_receipt_tells_of_the_other(
    doors: Doors, kettles: Campaign, noon: datetime
) -> None:
    """Otherwise whoever has seen a draft somewhere could find out whether it was sent, and how it stands."""
    one = receive(doors, kettles, replace(FLASK, role="nurse"), noon)
    (first,) = moderate.waiting(doors.store, "kettles")
    moderate.ask(doors.store, doors.redactor, "kettles", first.id, "Are you on the night team?", noon)
    before = find(doors, kettles, one.code, noon)

    two = receive(doors, kettles, FLASK, noon)

    assert (one.known, two.known) == (False, False)
    assert find(doors, kettles, one.code, noon) == before
    seen = find(doors, kettles, two.code, noon)
    assert seen is not None
    assert (seen.state, seen.role, seen.asked) == (CaseState.WAITING, None, None)


@pytest.mark.parametrize("decided", ["returned", "accepted", "published"])
def test_words_that_were_decided_wait_again_for_whoever_sends_them(
    decided: str, doors: Doors, kettles: Campaign, noon: datetime
) -> None:
    receive(doors, kettles, FLASK, noon)
    (first,) = moderate.waiting(doors.store, "kettles")
    if decided == "returned":
        moderate.return_(doors.store, doors.redactor, "kettles", first.id, "unclear", noon)
    else:
        accept(doors.store, doors.redactor, "kettles", first.id, noon)
    if decided == "published":
        release(doors.store, kettles, noon + timedelta(days=2))

    code = receive(doors, kettles, FLASK, noon).code

    seen = find(doors, kettles, code, noon)
    assert seen is not None
    assert seen.state is CaseState.WAITING
    (again,) = moderate.waiting(doors.store, "kettles")
    assert again.id != first.id
    assert bool(again.near) is (decided != "returned")


def test_moderators_see_that_the_same_words_wait_twice(
    doors: Doors, kettles: Campaign, noon: datetime
) -> None:
    """The second is merged by accepting it, and counts once more."""
    for _ in range(2):
        receive(doors, kettles, FLASK, noon)
    one, two = moderate.waiting(doors.store, "kettles")
    assert sorted(len(found.near) for found in (one, two)) == [0, 1]

    for found in (one, two):
        accept(doors.store, doors.redactor, "kettles", found.id, noon)

    with doors.store.begin() as unit:
        decisions = [entry.decision for entry in unit.ideas.log_entries("kettles")]
    assert decisions == [Decision.ACCEPT, Decision.MERGE]


def test_near_duplicates_are_offered_once_they_are_public(
    doors: Doors, kettles: Campaign, noon: datetime
) -> None:
    near = replace(
        FLASK, text="Keep a flask of tea on every bay so that nobody has to drink it cold at night"
    )
    receive(doors, kettles, FLASK, noon)
    assert preview(doors, kettles, near, noon).near == ()
    (waiting,) = moderate.waiting(doors.store, "kettles")
    accepted = accept(doors.store, doors.redactor, "kettles", waiting.id, noon).idea
    assert accepted is not None
    assert preview(doors, kettles, near, noon).near == ()

    release(doors.store, kettles, noon + timedelta(days=2))

    (neighbour,) = preview(doors, kettles, near, noon).near
    assert (neighbour.idea, neighbour.text, neighbour.topic_id) == (accepted.id, accepted.text, None)


def test_support_is_counted_as_said_once_more(doors: Doors, kettles: Campaign, noon: datetime) -> None:
    idea = publish(doors, kettles, FLASK, noon)
    support(doors, kettles, idea, noon)
    with doors.store.begin() as unit:
        last = unit.ideas.log_entries("kettles")[-1]
    assert (last.subject, last.decision, last.at) == (idea, Decision.MERGE, rounded_to_hour(noon))
    with pytest.raises(UserProblem, match="not published"):
        support(doors, kettles, "nosuch", noon)


@pytest.mark.parametrize(
    ("raw", "told"),
    [
        (replace(FLASK, text="  \u200b\n"), "There is no text yet"),
        (replace(FLASK, text="tea " * 251), "has 251 words; 250 are the most"),
        (replace(FLASK, text="t" * 1_000_000), "are the most"),
        (
            replace(FLASK, text=f"{FLASK.text} ![ward|690x388](upload://k2Pq.jpeg)"),
            "Files and pictures are not taken",
        ),
        (replace(FLASK, text=f"{FLASK.text} [rota.pdf|attachment](/x)"), "Files and pictures are not taken"),
        (replace(FLASK, question="q9"), "does not ask that question"),
        (replace(FLASK, role="wizard"), "not one of this campaign's"),
        (replace(FLASK, lenses=("need-magic",)), "not one of this campaign's"),
    ],
)
@pytest.mark.parametrize("door", [preview, receive])
def test_what_cannot_be_taken_is_told_and_leaves_nothing(
    door: object, raw: RawIdea, told: str, doors: Doors, kettles: Campaign, noon: datetime
) -> None:
    assert callable(door)
    with pytest.raises(UserProblem, match=told):
        door(doors, kettles, raw, noon)
    assert kept(doors) == (0, 0)


def test_a_campaign_sets_its_own_length(doors: Doors, kettles: Campaign, noon: datetime) -> None:
    short = replace(kettles, intake=Intake(longest_words=5))
    with pytest.raises(UserProblem, match="5 are the most"):
        receive(doors, short, FLASK, noon)


def test_a_closed_question_says_when_it_opens(doors: Doors, kettles: Campaign, noon: datetime) -> None:
    for early, opens in (
        (noon - timedelta(days=30), datetime(2015, 1, 12, tzinfo=UTC)),
        (noon + timedelta(days=16), datetime(2015, 2, 9, tzinfo=UTC)),
    ):
        with pytest.raises(NotOpen, match="not asked for yet") as told:
            receive(doors, kettles, replace(FLASK, question="q2"), early)
        assert told.value.opens == opens
    assert told.value.hint == "They can be sent in from Monday 9 February 2015, 00:00."
    with pytest.raises(NotOpen, match="not asked for any more") as told:
        receive(doors, kettles, FLASK, noon + timedelta(days=300))
    assert told.value.opens is None
    assert kept(doors) == (0, 0)


def test_raw_text_opens_with_a_private_key_alone(
    doors: Doors, kettles: Campaign, noon: datetime, tmp_path: Path
) -> None:
    one, another, stranger = (x25519.Identity.generate() for _ in range(3))
    file = tmp_path / "recipients"
    file.write_text(f"# ward sister\n{one.to_public()}\n\n{another.to_public()} # matron\n")
    locked = replace(doors, lock=AgeLock(file))

    receive(locked, kettles, NAMED, noon)

    (waiting,) = moderate.waiting(doors.store, "kettles")
    for identity in (one, another):
        assert json.loads(pyrage.decrypt(waiting.raw, [identity])) == {"title": "", "text": NAMED.text}
    with pytest.raises(pyrage.DecryptError):
        pyrage.decrypt(waiting.raw, [stranger])
    moderate.reject(doors.store, doors.redactor, "kettles", waiting.id, "no-idea", noon)
    with doors.store.begin() as unit:
        gone = unit.submissions.get("kettles", waiting.id)
    assert gone is not None
    assert (gone.state, gone.raw) == (SubmissionState.REJECTED, b"")


@pytest.mark.parametrize("content", ["", "# nobody\n", "age1nokey\n", "AGE-SECRET-KEY-1XYZ\n"])
def test_a_file_of_public_keys_that_cannot_be_used_is_told(content: str, tmp_path: Path) -> None:
    file = tmp_path / "recipients"
    file.write_text(content)
    with pytest.raises(UserProblem, match=r"holds no key|is no public key") as told:
        AgeLock(file)
    assert "SECRET" not in f"{told.value.what}{told.value.hint}"
