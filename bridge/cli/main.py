"""The command `ideabridge`: registers the commands and turns errors into words and exit codes."""

from __future__ import annotations

import os
import sys
from contextvars import copy_context
from typing import Annotated

import typer

from bridge import __version__
from bridge.cli import (
    campaign,
    campaign_file,
    db,
    demo,
    digest,
    doctor,
    export,
    followups,
    forum,
    guide,
    ideas,
    integrity,
    invite,
    privacy,
    publish,
    rank,
    redact,
    retain,
    sandbox,
    service,
    shortlist,
    status,
    sync,
    templates,
    web,
)
from bridge.cli.output import note, say, show_error
from bridge.domain.errors import BridgeError, ExitCode, UserProblem
from bridge.domain.language import ENGLISH, Language, open_catalogues

_STOPPED = 130
"""What shells expect of a program that Ctrl-C ended."""

app = typer.Typer(
    name="ideabridge",
    help="Run anonymous idea campaigns on a Discourse forum.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)

app.command()(campaign_file.init)
app.command()(campaign_file.validate)
app.command()(campaign_file.schema)
app.command()(publish.plan)
app.command()(publish.apply)
app.command()(redact.redact)
app.command()(retain.retain)
app.command()(sync.sync)
app.command()(sync.pull)
app.command()(rank.rank)
app.command()(export.export)
app.command()(export.verify)
app.add_typer(campaign.app, name="campaign")
app.add_typer(guide.app, name="guide")
app.command()(integrity.integrity)
app.command()(invite.invite)
app.command()(status.status)
app.command()(doctor.doctor)
app.command()(service.serve)
app.command()(service.worker)
app.command("privacy-test")(privacy.privacy_test)
app.command()(publish.resolve)
app.command()(publish.restore)
app.add_typer(ideas.app, name="ideas")
app.add_typer(digest.app, name="digest")
app.command()(shortlist.shortlist)
app.add_typer(followups.app, name="followups")
app.add_typer(forum.app, name="forum")
app.add_typer(db.app, name="db")
app.add_typer(templates.app, name="templates")
app.command()(web.web)
app.command()(demo.demo)
app.command()(sandbox.sandbox)


def _version(wanted: bool) -> None:
    if wanted:
        say(f"ideabridge {__version__}")
        raise typer.Exit


@app.callback()
def options(
    debug: Annotated[
        bool, typer.Option("--debug", help="Show tracebacks and every event.", envvar="IDEABRIDGE_DEBUG")
    ] = False,
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """Run anonymous idea campaigns on a Discourse forum."""
    from bridge.observability import configure

    del version
    configure(debug=debug)
    if debug:
        os.environ["IDEABRIDGE_DEBUG"] = "1"


def main() -> None:
    """Run the command line; every deliberate error becomes a message and an exit code."""
    open_catalogues(_language)
    try:
        # In a context of its own, which a command fills: the language that it speaks ends with it.
        copy_context().run(app)
    except BridgeError as error:
        if os.environ.get("IDEABRIDGE_DEBUG"):
            raise
        show_error(error)
        sys.exit(int(error.exit_code))
    except KeyboardInterrupt:
        note("stopped")
        sys.exit(_STOPPED)
    except SystemExit as end:
        # Typer ends with this code on Ctrl-C, and says nothing.
        if end.code == _STOPPED:
            note("stopped")
        raise
    except BrokenPipeError:
        # The reader of a pipe went away (`| head`); nobody is left to tell.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(int(ExitCode.FAILED))


def _language(code: str) -> Language:
    """A language from the catalogues of this installation, which are read once somebody asks for it."""
    from bridge.render.languages import Catalogues
    from bridge.settings import load_settings

    try:
        own = load_settings().templates
    except UserProblem:
        # A campaign file can be checked whatever the environment says.
        if code == ENGLISH.code:
            return ENGLISH
        raise
    return Catalogues(own).language(code)


if __name__ == "__main__":
    main()
