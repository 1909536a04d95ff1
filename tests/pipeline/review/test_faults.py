"""Writes that go wrong in a review: everything is there once, and right, after two more runs."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bridge.domain.campaign import Campaign
from bridge.domain.errors import Unknown
from bridge.domain.idea import SubmissionState
from bridge.forum.endpoint import Endpoint
from bridge.forum.transport import Transport
from tests.e2e.staging import open_town
from tests.pipeline.review.room import OTHER, PLAIN, Room

TITLE = "A kettle for every ward"


class Killed(BaseException):
    """The process ends here."""


def decided(campaign: Campaign, folder: Path, send: Callable[..., Any] | None) -> tuple[int, list[str]]:
    """Open two topics, decide about one and ask about the other while `send` is how requests go out.

    Gives the number of writes of that run, and what was found wrong after two undisturbed ones.
    """
    folder.mkdir()
    with (
        open_town(campaign.phases[0].opens + timedelta(days=2, hours=12)) as town,
        town.desk(folder) as bridge,
    ):
        room = Room(town, bridge, campaign)
        first, second = room.comes(PLAIN), room.comes(OTHER)
        room.sync()
        room.replies(first, f"accept this idea\n\ntitle: {TITLE}")
        room.replies(second, "ask the author: who has the key?")
        writes = 0
        original = Transport.send

        def counted(self: Transport, endpoint: Endpoint, **more: Any) -> Any:
            nonlocal writes
            if endpoint.reads:
                return original(self, endpoint, **more)
            writes += 1
            if send is None:
                return original(self, endpoint, **more)
            return send(lambda: original(self, endpoint, **more), writes, endpoint)

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(Transport, "send", counted)
            with suppress(Unknown, Killed):
                room.sync()
        for _ in range(2):
            room.sync()
        again = room.sync()
        wrong = []
        if [idea.title for idea in room.ideas()] != [TITLE]:
            wrong.append(f"ideas: {[idea.title for idea in room.ideas()]}")
        if room.submission(first).state is not SubmissionState.ACCEPTED:
            wrong.append(f"state: {room.submission(first).state}")
        if [turn.text for turn in room.submission(second).dialogue] != ["who has the key?"]:
            wrong.append(f"dialogue: {room.submission(second).dialogue}")
        if (len(room.answers(first)), len(room.answers(second))) != (1, 1):
            wrong.append(f"answers: {room.answers(first)} {room.answers(second)}")
        topic = town.topic(room.topic(first))
        if not room.body(first).startswith("Decided:") or (topic["closed"], topic["visible"]) != (1, 0):
            wrong.append(f"topic: {topic['raw']} {topic['closed']} {topic['visible']}")
        if room.standing(first):
            wrong.append(f"replies that tell: {room.standing(first)}")
        if "who has the key?" not in room.body(second):
            wrong.append("the question does not show")
        if again.plan.operations or (
            again.reviewed and again.reviewed.plan and again.reviewed.plan.operations
        ):
            wrong.append("no rest")
        return writes, wrong


@pytest.mark.parametrize("how", ["lost", "killed"])
def test_whatever_write_goes_wrong(campaign: Campaign, tmp_path: Path, how: str) -> None:
    writes, wrong = decided(campaign, tmp_path / "undisturbed", None)
    assert (wrong, writes > 8) == ([], True)
    for number in range(1, writes + 1):

        def send(go: Callable[[], Any], at: int, endpoint: Endpoint, number: int = number) -> Any:
            if at != number:
                return go()
            go()
            if how == "killed":
                raise Killed
            raise Unknown(f"{endpoint}: sent, but no whole answer came back.")

        assert (number, decided(campaign, tmp_path / str(number), send)[1]) == (number, [])
