"""`ideas import`, `ideas review`, `ideas revise`, `ideas list`: ideas on their way into the forum."""

from __future__ import annotations

from collections import Counter
from dataclasses import fields
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bridge.cli.context import opened, read_campaign
from bridge.cli.options import CampaignOption, FormatOption
from bridge.cli.output import Format, count, emit, show_problems
from bridge.domain.errors import UserProblem

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bridge.domain.idea import Submission
    from bridge.pipeline.intake import IntakeReport
    from bridge.text.rows import IdeaFile

app = typer.Typer(help="Ideas on their way into the forum.", no_args_is_help=True)


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
def review(
    campaign: CampaignOption = None,
    accept: Annotated[list[str] | None, typer.Option(metavar="ID", help="Accept this one.")] = None,
    accept_clean: Annotated[
        bool, typer.Option("--accept-clean", help="Accept all that nothing was found about.")
    ] = False,
    reject: Annotated[str | None, typer.Option(metavar="ID", help="Reject this one; needs --reason.")] = None,
    give_back: Annotated[
        str | None, typer.Option("--return", metavar="ID", help="Give this one back; needs --reason.")
    ] = None,
    merge: Annotated[str | None, typer.Option(metavar="ID", help="Merge this one; needs --into.")] = None,
    into: Annotated[str | None, typer.Option(metavar="IDEA", help="The idea that takes it in.")] = None,
    edit: Annotated[
        str | None, typer.Option(metavar="ID", help="Accept this one with --title or --text-file.")
    ] = None,
    title: Annotated[str | None, typer.Option(help="The edited title.")] = None,
    text_file: Annotated[Path | None, typer.Option(help="File with the edited text.")] = None,
    reason: Annotated[str, typer.Option(help="Why, in public words.")] = "",
    output: FormatOption = Format.TEXT,
) -> None:
    """Decide about the ideas that wait.

    Without options on a terminal it goes through them one by one; elsewhere it lists them. An ID may be
    shortened as long as only one waits that begins with it.
    """
    from bridge.cli.review import ask_each
    from bridge.pipeline import moderate

    declared = read_campaign(campaign)
    slug = declared.slug
    with opened(forum=False) as bridge:
        store, now = bridge.store, bridge.clock.now()
        waiting = moderate.waiting(store, slug)

        def one(short: str) -> str:
            return _find(waiting, short).id

        done: list[str] = []
        for short in accept or []:
            outcome = moderate.accept(store, slug, one(short), now)
            done.append(f"{'merged into' if outcome.merged else 'accepted as'} idea {outcome.idea.id}")
        if accept_clean:
            clean = [item for item in waiting if not item.reasons]
            for item in clean:
                moderate.accept(store, slug, item.id, now)
            done.append(f"accepted {count(len(clean), 'idea')}")
        if reject is not None:
            moderate.reject(store, bridge.redactor, slug, one(reject), reason, now)
            done.append("rejected")
        if give_back is not None:
            moderate.return_(store, bridge.redactor, slug, one(give_back), reason, now)
            done.append("returned")
        if merge is not None:
            if into is None:
                raise UserProblem("--merge needs --into IDEA", hint="`ideabridge ideas list` shows ideas.")
            merged = moderate.merge(store, slug, one(merge), into, now)
            done.append(f"merged into idea {merged.idea.id}")
        if edit is not None:
            text = _read(text_file) if text_file is not None else None
            edited = moderate.accept(store, slug, one(edit), now, title=title, text=text)
            done.append(f"accepted as idea {edited.idea.id}")
        if (
            not done
            and output is Format.TEXT
            and waiting
            and ask_each(store, bridge.redactor, declared, waiting, now)
        ):
            return
        rest = moderate.waiting(store, slug)
    emit(
        {"done": done, "waiting": [_row(item) for item in rest]},
        output,
        lambda: "\n".join(
            [*done, *([] if done else map(_line, rest)), f"{count(len(rest), 'idea')} waiting"]
        ),
    )


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
    from bridge.pipeline import moderate

    declared = read_campaign(campaign)
    with opened(forum=False) as bridge:
        text = _read(text_file) if text_file is not None else None
        revised = moderate.revise(
            bridge.store,
            bridge.redactor,
            declared.slug,
            idea,
            bridge.clock.now(),
            title=title,
            text=text,
            hide_earlier=hide_earlier,
            reason=reason,
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
            f"{row['idea']}  {row['question']:<6} {_standing(row):<22}  {row['title']}" for row in rows
        )

    emit({"ideas": rows}, output, text)


def _standing(row: Mapping[str, object]) -> str:
    if row["merged_into"]:
        return f"merged into {row['merged_into']}"
    return "published" if row["published"] else "waits for a batch"


def _find(waiting: Sequence[Submission], short: str) -> Submission:
    found = [item for item in waiting if item.id.startswith(short)]
    if len(found) == 1:
        return found[0]
    raise UserProblem(
        f"{'no idea' if not found else 'more than one idea'} that waits begins with {short!r}",
        hint="`ideabridge ideas review --format json` lists what waits.",
    )


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        raise UserProblem(f"{path} cannot be read", hint="Name a text file in UTF-8.") from None


def _row(item: Submission) -> dict[str, object]:
    return {
        "id": item.id,
        "question": item.question,
        "title": item.title,
        "text": item.text,
        "role": item.role,
        "lenses": list(item.lenses),
        "experience": str(item.experience),
        "reasons": list(item.reasons),
        "near": [{"idea": match.idea, "score": round(match.score, 2)} for match in item.near],
    }


def _line(item: Submission) -> str:
    reasons = f"  ({'; '.join(item.reasons)})" if item.reasons else ""
    return f"{item.id[:8]}  {item.question:<6} {item.title}{reasons}"


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
