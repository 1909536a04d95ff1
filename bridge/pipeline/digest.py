"""Gather what a week of a campaign was like, from the ledger and the stored rankings.

A digest is the same however often and however late it is built: it counts what happened before its week
ended, and takes the ranking that was current then. What is found out later about that week, such as a reply
that was removed, changes it.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from bridge.domain.campaign import Campaign
from bridge.domain.digest import Digest, Week
from bridge.domain.followup import GRACE
from bridge.pipeline.account import account
from bridge.pipeline.count import numbers
from bridge.pipeline.outcomes import gather_outcomes
from bridge.pipeline.week_ideas import FEW, LINES, gather
from bridge.ports.store import Store

__all__ = ["FEW", "LINES", "appears", "build", "due"]


def appears(campaign: Campaign, week: Week) -> datetime:
    """The instant (UTC) at which the digest of a week is due: the declared weekday and hour after its end.

    An hour that the clocks skip in spring counts by the offset before the change; of an hour that they
    repeat in autumn the first one counts.
    """
    day = week.monday + timedelta(days=7 + campaign.digest.weekday)
    return datetime.combine(day, campaign.digest.at, tzinfo=campaign.zone).astimezone(UTC)


def due(campaign: Campaign, now: datetime, until: date | None = None) -> Week | None:
    """The latest week whose digest should be there by now, if it has a day in common with the campaign.

    It stays due until the next one is, so that a digest missed by a stopped machine is caught up. Weeks after
    the campaign's end are due up to a day `until` which something is still to be told.
    """
    if not campaign.digest.enabled:
        return None
    week = Week.of(campaign.local(now).date()).previous
    if now < appears(campaign, week):
        week = week.previous
    last = campaign.ends if until is None else max(campaign.ends, until)
    return week if _overlaps(week, campaign.starts, last) else None


def last_day(store: Store, campaign: Campaign) -> date | None:
    """The day up to which chosen ideas have something to tell: a week after the last check-in at most."""
    with store.begin() as unit:
        begun = [undertaking.since for undertaking in unit.follow_ups.all(campaign.slug)]
    if not begun or not campaign.follow_up_days:
        return None
    return max(begun) + timedelta(days=max(campaign.follow_up_days)) + GRACE + timedelta(days=1)


def build(store: Store, campaign: Campaign, week: Week, now: datetime) -> Digest | None:
    """The digest of a week; None when nothing happened in it, or when it has not begun at `now`."""
    start, end = (bound.astimezone(UTC) for bound in week.bounds(campaign.zone))
    if now < start:
        return None
    in_week = numbers(store, campaign, start, end)
    in_total = numbers(store, campaign, None, end)
    with store.begin() as unit:
        found = gather(unit, campaign, start, end)
        outcomes = gather_outcomes(unit, campaign, week, found)
        decided = account(
            campaign, week, unit.ideas.all(campaign.slug), unit.ideas.log_entries(campaign.slug)
        )
    in_week = replace(in_week, votes=found.votes(start, end))
    if in_week.quiet and not outcomes.happened:
        return None
    new = found.new(campaign, start)
    # A ranking that stands as it did a week ago is not told anew.
    leading = () if found.settled else found.leading()
    named = {line.idea for line in (*new, *leading)}
    return Digest(
        formula=found.ranking.formula if found.ranking is not None else "",
        input_hash=found.ranking.input_hash if found.ranking is not None else "",
        campaign=campaign.slug,
        week=week,
        numbers=in_week,
        total=replace(in_total, votes=found.votes(None, end)),
        new=new,
        rising=found.rising(),
        discussed=found.discussed(start, end),
        # What leads is named as such: the same idea as one that needs readers would only confuse.
        unseen=found.unseen(campaign, week, appears(campaign, week), named),
        leading=leading,
        across=() if found.settled else found.across(),
        disputed=() if found.settled else found.disputed(),
        others_voted=found.trend.others_voted,
        counts_only=bool(found.hidden),
        falling=found.falling(),
        stories=outcomes.stories,
        answers=outcomes.answers,
        more_answers=outcomes.more_answers,
        answered=outcomes.answered,
        courses=outcomes.courses,
        late=outcomes.late,
        trials=outcomes.trials,
        decisions=decided,
        interval=campaign.ranking.interval,
    )


def _overlaps(week: Week, first: date, last: date) -> bool:
    return week.monday <= last and first <= week.monday + timedelta(days=6)
