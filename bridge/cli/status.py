"""`status`: where a campaign stands."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from bridge.cli.context import opened, read_campaign
from bridge.cli.options import CampaignOption, FormatOption
from bridge.cli.output import Format, count, emit

if TYPE_CHECKING:
    from bridge.domain.campaign import Campaign
    from bridge.pipeline.break_down import Breakdown


class Division(StrEnum):
    """What ideas can be counted by."""

    ROLE = "role"
    LENS = "lens"
    QUESTION = "question"


def status(
    campaign: CampaignOption = None,
    by: Annotated[
        Division | None,
        typer.Option("--by", help="Count published ideas by this instead, as far as it tells of no person."),
    ] = None,
    output: FormatOption = Format.TEXT,
) -> None:
    """Say where a campaign stands, from what is stored; asks the forum nothing."""
    from bridge.pipeline.report import report

    if by is not None:
        _broken_down(read_campaign(campaign), by, output)
        return
    declared = read_campaign(campaign)
    with opened(forum=False) as bridge:
        found = report(bridge.store, declared, bridge.clock.now())

    def text() -> str:
        phase = found.phase or "between phases"
        rights = ", ".join(found.rights) or "nothing"
        lines = [
            f"{declared.title} ({declared.slug})",
            f"  phase       {phase}; people may: {rights}",
            f"  next        {found.next_phase or 'nothing more'}",
            (
                f"  ideas       {found.published} published, {found.accepted} waiting for a batch, "
                f"{found.waiting} waiting for review"
            ),
            (
                f"  activity    {count(found.people, 'person', 'people')}, {count(found.votes, 'vote')}, "
                f"{count(found.replies, 'reply', 'replies')}"
            ),
            f"  last pull   {found.last_pull or 'never'}",
            f"  ranking     {found.ranked or 'none yet'}",
            f"  digests     {', '.join(found.digests) or 'none yet'}",
            f"  masking     {bridge.masking}",
        ]
        if found.oldest_count:
            lines.append(f"  oldest poll count  {found.oldest_count}")
        if found.batch_due:
            lines.append(f"  next batch  at the latest {found.batch_due}")
        if found.unsettled:
            lines.append(
                f"  unsettled   {count(found.unsettled, 'request')}: the next apply or sync looks after them"
            )
        if found.removed:
            lines.append(f"  removed     {', '.join(found.removed)}")
        return "\n".join(lines)

    from dataclasses import asdict

    emit({**asdict(found), "masking": bridge.masking}, output, text)


def _broken_down(declared: Campaign, by: Division, output: Format) -> None:
    from dataclasses import asdict

    from bridge.pipeline.break_down import By, break_down

    with opened(forum=False) as bridge:
        found = break_down(bridge.store, declared, By(by.value), bridge.clock.now())
    emit(asdict(found), output, lambda: _table(declared, found))


def _table(declared: Campaign, found: Breakdown) -> str:
    what = f"{declared.title} ({declared.slug}): ideas by {found.by}"
    if found.week is None:
        return f"{what}\n  nothing can be told yet: so few would tell of persons"
    width = max(len(group.title) for group in found.slices)
    return "\n".join(
        [
            f"{what}, up to the end of {found.week}",
            *(
                f"  {group.title:<{width}}  {'*' if group.ideas is None else group.ideas:>5}"
                for group in found.slices
            ),
            f"  * below {found.least}, or hidden so that none of these can be worked out; the rest rounded",
        ]
    )
