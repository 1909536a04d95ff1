"""A whole ranking of a campaign: scores, order, places, badges, hashes, from tallies and votes by person."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime

import numpy as np

from bridge.domain.participation import Tally
from bridge.domain.ranking import Badge, Counted, Dispute, RankedIdea, Ranking, Sides, Standing
from bridge.ranking.across import Across
from bridge.ranking.crowd import NOBODY, Crowd
from bridge.ranking.discussion import discussion
from bridge.ranking.evidence import Evidence
from bridge.ranking.figures import FORMULA, Figures, figures
from bridge.ranking.record import input_hash, result_hash
from bridge.ranking.support import WIDE


def standings(
    tallies: Iterable[Tally],
    *,
    campaign: str,
    taken: datetime,
    interval: float,
    confirmed_voters: int,
    crowd: Crowd = NOBODY,
) -> Ranking:
    """Rank ideas, given in any order; equal input gives an equal result to the last bit.

    `interval` is the level of the bounds in 0..1, `confirmed_voters` the number of voters that the badge
    needs. `crowd`: who voted, as far as that is known; without it everybody counts as one.
    ValueError when an idea is there twice, or the crowd cast more votes than the tallies hold.
    """
    rows = sorted(tallies, key=lambda tally: tally.idea)
    found = figures_of(rows, crowd, interval=interval)
    ideas = tuple(_entries(found, rows, confirmed_voters))
    return Ranking(
        campaign=campaign,
        taken=taken,
        formula=FORMULA,
        interval=interval,
        confirmed_voters=confirmed_voters,
        prior=found.support.prior,
        ideas=ideas,
        input_hash=input_hash(rows, crowd, interval=interval, confirmed_voters=confirmed_voters),
        result_hash=result_hash(found.support.prior, ideas),
        placed=found.across.people,
        capped=found.weighed.capped,
    )


def figures_of(tallies: Iterable[Tally], crowd: Crowd, *, interval: float) -> Figures:
    """The figures behind the ranking of these tallies."""
    rows = sorted(tallies, key=lambda tally: tally.idea)
    return figures(
        crowd.ballots(tally.idea for tally in rows),
        interval=interval,
        raw=Evidence.of(rows),
        trusted=crowd.trusted_mask(),
        confirmed=crowd.rings(),
    )


def badge(voters: float, low: float, high: float, mean: float, confirmed_voters: int) -> Badge:
    """The badge of an idea that so many (counted) people voted on, with these bounds; `mean` of all ideas."""
    if voters >= confirmed_voters and low > mean:
        return Badge.CONFIRMED
    return Badge.NEEDS_VOTES if high - low > WIDE else Badge.NONE


def _entries(found: Figures, rows: list[Tally], confirmed_voters: int) -> Iterator[RankedIdea]:
    counted, scores, arranged = found.weighed.counted, found.support, found.order
    repliers = np.array([tally.repliers for tally in rows], dtype=np.int64)
    seen = np.array([tally.seen for tally in rows], dtype=np.int64)
    talk = discussion(repliers, seen)
    place_across = {position: place for place, position in enumerate(found.by_across(), start=1)}
    for position, place, tied in zip(
        arranged.listing.tolist(), arranged.places.tolist(), arranged.tied.tolist(), strict=True
    ):
        tally = rows[position]
        left = Counted(
            up=float(counted.positives[position]),
            down=float(counted.downs[position]),
            seen=float(counted.seen[position]),
        )
        low, high = float(scores.low[position]), float(scores.high[position])
        voters = tally.voters - (tally.seen - left.seen)
        yield RankedIdea(
            place=place,
            tied=tied,
            score=float(scores.score[position]),
            low=low,
            high=high,
            badge=badge(voters, low, high, scores.prior.mean, confirmed_voters),
            tally=tally,
            counted=left,
            sides=_sides(found.across, position),
            dispute=Dispute(
                split=float(found.controversy.split[position]),
                divided=bool(found.controversy.divided[position]),
                polarised=bool(found.controversy.polarised[position]),
                discussed=float(talk[position]),
            ),
            place_across=place_across[position],
        )


def _sides(across: Across, position: int) -> Sides:
    standing = across.standing[position]
    if standing is not Standing.SCORED:
        return Sides(standing)
    first, second = (float(rate) for rate in across.rates[position])
    return Sides(
        standing=standing,
        score=float(across.score[position]),
        rates=(first, second),
        liked=(int(across.liked[position, 0]), int(across.liked[position, 1])),
        seen=(int(across.seen[position, 0]), int(across.seen[position, 1])),
        gap=float(across.gap[position]),
    )
