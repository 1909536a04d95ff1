"""What moderators write under ideas, read with patience for how people type."""

from __future__ import annotations

import pytest

from bridge.domain.followup import Course
from bridge.domain.idea import IdeaStatus
from bridge.domain.instruction import Report, SetStatus, read_instruction


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("status: chosen", SetStatus(IdeaStatus.CHOSEN)),
        ("**Status: Chosen.**", SetStatus(IdeaStatus.CHOSEN)),
        ("  status : being tried", SetStatus(IdeaStatus.BEING_TRIED)),
        ("STATUS: in-discussion", SetStatus(IdeaStatus.IN_DISCUSSION)),
        ("status: not now, because of the move", SetStatus(IdeaStatus.NOT_NOW, "Of the move")),
        ("status: not_now - too dear", SetStatus(IdeaStatus.NOT_NOW, "Too dear")),
        ("status: not now\n\nBecause we move\nin May.", SetStatus(IdeaStatus.NOT_NOW, "We move in May.")),
        ("status: done, As soon as we heard", SetStatus(IdeaStatus.DONE, "As soon as we heard")),
        ("> status: done\n\nstatus: new", SetStatus(IdeaStatus.NEW)),
        ('[quote="ann"]\nstatus: done\n[/quote]\nstatus: new', SetStatus(IdeaStatus.NEW)),
        ("status: newest", SetStatus(None)),
        ("status: withdrawn", SetStatus(None)),
        ("status:", SetStatus(None)),
        (
            "status: chosen, it is cheap\r\nOwner: the night team\r\n**First step:** buy oil\r\nGood luck!",
            SetStatus(IdeaStatus.CHOSEN, "It is cheap Good luck!", "the night team", "buy oil"),
        ),
        ("check-in: moving", Report(Course.MOVING)),
        ("Check in: stuck, no oil\nsince May", Report(Course.STUCK, "No oil since May")),
        ("checkin: done!", Report(Course.DONE)),
        ("check-in: fine", Report(None)),
        ("What is the status: chosen or not?", None),
        ("I like it\nstatus: chosen", None),
        ("", None),
    ],
)
def test_the_first_line_says_what_is_wanted(raw: str, expected: object) -> None:
    assert read_instruction(raw) == expected
