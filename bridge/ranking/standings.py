"""A whole ranking from tallies: scores, order, places, badges and hashes."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from bridge.domain.participation import Tally
from bridge.domain.ranking import Badge, RankedIdea, Ranking
from bridge.ranking.evidence import Evidence
from bridge.ranking.order import order
from bridge.ranking.record import input_hash, result_hash
from bridge.ranking.support import FORMULA, WIDE, support


def standings(
    tallies: Iterable[Tally], *, campaign: str, taken: datetime, interval: float, confirmed_voters: int
) -> Ranking:
    """Rank ideas, given in any order; equal input gives an equal result to the last bit.

    `interval` is the level of the bounds in 0..1, `confirmed_voters` the number of voters that earns the
    badge. ValueError when an idea is there twice.
    """
    rows = sorted(tallies, key=lambda tally: tally.idea)
    evidence = Evidence.of(rows)
    scores = support(evidence, interval=interval)
    arranged = order(scores.score, evidence.seen)
    ideas = []
    for position, place, tied in zip(
        arranged.listing.tolist(), arranged.places.tolist(), arranged.tied.tolist(), strict=True
    ):
        low, high = float(scores.low[position]), float(scores.high[position])
        ideas.append(
            RankedIdea(
                place=place,
                tied=tied,
                score=float(scores.score[position]),
                low=low,
                high=high,
                badge=badge(rows[position], high - low, confirmed_voters),
                tally=rows[position],
            )
        )
    return Ranking(
        campaign=campaign,
        taken=taken,
        formula=FORMULA,
        interval=interval,
        confirmed_voters=confirmed_voters,
        prior=scores.prior,
        ideas=tuple(ideas),
        input_hash=input_hash(rows, interval=interval, confirmed_voters=confirmed_voters),
        result_hash=result_hash(scores.prior, ideas),
    )


def badge(tally: Tally, width: float, confirmed_voters: int) -> Badge:
    """The badge of an idea whose interval is `width` wide; enough voters go before a wide interval."""
    if tally.voters >= confirmed_voters:
        return Badge.CONFIRMED
    return Badge.NEEDS_VOTES if width > WIDE else Badge.NONE
