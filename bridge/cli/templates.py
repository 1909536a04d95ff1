"""`templates list|check|copy|translate`: every sentence can be replaced, and said in another language."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from bridge.cli.options import FormatOption
from bridge.cli.output import Format, count, emit, say
from bridge.domain.errors import ExitCode, UserProblem

app = typer.Typer(help="The texts that the bridge writes, and your own in their place.", no_args_is_help=True)


@app.command("list")
def list_(output: FormatOption = Format.TEXT) -> None:
    """List all templates, and which of them your folder replaces."""
    from bridge.render.catalogue import entries
    from bridge.settings import load_settings

    found = entries(load_settings().templates)
    emit(
        {"templates": [{"name": entry.name, "own": entry.own} for entry in found]},
        output,
        lambda: "\n".join(f"{'own    ' if entry.own else 'shipped'}  {entry.name}" for entry in found),
    )


@app.command()
def check(output: FormatOption = Format.TEXT) -> None:
    """Look for faults in your own templates: all of them at once, by file and line."""
    from bridge.render.catalogue import faults
    from bridge.render.messages import word_faults

    own = _own()
    wrong, remarks = word_faults(own)
    found = [*faults(own), *wrong]
    rows = [{"name": fault.name, "line": fault.line or None, "fault": fault.words} for fault in found]

    def text() -> str:
        lines = [
            f"{own / fault.name}{f':{fault.line}' if fault.line else ''}: {fault.words}" for fault in found
        ]
        return "\n".join([*lines, *remarks, f"{count(len(found), 'fault')} found"])

    emit({"faults": rows, "remarks": remarks}, output, text)
    if found:
        raise typer.Exit(int(ExitCode.FAILED))


@app.command()
def copy(name: Annotated[str, typer.Argument(help="A template, such as forum/idea.md.j2.")]) -> None:
    """Copy a shipped template into your folder, to be changed there."""
    from bridge.render.catalogue import copy as put

    say(str(put(name, _own())))


@app.command()
def translate(
    language: Annotated[str, typer.Argument(help="Code of the language, such as cy, de or pt-BR.")],
    output: FormatOption = Format.TEXT,
) -> None:
    """Write a catalogue of all sentences for a language into your folder, or bring yours up to date."""
    from bridge.render.messages import translate as bring

    brought = bring(_own(), language)
    emit(
        {
            "file": str(brought.path),
            "sentences": brought.sentences,
            "missing": brought.missing,
            "dropped": brought.dropped,
        },
        output,
        lambda: (
            f"{brought.path}: {count(brought.sentences, 'sentence')}, {brought.missing} without a translation"
            + (
                f"; {brought.dropped} that the bridge no longer says were taken out"
                if brought.dropped
                else ""
            )
        ),
    )


def _own() -> Path:
    from bridge.settings import load_settings

    own = load_settings().templates
    if own is None:
        raise UserProblem(
            "No folder for own templates is set.",
            hint="Make one and name it in IDEABRIDGE_TEMPLATES: what lies there goes before the shipped.",
        )
    if not own.is_dir():
        raise UserProblem(f"The folder for own templates, {own}, is not there.", hint="Create it first.")
    return own
