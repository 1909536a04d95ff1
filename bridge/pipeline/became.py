"""What became of ideas, as the guide tells it: status and reason, whose hands, check-ins, trials."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime

from bridge.domain.campaign import Campaign
from bridge.domain.followup import check_ins
from bridge.domain.guide import Became, Stage, Tried
from bridge.domain.status import UNDER_WAY, latest
from bridge.ports import UnitOfWork


def what_became(unit: UnitOfWork, campaign: Campaign, until: datetime) -> Mapping[str, Became]:
    """By idea, as it was known before an instant; ideas of which nobody has said anything are left out."""
    today = campaign.local(until).date()
    undertakings = {found.idea: found for found in unit.follow_ups.all(campaign.slug) if found.since <= today}
    answers = [answer for answer in unit.follow_ups.check_ins(campaign.slug) if answer.at < until]
    found: dict[str, Became] = {}
    for idea, change in latest(unit.statuses.all(campaign.slug), until).items():
        undertaking = undertakings.get(idea)
        since = campaign.local(change.at).date()
        if undertaking is None:
            found[idea] = Became(since, change.reason)
            continue
        asked = check_ins(undertaking, campaign.follow_up_days, answers, today)
        open_now = change.status in UNDER_WAY
        stages = tuple(
            Stage(due.day, due.answer.course if due.answer else None, due.answer.note if due.answer else "")
            for due in asked
            if due.answer is not None or open_now
        )
        found[idea] = Became(
            since,
            change.reason,
            undertaking.owner,
            undertaking.first_step,
            stages,
            overdue=open_now and bool(asked) and asked[-1].overdue(today),
        )
    return found


def trials_of(unit: UnitOfWork, campaign: Campaign, until: datetime) -> Mapping[str, tuple[Tried, ...]]:
    """By idea where it was tried, in the order in which that was said."""
    found: defaultdict[str, list[Tried]] = defaultdict(list)
    for trial in unit.trials.all(campaign.slug):
        if trial.at < until:
            found[trial.idea].append(Tried(trial.place, trial.month, trial.result, trial.words))
    return {idea: tuple(tried) for idea, tried in found.items()}
