"""Look back at the last run of each job, from what is stored."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bridge.domain.campaign import Campaign
from bridge.domain.job import RunState
from bridge.pipeline.occur import jobs_of
from bridge.ports import Store


@dataclass(frozen=True, slots=True)
class LastRun:
    """The newest run of a job: when it was due and ended (texts on the campaign's clock), what came of it.

    `note` says what was done or went wrong. `again` is when a failed one is tried once more, `missed` how
    many occurrences before it nobody did.
    """

    job: str
    due: str
    ended: str | None
    state: RunState
    tries: int
    missed: int
    again: str | None
    note: str


def last_runs(store: Store, campaign: Campaign) -> tuple[LastRun, ...]:
    """One for each job that ever ran, in the order in which jobs are declared."""
    with store.begin() as unit:
        found = [unit.runs.latest(campaign.slug, job.name) for job in jobs_of(campaign)]

    def clock(instant: datetime) -> str:
        return f"{campaign.local(instant):%Y-%m-%d %H:%M}"

    return tuple(
        LastRun(
            job=run.job,
            due=clock(run.due),
            ended=clock(run.ended) if run.ended else None,
            state=run.state,
            tries=run.tries,
            missed=run.missed,
            again=clock(run.again) if run.again else None,
            note=run.note,
        )
        for run in found
        if run is not None
    )
