"""Account for what moderators decided, without telling on those about whose ideas they did.

Friends know who has sent in an idea that never appeared, and would learn why if a week said "one rejected,
because it attacks people". So returned, rejected and withdrawn ideas are told since the start, by the house
rule for small counts, and a table stands until a later one breaks no promise. How many came in is not told.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from bridge.domain.campaign import Campaign
from bridge.domain.digest import Decisions, Week
from bridge.domain.disclosure import OTHERS, weekly
from bridge.domain.idea import Decision, Idea, ModerationEntry
from bridge.domain.reasons import REASONS, read_reason

OTHER_WORDS = ""
"""Stands for reasons in a moderator's own words."""

_GROUPS = (*REASONS, OTHER_WORDS)
_REFUSALS = (Decision.RETURN, Decision.REJECT)


def account(
    campaign: Campaign, week: Week, ideas: Iterable[Idea], log: Sequence[ModerationEntry]
) -> Decisions | None:
    """The decisions of a week, and those since the start that may be told; None where there is nothing."""
    start, end = week.bounds(campaign.zone)

    def within(instant: datetime) -> bool:
        return start <= instant < end

    ends = _week_ends(campaign, week)
    refused = [entry for entry in log if entry.decision in _REFUSALS]
    by_decision = _told(ends, [(entry.at, _REFUSALS.index(entry.decision)) for entry in refused], 2)
    by_reason = _told(
        ends,
        [(entry.at, _GROUPS.index(read_reason(entry.reason).code or OTHER_WORDS)) for entry in refused],
        len(_GROUPS),
    )
    withdrawn = [(entry.at, 0) for entry in log if entry.decision is Decision.WITHDRAW]
    (gone,) = _told(ends, withdrawn, 1)
    found = Decisions(
        accepted=sum(within(idea.accepted) for idea in ideas),
        merged=sum(entry.decision is Decision.MERGE and within(entry.at) for entry in log),
        joined=sum(entry.decision is Decision.JOIN and within(entry.at) for entry in log),
        returned=by_decision[0],
        rejected=by_decision[1],
        withdrawn=gone,
        reasons=tuple(zip(_GROUPS, by_reason, strict=True)),
    )
    counts = (found.accepted, found.merged, found.joined, found.returned, found.rejected, found.withdrawn)
    return found if any(counts) else None


def _week_ends(campaign: Campaign, week: Week) -> list[datetime]:
    """The ends of all weeks from the campaign's first to this one."""
    ends, each = [], Week.of(campaign.starts)
    while each < week:
        ends.append(each.bounds(campaign.zone)[1])
        each = each.following
    return [*ends, week.bounds(campaign.zone)[1]]


def _told(
    ends: Sequence[datetime], events: Sequence[tuple[datetime, int]], groups: int
) -> tuple[int | None, ...]:
    """What may be told of events by group, as it stands at the last of these instants."""
    series = [
        [sum(at < end and group == one for at, group in events) for one in range(groups)] for end in ends
    ]
    releases = weekly(series, OTHERS)
    return releases[-1].told if releases else (None,) * groups
