"""`campaign`: who configures which campaign, a file on the server or a topic in the forum."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bridge.cli.context import agree, opened
from bridge.cli.options import FormatOption, YesOption
from bridge.cli.output import Format, emit, say
from bridge.domain.errors import ExitCode, UserProblem

if TYPE_CHECKING:
    from bridge.domain.campaign import Campaign
    from bridge.pipeline.configure import Place

app = typer.Typer(help="Configure campaigns by files, or in the forum.", no_args_is_help=True)


@app.command("list")
def list_campaigns(output: FormatOption = Format.TEXT) -> None:
    """Say which campaigns are configured in the forum, in which topic, and since when."""
    with opened(forum=False) as bridge, bridge.store.begin() as unit:
        latest = unit.declarations.all_latest()
    rows = [
        {
            "campaign": found.campaign,
            "owner": found.owner.value,
            "version": found.number,
            "topic": found.topic_id,
            "since": found.at.isoformat(timespec="minutes"),
        }
        for found in latest
    ]

    def text() -> str:
        if not rows:
            return "no campaign was ever configured in the forum; all are by files"
        return "\n".join(
            f"{row['campaign']}: {row['owner']}, version {row['version']} since {row['since']}"
            + (f", topic {row['topic']}" if row["topic"] else "")
            for row in rows
        )

    emit({"campaigns": rows}, output, text)


@app.command("to-forum")
def to_forum(
    file: Annotated[Path, typer.Argument(help="The campaign file.")],
    yes: YesOption = False,
) -> None:
    """Hand a campaign over: its file becomes a topic in the forum, and from then on that counts."""
    from bridge.declare.loader import load
    from bridge.domain.identity import SETTINGS_SCOPE
    from bridge.holder import gone, holder
    from bridge.pipeline.hand_over import to_forum as hand_over
    from bridge.sync.lease import hold

    declared = load(file)
    if not agree(f"Let the forum configure {declared.slug} from now on?", yes=yes, first="Be sure of it"):
        raise typer.Exit(ExitCode.FAILED)
    with opened() as bridge:
        place = _place()
        with hold(bridge.store, bridge.clock, SETTINGS_SCOPE, holder(), gone=gone) as lease:
            topic = hand_over(
                bridge.desk, bridge.declarer, place, declared, file.read_text("utf-8-sig"), lease
            )
        say(f"{declared.slug} is configured in the forum now: {bridge.forum.topic_url(topic)}")
    say(f"{file} does not count any more; keep it for your records, or remove it")


@app.command("to-file")
def to_file(
    campaign: Annotated[str, typer.Argument(help="The campaign's slug.")],
    file: Annotated[Path, typer.Argument(help="Where its file is written; it must not be there yet.")],
    yes: YesOption = False,
) -> None:
    """Take a campaign back: the file approved last is written, and from then on that counts."""
    from bridge.pipeline.hand_over import to_file as take_back

    if file.exists():
        raise UserProblem(f"{file} is there already", hint="Name another file; nothing was done.")
    if not agree(f"Let {file} configure {campaign} from now on?", yes=yes, first="Be sure of it"):
        raise typer.Exit(ExitCode.FAILED)
    with opened(forum=False) as bridge:
        with bridge.store.begin() as unit:
            found = unit.declarations.latest(campaign)
        try:
            # First the file: a run that is cut off in between leaves the forum as the owner.
            file.write_text(found.text if found is not None else "", encoding="utf-8")
        except OSError as fault:
            raise UserProblem(
                f"cannot write {file}: {fault.strerror}", hint="Name a file in a folder that is there."
            ) from None
        try:
            take_back(bridge.store, campaign, bridge.clock.now())
        except UserProblem:
            file.unlink()
            raise
    say(f"{file} configures {campaign} now; the topic in the forum does not count any more")


@app.command()
def settings(output: FormatOption = Format.TEXT) -> None:
    """Read the settings topics once: answer what was written, carry out what was approved.

    The worker does it by itself every few minutes.
    """
    from bridge.domain.identity import SETTINGS_SCOPE
    from bridge.holder import gone, holder
    from bridge.pipeline.configure import configure
    from bridge.sync.lease import hold

    with opened() as bridge:
        place = _place()
        with hold(bridge.store, bridge.clock, SETTINGS_SCOPE, holder(), gone=gone) as lease:
            done = configure(bridge.desk, bridge.declarer, place, lease, _files(), gone=gone)
    lines = [f"{done.answered} answered"]
    lines += [f"{slug}: approved and carried out" for slug in done.approved]
    data = {"answered": done.answered, "approved": list(done.approved), "problem": done.problem}
    emit(data, output, lambda: "\n".join(lines))
    if done.problem:
        raise UserProblem(done.problem, hint="Mend that in the forum, then run this again.")


def _place() -> Place:
    from bridge.domain.language import speak
    from bridge.settings import load_settings
    from bridge.wiring import place_of

    settings = load_settings()
    # What is written there belongs to no campaign.
    speak(settings.language)
    place = place_of(settings)
    if place is None:
        raise UserProblem(
            "IDEABRIDGE_SETTINGS_GROUP is not set, so campaigns are not configured in the forum",
            hint="Set it to the group whose members may do that, such as staff.",
        )
    return place


def _files() -> dict[str, Campaign]:
    """The campaign of the settings' file, which no topic may configure as well."""
    from bridge.declare.loader import load
    from bridge.settings import load_settings

    path = load_settings().campaign
    if path is None or not path.exists():
        return {}
    declared = load(path)
    return {declared.slug: declared}
