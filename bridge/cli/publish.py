"""`plan`, `apply`, `restore`, `resolve`: from the campaign file to the forum."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from bridge.cli.context import agree, held, opened, read_campaign, stoppable
from bridge.cli.options import CampaignOption, CloseDroppedOption, ForceOption, FormatOption, YesOption
from bridge.cli.output import Format, PlanFormat, emit, note, say
from bridge.cli.progress import Watched
from bridge.domain.errors import ExitCode, UserProblem


def plan(
    campaign: CampaignOption = None,
    output: Annotated[PlanFormat, typer.Option("--format", help="How to print the plan.")] = PlanFormat.TEXT,
    diff: Annotated[bool, typer.Option("--diff", help="Show how texts change.")] = False,
    out: Annotated[Path | None, typer.Option(help="Also write the plan as JSON, for `apply FILE`.")] = None,
    exit_code: Annotated[
        bool, typer.Option("--exit-code", help="Exit with 10 when there is something to do.")
    ] = False,
    close_dropped: CloseDroppedOption = False,
    force: ForceOption = False,
) -> None:
    """Show what would change in the forum. Writes nothing."""
    from bridge.cli.describe import plan_json, plan_markdown, plan_text
    from bridge.pipeline import publish

    declared = read_campaign(campaign)
    with opened() as bridge:
        made = publish.plan(bridge.desk, declared, force=force, close_dropped=close_dropped)
        seconds = bridge.forum.seconds_for(made.requests)
    data = plan_json(made, seconds, diff=diff, close_dropped=close_dropped)
    if out is not None:
        _save(data, out)
        note(f"wrote {out}; next: `ideabridge apply {out}`")
    if output is PlanFormat.JSON:
        say(json.dumps(data, indent=2, ensure_ascii=False))
    elif output is PlanFormat.MARKDOWN:
        say(plan_markdown(made, seconds))
    else:
        say(plan_text(made, seconds, diff=diff))
    if made.conflicts:
        raise typer.Exit(ExitCode.NEEDS_PERSON)
    if exit_code and made.operations:
        raise typer.Exit(ExitCode.PENDING)


def apply(
    approved: Annotated[
        Path | None, typer.Argument(help="Plan file written by `plan --out`; nothing else is carried out.")
    ] = None,
    campaign: CampaignOption = None,
    yes: YesOption = False,
    force: ForceOption = False,
    close_dropped: CloseDroppedOption = False,
    output: FormatOption = Format.TEXT,
) -> None:
    """Bring the forum to the declared state."""
    from bridge.cli.describe import applied_json, applied_text, plan_text
    from bridge.pipeline import publish
    from bridge.sync.plan import Plan

    declared = read_campaign(campaign)
    checksum = None
    if approved is not None:
        checksum, closing = _approved(approved, declared.slug)
        close_dropped = close_dropped or closing
    with opened() as bridge, held(bridge, declared) as lease:
        progress = Watched(bridge.forum)

        def confirm(made: Plan) -> bool:
            progress.begins(made)
            note(plan_text(made, bridge.forum.seconds_for(made.requests), advise=False))
            return not made.operations or agree("Apply this?", yes=yes or checksum is not None)

        with stoppable() as stop:
            made, applied = publish.apply(
                bridge.desk,
                declared,
                lease,
                approved=checksum,
                force=force,
                close_dropped=close_dropped,
                progress=progress,
                confirm=confirm,
                stop=stop,
            )
    if applied is None:
        note("nothing was done")
        raise typer.Exit(ExitCode.FAILED)
    emit(applied_json(made, applied), output, lambda: applied_text(applied))
    if made.conflicts or applied.conflicts:
        raise typer.Exit(ExitCode.NEEDS_PERSON)
    if applied.failed:
        raise typer.Exit(ExitCode.FAILED)


def restore(
    name: Annotated[str, typer.Argument(help="The document, such as idea/abc.")],
    campaign: CampaignOption = None,
    yes: YesOption = False,
) -> None:
    """Bring back a document that was removed in the forum."""
    from bridge.pipeline import mend

    declared = read_campaign(campaign)
    if not agree(f"Bring {name} back?", yes=yes):
        raise typer.Exit(ExitCode.FAILED)
    with opened() as bridge, held(bridge, declared):
        say(mend.restore(bridge.desk, declared, name))


def resolve(
    name: Annotated[str, typer.Argument(help="The document, such as idea/abc.")],
    take: Annotated[str, typer.Option(help="Whose version stands: ours (campaign) or theirs (forum).")],
    campaign: CampaignOption = None,
) -> None:
    """Decide a conflict: take the campaign's or the forum's version."""
    from bridge.pipeline import mend

    try:
        side = mend.Side(take)
    except ValueError:
        raise UserProblem(f"--take {take} is neither ours nor theirs", hint="Use ours or theirs.") from None
    declared = read_campaign(campaign)
    with opened() as bridge, held(bridge, declared):
        say(mend.resolve(bridge.desk, declared, name, side))


def _save(data: dict[str, object], path: Path) -> None:
    try:
        path.write_text(json.dumps(data, indent=2, ensure_ascii=False), encoding="utf-8")
    except OSError as error:
        raise UserProblem(
            f"cannot write {path}: {error.strerror}", hint="Name a file in a folder that exists."
        ) from None


def _approved(path: Path, slug: str) -> tuple[str, bool]:
    """Checksum of an approved plan, and whether it closes what is no longer declared."""
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
        campaign, checksum = str(data["campaign"]), str(data["checksum"])
        closing = data.get("close_dropped") is True
    except OSError as error:
        raise UserProblem(
            f"cannot read {path}: {error.strerror}", hint="Make it with `plan --out FILE`."
        ) from None
    except (ValueError, KeyError, TypeError, AttributeError):
        raise UserProblem(
            f"{path} is not a plan", hint="Make one with `ideabridge plan --out FILE`."
        ) from None
    if campaign != slug:
        raise UserProblem(
            f"{path} is a plan for {campaign}, not for {slug}", hint="Name the right campaign file."
        )
    return checksum, closing
