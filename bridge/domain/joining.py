"""Two ideas that say the same, proposed to be joined: one goes on, the other says where."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

ANSWER_TIME = timedelta(days=7)
"""So long the authors have to say no; after it a moderator may join the ideas without an answer."""


class JoiningState(StrEnum):
    """How far a proposal has come."""

    PROPOSED = "proposed"
    JOINED = "joined"
    REFUSED = "refused"
    PARTED = "parted"


@dataclass(frozen=True, slots=True)
class Joining:
    """`idea` is to go on in `goes_on_in`; `asked` is the hour of the proposal."""

    campaign: str
    idea: str
    goes_on_in: str
    state: JoiningState
    asked: datetime


@dataclass(frozen=True, slots=True)
class Consent:
    """What the holder of a receipt says to the joining of an idea."""

    campaign: str
    idea: str
    mark: str
    agrees: bool
