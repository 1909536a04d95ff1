"""`sandbox`: the embedded forum, for trying things out and for tests."""

from __future__ import annotations

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
        serve(port=port, data=data)
    except OSError as error:
        raise UserProblem(
            f"the forum cannot listen on port {port}: {error.strerror}", hint="Choose another --port."
        ) from None
