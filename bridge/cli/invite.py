"""`invite`: codes on paper that let people in once."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

from bridge.cli.context import read_campaign
from bridge.cli.options import CampaignOption
from bridge.cli.output import count as counted
from bridge.cli.output import note, say
from bridge.domain.errors import UserProblem

_MOST = 100_000


def invite(
    number: Annotated[
        int, typer.Option("--count", "-n", min=1, max=_MOST, help="How many invitations to make.")
    ],
    out: Annotated[
        Path | None,
        typer.Option("--out", help="New file for the codes, for your eyes alone; else they are printed."),
    ] = None,
    campaign: CampaignOption = None,
) -> None:
    """Make invitations, one code a line in random order; each is good for one idea. None is kept here."""
    from bridge.domain.campaign import FormAccess
    from bridge.settings import load_settings
    from bridge.wiring import open_admission

    declared = read_campaign(campaign)
    admission = open_admission(load_settings())
    try:
        codes = admission.invitations(declared, number)
    finally:
        admission.close()
    if out is None:
        say("\n".join(codes))
    else:
        _write(out, codes)
        note(f"{counted(number, 'invitation')} in {out}")
    note(
        "Print them, cut them apart, and let people draw. A mail merge records who got which code: whoever "
        "has that list and the bridge's files can tell who took part."
    )
    if declared.intake.form is not FormAccess.INVITED:
        note(f"{declared.slug} asks for no invitation; `intake: {{form: invited}}` in its file changes that.")


def _write(path: Path, codes: list[str]) -> None:
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise UserProblem(f"{path} exists already", hint="Name a new file.") from None
    except OSError as error:
        raise UserProblem(
            f"{path} cannot be written ({error.strerror})", hint="Name a file in a folder of yours."
        ) from None
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write("\n".join(codes) + "\n")
