"""`status`: where a campaign stands."""

from __future__ import annotations

from bridge.cli.context import opened, read_campaign
from bridge.cli.options import CampaignOption, FormatOption
from bridge.cli.output import Format, count, emit


def status(campaign: CampaignOption = None, output: FormatOption = Format.TEXT) -> None:
    """Say where a campaign stands, from what is stored; asks the forum nothing."""
    from bridge.pipeline.report import report

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
