"""`integrity`: how firmly top ideas hold their places, what was flagged and why, and a moderator's answer."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from bridge.cli.context import opened, read_campaign
from bridge.cli.options import CampaignOption, FormatOption
from bridge.cli.output import Format, count, emit, note
from bridge.domain.errors import UserProblem

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bridge.pipeline.audit import Audit, Found, Held, Sudden


def integrity(
    campaign: CampaignOption = None,
    top: Annotated[int, typer.Option(min=1, help="How many of the first ideas to look at.")] = 10,
    confirm: Annotated[
        str | None,
        typer.Option(
            metavar="RING", help="These accounts are one person: count them as one; needs --reason."
        ),
    ] = None,
    dismiss: Annotated[
        str | None, typer.Option(metavar="RING", help="There is nothing in this; needs --reason.")
    ] = None,
    reason: Annotated[str, typer.Option(help="What you looked at, in a few words.")] = "",
    output: FormatOption = Format.TEXT,
) -> None:
    """Say how few people hold up each top idea, and which accounts or bursts of likes look odd.

    Nothing is taken away by itself: a ring of accounts counts as one person only after --confirm.
    """
    from bridge.domain.ring import RingState
    from bridge.pipeline import audit

    if confirm is not None and dismiss is not None:
        raise UserProblem("--confirm and --dismiss were both given", hint="Decide about one ring at a time.")
    declared = read_campaign(campaign)
    with opened(forum=False) as bridge:
        now = bridge.clock.now()
        for ring, state in ((confirm, RingState.CONFIRMED), (dismiss, RingState.DISMISSED)):
            if ring is not None:
                decided = audit.decide(bridge.store, bridge.redactor, declared, ring, state, reason, now)
                note(f"ring {decided.id} of {count(len(decided.people), 'account')}: {decided.state}")
        found = audit.audit(bridge.store, declared, now, top=top)
        with bridge.store.begin() as unit:
            titles = {idea.id: idea.title for idea in unit.ideas.all(declared.slug)}
    emit(_json(found), output, lambda: _text(found, titles))


def _json(found: Audit) -> dict[str, object]:
    return {
        "by_person": found.by_person,
        "held": [asdict(held) for held in found.held],
        "rings": [_ring_json(ring) for ring in found.rings],
        "bursts": [asdict(sudden) for sudden in found.sudden],
    }


def _ring_json(found: Found) -> dict[str, object]:
    """Without its people: who they are is the forum's to know."""
    return {
        "ring": found.ring.id,
        "accounts": len(found.ring.people),
        "state": str(found.ring.state),
        "reason": found.ring.reason,
        "votes": found.votes,
        "common": found.common,
        "alike": found.alike,
        "ideas": [asdict(shared) for shared in found.shared],
    }


def _text(found: Audit, titles: Mapping[str, str]) -> str:
    if not found.by_person:
        return (
            "the forum tells no votes by person, so there is nothing to look at\n"
            "next: `ideabridge forum provision`"
        )
    lines = ["how firmly the first ideas hold their places", ""]
    lines += [_held(held, titles) for held in found.held]
    lines += [
        "",
        f"rings: {count(len(found.rings), 'group')} of accounts that vote alike at the same moments",
    ]
    for ring in found.rings:
        lines += _ring(ring, titles)
    lines += ["", f"bursts: {count(len(found.sudden), 'idea')} with more likes from newcomers than expected"]
    lines += [_burst(sudden, titles) for sudden in found.sudden]
    return "\n".join(lines)


def _held(held: Held, titles: Mapping[str, str]) -> str:
    voted = count(held.voters, "person voted", "people voted")
    if held.at_least is None:
        rests = "keeps its place whosever votes go"
    else:
        least, most = held.at_least, held.at_most
        people = f"{least:,}" if least == most else f"{least:,} to {most:,}" if most else f"{least:,} or more"
        one = people == "1"
        rests = f"falls if the votes of {people} {'person goes' if one else 'people go'}"
        if held.rival:
            rests += f", first below “{titles.get(held.rival, held.rival)}”"
    return f"{held.place:>4}  {held.idea:<10}  {titles.get(held.idea, '')}\n      {voted}; {rests}"


def _ring(found: Found, titles: Mapping[str, str]) -> list[str]:
    ring = found.ring
    why = f" ({ring.reason})" if ring.reason else ""
    lines = [
        f"  {ring.id}  {count(len(ring.people), 'account')}, {ring.state}{why}",
        f"    any two vote {found.votes} {found.common:g} ideas within twenty minutes of each other",
        f"    and share {found.alike:.0%} of all that they vote on",
    ]
    lines += [
        f"    {shared.idea:<10}  {count(shared.accounts, 'account')}, {shared.first:%Y-%m-%d %H:%M} to "
        f"{shared.last:%H:%M} UTC  {titles.get(shared.idea, '')}"
        for shared in found.shared
    ]
    if str(ring.state) == "flagged":
        lines.append(
            f"    the forum shows who voted there and then; next: `ideabridge integrity --confirm {ring.id} "
            "--reason ...` or --dismiss"
        )
    return lines


def _burst(sudden: Sudden, titles: Mapping[str, str]) -> str:
    return (
        f"  {sudden.idea:<10}  {sudden.likes} likes of newcomers from {sudden.start:%Y-%m-%d %H:%M} to "
        f"{sudden.end:%Y-%m-%d %H:%M} UTC, {sudden.expected:.1f} expected, alarm above {sudden.limit:.1f}  "
        f"{titles.get(sudden.idea, '')}"
    )
