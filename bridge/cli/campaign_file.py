"""`validate`, `schema`, `init`: everything about a campaign file that needs no forum."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from bridge.cli.options import FormatOption
from bridge.cli.output import Format, count, emit, note, say
from bridge.domain.errors import DeclarationProblems, ExitCode, UserProblem


def validate(
    file: Annotated[
        Path,
        typer.Argument(envvar="IDEABRIDGE_CAMPAIGN", help="Campaign file; IDEABRIDGE_CAMPAIGN if left out."),
    ],
    output: FormatOption = Format.TEXT,
) -> None:
    """Check a campaign file and report every problem at once."""
    from bridge.declare.loader import load
    from bridge.declare.problems import render_problems

    try:
        campaign = load(file)
    except DeclarationProblems as found:
        rows = [
            {
                "path": problem.path,
                "line": problem.line,
                "column": problem.column,
                "key": problem.key,
                "message": problem.message,
                "suggestion": problem.suggestion,
            }
            for problem in found.problems
        ]
        told = render_problems(found.problems)
        emit({"valid": False, "problems": rows}, output, lambda: told)
        note(f"{count(len(rows), 'problem')} in {file}")
        raise typer.Exit(ExitCode.USAGE) from None
    emit(
        {"valid": True, "campaign": campaign.slug, "problems": []},
        output,
        lambda: (
            f"{file} is valid: {campaign.title}, {campaign.starts} to {campaign.ends} "
            f"({campaign.weeks} weeks), {count(len(campaign.questions), 'question')}, "
            f"{count(len(campaign.phases), 'phase')}"
        ),
    )


def schema() -> None:
    """Print the JSON Schema of campaign files, for editors."""
    import json

    from bridge.declare.json_schema import schema as json_schema

    say(json.dumps(json_schema(), indent=2, ensure_ascii=False))


def init(
    file: Annotated[Path, typer.Argument(help="Where to write it.")] = Path("campaign.yaml"),
    title: Annotated[str, typer.Option(help="Title of the campaign.")] = "Our idea campaign",
    timezone: Annotated[str, typer.Option(help="Time zone, an IANA name.")] = "Europe/London",
    force: Annotated[bool, typer.Option("--force", help="Overwrite an existing file.")] = False,
) -> None:
    """Write a commented campaign file to start from."""
    from datetime import UTC, datetime

    from bridge.declare.loader import load_text
    from bridge.declare.scaffolding import scaffold

    if file.exists() and not force:
        raise UserProblem(f"{file} exists", hint="Name another file, or use --force to overwrite it.")
    text = scaffold(title, datetime.now(UTC).date(), timezone)
    load_text(text, str(file))
    try:
        file.write_text(text, encoding="utf-8")
    except OSError as error:
        raise UserProblem(
            f"cannot write {file}: {error.strerror}", hint="Name a file in a folder that exists."
        ) from None
    note(f"wrote {file}; next: edit it, then `ideabridge validate {file}`")
