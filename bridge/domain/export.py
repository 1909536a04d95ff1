"""The input of a ranking as it may leave the bridge: counts of people by idea, and nothing of any person."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bridge.domain.participation import Tally
from bridge.domain.ranking import Counted, Prior, Sides


@dataclass(frozen=True, slots=True)
class ExportedIdea:
    """One line of an export: what was counted of an idea, and what came out of it.

    `seen` is written down beside the counts from which it follows, so that a change shows.
    `counted` is what is left of people once rings count as one and newcomers are capped. `sides` stand only
    where enough people may be told of on both. `seal` are sixteen hex digits over the rest of the line: they
    say which line was changed.
    """

    place: int
    tied: bool
    score: float
    low: float
    high: float
    tally: Tally
    seen: int
    counted: Counted
    sides: Sides
    seal: str = ""


@dataclass(frozen=True, slots=True)
class Export:
    """A ranking's input in counts, with its result, best first.

    `hash` is hex SHA-256 over all of it but itself: two files with the same one say the same.
    """

    campaign: str
    taken: datetime
    formula: str
    interval: float
    confirmed_voters: int
    prior: Prior
    input_hash: str
    result_hash: str
    ideas: tuple[ExportedIdea, ...]
    hash: str = ""


@dataclass(frozen=True, slots=True)
class Difference:
    """Something in an export that does not come out of its counts.

    `line` counts ideas from 1 in the order of the file; None where it is not one line alone.
    """

    line: int | None
    idea: str
    what: str
