"""A ranking as it is stored: JSON-ready rows, parameters, and hashes that prove what rests on what."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from bridge.domain.journal import RankingSnapshot
from bridge.domain.participation import Basis, Tally
from bridge.domain.ranking import Badge, Counted, Dispute, Prior, RankedIdea, Ranking, Sides, Standing
from bridge.ranking.across import ESTABLISHED_VOTES, GATES
from bridge.ranking.crowd import Crowd
from bridge.ranking.discussion import READERS
from bridge.ranking.figures import FORMULA
from bridge.ranking.groups import KAPPA
from bridge.ranking.newcomers import FREE, MAJORITY, OTHERS, SHARE
from bridge.ranking.order import TOLERANCE
from bridge.ranking.plain import plain
from bridge.ranking.support import DRIFT, FEW_IDEAS, STRENGTH_RANGE, UNFITTED_STRENGTH


def input_hash(tallies: Iterable[Tally], crowd: Crowd, *, interval: float, confirmed_voters: int) -> str:
    """Hex SHA-256 over formula, settings, every count in the order of idea ids, and every vote by person."""
    rows = sorted((plain(tally) for tally in tallies), key=lambda row: str(row["idea"]))
    return _hash(
        {
            "formula": FORMULA,
            "interval": interval,
            "confirmed_voters": confirmed_voters,
            "tallies": rows,
            "crowd": crowd.digest,
        }
    )


def result_hash(prior: Prior, ideas: Sequence[RankedIdea]) -> str:
    """Hex SHA-256 over the prior and all rows."""
    return _hash({"prior": plain(prior), "rows": [row(ranked) for ranked in ideas]})


def row(ranked: RankedIdea) -> dict[str, object]:
    """One idea as a flat JSON-ready row: the form in which it is stored and printed.

    It holds no title or text: a stored ranking must not keep words that were changed or taken down since.
    """
    tally = ranked.tally
    return {
        "idea": ranked.idea,
        "place": ranked.place,
        "place_across": ranked.place_across,
        "tied": ranked.tied,
        "score": ranked.score,
        "low": ranked.low,
        "high": ranked.high,
        "badge": str(ranked.badge),
        "up": tally.up,
        "down": tally.down,
        "unsure": tally.unsure,
        "likes_only": tally.likes_only,
        "likes_apart": tally.likes_apart,
        "uncounted": tally.uncounted,
        "voters": tally.voters,
        "readers": tally.readers,
        "seen": tally.seen,
        "seen_by": str(ranked.seen_by),
        "basis": str(tally.basis),
        "replies": tally.replies,
        "repliers": tally.repliers,
        "active": tally.active,
        "merges": tally.merges,
        "counted": plain(ranked.counted),
        "sides": {**plain(ranked.sides), "standing": str(ranked.sides.standing)},
        "dispute": plain(ranked.dispute),
    }


def to_snapshot(ranking: Ranking) -> RankingSnapshot:
    """The stored form of a ranking."""
    return RankingSnapshot(
        campaign=ranking.campaign,
        taken=ranking.taken,
        formula=ranking.formula,
        parameters={
            "interval": ranking.interval,
            "confirmed_voters": ranking.confirmed_voters,
            "prior": plain(ranking.prior),
            "placed": ranking.placed,
            "capped": ranking.capped,
            "few_ideas": FEW_IDEAS,
            "unfitted_strength": UNFITTED_STRENGTH,
            "strength_range": list(STRENGTH_RANGE),
            "drift": DRIFT,
            "tolerance": TOLERANCE,
            "kappa": KAPPA,
            "gates": plain(GATES),
            "established": {"across": ESTABLISHED_VOTES, "others": OTHERS},
            "newcomers": {"free": FREE, "share": SHARE, "majority": MAJORITY},
            "discussion_readers": READERS,
        },
        input_hash=ranking.input_hash,
        result_hash=ranking.result_hash,
        rows=tuple(row(ranked) for ranked in ranking.ideas),
    )


def from_snapshot(snapshot: RankingSnapshot) -> Ranking:
    """A stored ranking, read back with the same figures to the last bit."""
    parameters: Mapping[str, Any] = snapshot.parameters
    return Ranking(
        campaign=snapshot.campaign,
        taken=snapshot.taken,
        formula=snapshot.formula,
        interval=parameters["interval"],
        confirmed_voters=parameters["confirmed_voters"],
        prior=Prior(**parameters["prior"]),
        ideas=tuple(_ranked(stored) for stored in snapshot.rows),
        input_hash=snapshot.input_hash,
        result_hash=snapshot.result_hash,
        placed=parameters.get("placed", 0),
        capped=parameters.get("capped", False),
    )


def _ranked(stored: Mapping[str, Any]) -> RankedIdea:
    plain = ("up", "down", "unsure", "likes_only", "likes_apart", "uncounted", "replies", "repliers")
    counts = (*plain, "active", "merges")
    tally = Tally(
        idea=stored["idea"],
        readers=stored["readers"],
        basis=Basis(stored["basis"]),
        **{name: stored.get(name, 0) for name in counts},
    )
    # Rankings from before votes were weighed hold none of these.
    counted = stored.get("counted", {"up": tally.up, "down": tally.down, "seen": tally.seen})
    return RankedIdea(
        place=stored["place"],
        tied=stored["tied"],
        score=stored["score"],
        low=stored["low"],
        high=stored["high"],
        badge=Badge(stored["badge"]),
        tally=tally,
        counted=Counted(**counted),
        sides=_sides(stored.get("sides", {"standing": Standing.TOO_FEW_PEOPLE})),
        dispute=Dispute(**stored.get("dispute", {"split": 0.0})),
        place_across=stored.get("place_across", stored["place"]),
    )


def _sides(stored: Mapping[str, Any]) -> Sides:
    pairs = {name: tuple(stored[name]) for name in ("rates", "liked", "seen") if stored.get(name) is not None}
    return Sides(
        standing=Standing(stored["standing"]),
        score=stored.get("score"),
        gap=stored.get("gap"),
        **pairs,
    )


def _hash(material: object) -> str:
    """JSON writes a float with the shortest digits that read back to the same bits."""
    text = json.dumps(material, sort_keys=True, separators=(",", ":"), allow_nan=False)
    return hashlib.sha256(text.encode()).hexdigest()
