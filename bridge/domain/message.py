"""Ideas by private message: what the bridge answers there."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from bridge.domain.idea import Masked
from bridge.domain.identity import Key, Kind, Marker
from bridge.domain.receipt import read_code
from bridge.domain.review import NearIdea

_NAME = re.compile(
    r"message-(?P<post>\d+)-(?P<said>[a-z]+)"
    r"(?:-(?P<code>[0-9a-z]{4}(?:-[0-9a-z]{4}){4})-for-(?P<question>[a-z0-9-]+))?"
)


class Said(StrEnum):
    """What an answer in a private message says."""

    TAKEN = "taken"
    WHICH = "which"
    CLOSED = "closed"
    REFUSED = "refused"
    LATER = "later"


@dataclass(frozen=True, slots=True)
class Answered:
    """What the marker of an answer tells: the post to which it was given and what it said.

    With a receipt also its code, and the question for which the idea was taken in.
    """

    post: int
    said: Said
    code: str | None = None
    question: str = ""


@dataclass(frozen=True, slots=True)
class Letter:
    """One answer. `code`, `question` and the words as they would appear go with an idea that was taken in.

    `questions` are those that are open; a question is its id and its title. `what` and `hint` say why
    nothing was taken in.
    """

    said: Said
    code: str = ""
    title: str = ""
    text: str = ""
    question: tuple[str, str] = ("", "")
    masked: tuple[Masked, ...] = ()
    near: tuple[NearIdea, ...] = ()
    questions: tuple[tuple[str, str], ...] = ()
    what: str = ""
    hint: str = ""


def letter_key(campaign: str, post: int, letter: Letter) -> Key:
    """The key by whose marker an answer is known again: in the forum, since the store keeps nothing of it.

    The code stands in it as it stands in the answer, so that a run which was cut off goes on with the same.
    """
    receipt = f"-{letter.code.lower()}-for-{letter.question[0]}" if letter.code else ""
    return Key(campaign, Kind.NOTICE, f"message-{post}-{letter.said}{receipt}")


def answered_by(marker: Marker | None, campaign: str) -> Answered | None:
    """What one of our own posts in a message answers; None for anything else."""
    if marker is None or marker.key.campaign != campaign or marker.key.kind is not Kind.NOTICE:
        return None
    found = _NAME.fullmatch(marker.key.name)
    if found is None or found["said"] not in set(Said):
        return None
    code, question = read_code(found["code"] or ""), found["question"] or ""
    return Answered(int(found["post"]), Said(found["said"]), code, question)
