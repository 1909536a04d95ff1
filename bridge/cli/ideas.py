"""`ideas import`, `ideas revise`, `ideas list`, and the group to which the other `ideas` commands belong."""

from __future__ import annotations

from collections import Counter
from dataclasses import fields
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bridge.cli.answering import status
from bridge.cli.context import opened, read_campaign
from bridge.cli.joining import merge, unmerge
from bridge.cli.options import CampaignOption, FormatOption
from bridge.cli.output import Format, count, emit, show_problems
from bridge.cli.paper import type_in
from bridge.cli.raw import new_key, open_raw
from bridge.cli.review import read_text, review
from bridge.cli.trying import tried

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bridge.pipeline.intake import IntakeReport
    from bridge.text.rows import IdeaFile

app = typer.Typer(help="Ideas on their way into the forum.", no_args_is_help=True)
app.command()(review)
app.command()(merge)
app.command()(unmerge)
app.command()(status)
app.command()(tried)
app.command("type")(type_in)
app.command("open")(open_raw)
app.command("new-key")(new_key)


@app.command("import")
def import_(
    file: Annotated[Path, typer.Argument(help="CSV or JSONL file.")],
    campaign: CampaignOption = None,
    reviewed: Annotated[
        bool, typer.Option("--reviewed", help="A person reviewed this set already: accept all of it.")
    ] = False,
    skip_bad: Annotated[bool, typer.Option("--skip-bad", help="Leave rows with faults out.")] = False,
    output: FormatOption = Format.TEXT,
) -> None:
    """Take ideas from a file into moderation.

    Columns: text, title, question, role, lenses, submitted_at, experience. Whatever names an author is
    dropped and never stored.
    """
    from bridge.pipeline.intake import submit
    from bridge.text.rows import read_ideas

    declared = read_campaign(campaign)
    read = read_ideas(file, declared, skip_bad=skip_bad)
    with opened(forum=False) as bridge:
        report = submit(
            bridge.store,
            bridge.redactor,
            bridge.similarity,
            declared,
            read.ideas,
            bridge.clock.now(),
            title_of=bridge.title_of,
            pseudonyms=bridge.pseudonyms,
            reviewed=reviewed,
        )
    show_problems(read.problems)
    # Not by asdict: it rebuilds a Counter from pairs, and counts the pairs.
    taken = {
        part.name: dict(value) if isinstance(value := getattr(report, part.name), Counter) else value
        for part in fields(report)
    }
    data = {**taken, "skipped": read.skipped, "dropped_columns": list(read.dropped)}
    emit(data, output, lambda: _imported(report, read))


@app.command()
def revise(
    idea: Annotated[str, typer.Argument(metavar="IDEA", help="The idea, as `ideas list` names it.")],
    campaign: CampaignOption = None,
    title: Annotated[str | None, typer.Option(help="The new title.")] = None,
    text_file: Annotated[Path | None, typer.Option(help="File with the new text.")] = None,
    hide_earlier: Annotated[
        bool,
        typer.Option(
            "--hide-earlier", help="Something in earlier versions must not be seen: hide them in the forum."
        ),
    ] = False,
    reason: Annotated[str, typer.Option(help="Why, in public words.")] = "",
    output: FormatOption = Format.TEXT,
) -> None:
    """Give an idea other words; votes and replies stay.

    The forum shows earlier versions to everybody unless they are hidden.
    """
    from bridge.pipeline.revise import revise as give_words

    declared = read_campaign(campaign)
    with opened(forum=False) as bridge:
        text = read_text(text_file) if text_file is not None else None
        revised = give_words(
            bridge.store,
            bridge.redactor,
            declared.slug,
            idea,
            bridge.clock.now(),
            title=title,
            text=text,
            hide_earlier=hide_earlier,
            reason=reason,
            alone=not declared.anonymity.second_person,
        )
    hidden = revised.hidden_before == revised.version
    emit(
        {"idea": revised.id, "version": revised.version, "earlier_hidden": hidden},
        output,
        lambda: "\n".join(
            [
                f"idea {revised.id} is at version {revised.version}"
                + ("; the next run hides all earlier ones" if hidden else ""),
                "next: `ideabridge sync`",
            ]
        ),
    )


@app.command("list")
def list_(campaign: CampaignOption = None, output: FormatOption = Format.TEXT) -> None:
    """List the ideas and where they stand."""
    declared = read_campaign(campaign)
    with opened(forum=False) as bridge, bridge.store.begin() as unit:
        ideas = unit.ideas.all(declared.slug)
    rows = [
        {
            "idea": idea.id,
            "question": idea.question,
            "title": idea.title,
            "status": str(idea.status),
            "version": idea.version,
            "batch": idea.batch,
            "published": idea.published.isoformat() if idea.published else None,
            "merged_into": idea.merged_into,
        }
        for idea in ideas
    ]

    def text() -> str:
        if not rows:
            return "no ideas yet; `ideabridge ideas import FILE` takes some in"
        return "\n".join(
            f"{row['idea']}  {row['question']:<6} {_standing(row):<24}  {row['title']}" for row in rows
        )

    emit({"ideas": rows}, output, text)


def _standing(row: Mapping[str, object]) -> str:
    from bridge.domain.idea import IdeaStatus

    if row["merged_into"]:
        return f"merged into {row['merged_into']}"
    if row["status"] == IdeaStatus.WITHDRAWN:
        return "withdrawn by its author"
    return f"published, {row['status']}" if row["published"] else "waits for a batch"


def _imported(report: IntakeReport, read: IdeaFile) -> str:
    lines = [f"{count(report.received, 'idea')} read: {_parts(report)}"]
    if read.skipped:
        lines.append(f"  left out     {count(read.skipped, 'row')} with faults")
    if read.dropped:
        lines.append(f"  dropped      columns {', '.join(read.dropped)}: who wrote an idea is never stored")
    for title, counter in (
        ("masked", report.masked),
        ("doubtful", report.doubtful),
        ("to look at", report.flagged),
    ):
        if counter:
            found = ", ".join(f"{number} {name}" for name, number in counter.most_common())
            lines.append(f"  {title:<12} {found}")
    if report.waiting:
        lines.append("next: `ideabridge ideas review`")
    elif report.accepted:
        lines.append("next: `ideabridge sync`")
    return "\n".join(lines)


def _parts(report: IntakeReport) -> str:
    parts = [
        (report.accepted, "accepted"),
        (report.waiting, "waiting for review"),
        (report.merged, "merged"),
        (report.known, "known already"),
        (report.empty, "empty"),
    ]
    return ", ".join(f"{number} {word}" for number, word in parts if number) or "nothing new"


@app.command()
def reasons(output: FormatOption = Format.TEXT) -> None:
    """List the published reasons for which ideas are returned or rejected."""
    from bridge.domain.reasons import REASONS

    emit(
        {"reasons": dict(REASONS)},
        output,
        lambda: "\n".join(f"{code:<15} {words}" for code, words in REASONS.items()),
    )
