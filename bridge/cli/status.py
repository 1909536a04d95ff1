"""`status`: where a campaign stands."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from bridge.cli.context import opened, read_campaign
from bridge.cli.options import CampaignOption, FormatOption
from bridge.cli.output import Format, count, emit
from bridge.domain.errors import UserProblem

if TYPE_CHECKING:
    from pathlib import Path

    from bridge.domain.campaign import Campaign
    from bridge.domain.declaration import Declaration
    from bridge.pipeline.break_down import Breakdown, Crossing
    from bridge.pipeline.look_back import LastRun


class Division(StrEnum):
    """What ideas can be counted by."""

    ROLE = "role"
    LENS = "lens"
    QUESTION = "question"


def status(
    campaign: CampaignOption = None,
    by: Annotated[
        list[Division] | None,
        typer.Option(
            "--by",
            help="Count published ideas by this instead, as far as it tells of no person; role and question "
            "together once the campaign is over.",
        ),
    ] = None,
    output: FormatOption = Format.TEXT,
) -> None:
    """Say where a campaign stands, from what is stored; asks the forum nothing."""
    from bridge.pipeline.look_back import last_runs
    from bridge.pipeline.report import report

    if by:
        declared = read_campaign(campaign)
        if len(by) == 1:
            _broken_down(declared, by[0], output)
        elif sorted(by) == [Division.QUESTION, Division.ROLE]:
            _crossed(declared, output)
        else:
            raise UserProblem(
                "ideas are not counted by these together", hint="Use --by role --by question, or one --by."
            )
        return
    declared = read_campaign(campaign)
    with opened(forum=False) as bridge:
        found = report(bridge.store, declared, bridge.clock.now())
        runs = last_runs(bridge.store, declared)
        with bridge.store.begin() as unit:
            latest = unit.declarations.latest(declared.slug)
    owner = _owner(campaign, latest)

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
            f"  configured  {owner}",
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
        return "\n".join([*lines, *map(_run, runs)])

    from dataclasses import asdict

    data = {
        **asdict(found),
        "masking": bridge.masking,
        "configured": owner,
        "runs": [asdict(run) for run in runs],
    }
    emit(data, output, text)


def _owner(path: Path | None, latest: Declaration | None) -> str:
    """Who configures the campaign: a file here, or a topic in the forum."""
    from bridge.domain.declaration import Owner
    from bridge.settings import load_settings

    if latest is None or latest.owner is Owner.FILE:
        return f"by the file {path or load_settings().campaign}"
    forum = (load_settings().forum_url or "").rstrip("/")
    return f"in the forum, {forum}/t/{latest.topic_id}, version {latest.number}"


def _run(run: LastRun) -> str:
    told = f"  job {run.job:<8}{run.state} {run.ended or f'since {run.due}'}"
    if run.tries > 1:
        told += f", try {run.tries}"
    if run.again:
        told += f", again at {run.again}"
    if run.missed:
        told += f", {count(run.missed, 'run')} missed before"
    return f"{told}: {run.note}" if run.note else told


def _broken_down(declared: Campaign, by: Division, output: Format) -> None:
    from dataclasses import asdict

    from bridge.pipeline.break_down import By, break_down

    with opened(forum=False) as bridge:
        found = break_down(bridge.store, declared, By(by.value), bridge.clock.now())
    emit(asdict(found), output, lambda: _table(declared, found))


def _crossed(declared: Campaign, output: Format) -> None:
    from dataclasses import asdict

    from bridge.pipeline.break_down import cross_down

    with opened(forum=False) as bridge:
        found = cross_down(bridge.store, declared, bridge.clock.now())
    emit(asdict(found), output, lambda: _grid(declared, found))


def _grid(declared: Campaign, found: Crossing) -> str:
    what = f"{declared.title} ({declared.slug}): ideas by role and question"
    if found.cells is None:
        return f"{what}\n  nothing can be told: it would tell of persons"
    width = max(len(title) for _, title in found.roles)
    names = [name for name, _ in found.questions]
    rows = [f"  {'':<{width}}  {'  '.join(f'{name:>5}' for name in names)}"]
    for (_, title), cells in zip(found.roles, found.cells, strict=True):
        counts = [f"{_shown(cell):>{max(5, len(name))}}" for name, cell in zip(names, cells, strict=True)]
        rows.append(f"  {title:<{width}}  {'  '.join(counts)}")
    return "\n".join([f"{what}, up to the end of {found.week}", *rows, _legend(found.least)])


def _shown(count: int | None) -> str:
    return "*" if count is None else str(count)


def _legend(least: int) -> str:
    return f"  * below {least}, or hidden so that none of these can be worked out; the rest rounded"


def _table(declared: Campaign, found: Breakdown) -> str:
    what = f"{declared.title} ({declared.slug}): ideas by {found.by}"
    if found.week is None:
        return f"{what}\n  nothing can be told yet: so few would tell of persons"
    width = max(len(group.title) for group in found.slices)
    return "\n".join(
        [
            f"{what}, up to the end of {found.week}",
            *(f"  {group.title:<{width}}  {_shown(group.ideas):>5}" for group in found.slices),
            _legend(found.least),
        ]
    )
