"""`db`: the database, its backups, and its way to another one."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bridge.cli.context import agree
from bridge.cli.options import FormatOption, YesOption
from bridge.cli.output import Format, count, emit, note
from bridge.domain.errors import ExitCode

if TYPE_CHECKING:
    from bridge.store.backup import Copied

app = typer.Typer(help="Look after the database.", no_args_is_help=True)


@app.command()
def upgrade(output: FormatOption = Format.TEXT) -> None:
    """Bring the database's layout up to date; make a backup before."""
    from bridge.settings import load_settings
    from bridge.sql.engine import open_engine
    from bridge.sql.problems import in_plain_words
    from bridge.store import schema

    engine = open_engine(load_settings().database_url)
    try:
        with in_plain_words(engine.url):
            before = schema.found(engine)
            schema.upgrade(engine)
            after = schema.found(engine)
    finally:
        engine.dispose()

    def text() -> str:
        if before == after:
            return f"the layout is {after} already; nothing was changed"
        return f"the layout was {before or 'none'} and is {after} now"

    emit({"before": before, "after": after}, output, text)


@app.command()
def check(output: FormatOption = Format.TEXT) -> None:
    """Read the whole database, and look at its layout, the key ring and who may read the files."""
    from bridge.cli.doctor import told
    from bridge.domain.checkup import Verdict, worst
    from bridge.settings import load_settings
    from bridge.store.soundness import database, files

    settings = load_settings()
    found = [
        *database(settings.database_url, settings.key_path()),
        *files(settings.database_url, settings.key_path()),
    ]
    told(found, output)
    if worst(found) is Verdict.FAIL:
        raise typer.Exit(ExitCode.NEEDS_PERSON)


@app.command()
def backup(
    file: Annotated[Path, typer.Argument(help="New file to write.", show_default=False)],
    output: FormatOption = Format.TEXT,
) -> None:
    """Write the whole database to one file, consistent while others write, and read it once.

    The key ring is never in it: a destroyed key makes old backups unreadable, as long as none lies with them.
    """
    from bridge.settings import load_settings
    from bridge.store.backup import back_up

    settings = load_settings()
    made = back_up(settings.database_url, file)
    emit(
        {"file": str(file), **_data(made), "sha256": made.sha256},
        output,
        lambda: f"{file} holds {count(made.whole, 'row')}, layout {made.layout}\nsha256 {made.sha256}",
    )
    note(
        f"the keys are not in it: keep one copy of {settings.key_path()} elsewhere, never beside a backup.\n"
        "Without it what waits for review stays sealed; an old copy would bring destroyed keys back."
    )


@app.command()
def restore(
    file: Annotated[Path, typer.Argument(help="File that `db backup` wrote.", show_default=False)],
    force: Annotated[
        bool, typer.Option("--force", help="Replace everything that the database holds.")
    ] = False,
    yes: YesOption = False,
    output: FormatOption = Format.TEXT,
) -> None:
    """Put a backup into an empty database, whatever kind either is; stop every running bridge before."""
    from bridge.clock import SystemClock
    from bridge.holder import gone
    from bridge.settings import load_settings
    from bridge.store.backup import look_into
    from bridge.store.backup import restore as put_back

    settings = load_settings()
    found = look_into(file)
    if force and not agree(
        f"Replace all that the database holds by {count(found.whole, 'row')} of {file}?", yes=yes
    ):
        return
    done = put_back(file, settings.database_url, SystemClock().now(), gone=gone, force=force)
    emit(
        _data(done),
        output,
        lambda: f"{count(done.whole, 'row')} restored and compared, layout {done.layout}",
    )
    note(
        "next: `ideabridge db check` tries the key ring, `ideabridge retain` destroys again what was past\n"
        "its date. What authors changed or took back since the backup has to be done once more."
    )


@app.command()
def move(
    to: Annotated[
        str,
        typer.Option(
            help="Address of an empty database; with a password rather by the variable.",
            envvar="IDEABRIDGE_MOVE_TO",
            show_default=False,
            show_envvar=True,
        ),
    ],
    doors: Annotated[
        bool, typer.Option("--doors", help="Move the list of used forms and invitations instead.")
    ] = False,
    output: FormatOption = Format.TEXT,
) -> None:
    """Copy the database into an empty one, SQLite or PostgreSQL, and compare row by row.

    Stop every running bridge before; the old database stays as it is.
    """
    from bridge.clock import SystemClock
    from bridge.holder import gone
    from bridge.settings import load_settings
    from bridge.store.backup import move as carry

    if doors:
        from bridge.admission.moving import move as carry_tickets

        tickets = carry_tickets(load_settings().doors_database(), to)
        emit({"tickets": tickets}, output, lambda: f"{count(tickets, 'ticket')} copied and compared")
        note(
            "next: set IDEABRIDGE_DOORS_URL to the new address, IDEABRIDGE_DOORS_KEY_FILE to the key's place"
        )
        return
    done = carry(load_settings().database_url, to, SystemClock().now(), gone=gone)
    emit(_data(done), output, lambda: _table(done))
    note("next: set IDEABRIDGE_DATABASE_URL to the new address, and IDEABRIDGE_KEY_FILE to the key ring")


def _data(copied: Copied) -> dict[str, object]:
    return {"rows": copied.whole, "tables": dict(copied.rows), "layout": copied.layout}


def _table(copied: Copied) -> str:
    width = max(len(name) for name in copied.rows)
    lines = [f"{name:<{width}}  {number:>9,}" for name, number in sorted(copied.rows.items())]
    return "\n".join([*lines, f"{count(copied.whole, 'row')} copied and compared, layout {copied.layout}"])
