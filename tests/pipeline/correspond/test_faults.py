"""Messages whose answers fail, are not known, or are cut off half-way."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from bridge.domain.errors import Rejected, Unknown
from bridge.pipeline import correspond as door
from bridge.pipeline import reopen
from tests.pipeline.correspond.box import Box


@pytest.mark.parametrize("after", [False, True])
@pytest.mark.parametrize("step", ["answer", "receive", "archive"])
def test_a_run_that_was_killed_anywhere_is_simply_run_again(
    box: Box, monkeypatch: pytest.MonkeyPatch, step: str, after: bool
) -> None:
    topic = box.writes(title="About q1")
    place: Any = door if step == "receive" else box.bridge.forum.messages
    original: Callable[..., Any] = getattr(place, step)

    class Killed(BaseException):
        pass

    def dying(*words: Any, **names: Any) -> Any:
        if after:
            original(*words, **names)
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(place, step, dying)
        with pytest.raises(Killed):
            box.run()
    box.run()
    box.run()

    (waiting,) = box.waiting()
    assert box.inbox() == []
    found = reopen.find(box.bridge.doors, box.campaign, box.code(topic), box.bridge.clock.now())
    assert found is not None
    assert found.text == waiting.text


def test_an_answer_whose_outcome_is_not_known_is_not_given_again(
    box: Box, monkeypatch: pytest.MonkeyPatch
) -> None:
    topic = box.writes(title="About q1")
    messages = box.bridge.forum.messages
    original = messages.answer

    def lost(topic_id: int, raw: str) -> Any:
        original(topic_id, raw)
        raise Unknown("sent, but no whole answer came back")

    with monkeypatch.context() as patch:
        patch.setattr(messages, "answer", lost)
        with pytest.raises(Unknown):
            box.run()
    box.run()

    assert len(box.answers(topic)) == 1
    assert len(box.waiting()) == 1


def test_a_message_that_cannot_be_answered_keeps_no_other_waiting(
    box: Box, monkeypatch: pytest.MonkeyPatch
) -> None:
    stuck, other = (
        box.writes(title="About q1"),
        box.writes("Another urn would do as well, I think.", "About q2"),
    )
    messages = box.bridge.forum.messages
    original = messages.answer

    def refusing(topic_id: int, raw: str) -> Any:
        if topic_id == stuck:
            raise Rejected("POST /posts.json: the forum does not accept this (422).")
        return original(topic_id, raw)

    monkeypatch.setattr(messages, "answer", refusing)
    done = box.run()

    assert done.taken == 1
    assert done.problem.startswith("A message could not be answered")
    assert box.code(other)
    assert box.inbox() == [stuck]
    assert [found.question for found in box.waiting()] == ["q2"]


def test_a_second_copy_of_an_answer_goes_with_its_code(box: Box) -> None:
    """A request that was held up on its way arrives after the run that repeated it."""
    topic = box.writes(title="About q1")
    box.run()
    code = box.code(topic)
    late = box.answers(topic)[0].replace(code, "A" * 4 + "-BBBB" * 4)
    late = late.replace(code.lower(), "aaaa" + "-bbbb" * 4)
    box.bridge.forum.messages.answer(topic, late)
    assert len(box.answers(topic)) == 2

    box.run()

    assert box.code(topic) == code
    assert len(box.waiting()) == 1
    assert box.inbox() == []
