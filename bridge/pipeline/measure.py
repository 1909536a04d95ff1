"""How a campaign is, in figures for whoever looks after the service; none tells when an idea came."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from bridge.domain.campaign import Campaign
from bridge.domain.job import RunState
from bridge.domain.ring import RingState
from bridge.pipeline.count import numbers
from bridge.ports import Store


@dataclass(frozen=True, slots=True)
class JobFigures:
    """The last run of a job: when it was due and ended (seconds since 1970), and whether it was done."""

    due: float
    ended: float | None
    done: bool


@dataclass(frozen=True, slots=True)
class Figures:
    """`waiting` and `waiting_days` (of the oldest) count what was there when the day began.

    An idea that waits would else show to the minute when it came, to whoever reads the figures later.
    """

    waiting: int
    waiting_days: int
    accepted: int
    published: int
    people: int
    votes: int
    replies: int
    rings: int
    unsettled: int
    pulled: float | None
    jobs: Mapping[str, JobFigures]


def measure(store: Store, campaign: Campaign, now: datetime) -> Figures:
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
    jobs: dict[str, JobFigures] = {}
    for run in runs:
        ended = run.ended.timestamp() if run.ended is not None else None
        jobs.setdefault(run.job, JobFigures(run.due.timestamp(), ended, run.state is RunState.DONE))
    old = [age for age in ages if age > 0]
    return Figures(
        waiting=len(old),
        waiting_days=max(old, default=0),
        accepted=sum(1 for idea in ideas if idea.batch is None and idea.stands),
        published=sum(1 for idea in ideas if idea.batch is not None and idea.stands),
        people=counted.people,
        votes=counted.votes,
        replies=counted.replies,
        rings=rings,
        unsettled=unsettled,
        pulled=pulled.timestamp() if pulled is not None else None,
        jobs=jobs,
    )
