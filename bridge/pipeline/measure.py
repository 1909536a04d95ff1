"""How a campaign is, in figures for whoever looks after the service; none tells when an idea came."""

from __future__ import annotations

from datetime import datetime

from bridge.domain.campaign import Campaign
from bridge.domain.health import Health, JobHealth
from bridge.domain.job import RunState
from bridge.domain.ring import RingState
from bridge.pipeline.count import numbers
from bridge.ports import Store


def measure(store: Store, campaign: Campaign, now: datetime) -> Health:
    """The figures of now, days by the campaign's clock."""
    slug = campaign.slug
    today = campaign.local(now).date()
    counted = numbers(store, campaign, None, None)
    with store.begin() as unit:
        ages = [
            (today - campaign.local(found.received).date()).days for found in unit.submissions.waiting(slug)
        ]
        ideas = unit.ideas.all(slug)
        pulled = unit.ledger.last_pull(slug)
        rings = sum(1 for ring in unit.guards.rings(slug) if ring.state is RingState.FLAGGED)
        unsettled = len(unit.journal.unsettled(slug))
        runs = unit.runs.recent(slug, 200)
    jobs: dict[str, JobHealth] = {}
    for run in runs:
        jobs.setdefault(run.job, JobHealth(run.due, run.ended, run.state is RunState.DONE, run.note))
    old = [age for age in ages if age > 0]
    return Health(
        waiting=len(old),
        waiting_days=max(old, default=0),
        accepted=sum(1 for idea in ideas if idea.batch is None and idea.stands),
        published=sum(1 for idea in ideas if idea.batch is not None and idea.stands),
        people=counted.people,
        votes=counted.votes,
        replies=counted.replies,
        rings=rings,
        unsettled=unsettled,
        pulled=pulled,
        jobs=jobs,
    )
