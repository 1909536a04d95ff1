"""What a picture of a ranking shows: its ideas, and how the first of them came to their places."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date

from bridge.domain.ranking import Badge


@dataclass(frozen=True, slots=True)
class PicturedIdea:
    """One idea in a picture; `words` are its title or text, as long as they are.

    `place` is as people read it: `15`, or `=15` where several share it.
    `support`, `low`, `high` and `across` lie between 0 and 1; `across` is None where there is no score.
    `seen`: people who saw it.
    """

    id: str
    words: str
    support: float
    low: float
    high: float
    across: float | None
    seen: int
    badge: Badge
    place: str


@dataclass(frozen=True, slots=True)
class Moment:
    """The places at a day's end, by id and counted from 1; ideas that were not there yet are left out."""

    day: date
    places: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Movement:
    """How places changed from time to time, the earliest first; `step` says how far apart: "week", "2 weeks".

    Without moments `why_none` says why.
    """

    step: str
    moments: tuple[Moment, ...]
    why_none: str = ""


@dataclass(frozen=True, slots=True)
class Picture:
    """A ranking to look at; `ideas` are all of them, best first.

    `order` names what the order goes by. `interval` is the level of the bounds in 0..1. Where no idea has
    support across sides, `why_not_across` says why.
    """

    title: str
    subtitle: str
    order: str
    interval: float
    ideas: tuple[PicturedIdea, ...]
    movement: Movement
    why_not_across: str = ""


@dataclass(frozen=True, slots=True)
class SupportRow:
    """One idea of a small chart: its place, its words, and its support with bounds in 0..1."""

    place: int
    words: str
    support: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class SupportChart:
    """The first ideas with their support, best first, as a digest shows them; `interval` in 0..1.

    `language` is that of the words around them.
    """

    rows: tuple[SupportRow, ...]
    interval: float
    language: str = "en"

    @property
    def content(self) -> str:
        """Hex digest of what it shows, by which a chart that was uploaded is known again.

        The number counts up when charts of the same figures come to look otherwise.
        """
        shown = asdict(self)
        if shown["language"] == "en":
            # Charts in English were known before there were others.
            del shown["language"]
        said = json.dumps([1, shown], sort_keys=True)
        return hashlib.sha256(said.encode()).hexdigest()
