"""`privacy-test`: send marked ideas through every door, let everything run, and look for the marks."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bridge.cli.options import FormatOption
from bridge.cli.output import Format, count, emit, note
from bridge.domain.errors import ExitCode

if TYPE_CHECKING:
    from bridge.privacy.search import Result


def privacy_test(
    keep: Annotated[
        Path | None, typer.Option(help="Leave what the run made in this new folder, to look at it.")
    ] = None,
    output: FormatOption = Format.TEXT,
) -> None:
    """Try on a rehearsed campaign whether anything leads from an idea to whoever sent it.

    It takes about two minutes and needs neither forum nor settings: the embedded forum, the form and all
    commands run on this machine, with authors who do not exist. Exit code 1 where a link is found.
    """
    from bridge.privacy.rehearsal import LEAST, Rehearsal
    from bridge.privacy.search import search

    folder = keep if keep is not None else Path(tempfile.mkdtemp(prefix="ideabridge-privacy-"))
    try:
        rehearsal = Rehearsal(folder, note)
        with rehearsal.played() as evidence:
            note("searching")
            result = search(evidence, rehearsal.needles(), rehearsal.appeared(), LEAST)
    finally:
        if keep is None:
            shutil.rmtree(folder, ignore_errors=True)
    emit(
        {
            "links": [{"what": link.what, "where": link.where} for link in result.links],
            "marks": result.marks,
            "searched": dict(result.looked),
            "smallest_batch": result.smallest_batch,
        },
        output,
        lambda: _told(result),
    )
    if result.links:
        raise typer.Exit(int(ExitCode.FAILED))


def _told(result: Result) -> str:
    looked = ", ".join(f"{number} {group}" for group, number in result.looked.items())
    return "\n".join(
        [
            *(f"LINK  {link.what}, in {link.where}" for link in result.links),
            f"searched for {result.marks} marks in {looked}",
            f"{count(len(result.links), 'link')}, smallest batch {result.smallest_batch}",
        ]
    )
