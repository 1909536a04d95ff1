"""Export the input of a ranking, so that anybody can recompute its order: counts by idea, no person."""

from __future__ import annotations

from dataclasses import replace

from bridge.domain.disclosure import sides_told
from bridge.domain.export import Export, ExportedIdea
from bridge.domain.ranking import Ranking
from bridge.ranking.recompute import head, line, seal, whole_hash

SCHEMA_VERSION = 1

SAYS = (
    "The input of a ranking of ideas, in counts of people; no line is about a person. "
    "The order by support can be recomputed from it: `ideabridge verify FILE` does. "
    "Support across sides cannot: it follows from how each person voted on all ideas, which is not given "
    "away. Its figures stand here as they were computed, where at least 10 people stand on both sides."
)


def export(ranking: Ranking) -> Export:
    """The export of a ranking, sealed line by line."""
    lines = []
    for ranked in map(sides_told, ranking.ideas):
        entry = ExportedIdea(
            place=ranked.place,
            tied=ranked.tied,
            score=ranked.score,
            low=ranked.low,
            high=ranked.high,
            tally=ranked.tally,
            seen=ranked.tally.seen,
            counted=ranked.counted,
            sides=ranked.sides,
        )
        lines.append(replace(entry, seal=seal(entry)))
    made = Export(
        campaign=ranking.campaign,
        taken=ranking.taken,
        formula=ranking.formula,
        interval=ranking.interval,
        confirmed_voters=ranking.confirmed_voters,
        prior=ranking.prior,
        input_hash=ranking.input_hash,
        result_hash=ranking.result_hash,
        ideas=tuple(lines),
    )
    return replace(made, hash=whole_hash(made))


def written(made: Export) -> dict[str, object]:
    """The export as one JSON-ready object."""
    return {
        "schema_version": SCHEMA_VERSION,
        "says": SAYS,
        **head(made),
        "hash": made.hash,
        "ideas": [{**line(entry), "seal": entry.seal} for entry in made.ideas],
    }
