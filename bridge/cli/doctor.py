"""`doctor`: looks at everything that the service needs, and says what to do where something is amiss."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bridge.cli.options import FormatOption
from bridge.cli.output import Format, emit, note
from bridge.domain.checkup import Verdict, worst
from bridge.domain.errors import ExitCode

if TYPE_CHECKING:
    from bridge.domain.checkup import Checked


def doctor(
    campaign: Annotated[
        list[Path] | None,
        typer.Option(
            "--campaign",
            "-c",
            help="Campaign file; may be given several times. IDEABRIDGE_CAMPAIGN if left out.",
            show_default=False,
        ),
    ] = None,
    quick: Annotated[
        bool, typer.Option("--quick", help="Leave out the forum and everything that takes long.")
    ] = False,
    output: FormatOption = Format.TEXT,
) -> None:
    """Look at everything that the service needs, changing nothing; each line says ok, warn or fail.

    Exit code 3 where anything fails.
    """
    from bridge.doctor.examine import examine

    found = list(examine(campaign or [], quick=quick, tell=note))
    told(found, output)
    if worst(found) is Verdict.FAIL:
        raise typer.Exit(ExitCode.NEEDS_PERSON)


def told(found: Sequence[Checked], output: Format) -> None:
    """Print what was found, worst of all in a last line."""
    numbers = {verdict: sum(1 for one in found if one.verdict is verdict) for verdict in Verdict}

    areas = list(dict.fromkeys(one.area for one in found))
    found = sorted(found, key=lambda one: areas.index(one.area))

    def text() -> str:
        lines = []
        area = ""
        for one in found:
            if one.area != area:
                area = one.area
                lines.append(area)
            lines.append(f"  {one.verdict:<4}  {one.what}: {one.told}")
            if one.fix:
                lines.append(f"        try: {one.fix}")
        return "\n".join([*lines, ", ".join(f"{number} {verdict}" for verdict, number in numbers.items())])

    emit(
        {
            "verdict": worst(found).value,
            **{verdict.value: number for verdict, number in numbers.items()},
            "lines": [asdict(one) for one in found],
        },
        output,
        text,
    )
