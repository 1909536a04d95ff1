"""`ideas type`: ideas from paper forms, typed in one after the other, each with a receipt for its author."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from bridge.cli.context import opened, read_campaign
from bridge.cli.options import CampaignOption
from bridge.cli.output import count, interactive, note, say
from bridge.domain.errors import UserProblem

if TYPE_CHECKING:
    from bridge.domain.campaign import Campaign
    from bridge.pipeline.raw import RawIdea

_END = "."


def type_in(
    campaign: CampaignOption = None,
    question: Annotated[
        str | None, typer.Option(help="The question of the whole batch; else it is asked for each idea.")
    ] = None,
) -> None:
    """Type in ideas from paper, one after the other; each is shown masked and gets a receipt.

    Write the receipt on the part of the form that its author keeps. No editor is opened and no file is
    written. Leave names out even where the form has them.
    """
    from bridge.pipeline.receive import preview, receive

    declared = read_campaign(campaign)
    if not interactive():
        raise UserProblem(
            "This is for typing, and there is no terminal.",
            hint="`ideabridge ideas import FILE` takes files.",
        )
    taken = 0
    with opened(forum=False) as bridge:
        while True:
            note(f"\nidea {taken + 1}; a line with only a dot ends it, a dot at once ends the batch")
            text = _lines()
            if not text:
                break
            raw = _raw(declared, text, question)
            try:
                shown = preview(bridge.doors, declared, raw, bridge.clock.now())
            except UserProblem as problem:
                note(f"  {problem.what} {problem.hint}")
                continue
            note(f"\n  {shown.title}\n")
            note("\n".join(f"  {line}" for line in shown.text.splitlines()))
            for one in shown.masked:
                note(f"  - {one.placeholder}: {one.why}{', perhaps without need' if one.asked else ''}")
            for near in shown.near:
                note(f"  ~ {near.score:.0%} like the published idea “{near.title}”")
            if not typer.confirm("keep it?", default=True, err=True):
                continue
            code = receive(bridge.doors, declared, raw, bridge.clock.now()).code
            say(code)
            note("  write this receipt on the part that the author keeps")
            taken += 1
    note(f"{count(taken, 'idea')} taken in; next: `ideabridge ideas review`")


def _lines() -> str:
    lines: list[str] = []
    try:
        while (line := input()) != _END:
            lines.append(line)
    except EOFError:
        pass
    return "\n".join(lines).strip()


def _raw(campaign: Campaign, text: str, question: str | None) -> RawIdea:
    from bridge.domain.idea import Experience
    from bridge.pipeline.raw import RawIdea

    ids = [known.id for known in campaign.questions]
    asked = question
    while asked not in ids:
        asked = typer.prompt(f"question ({', '.join(ids)})", err=True, default=ids[0]).strip()
    roles = [group.id for group in campaign.groups]
    role = ""
    while roles:
        role = typer.prompt(f"role ({', '.join(roles)}; empty for none)", err=True, default="").strip()
        # Asked again rather than refused later: the text would have to be typed once more.
        if role in ("", *roles):
            break
    tried = typer.confirm("did they do it already?", default=False, err=True)
    return RawIdea(
        text=text,
        question=asked,
        role=role or None,
        experience=Experience.WE_DID if tried else Experience.WOULD_LIKE,
        source="paper",
    )
