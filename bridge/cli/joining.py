"""`ideas merge`, `ideas unmerge`: two ideas that say the same go on as one, and can be parted again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from bridge.cli.context import opened, read_campaign
from bridge.cli.options import CampaignOption, FormatOption
from bridge.cli.output import Format, count, emit
from bridge.domain.errors import UserProblem

if TYPE_CHECKING:
    from bridge.domain.campaign import Campaign
    from bridge.pipeline.join import Proposal


def merge(
    idea: Annotated[
        str | None, typer.Argument(metavar="IDEA", help="The idea that goes on elsewhere.")
    ] = None,
    into: Annotated[str | None, typer.Argument(metavar="INTO", help="The idea in which it goes on.")] = None,
    campaign: CampaignOption = None,
    output: FormatOption = Format.TEXT,
) -> None:
    """Propose that an idea goes on in another one that says the same; without ideas, list the proposals.

    Whoever holds a receipt for either is asked first. Run it again once they have answered, or after a week.
    Votes and replies stay where they are and count for the one that goes on, each person once.
    """
    from bridge.pipeline.join import proposals, propose

    declared = read_campaign(campaign)
    with opened(forum=False) as bridge:
        if idea is None or into is None:
            if idea is not None:
                raise UserProblem(
                    "Two ideas are needed.",
                    hint="`ideabridge ideas merge IDEA INTO`; `ideas list` shows them.",
                )
            found = list(proposals(bridge.store, declared.slug))
        else:
            found = [propose(bridge.store, declared.slug, idea, into, bridge.clock.now())]
    emit(
        {"proposals": [_row(proposal) for proposal in found]},
        output,
        lambda: "\n".join(_told(declared, proposal) for proposal in found) or "nothing was proposed",
    )


def unmerge(
    idea: Annotated[str, typer.Argument(metavar="IDEA", help="The idea that went on elsewhere.")],
    campaign: CampaignOption = None,
    output: FormatOption = Format.TEXT,
) -> None:
    """Part an idea from the one in which it went on: topics, votes and replies stand as before."""
    from bridge.pipeline.join import part

    declared = read_campaign(campaign)
    with opened(forum=False) as bridge:
        other = part(bridge.store, declared.slug, idea, bridge.clock.now())
    emit(
        {"idea": idea, "parted_from": other},
        output,
        lambda: f"idea {idea} stands by itself again, apart from {other}\nnext: `ideabridge sync`",
    )


def _row(proposal: Proposal) -> dict[str, object]:
    return {
        "idea": proposal.joining.idea,
        "goes_on_in": proposal.joining.goes_on_in,
        "state": str(proposal.joining.state),
        "asked": proposal.asked,
        "agreed": proposal.agreed,
        "until": proposal.until.isoformat(),
    }


def _told(campaign: Campaign, proposal: Proposal) -> str:
    joining = proposal.joining
    pair = f"{joining.idea} into {joining.goes_on_in}: "
    if joining.state == "joined":
        return f"{pair}joined; `ideabridge sync` tells it in both topics, `ideas unmerge` undoes it"
    if joining.state == "refused":
        return f"{pair}an author has said no"
    if joining.state == "parted":
        return f"{pair}parted again"
    until = campaign.local(proposal.until)
    return (
        f"{pair}{count(proposal.asked, 'author')} asked, {proposal.agreed} agreed; "
        f"run it again once all have, or after {until:%Y-%m-%d %H:%M}"
    )
