"""`forum`: preparing a forum for the bridge."""

from __future__ import annotations

import typer

from bridge.cli.context import opened
from bridge.cli.options import FormatOption
from bridge.cli.output import Format, emit

app = typer.Typer(help="Prepare and look at the forum.", no_args_is_help=True)


@app.command()
def provision(output: FormatOption = Format.TEXT) -> None:
    """Install the query that lets the bridge read everything in one request (needs an admin's key)."""
    with opened() as bridge:
        query = bridge.forum.provision_query()
        with bridge.store.begin() as unit:
            unit.ledger.forget_forum()
    emit(
        {"query": query},
        output,
        lambda: f"the pull query is installed as Data Explorer query {query}; pulls use it from now on",
    )


@app.command()
def facts(output: FormatOption = Format.TEXT) -> None:
    """Show what the forum says of itself and of the bridge's account."""
    from dataclasses import asdict

    with opened() as bridge:
        found = asdict(bridge.forum.facts())
    emit(found, output, lambda: "\n".join(f"{name:<12} {value}" for name, value in found.items()))
