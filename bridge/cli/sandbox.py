"""`sandbox`: the embedded forum, for trying things out and for tests."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Annotated

import typer

from bridge.domain.errors import UserProblem


def sandbox(
    port: Annotated[
        int, typer.Option(min=0, max=65535, help="Port on this machine; 0 picks a free one.")
    ] = 4200,
    data: Annotated[Path, typer.Option(help="Folder that keeps the forum's data.")] = Path(
        ".ideabridge/sandbox"
    ),
) -> None:
    """Run the embedded forum until Ctrl-C."""
    from bridge.sandbox.server import serve

    try:
        data.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise no_place("the forum", data, error.strerror, "Name another folder with --data.") from None
    try:
        serve(port=port, data=data)
    except OSError as error:
        raise no_port(port, error) from None
    except sqlite3.Error as error:
        raise no_place("the forum", data, str(error), "Name another folder with --data.") from None


def no_port(port: int, error: OSError) -> UserProblem:
    """The forum cannot be reached under this port."""
    return UserProblem(
        f"the forum cannot listen on port {port}: {error.strerror}", hint="Choose another --port."
    )


def no_place(who: str, data: Path, why: str | None, hint: str) -> UserProblem:
    """A folder will not do."""
    return UserProblem(f"{who} cannot keep its data in {data}: {why}", hint=hint)
