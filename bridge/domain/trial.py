"""Where an idea was tried: in what place, when, and what came of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum


class Result(StrEnum):
    """What came of a trial."""

    WORKED = "worked"
    PARTLY = "partly"
    DID_NOT = "did not work"


@dataclass(frozen=True, slots=True)
class Trial:
    """A moderator's record that an idea was tried somewhere; `number` counts from 1 for each idea.

    `place` is a ward, a site or a team, never a person; `month` the first day of the month in which it was,
    None where that is not said. `place` and `words` are public and masked. Who said so is not kept.
    """

    campaign: str
    idea: str
    number: int
    place: str
    month: date | None
    result: Result
    words: str
    at: datetime
