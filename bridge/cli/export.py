"""`export` and `verify`: a ranking's input for everybody, and whether its order comes out of it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from bridge.cli.context import opened, read_campaign
from bridge.cli.options import CampaignOption, FormatOption
from bridge.cli.output import Format, count, emit, note
from bridge.domain.errors import ExitCode, UserProblem


def export(
    out: Annotated[Path, typer.Option("--out", metavar="FILE", help="Write the JSON to this file.")],
    campaign: CampaignOption = None,
) -> None:
    """Write the input of the newest ranking: counts of people by idea, no line about a person."""
    import json

    from bridge.pipeline.export import export as export_ranking
    from bridge.pipeline.export import written
    from bridge.pipeline.rank import stored

    declared = read_campaign(campaign)
    with opened(forum=False) as bridge:
        ranking = stored(bridge.store, declared)
    if ranking is None:
        raise UserProblem("nothing was ranked yet", hint="`ideabridge rank` makes a ranking.")
    made = export_ranking(ranking)
    try:
        out.write_text(
            json.dumps(written(made), indent=1, ensure_ascii=False, sort_keys=True) + "\n", encoding="utf-8"
        )
    except OSError as error:
        raise UserProblem(f"cannot write {out}: {error.strerror}", hint="Name another file.") from None
    note(
        f"{out}: {count(len(made.ideas), 'idea')}, ranked {made.taken:%Y-%m-%d %H:%M} UTC by {made.formula}, "
        f"no random numbers; hash {made.hash}"
    )
    note("support can be recomputed from it (`ideabridge verify`); support across sides cannot")


def verify(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A file that `export` has written.")],
    output: FormatOption = Format.TEXT,
) -> None:
    """Recompute the order by support from an export; "same", or which line differs (exit 1)."""
    from dataclasses import asdict

    from bridge.pipeline.verify import verify as verify_export
    from bridge.text.exported import read_export

    made = read_export(file)
    verdict = verify_export(made)

    def text() -> str:
        if verdict.same:
            return (
                f"same: the order of {count(verdict.ideas, 'idea')} by support comes out of the counts in "
                f"{file}\n"
                f"formula {made.formula}, no random numbers, input {made.input_hash}, file {made.hash}\n"
                "not recomputed: support across sides, which needs each person's votes"
            )
        lines = [
            f"line {found.line}, idea {found.idea}: {found.what}" if found.line else found.what
            for found in verdict.differences
        ]
        return "\n".join([f"differs: {count(len(lines), 'thing')} in {file}", *(f"  {one}" for one in lines)])

    emit(
        {
            "same": verdict.same,
            "ideas": verdict.ideas,
            "formula": made.formula,
            "input_hash": made.input_hash,
            "hash": made.hash,
            "recomputed": ["support"],
            "not_recomputed": ["across"],
            "differences": [asdict(found) for found in verdict.differences],
        },
        output,
        text,
    )
    if not verdict.same:
        raise typer.Exit(ExitCode.FAILED)
