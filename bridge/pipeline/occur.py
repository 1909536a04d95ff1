"""Which jobs are due, each occurrence once: across restarts, several workers and clock changes.

Of occurrences that were missed only the newest is done: what they would have done is done by it. A clock that
is set back makes nothing due that was done already.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from bridge.domain.campaign import Campaign
from bridge.domain.job import Job, JobRun, RunState, Work
from bridge.domain.occurrence import AtInstants, Every, OnDays
from bridge.ports import Store

SYNC_EVERY = timedelta(minutes=15)
SETTINGS_EVERY = timedelta(minutes=5)
"""Somebody waits for the answer there."""

GUIDE_AT = time(7, 0)
GUIDE_DAYS = 120
"""So long after its day the guide is kept current: the last check-in comes 90 days after a choice."""

RETAIN_AT = time(3, 30)
"""At an hour at which nobody is at work, on the campaign's clock."""

STUCK = timedelta(hours=1)
"""After so long a run whose holder cannot be asked is taken for dead."""

_FIRST_PAUSE, _LONGEST_PAUSE = timedelta(minutes=1), timedelta(minutes=30)
_DOUBLINGS = 8
_SOON = timedelta(seconds=30)
_MOST_MISSED = 10_000


@dataclass(frozen=True, slots=True)
class Claim:
    """An occurrence that is ours to do."""

    job: Job
    run: JobRun


def jobs_of(
    campaign: Campaign, sync_every: timedelta = SYNC_EVERY, hint: datetime | None = None
) -> tuple[Job, ...]:
    """What is done for a campaign by itself, and when.

    A sync does everything that is due. It comes at an interval, and at the moments from which something new
    is due at once: a phase begins or ends, the digest's hour strikes, or a `hint` came that something changed
    in the forum.
    """
    moments = [moment for phase in campaign.phases for moment in (phase.opens, phase.closes)]
    jobs = [
        Job("sync", Work.SYNC, Every(sync_every)),
        Job("phases", Work.SYNC, AtInstants.of(moments)),
        Job("retain", Work.RETAIN, OnDays(RETAIN_AT, campaign.zone)),
    ]
    if campaign.digest.enabled:
        rule = OnDays(campaign.digest.at, campaign.zone, campaign.digest.weekday)
        jobs.append(Job("digest", Work.SYNC, rule))
    if campaign.guide.published is not None:
        jobs.append(Job("guide", Work.GUIDE, AtInstants.of(_guide_days(campaign, campaign.guide.published))))
    if hint is not None:
        jobs.append(Job("hint", Work.SYNC, AtInstants.of([hint])))
    return tuple(jobs)


def _guide_days(campaign: Campaign, published: date) -> list[datetime]:
    """Each morning from the end of the campaign until its follow-ups are over: to look at, then out."""
    first = min(campaign.ends, published) + timedelta(days=1)
    days = {published, *(first + timedelta(days=number) for number in range((published - first).days))}
    days |= {published + timedelta(days=number) for number in range(1, GUIDE_DAYS + 1)}
    return [datetime.combine(day, GUIDE_AT, tzinfo=campaign.zone) for day in days]


def settings_jobs(hint: datetime | None = None) -> tuple[Job, ...]:
    """When the topics in which campaigns are configured are looked at."""
    jobs = [Job("settings", Work.CONFIGURE, Every(SETTINGS_EVERY))]
    if hint is not None:
        jobs.append(Job("hint", Work.CONFIGURE, AtInstants.of([hint])))
    return tuple(jobs)


def claim(
    store: Store,
    campaign: str,
    jobs: Sequence[Job],
    holder: str,
    now: datetime,
    *,
    gone: Callable[[str], bool] = lambda _: False,
) -> Claim | None:
    """Take the first job that is due; None where none is, or others do them.

    `gone` says whether a holder is known to have ended: what it had begun is begun again, at once.
    """
    for job in jobs:
        due = job.rule.latest(now)
        if due is None:
            continue
        with store.begin() as unit:
            last = unit.runs.latest(campaign, job.name)
            if last is not None and due <= last.due:
                run = _again(last, holder, now, gone)
                if run is not None and unit.runs.claim(run, instead=last):
                    return Claim(job, run)
                continue
            # A worker that starts for the first time has missed nothing.
            missed = 0 if last is None else _between(job, last.due, due)
            run = JobRun(campaign, job.name, due, RunState.RUNNING, holder, now, missed=missed)
            if unit.runs.claim(run):
                return Claim(job, run)
    return None


def done(store: Store, run: JobRun, now: datetime, note: str) -> None:
    """Write down that an occurrence was done."""
    with store.begin() as unit:
        unit.runs.finish(replace(run, state=RunState.DONE, ended=now, note=note, again=None))


def failed(store: Store, run: JobRun, now: datetime, note: str, *, after: float | None = None) -> None:
    """Write down that it failed, and when to try again: after ever longer pauses, or as the forum wishes."""
    # Doubled no further than needed: a job that fails for weeks would else reach no number any more.
    pause = min(_FIRST_PAUSE * 2 ** min(run.tries - 1, _DOUBLINGS), _LONGEST_PAUSE)
    if after is not None:
        pause = max(pause, timedelta(seconds=after))
    with store.begin() as unit:
        unit.runs.finish(replace(run, state=RunState.FAILED, ended=now, note=note, again=now + pause))


def put_off(store: Store, run: JobRun, now: datetime, note: str) -> None:
    """Write down that others were at work on the campaign: it comes soon again, and counts as no try."""
    later = replace(run, state=RunState.PUT_OFF, ended=now, note=note, again=now + _SOON)
    with store.begin() as unit:
        unit.runs.finish(later)


def _again(last: JobRun, holder: str, now: datetime, gone: Callable[[str], bool]) -> JobRun | None:
    """The same occurrence once more, where its run died or failed and its pause is over."""
    died = last.state is RunState.RUNNING and (gone(last.holder) or now - last.started >= STUCK)
    waits = last.state in (RunState.FAILED, RunState.PUT_OFF)
    waited = waits and last.again is not None and now >= last.again
    if not died and not waited:
        return None
    tries = last.tries + (last.state is not RunState.PUT_OFF)
    return replace(
        last, state=RunState.RUNNING, holder=holder, started=now, tries=tries, ended=None, again=None
    )


def _between(job: Job, before: datetime, due: datetime) -> int:
    missed = 0
    at = job.rule.following(before)
    while at is not None and at < due and missed < _MOST_MISSED:
        missed += 1
        at = job.rule.following(at)
    return missed
