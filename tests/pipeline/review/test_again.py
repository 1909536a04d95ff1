"""A review that was stopped or killed anywhere is simply run again."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from bridge.domain.errors import Interrupted
from bridge.ports import UnitOfWork
from tests.pipeline.review.room import ACCEPT, OTHER, PLAIN, Room, settled


def test_a_run_that_was_stopped_anywhere_is_simply_run_again(room: Room) -> None:
    """Stopped before each operation in turn, every command is carried out and answered once."""
    names = [room.comes(PLAIN), room.comes(OTHER)]
    room.sync()
    room.replies(names[0], "accept\ntitle: A kettle for every ward")
    room.replies(names[1], "ask: who would have the key?")

    for step in range(40):
        left = iter([False] * step)
        try:
            room.sync(stop=lambda: next(left, True))  # noqa: B023 - used within this turn only
        except Interrupted:
            continue
    room.sync()

    assert [idea.title for idea in room.ideas()] == ["A kettle for every ward"]
    assert len(room.submission(names[1]).dialogue) == 1
    assert [len(room.answers(name)) for name in names] == [1, 1]
    assert "**accepted**" in room.body(names[0])
    settled(room)


@pytest.mark.parametrize(
    "words",
    [ACCEPT, "return: no-idea, sadly", "ask the author: who fills it?", "I think I know who this is."],
)
def test_a_run_that_was_killed_at_any_commit_is_simply_run_again(
    room: Room, monkeypatch: pytest.MonkeyPatch, words: str
) -> None:
    """Killed after the first commit, the second, and so on, until a run gets through."""
    name = room.comes()
    room.sync()
    room.replies(name, words)
    original = room.bridge.store.begin

    class Killed(BaseException):
        pass

    for step in range(1, 200):
        left = iter(range(step))

        @contextmanager
        def dying(left: Iterator[int] = left) -> Iterator[UnitOfWork]:
            if next(left, None) is None:
                raise Killed
            with original() as unit:
                yield unit

        try:
            with monkeypatch.context() as patch:
                patch.setattr(room.bridge.store, "begin", dying)
                room.sync()
        except Killed:
            continue
        break
    room.sync()

    assert len(room.answers(name)) == 1
    assert len(room.submission(name).dialogue) == ("ask" in words)
    assert len(room.submission(name).known_to) == ("know" in words)
    assert len(room.ideas()) == (words == ACCEPT)
    settled(room)
