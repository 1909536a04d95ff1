"""`ideas tried`: record where an idea was tried."""

from __future__ import annotations

from typing import Annotated

import typer

from bridge.cli.context import opened, read_campaign
from bridge.cli.options import CampaignOption, FormatOption
from bridge.cli.output import Format, emit
from bridge.domain.errors import UserProblem


def tried(
    idea: Annotated[str, typer.Argument(metavar="IDEA", help="The idea, as `ideas list` names it.")],
    place: Annotated[str, typer.Option(help="Where: a ward, a site or a team; no person's name.")],
    result: Annotated[str, typer.Option(help="What came of it: worked, partly or did-not-work.")],
    when: Annotated[str, typer.Option(help="In which month, such as 2015-03.")] = "",
    words: Annotated[str, typer.Option(help="What they did and found, in public words.")] = "",
    campaign: CampaignOption = None,
    output: FormatOption = Format.TEXT,
) -> None:
    """Record where an idea was tried and what came of it; the next run posts a notice under it."""
    from bridge.domain.instruction import month_of
    from bridge.domain.trial import Result
    from bridge.pipeline.try_out import record_trial

    declared = read_campaign(campaign)
    folded = " ".join(result.lower().replace("-", " ").split())
    known = next((one for one in Result if one == folded), None)
    if known is None:
        raise UserProblem(f"{result!r} says not what came of it", hint="Use worked, partly or did-not-work.")
    month = month_of(when)
    if when and month is None:
        raise UserProblem(f"{when!r} is no month", hint="Write it as 2015-03, or March 2015.")
    with opened(forum=False) as bridge:
        found = record_trial(
            bridge.store,
            bridge.redactor,
            declared,
            idea,
            place,
            known,
            bridge.clock.now(),
            month=month,
            words=words,
        )
    data = {
        "idea": idea,
        "number": found.number,
        "place": found.place,
        "month": found.month.isoformat()[:7] if found.month else None,
        "result": found.result.value,
        "words": found.words,
    }
    emit(data, output, lambda: f"recorded: tried at {found.place}, {found.result}\nnext: `ideabridge sync`")
