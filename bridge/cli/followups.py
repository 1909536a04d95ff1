"""`followups`: what becomes of chosen ideas, and the answers to check-ins."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Annotated

import typer

from bridge.cli.context import opened, read_campaign
from bridge.cli.options import CampaignOption, FormatOption
from bridge.cli.output import Format, emit
from bridge.domain.errors import UserProblem

if TYPE_CHECKING:
    from bridge.domain.followup import Course
    from bridge.pipeline.check_in import FollowUp

app = typer.Typer(help="What becomes of chosen ideas.", invoke_without_command=True)


@app.callback()
def followups(
    context: typer.Context,
    campaign: CampaignOption = None,
    due: Annotated[
        bool, typer.Option("--due", help="Only those whose check-in waits for an answer.")
    ] = False,
    as_of: Annotated[
        str | None, typer.Option("--as-of", metavar="DATE", help="As it would be on this day: 2015-05-01.")
    ] = None,
    output: FormatOption = Format.TEXT,
) -> None:
    """List chosen ideas with their owners and check-ins; `followups record` answers one."""
    if context.invoked_subcommand is not None:
        context.obj = campaign
        return
    from bridge.pipeline.check_in import follow_ups

    declared = read_campaign(campaign)
    with opened(forum=False) as bridge:
        today = _day(as_of) if as_of is not None else declared.local(bridge.clock.now()).date()
        found = [one for one in follow_ups(bridge.store, declared, today) if one.open is not None or not due]

    def text() -> str:
        if not found:
            return "no check-in waits for an answer" if due else "no idea is chosen or being tried"
        return "\n".join(_line(one, today) for one in found)

    emit({"as_of": today.isoformat(), "followups": [_json(one, today) for one in found]}, output, text)


@app.command()
def record(
    context: typer.Context,
    idea: Annotated[str, typer.Argument(metavar="IDEA", help="The idea, as `followups` names it.")],
    word: Annotated[str, typer.Argument(metavar="COURSE", help="moving, stuck, stopped or done.")],
    note: Annotated[str, typer.Option(help="How it goes on, in public words; stopped needs it.")] = "",
    campaign: CampaignOption = None,
    output: FormatOption = Format.TEXT,
) -> None:
    """Answer the check-in of an idea that was asked last; `done` and `stopped` end its check-ins."""
    from bridge.pipeline.check_in import record as record_answer

    declared = read_campaign(campaign or context.obj)
    with opened(forum=False) as bridge:
        said = record_answer(
            bridge.store, bridge.redactor, declared, idea, _course(word), bridge.clock.now(), note=note
        )
    emit(
        {"idea": said.idea, "days": said.days, "course": str(said.course), "note": said.note},
        output,
        lambda: f"idea {said.idea} is {said.course} after {said.days} days\nnext: `ideabridge sync`",
    )


def _course(word: str) -> Course:
    from bridge.domain.followup import Course

    try:
        return Course(word.lower())
    except ValueError:
        raise UserProblem(
            f"{word!r} says not how it goes on", hint=f"Use one of: {', '.join(Course)}."
        ) from None


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise UserProblem(f"{text!r} is no date", hint="Dates look like 2015-05-01.") from None


def _line(one: FollowUp, today: date) -> str:
    lines = [f"{one.idea.id}  {one.idea.title}  ({one.idea.status})"]
    hands = [f"owner: {one.undertaking.owner or 'nobody named yet'}"]
    if one.undertaking.first_step:
        hands.append(f"first step: {one.undertaking.first_step}")
    lines.append(f"    {'; '.join(hands)}")
    for due in one.asked:
        if due.answer is not None:
            said = f"{due.answer.course}{f', {due.answer.note}' if due.answer.note else ''}"
        else:
            said = "OVERDUE" if due.overdue(today) else "waits for an answer"
        lines.append(f"    {due.day}  after {due.days} days: {said}")
    if one.next is not None:
        lines.append(f"    {one.next}  next check-in")
    return "\n".join(lines)


def _json(one: FollowUp, today: date) -> dict[str, object]:
    return {
        "idea": one.idea.id,
        "title": one.idea.title,
        "status": str(one.idea.status),
        "owner": one.undertaking.owner,
        "first_step": one.undertaking.first_step,
        "since": one.undertaking.since.isoformat(),
        "check_ins": [
            {
                "days": due.days,
                "day": due.day.isoformat(),
                "course": str(due.answer.course) if due.answer is not None else None,
                "note": due.answer.note if due.answer is not None else None,
                "overdue": due.overdue(today),
            }
            for due in one.asked
        ],
        "next": one.next.isoformat() if one.next is not None else None,
    }
