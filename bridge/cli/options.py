"""Options that many commands share, declared once."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from bridge.cli.output import Format

CampaignOption = Annotated[
    Path | None,
    typer.Option(
        "--campaign",
        "-c",
        envvar="IDEABRIDGE_CAMPAIGN",
        help="Campaign file.",
        show_default=False,
    ),
]
FormatOption = Annotated[Format, typer.Option("--format", help="How to print the result.")]
YesOption = Annotated[bool, typer.Option("--yes", "-y", help="Do it without asking.")]
ForceOption = Annotated[
    bool, typer.Option("--force", help="Release the brakes that hold back an unusual plan.")
]
CloseDroppedOption = Annotated[
    bool,
    typer.Option("--close-dropped", help="Close and unlist what the campaign file no longer declares."),
]
