"""How an idea stands, in plain words for its author."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from bridge.domain.language import gettext as _
from bridge.domain.language import gettext_noop
from bridge.pipeline.reopen import Case, CaseState


class Standing(NamedTuple):
    """A heading and a sentence; `waits`: a moderator has to act next."""

    title: str
    words: str
    waits: bool = False


_STANDINGS: Mapping[CaseState, Standing] = {
    CaseState.WAITING: Standing(
        gettext_noop("It waits for a moderator"),
        gettext_noop("A person reads every idea before it comes out."),
    ),
    CaseState.ASKED: Standing(
        gettext_noop("A moderator has a question"),
        gettext_noop("Your idea waits until you answer. You can also change it."),
    ),
    CaseState.RETURNED: Standing(
        gettext_noop("A moderator sent it back to you"),
        gettext_noop("It can still come out. Please change it and send it again."),
    ),
    CaseState.REJECTED: Standing(
        gettext_noop("It was not accepted"),
        gettext_noop("It will not come out. You are welcome to write another idea."),
    ),
    CaseState.ACCEPTED: Standing(
        gettext_noop("It is accepted"),
        gettext_noop("It comes out together with other ideas, so that nobody can tell when you sent it."),
    ),
    CaseState.PUBLISHED: Standing(
        gettext_noop("It is in the forum"), gettext_noop("People can read it, vote on it and reply to it.")
    ),
    CaseState.MERGED: Standing(
        gettext_noop("It is part of another idea"),
        gettext_noop("Others said nearly the same. It counts there, in these words."),
    ),
    CaseState.LAPSED: Standing(
        gettext_noop("It was not decided in time"),
        gettext_noop(
            "The campaign is over, and the words of ideas that did not come out were destroyed, as promised."
        ),
    ),
    CaseState.GONE: Standing(
        gettext_noop("The other idea was taken back"),
        gettext_noop(
            "Yours counted for an idea that says the same, and its author has withdrawn that. "
            "You may send yours in again."
        ),
    ),
    CaseState.WITHDRAWN: Standing(
        gettext_noop("You have taken it back"),
        gettext_noop("Its words are gone here. You may write another idea at any time."),
    ),
}


def standing_of(case: Case) -> Standing:
    """What its author is told."""
    found = _STANDINGS[case.state]
    return Standing(_(found.title), _(found.words), case.state is CaseState.WAITING)
