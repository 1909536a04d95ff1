"""`doctor`: looks at everything that the service needs, and says what to do where something is amiss."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bridge.cli.context import agree
from bridge.cli.options import FormatOption, YesOption
from bridge.cli.output import Format, count, emit, note
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
    repair: Annotated[
        bool, typer.Option("--repair", help="Propose what the bridge can put right itself, and ask.")
    ] = False,
    yes: YesOption = False,
    output: FormatOption = Format.TEXT,
) -> None:
    """Look at everything that the service needs, changing nothing; each line says ok, warn or fail.

    With --repair it then lists what it can put right, and does that once you agree. Exit code 3 where
    anything fails.
    """
    from bridge.doctor.examine import examine

    found = list(examine(campaign or [], quick=quick, tell=note))
    if repair:
        found = _repaired(found, campaign or [], quick=quick, yes=yes, output=output)
    told(found, output)
    if worst(found) is Verdict.FAIL:
        raise typer.Exit(ExitCode.NEEDS_PERSON)


def _repaired(
    found: list[Checked], paths: list[Path], *, quick: bool, yes: bool, output: Format
) -> list[Checked]:
    """Show the plan, carry it out once agreed, and look again; what was found where nothing was done."""
    from bridge.clock import SystemClock
    from bridge.doctor.examine import examine
    from bridge.doctor.repair import by_a_person, carry_out, plan
    from bridge.settings import load_settings

    repairs = plan(found)
    for number, one in enumerate(repairs, 1):
        note(f"  {number}. {one.remedy} {one.what}: {one.before} -> {one.after}")
    for line in by_a_person(found):
        note(f"  by a person: {line.what}: {line.fix}")
    if not repairs:
        note("there is nothing that the bridge can put right by itself")
        return found
    if output is Format.JSON and not yes:
        # The plan is in the lines that are printed.
        return found
    if not agree(f"Do {count(len(repairs), 'repair')}?", yes=yes, first="Read the repairs above"):
        note("nothing was done")
        return found
    for one, problem in carry_out(repairs, load_settings(), SystemClock()):
        note(f"  {'failed' if problem else 'done'}  {one.remedy} {one.what}")
        if problem is not None:
            note(f"        {problem.what} {problem.hint}".rstrip())
    note("looking again")
    return list(examine(paths, quick=quick, tell=note))


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
