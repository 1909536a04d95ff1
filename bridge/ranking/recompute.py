"""Recompute a ranking's order from an export, and say what does not come out as it says.

Support can be recomputed from counts: the prior from people for an idea and people who saw it, the score from
what of them is counted, the order from scores. Support across sides cannot: which side a person stands on
follows from all of their votes, and no export holds those.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from itertools import chain

import numpy as np

from bridge.domain.export import Difference, Export, ExportedIdea
from bridge.domain.ranking import Prior
from bridge.ranking.evidence import Evidence
from bridge.ranking.figures import FORMULA
from bridge.ranking.order import TOLERANCE, order
from bridge.ranking.plain import plain
from bridge.ranking.support import Support, fit_prior, support

CLOSE = 1e-5
"""Bounds may differ by so much: they are computed by approximation, and releases of libraries differ."""


def line(entry: ExportedIdea) -> Mapping[str, object]:
    """An idea as a JSON-ready line without its seal."""
    tally, sides = plain(entry.tally), entry.sides
    idea = tally.pop("idea")
    return {
        "idea": idea,
        "place": entry.place,
        "tied": entry.tied,
        "score": entry.score,
        "low": entry.low,
        "high": entry.high,
        **tally,
        "seen": entry.seen,
        "counted": plain(entry.counted),
        "across": sides.score,
        "across_status": str(sides.standing),
        "sides": None
        if sides.liked is None or sides.seen is None
        else [{"for": liked, "seen": seen} for liked, seen in zip(sides.liked, sides.seen, strict=True)],
    }


def seal(entry: ExportedIdea) -> str:
    """What stands for the rest of a line."""
    return _hash(line(entry))[:16]


def head(export: Export) -> Mapping[str, object]:
    """What stands above the lines, JSON-ready, without the hash of the whole."""
    return {
        "campaign": export.campaign,
        "taken": export.taken.isoformat(),
        "formula": export.formula,
        "seed": None,
        "interval": export.interval,
        "confirmed_voters": export.confirmed_voters,
        "prior": plain(export.prior),
        "input_hash": export.input_hash,
        "result_hash": export.result_hash,
    }


def whole_hash(export: Export) -> str:
    """Hex SHA-256 over head and lines."""
    return _hash({"head": head(export), "ideas": [line(entry) for entry in export.ideas]})


def differences(export: Export) -> tuple[Difference, ...]:
    """Everything that does not come out of the counts in the file; nothing where all is the same."""
    if export.formula != FORMULA:
        what = f"ranked by the formulas {export.formula}; this release computes by {FORMULA}"
        return (Difference(None, "", what),)
    names = [entry.tally.idea for entry in export.ideas]
    if len(set(names)) < len(names):
        again = next(place for place, name in enumerate(names) if name in names[:place])
        first = names.index(names[again]) + 1
        return (Difference(again + 1, names[again], f"the idea is there twice; it was line {first} before"),)
    broken = tuple(_impossible(export))
    return broken or tuple(chain(_figures(export), _seals(export)))


def _impossible(export: Export) -> Iterator[Difference]:
    """Counts that cannot be: more people counted than there are."""
    for number, entry in enumerate(export.ideas, start=1):
        tally, counted = entry.tally, entry.counted
        numbers = (tally.up, tally.down, tally.unsure, tally.readers, tally.active)
        if entry.seen != tally.seen:
            what = f"{entry.seen} people saw it as the file says, {tally.seen} by its counts"
            yield Difference(number, tally.idea, what)
        elif min(numbers) < 0 or min(counted.up, counted.down, counted.seen) < 0:
            yield Difference(number, tally.idea, "a count of people is negative")
        elif (
            counted.up > tally.up + TOLERANCE
            or counted.down > tally.down + TOLERANCE
            or counted.seen > tally.seen + TOLERANCE
            or counted.up + counted.down > counted.seen + TOLERANCE
        ):
            yield Difference(
                number, tally.idea, "more people are counted than voted or saw it: a vote was changed"
            )


def _figures(export: Export) -> Iterator[Difference]:
    by_id = sorted(export.ideas, key=lambda entry: entry.tally.idea)
    raw = Evidence.of(entry.tally for entry in by_id)
    prior = fit_prior(raw.positives, raw.seen)
    if not _same_prior(prior, export.prior):
        yield Difference(
            None,
            "",
            f"the average of all ideas is {prior.mean:.6f}, as heavy as {prior.strength:.4f} people, by the "
            f"counts, and {export.prior.mean:.6f}, as heavy as {export.prior.strength:.4f}, as the file says",
        )
    # By the prior that the file states, so that one changed vote is found where it is and not everywhere.
    counted = _counted(by_id, raw)
    scores = support(counted, interval=export.interval, prior=export.prior)
    listing = order(scores.score, counted.seen)
    place_of = {entry.tally.idea: place for place, entry in enumerate(by_id)}
    recomputed = {
        raw.ids[position]: (number, place, tied)
        for number, (position, place, tied) in enumerate(
            zip(
                listing.listing.tolist(),
                listing.places.tolist(),
                listing.tied.tolist(),
                strict=True,
            ),
            start=1,
        )
    }
    for number, entry in enumerate(export.ideas, start=1):
        position = place_of[entry.tally.idea]
        said = _said(entry, scores, position)
        stands, place, tied = recomputed[entry.tally.idea]
        if not said and place != entry.place:
            said = f"place {place} by the counts, {entry.place} as the file says"
        elif not said and tied != entry.tied:
            said = (
                "shares its place by the counts" if tied else "shares its place with no other by the counts"
            )
        elif not said and stands != number:
            said = f"belongs in line {stands} by the counts"
        if said:
            yield Difference(number, entry.tally.idea, said)


def _said(entry: ExportedIdea, scores: Support, position: int) -> str:
    score = float(scores.score[position])
    if abs(score - entry.score) > TOLERANCE:
        return f"support {score:.6f} by the counts, {entry.score:.6f} as the file says"
    low, high = float(scores.low[position]), float(scores.high[position])
    if max(abs(low - entry.low), abs(high - entry.high)) > CLOSE:
        return (
            f"interval {low:.4f} to {high:.4f} by the counts, {entry.low:.4f} to {entry.high:.4f} as it says"
        )
    return ""


def _seals(export: Export) -> Iterator[Difference]:
    """Lines that were changed without being sealed again, where the figures alone do not tell."""
    for number, entry in enumerate(export.ideas, start=1):
        if entry.seal != seal(entry):
            yield Difference(number, entry.tally.idea, "the line was changed after it was written")
    if export.hash != whole_hash(export):
        yield Difference(None, "", "the file is not as it was written: its hash is another")


def _same_prior(one: Prior, other: Prior) -> bool:
    return (
        abs(one.mean - other.mean) <= TOLERANCE
        and abs(one.strength - other.strength) <= CLOSE
        and (one.ideas, one.fitted) == (other.ideas, other.fitted)
    )


def _counted(entries: list[ExportedIdea], raw: Evidence) -> Evidence:
    """What of people is counted; whole numbers where nothing was taken off, as when it was ranked."""
    kept = Evidence(
        raw.ids,
        np.array([entry.counted.up for entry in entries], dtype=np.float64),
        np.array([entry.counted.down for entry in entries], dtype=np.float64),
        np.array([entry.counted.seen for entry in entries], dtype=np.float64),
    )
    same = (
        np.array_equal(kept.positives, raw.positives)
        and np.array_equal(kept.downs, raw.downs)
        and np.array_equal(kept.seen, raw.seen)
    )
    return raw if same else kept


def _hash(material: object) -> str:
    text = json.dumps(material, sort_keys=True, separators=(",", ":"), allow_nan=False)
    return hashlib.sha256(text.encode()).hexdigest()
