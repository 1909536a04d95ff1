"""How an idea stands, in plain words for its author."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from bridge.pipeline.reopen import Case, CaseState


class Standing(NamedTuple):
    """A heading and a sentence."""

    title: str
    words: str


_STANDINGS: Mapping[CaseState, Standing] = {
    CaseState.WAITING: Standing("It waits for a moderator", "A person reads every idea before it comes out."),
    CaseState.ASKED: Standing(
        "A moderator has a question", "Your idea waits until you answer. You can also change it."
    ),
    CaseState.RETURNED: Standing(
        "A moderator sent it back to you", "It can still come out. Please change it and send it again."
    ),
    CaseState.REJECTED: Standing(
        "It was not accepted", "It will not come out. You are welcome to write another idea."
    ),
    CaseState.ACCEPTED: Standing(
        "It is accepted", "It comes out together with other ideas, so that nobody can tell when you sent it."
    ),
    CaseState.PUBLISHED: Standing("It is in the forum", "People can read it, vote on it and reply to it."),
    CaseState.MERGED: Standing(
        "It is part of another idea", "Others said nearly the same. It counts there, in these words."
    ),
    CaseState.LAPSED: Standing(
        "It was not decided in time",
        "The campaign is over, and the words of ideas that did not come out were destroyed, as promised.",
    ),
    CaseState.GONE: Standing(
        "The other idea was taken back",
        "Yours counted for an idea that says the same, and its author has withdrawn that. "
        "You may send yours in again.",
    ),
    CaseState.WITHDRAWN: Standing(
        "You have taken it back", "Its words are gone here. You may write another idea at any time."
    ),
}


def standing_of(case: Case) -> Standing:
    """What its author is told."""
    return _STANDINGS[case.state]
