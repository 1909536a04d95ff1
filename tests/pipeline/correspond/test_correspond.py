"""Ideas by private message: answered with a receipt, taken in once, deleted as far as the forum lets us."""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from pathlib import Path

import pytest

from bridge.domain.campaign import Campaign, Intake
from bridge.pipeline import correspond as door
from bridge.pipeline import reopen
from bridge.pipeline.correspond import Corresponded, correspond
from bridge.sync.lease import hold
from tests.pipeline.correspond.box import GROUP, IDEA, Box


def test_an_idea_is_taken_in_and_answered_with_a_receipt(box: Box) -> None:
    topic = box.writes(title="About q2")

    done = box.run()

    assert (done.taken, done.answered, done.problem) == (1, 0, "")
    (waiting,) = box.waiting()
    assert (waiting.question, waiting.source) == ("q2", "message")
    assert "Fitzgerald" not in waiting.text
    case = reopen.find(box.bridge.doors, box.campaign, box.code(topic), box.bridge.clock.now())
    assert case is not None
    assert case.text == waiting.text
    (answer,) = box.answers(topic)
    assert "**confidential, not anonymous**" in answer
    assert "*Who makes it?*" in answer
    assert "hides a name" in answer
    assert "Fitzgerald" not in answer
    assert box.inbox() == []
    assert box.run() == Corresponded()
    assert box.code(topic)


def test_where_two_questions_are_open_the_answer_asks_which(box: Box) -> None:
    topic = box.writes()

    assert (box.run().answered, box.waiting(), box.inbox()) == (1, (), [])
    assert "`question: q1` for *What keeps tea cold?*" in box.answers(topic)[0]
    box.replies(topic, "Question: 2, I would say")
    box.run()
    assert "does not ask that question" in box.answers(topic)[1]
    box.replies(topic, "question: q2")
    assert box.run().taken == 1

    (waiting,) = box.waiting()
    assert waiting.question == "q2"
    assert "question" not in waiting.text.lower()
    assert len(box.answers(topic)) == 3


@pytest.mark.parametrize(
    ("raw", "title", "question"),
    [
        (f"question: q2\n\n{IDEA}", "An idea for the campaign", "q2"),
        (f"{IDEA}\n\n**Question:** Who makes it?", "An idea for the campaign", "q2"),
        (IDEA, "Re: What keeps tea cold?", "q1"),
        (f"question: 1\n{IDEA}", "About q2", "q1"),
    ],
)
def test_a_question_is_named_in_the_subject_or_in_a_line(
    box: Box, raw: str, title: str, question: str
) -> None:
    box.writes(raw, title)
    box.run()

    (waiting,) = box.waiting()
    assert waiting.question == question
    assert "uestion" not in waiting.text


def test_a_sentence_that_begins_with_the_word_question_is_part_of_the_idea(box: Box) -> None:
    raw = "Question: why do we wait for the urn every single morning?\n\nLet us fill it at six."
    box.writes(raw, "About q1")
    box.run()

    (waiting,) = box.waiting()
    assert waiting.question == "q1"
    assert "every single morning" in waiting.text


def test_outside_of_its_phases_the_answer_says_when(box: Box) -> None:
    box.later(days=14)
    topic = box.writes()
    box.run()

    (answer,) = box.answers(topic)
    assert "not asked for yet. They can be sent in from Monday 9 February 2015, 00:00." in answer
    assert "nothing of it was kept by me" in answer
    assert (box.waiting(), box.inbox()) == ((), [])

    box.later(days=20)
    only = box.writes("Another one, for the one question that is open then, about the urn.")
    box.run()
    assert box.code(only)
    (waiting,) = box.waiting()
    assert waiting.question == "q2"


def test_a_phase_that_ends_between_answer_and_intake_keeps_the_promise(
    box: Box, monkeypatch: pytest.MonkeyPatch
) -> None:
    box.writes(title="About q1")
    with monkeypatch.context() as patch:
        patch.setattr(door, "receive", lambda *_, **__: pytest.fail("killed"))
        with pytest.raises(pytest.fail.Exception):
            box.run()
    box.later(days=14)
    box.run()

    assert len(box.waiting()) == 1


def test_what_is_too_long_is_answered_kindly(box: Box) -> None:
    topic = box.writes("Fill the urn early. " * 100, "About q1")
    box.run()

    assert "This text has 400 words; 250 are the most." in box.answers(topic)[0]
    assert box.waiting() == ()


def test_talk_after_the_receipt_is_answered_once(box: Box) -> None:
    topic = box.writes(title="About q1")
    box.run()
    box.replies(topic, "One word more: it was the blue urn.")
    for _ in range(3):
        box.run()

    assert len(box.answers(topic)) == 2
    assert "I cannot read replies here" in box.answers(topic)[1]
    assert box.inbox() == []
    assert len(box.waiting()) == 1


def test_after_two_days_it_is_deleted_for_good(box: Box) -> None:
    box.town.sandbox.site.change_limits(can_permanently_delete=True)
    box.writes(title="About q1")
    box.run()
    assert (box.run().gone, box.left()) == (0, 2)

    box.later(days=2, minutes=1)
    done = box.run()

    assert (done.gone, done.trashed, box.left()) == (1, 0, 0)
    assert len(box.waiting()) == 1
    assert box.run() == Corresponded()


def test_where_the_forum_deletes_nothing_for_good_it_goes_into_the_trash(box: Box) -> None:
    box.town.sandbox.site.change_limits(can_permanently_delete=False)
    box.writes(title="About q1")
    box.run()
    box.later(days=3)

    done = box.run()

    assert (done.gone, done.trashed) == (0, 1)
    assert box.run() == Corresponded()


@pytest.mark.parametrize("answered", [False, True])
def test_its_author_has_it_deleted_at_once(box: Box, answered: bool) -> None:
    box.town.sandbox.site.change_limits(can_permanently_delete=True)
    topic = box.writes(title="About q1")
    if answered:
        box.run()
    box.replies(topic, "Please, delete this message!")

    assert box.run().gone == 1
    assert box.left() == 0
    # What was taken in before stays, and its receipt with it.
    assert len(box.waiting()) == answered


def test_messages_that_are_not_for_the_door_are_left_alone(box: Box) -> None:
    own = box._does(
        box.town.keys.bridge_username,
        "POST",
        "/posts.json",
        title="A word to the group itself",
        raw="Something that the bridge's people talk about.",
        archetype="private_message",
        target_recipients=GROUP,
    )
    box.bridge.forum.messages.archive(own["topic_id"])
    box.later(days=3)

    assert box.run() == Corresponded()
    assert box.left() == 1


def test_a_group_that_is_not_there_is_told_and_stops_nothing(box: Box) -> None:
    done = box.run(replace(box.campaign, intake=Intake(message_group="no_such_group")))

    assert done.problem.startswith("The forum has no group no_such_group")


def test_without_a_group_there_is_no_door(box: Box, kettles: Campaign) -> None:
    before = box.bridge.forum.requests
    with hold(box.bridge.store, box.bridge.clock, "kettles", "test") as lease:
        assert correspond(box.bridge.desk, box.bridge.doors, kettles, lease) is None
    assert box.bridge.forum.requests == before


def test_the_database_knows_nothing_of_who_wrote_when_or_in_which_words(box: Box, tmp_path: Path) -> None:
    topic = box.writes(title="About q1 and a lantern", name="grey_heron")
    box.run()
    code = box.code(topic)

    dump = "\n".join(sqlite3.connect(tmp_path / "bridge.sqlite3").iterdump())
    for words in ("heron", "Fitzgerald", "lantern", "nobody waits", code, code.lower(), "message-"):
        assert words not in dump
    assert box.bridge.clock.now().strftime("%H:%M") not in dump
