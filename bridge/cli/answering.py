"""`ideas status`: say what becomes of an idea."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from bridge.cli.context import opened, read_campaign
from bridge.cli.options import CampaignOption, FormatOption
from bridge.cli.output import Format, emit
from bridge.domain.errors import UserProblem

if TYPE_CHECKING:
    from bridge.domain.idea import IdeaStatus


def status(
    idea: Annotated[str, typer.Argument(metavar="IDEA", help="The idea, as `ideas list` names it.")],
    word: Annotated[
        str,
        typer.Argument(
            metavar="STATUS",
            help="new, in-discussion, shortlisted, chosen, being-tried, done or not-now.",
        ),
    ],
    reason: Annotated[str, typer.Option(help="Why, in public words; not-now needs it.")] = "",
    owner: Annotated[
        str, typer.Option(help="For a chosen idea: the role or team that has it in hand; no person's name.")
    ] = "",
    first_step: Annotated[str, typer.Option(help="For a chosen idea: what is done first.")] = "",
    campaign: CampaignOption = None,
    output: FormatOption = Format.TEXT,
) -> None:
    """Give an idea its public status; the next run changes its tag and posts a notice under it."""
    from bridge.pipeline.answer import answer

    declared = read_campaign(campaign)
    wanted = read_status(word)
    with opened(forum=False) as bridge:
        change = answer(
            bridge.store,
            bridge.redactor,
            declared,
            idea,
            wanted,
            bridge.clock.now(),
            reason=reason,
            owner=owner,
            first_step=first_step,
        )

    def text() -> str:
        if change is None:
            extra = "; its owner and first step are as given now" if owner or first_step else ""
            return f"idea {idea} is {wanted} already{extra}"
        return f"idea {idea} is {wanted} now\nnext: `ideabridge sync`"

    data = {"idea": idea, "status": str(wanted), "changed": change is not None}
    emit({**data, "reason": change.reason if change is not None else None}, output, text)


def read_status(word: str) -> IdeaStatus:
    """The status that a word names, written with hyphens or blanks; UserProblem for any other."""
    from bridge.domain.status import SETTABLE

    folded = "-".join(word.lower().replace("_", " ").replace("-", " ").split())
    found = next((known for known in SETTABLE if known == folded), None)
    if found is None:
        raise UserProblem(f"{word!r} is no status", hint=f"Use one of: {', '.join(SETTABLE)}.")
    return found
